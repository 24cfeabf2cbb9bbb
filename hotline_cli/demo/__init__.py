"""The demo: sample residents, callers with voices, and the hotline they call."""
