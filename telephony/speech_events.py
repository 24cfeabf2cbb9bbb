"""What the line tells the desk of what is said: beside its journal, without a number (`telephony.wire.Passing`).

A partial result is worth nothing later, and a final one can be had again from the recording; so none of this is kept
on the line's disk, and no word of a call lies there in clear. Times as in `telephony.events`.
"""

from enum import StrEnum

import msgspec

from telephony.events import Side
from telephony.pulse import LinePulse


class _Passing(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    at: float
    """Unix time in seconds at which the line told it."""


class ListeningState(StrEnum):
    """Does the line turn what is said into text?"""

    OFF = "off"  # not wanted, or not set up
    STARTING = "starting"  # the model is being loaded
    ON = "on"
    BUSY = "busy"  # it does, but more is said than it can follow
    FAILED = "failed"  # the process ended; it is started again


class SpeechHeard(_Passing, frozen=True, kw_only=True):
    """What was understood of one segment of one side's speech; a later one of the same segment replaces it."""

    call_id: str
    side: Side
    """AGENT: our side, as the caller heard it; or CALLER."""
    agent_id: str
    """Who spoke on our side; empty for the caller."""
    segment: int
    text: str
    """Empty where it turned out to be no speech."""
    readings: tuple[str, ...]
    """Up to five, best first, the text's own included."""
    start_ms: float
    end_ms: float
    offset_ms: float
    """Where the segment begins in the call's recording."""
    final: bool
    engine: str
    model: str


class ListeningChanged(_Passing, frozen=True, kw_only=True):
    """The line listens, or does not, or cannot keep up. Told anew whenever the link comes up."""

    state: ListeningState
    detail: str = ""
    """What is missing, for people who can mend it."""
    behind_s: float = 0.0
    """How late final results are."""
    dropped: int = 0
    """Partial results left out so far."""


PassingEvent = SpeechHeard | ListeningChanged | LinePulse
"""What is told beside the journal: without a number, once, and only while the desk is there."""
