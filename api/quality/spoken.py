"""What the words of a call show by themselves (PEN-11): required parts not said, nobody speaking, a complaint told.

Pure: it is handed what the recogniser understood. A recogniser mishears and may be late, so all of it is for hints;
where too little was understood to tell, nothing is seen. Quotes no resident: only rules' own words are evidence.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from api.calls.record import CallRecord
from api.quality.events import MomentJudged
from api.quality.sights import OPENING_MS, Seen
from api.schemas import Direction, Disposition
from api.schemas.transcripts import TranscriptEntry
from scripts_lib.advice import suggest
from scripts_lib.hearing.required import GREETING, RequiredMatcher, RequiredTally
from scripts_lib.model import Advice, Moment, RequiredPhrase, Weight
from scripts_lib.penalties import Fact, Penalties
from telephony.events import EndCause, Side

OPENING_SEGMENTS = 3
"""Of the agent, in which the parts of the opening are looked for."""


@dataclass(frozen=True)
class Ears:
    """What the words are held against. `zone` tells the hour of a greeting."""

    required: RequiredMatcher
    advice: Advice
    penalties: Penalties
    zone: dt.tzinfo


class InWords(NamedTuple):
    """What the words of a call show."""

    seen: tuple[Seen, ...]
    judged: tuple[MomentJudged, ...]
    """What was heard of the required phrases, and what was not."""


def in_words(record: CallRecord, entries: Sequence[TranscriptEntry], ears: Ears) -> InWords:
    """What the words of a call that is over show; nothing where too little was understood to tell. `entries` are its
    final segments, in the order of time."""
    if not (record.ended and record.person_ms is not None and record.agent_id is not None and entries):
        return InWords((), ())
    tallies = tuple(_tallies(record, entries, ears))
    seen = (*_required(record, tallies), *_silent(record, entries, ears), *_told(record, entries, ears))
    return InWords(seen, tuple(_judged(ears, *one) for one in tallies))


def _judged(ears: Ears, moment: Moment, agent_id: str, said: RequiredTally) -> MomentJudged:
    heard = tuple(one.rule for one in ears.required.of_moment(moment) if one.rule in said.heard)
    missing = tuple(one.rule for one in said.missing(moment))
    return MomentJudged(moment=moment, agent_id=agent_id, heard=heard, missing=missing)


def _required(record: CallRecord, tallies: Iterable[tuple[Moment, str, RequiredTally]]) -> Iterator[Seen]:
    begins = record.person_ms or 0.0
    for moment, agent_id, said in tallies:
        opening = moment is Moment.OPENING
        missing = said.missing(moment)
        if missing:
            at_ms, what = (0, "开场白缺") if opening else (record.talk_ms, "结束语缺")
            yield _seen(record, Fact.REQUIRED_PHRASE, agent_id, at_ms, _missing(what, missing), moment)
        greeting = said.heard.get(GREETING) if opening else None
        if greeting is not None and not greeting[0].timely:
            at_ms = max(0, round(greeting[1] * 1000 - begins))
            yield _seen(record, Fact.REQUIRED_PHRASE, agent_id, at_ms, "开场问候与时段不符", "greeting")


def _tallies(
    record: CallRecord, entries: Sequence[TranscriptEntry], ears: Ears
) -> Iterator[tuple[Moment, str, RequiredTally]]:
    """Opening and ending, each with whoever had to say it; a moment that cannot be judged is left out.

    Where the agent's first words came late, the recogniser may have: then nobody can tell (LINE-2).
    """
    sight = ears.penalties.sight(Fact.REQUIRED_PHRASE)
    long_enough = sight is not None and record.talk_ms >= sight.limit_s * 1000
    if not long_enough or record.direction is Direction.OUTGOING or record.masked:
        return
    first, last = (*record.agents, record.agent_id or "")[0], record.agent_id or ""
    spoken = _of(entries, first)
    if spoken and spoken[0].start_ms - (record.person_ms or 0.0) <= OPENING_MS:
        yield Moment.OPENING, first, tally(record, spoken[:OPENING_SEGMENTS], Moment.OPENING, ears)
    spoken = _of(entries, last)
    if spoken and record.cause is EndCause.COMPLETED and not record.handed_on:
        yield Moment.ENDING, last, tally(record, spoken, Moment.ENDING, ears)


def tally(record: CallRecord, spoken: Sequence[TranscriptEntry], moment: Moment, ears: Ears) -> RequiredTally:
    """Which parts of that moment are in these segments of one agent."""
    found = RequiredTally(ears.required)
    for one in spoken:
        hour = dt.datetime.fromtimestamp(record.arrived_at + one.start_ms / 1000, ears.zone).hour
        found.hear(one.readings or (one.text,), moment, hour, one.start_ms / 1000, one.end_ms / 1000)
    return found


def _missing(what: str, parts: Sequence[RequiredPhrase]) -> str:
    return f"{what}：{'、'.join(one.label.zh for one in parts)}"


def _silent(record: CallRecord, entries: Sequence[TranscriptEntry], ears: Ears) -> Iterator[Seen]:
    """Nobody spoke for longer than the limit; hold, park, and what was not recorded or not heard, are no silence."""
    sight = ears.penalties.sight(Fact.LONG_SILENCE)
    if sight is None or {one.side for one in entries} != {Side.AGENT, Side.CALLER}:
        return
    begins, ends = record.person_ms or 0.0, record.ended_ms or 0.0
    spans = (*record.held, *record.parked, *record.masked)
    covered = [(one.from_ms, ends if one.to_ms is None else one.to_ms) for one in spans]
    covered += [(one.start_ms, one.end_ms) for one in entries]
    for side in (Side.AGENT, Side.CALLER):
        covered += _unheard([one for one in entries if one.side is side], begins, ends)
    reached = begins
    for start, end in sorted((*covered, (ends, ends))):
        if start - reached >= sight.limit_s * 1000:
            words = f"静默 {round((start - reached) / 1000)} 秒"
            since = round(reached - begins)
            yield _seen(record, Fact.LONG_SILENCE, record.agent_id or "", since, words, str(since))
        reached = max(reached, end)


def _unheard(spoken: Sequence[TranscriptEntry], begins: float, ends: float) -> Iterator[tuple[float, float]]:
    """Where something sounded on one side, and what it was is not known: a segment's number is left out where the
    recogniser gave it up or took it for no speech; and after the last one it may be behind."""
    reached, number = begins, 0
    for one in spoken:
        if one.segment > number:
            yield reached, one.start_ms
        reached, number = one.end_ms, one.segment + 1
    yield reached, ends


def _told(record: CallRecord, entries: Sequence[TranscriptEntry], ears: Ears) -> Iterator[Seen]:
    """The caller spoke of something that is a complaint, and the call was put down as explained (PEN-7)."""
    if record.disposition is not Disposition.EXPLAINED or ears.penalties.sight(Fact.HIDDEN_COMPLAINT) is None:
        return
    for one in entries:
        if one.side is not Side.CALLER:
            continue
        found = suggest(ears.advice, {"matter": one.text}, "")
        heavy = [each for each in found if each.field == "weight" and each.value in (Weight.GRAVE, Weight.IMPORTANT)]
        if heavy:
            at_ms = max(0, round(one.start_ms - (record.person_ms or 0.0)))
            yield _seen(record, Fact.HIDDEN_COMPLAINT, record.agent_id or "", at_ms, heavy[0].said, "")
            return


def _of(entries: Sequence[TranscriptEntry], agent_id: str) -> list[TranscriptEntry]:
    return [one for one in entries if one.side is Side.AGENT and one.agent_id == agent_id and one.text]


def _seen(record: CallRecord, fact: Fact, agent_id: str, at_ms: int, words: str, key: str) -> Seen:
    at = record.arrived_at + ((record.person_ms or 0.0) + at_ms) / 1000
    return Seen(fact=fact, agent_id=agent_id, at=at, call_id=record.call_id, at_ms=at_ms, words=words, key=key)
