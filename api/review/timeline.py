"""Everything of a call on one time line: rings, talk, holds, what was said, asked, missed and proposed. Pure.

Zero is the INVITE, as with all times of a call; whoever plays a recording adds where it began.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec

from api.calls.record import CallRecord
from api.review.waveform import Stretch
from api.schemas import Direction, Span
from api.schemas.quality import CaseState, Hint, QualityCase
from api.schemas.transcripts import TranscriptEntry
from scripts_lib.model import RequiredPhrase, Rules, Text
from telephony.cadence import Cadence
from telephony.events import Verdict

WORTH_A_JUMP = ("hold", "park", "mask", "silence")
DEAD = (CaseState.REJECTED, CaseState.OVERTURNED, CaseState.WITHDRAWN)


class BarKind(StrEnum):
    """What lasts."""

    WAIT = "wait"
    RING = "ring"  # one ring that the caller heard
    TALK = "talk"
    HOLD = "hold"
    PARK = "park"
    MASK = "mask"  # not recorded, on purpose
    SILENCE = "silence"


class MarkKind(StrEnum):
    """What happens at one moment."""

    PICK_UP = "pick_up"
    MISSED = "missed"  # rang at somebody in vain
    STEP = "step"
    HIT = "hit"
    REQUIRED = "required"
    CASE = "case"
    HINT = "hint"
    END = "end"


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """Something that lasts, in milliseconds since the INVITE."""

    kind: BarKind
    from_ms: float
    to_ms: float
    what: Text


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Something at one moment. `more` explains it: the answer, what to say instead, the rule."""

    kind: MarkKind
    at_ms: float
    what: Text
    more: Text | None = None


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the list beside the picture."""

    kind: str
    at_ms: float
    what: Text
    more: Text | None = None


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """The line, by time; `length_ms` is its end."""

    length_ms: float
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]

    def at(self, ms: float) -> float:
        """Where a moment lies, in percent of the whole."""
        return round(min(max(ms, 0.0), self.length_ms) / self.length_ms * 100, 3)

    def listed(self) -> tuple[Listed, ...]:
        """Marks, and what lasts and is worth a jump, by time."""
        marks = [Listed(kind=one.kind, at_ms=one.at_ms, what=one.what, more=one.more) for one in self.marks]
        bars = [
            Listed(kind=one.kind, at_ms=one.from_ms, what=one.what, more=_lasts(one))
            for one in self.bars
            if one.kind in WORTH_A_JUMP
        ]
        return tuple(sorted((*marks, *bars), key=lambda one: one.at_ms))


def _lasts(bar: Bar) -> Text:
    seconds = round((bar.to_ms - bar.from_ms) / 1000)
    return Text(f"{seconds} 秒", f"{seconds} s")


class Missed(msgspec.Struct, frozen=True, kw_only=True):
    """The call rang at somebody until it was taken away."""

    at_ms: float
    name: str


class Sources(msgspec.Struct, frozen=True, kw_only=True):
    """What a time line is made of. `silences` are moments of the call, not of the recording."""

    record: CallRecord
    cadence: Cadence
    rules: Rules
    missed: Sequence[Missed] = ()
    transcript: Sequence[TranscriptEntry] = ()
    heard: Mapping[str, float] = {}
    """Required parts that were heard, and when."""
    cases: Sequence[QualityCase] = ()
    hints: Sequence[Hint] = ()
    silences: Sequence[Stretch] = ()
    recorded_to_ms: float = 0.0


def timeline(of: Sources) -> Timeline:
    """Put everything on one line."""
    record = of.record
    words_end = max((one.end_ms for one in of.transcript), default=0.0)
    length = max(record.ended_ms or 0.0, of.recorded_to_ms, words_end, 1000.0)
    bars = sorted((*_waiting(of, length), *_spans(record, length), *_silent(of)), key=lambda one: one.from_ms)
    marks = sorted((*_of_the_call(of), *_asked(of), *_said(of), *_held_against(of)), key=lambda one: one.at_ms)
    return Timeline(length_ms=length, bars=tuple(bars), marks=tuple(marks))


def _waiting(of: Sources, length: float) -> Iterator[Bar]:
    """How long it waited, ring by ring (LINE-1), and the talk."""
    record, cadence = of.record, of.cadence
    until = record.person_ms if record.person_ms is not None else (record.ended_ms or length)
    yield Bar(kind=BarKind.WAIT, from_ms=0.0, to_ms=until, what=Text("等待接听", "Waiting"))
    heard_to = min(until, record.machine_ms if record.machine_ms is not None else until)
    rings = int(heard_to // cadence.period_ms) + 1 if record.direction is Direction.INCOMING else 0
    for number in range(rings):
        begins = float(number * cadence.period_ms)
        ends = min(begins + cadence.ring_ms, heard_to)
        yield Bar(
            kind=BarKind.RING, from_ms=begins, to_ms=ends, what=Text(f"第 {number + 1} 声振铃", f"Ring {number + 1}")
        )
    if record.person_ms is not None:
        ends = record.ended_ms or length
        yield Bar(kind=BarKind.TALK, from_ms=record.person_ms, to_ms=ends, what=Text("通话", "Talk"))


def _spans(record: CallRecord, length: float) -> Iterator[Bar]:
    for kind, what, spans in (
        (BarKind.HOLD, Text("保持", "On hold"), record.held),
        (BarKind.PARK, Text("驻留", "Parked"), record.parked),
        (BarKind.MASK, Text("不录音", "Not recorded"), record.masked),
    ):
        for span in spans:
            yield Bar(kind=kind, from_ms=span.from_ms, to_ms=_end(span, length), what=what)


def _end(span: Span, length: float) -> float:
    return span.to_ms if span.to_ms is not None else length


def _silent(of: Sources) -> Iterator[Bar]:
    """Silences of the talk; what lies in a hold, a park or a masked stretch has its own name."""
    record = of.record
    named = [span for spans in (record.held, record.parked, record.masked) for span in spans]
    for one in of.silences:
        middle = (one.from_ms + one.to_ms) / 2
        if record.person_ms is None or middle < record.person_ms:
            continue
        if any(span.from_ms <= middle <= (span.to_ms or middle) for span in named):
            continue
        what = Text("双方静默", "Both silent")
        yield Bar(kind=BarKind.SILENCE, from_ms=one.from_ms, to_ms=one.to_ms, what=what)


def _of_the_call(of: Sources) -> Iterator[Mark]:
    record = of.record
    for one in of.missed:
        what = Text(f"{one.name} 未接", f"{one.name} did not pick up")
        yield Mark(kind=MarkKind.MISSED, at_ms=one.at_ms, what=what)
    if record.person_ms is not None:
        yield Mark(kind=MarkKind.PICK_UP, at_ms=record.person_ms, what=_picked_up(record))
    if record.ended_ms is not None:
        yield Mark(kind=MarkKind.END, at_ms=record.ended_ms, what=_ended(record))


def _picked_up(record: CallRecord) -> Text:
    if record.ring is None:
        return Text("对方接听", "The far end picked up")
    seconds = f"{record.ring.ring_ms / 1000:.1f}"
    verdict = {
        Verdict.MET: Text("三响内", "within three rings"),
        Verdict.MISSED: Text("超过三响", "later than three rings"),
        Verdict.CANNOT_TELL: Text("在三响边缘，无法判定", "too near to three rings to tell"),
    }[record.ring.verdict]
    return Text(f"接听，{seconds} 秒，{verdict.zh}", f"Picked up after {seconds} s, {verdict.en}")


def _ended(record: CallRecord) -> Text:
    by = {"agent": Text("坐席挂机", "The agent hung up"), "caller": Text("来电人挂机", "The caller hung up")}
    return by.get(str(record.ended_by), Text("通话结束", "The call ended"))


def _asked(of: Sources) -> Iterator[Mark]:
    """Questions of the script that were shown, with what was answered (evidence for CMP-1)."""
    record = of.record
    script = next((one for one in of.rules.scripts if one.id == record.script_id), None)
    texts = {one.id: one.text for one in script.questions} if script is not None else {}
    picked_up = record.person_ms or 0.0
    for step in record.steps:
        asked = texts.get(step.question_id, Text(step.question_id, step.question_id))
        more = Text("跳过", "skipped") if step.skipped else Text(f"答：{step.answer}", f"Answer: {step.answer}")
        yield Mark(
            kind=MarkKind.STEP,
            at_ms=picked_up + step.shown_ms,
            what=asked,
            more=more if step.skipped or step.answer else None,
        )


def _said(of: Sources) -> Iterator[Mark]:
    for entry in of.transcript:
        for hit in entry.hits:
            at_ms = entry.start_ms + share(entry, hit.start)
            words = Text(f"疑似「{hit.phrase}」 {hit.rule}", f"Suspected “{hit.phrase}” {hit.rule}")
            yield Mark(
                kind=MarkKind.HIT,
                at_ms=at_ms,
                what=words,
                more=Text(f"应说：{hit.say_instead.zh}", f"Say instead: {hit.say_instead.en}"),
            )
    for part in of.rules.required:
        if part.rule in of.heard:
            yield Mark(kind=MarkKind.REQUIRED, at_ms=of.heard[part.rule], what=_required(part))


def _required(part: RequiredPhrase) -> Text:
    return Text(f"{part.label.zh} {part.rule}", f"{part.label.en} {part.rule}")


def share(entry: TranscriptEntry, character: int) -> float:
    """Milliseconds from the segment's beginning to this character, as if each took as long."""
    return (entry.end_ms - entry.start_ms) * character / max(1, len(entry.text))


def _held_against(of: Sources) -> Iterator[Mark]:
    picked_up = of.record.person_ms or 0.0
    for one in of.cases:
        if one.state not in DEAD and one.proof.at_ms is not None:
            more = Text(one.proof.words, one.proof.words) if one.proof.words else None
            what = Text(f"考评意见：{one.proof.what.zh}", f"Proposed: {one.proof.what.en}")
            yield Mark(kind=MarkKind.CASE, at_ms=picked_up + one.proof.at_ms, what=what, more=more)
    for hint in of.hints:
        if hint.settled_at is None and hint.proof.at_ms is not None:
            what = Text(f"线索：{hint.proof.what.zh}", f"Hint: {hint.proof.what.en}")
            yield Mark(kind=MarkKind.HINT, at_ms=picked_up + hint.proof.at_ms, what=what)


def moved(silences: Iterable[Stretch], began_ms: float) -> tuple[Stretch, ...]:
    """Stretches of a recording that began this long after the INVITE, as moments of the call."""
    return tuple(
        Stretch(from_ms=round(one.from_ms + began_ms), to_ms=round(one.to_ms + began_ms)) for one in silences
    )
