"""The form of all that the desk writes into its log; a feature has its own facts in `api/<feature>/events.py`."""

import msgspec


class DeskFact(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Something that happened at the desk, never changed afterwards."""

    at: float
    """Unix time in seconds."""
