"""Recordings of calls: two channels, exact length, encrypted from the first byte, FLAC after the call."""
