"""What was said in a call, as it crosses to consoles and pages."""

import msgspec

from scripts_lib.model import Text
from telephony.events import Side


class SuspectedPhrase(msgspec.Struct, frozen=True, kw_only=True):
    """A forbidden phrase that the agent may have said. Suspected until a person confirms it (PEN-11)."""

    rule: str
    phrase: str
    start: int
    end: int
    """Character offsets into the text of its line."""
    say_instead: Text
    why: Text
    confidence: float


class TranscriptLine(msgspec.Struct, frozen=True, kw_only=True):
    """One segment of what one side said. A later line of the same side and segment replaces it; one without text
    takes it away."""

    side: Side
    segment: int
    text: str
    start_ms: float
    end_ms: float
    """Since the call's INVITE, as all times of a call."""
    final: bool
    hits: tuple[SuspectedPhrase, ...] = ()
