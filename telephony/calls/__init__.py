"""Calls of the line: the machine of one call, who hears whom in it, and what carries out its effects."""
