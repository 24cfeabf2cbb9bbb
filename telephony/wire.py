"""The link between line and desk: one JSON text frame a message, on a WebSocket that the line opens (`/link`).

`type` names the struct. Events are `telephony.events`, commands `telephony.commands`; this is what stands round them.
"""

import msgspec

from telephony.commands import Command
from telephony.events import CallEvent
from telephony.speech_events import PassingEvent

PROTOCOL = 4
"""Version of this wire. A peer that speaks another one is refused with a message that names both."""


class Hello(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Line to desk, first frame on the link."""

    protocol: int
    line_id: str
    stream_id: str
    """Names the journal; a new one when the line's data folder was lost."""
    first_seq: int
    last_seq: int
    """Numbers of the first and last event the line still keeps (0, 0 when none)."""
    at: float = 0.0
    """Unix time in seconds by the line's clock; 0: not told."""


class Welcome(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Desk to line, answer to Hello: send what follows `have_seq`."""

    have_seq: int


class Numbered(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Line to desk: one event with its number in the stream (from 1, no gaps)."""

    seq: int
    event: CallEvent


class Passing(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Line to desk: something that is not journaled. It follows the numbered events that came before it."""

    event: PassingEvent


class Acknowledged(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Desk to line: every event up to `seq` is in the log on disk and may be forgotten."""

    seq: int


class LinkRefused(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Desk to line, before the desk closes: why (another protocol, line id in use)."""

    reason: str


LineToDesk = Hello | Numbered | Passing
DeskToLine = Welcome | Acknowledged | Command | LinkRefused
