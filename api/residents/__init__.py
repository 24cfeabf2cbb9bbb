"""Residents and their homes (FILE-1)."""
