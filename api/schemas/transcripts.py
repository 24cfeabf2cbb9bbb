"""What was said in a call, as it crosses to consoles and pages."""

import msgspec

from scripts_lib.model import Text
from telephony.events import Side
from telephony.speech_events import ListeningState as ListeningState


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
    provable: bool = True
    """False: a reminder only; it can never cost points."""


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


class SpokenNumber(msgspec.Struct, frozen=True, kw_only=True):
    """A number that the caller said, as the form has it."""

    field: str
    """Of the form: `phone`, or `home` as building-unit-room."""
    value: str


class ListeningView(msgspec.Struct, frozen=True, kw_only=True):
    """Does the line listen, for the console."""

    state: ListeningState
    detail: str = ""
    behind_s: float = 0.0


class Transcript(msgspec.Struct, frozen=True, kw_only=True):
    """What was said so far in the call before the agent, oldest first; numbers the caller named, newest last."""

    call_id: str
    lines: tuple[TranscriptLine, ...] = ()
    numbers: tuple[SpokenNumber, ...] = ()
    required: tuple[str, ...] = ()
    """Rules of the required parts that were heard (LINE-2, LINE-5)."""


class TranscriptEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One segment as it is kept: words, where they lie in the recording, and by which model and rules."""

    call_id: str
    side: Side
    segment: int
    agent_id: str
    text: str
    readings: tuple[str, ...]
    hits: tuple[SuspectedPhrase, ...]
    start_ms: float
    end_ms: float
    offset_ms: float
    engine: str
    model: str
    rules_version: str
