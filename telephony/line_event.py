"""The form of every event in a line's journal (`telephony.events`)."""

import msgspec


class LineEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Something that the line saw or did."""

    at: float
    """Unix time in seconds at which the line saw it."""
