"""Erasing a resident's personal data, with the log and the figures kept whole."""
