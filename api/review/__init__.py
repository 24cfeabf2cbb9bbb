"""Reviewing a call: its sound as a picture, everything of it on one time line, and lists of calls to review."""
