"""The words of a role play (TRN-1): what the trainee said that must not be said, or did not say that must be.

The sights of quality judge them, with the rules' own points: what is proposed of a real call costs here, what is a
hint there is shown and costs nothing, for the recogniser may have missed it. Pure: it is handed what was understood.
"""

from collections.abc import Sequence

from api.calls.record import CallRecord
from api.quality.sights import Seen, phrase_heard
from api.quality.spoken import OPENING_SEGMENTS, Ears, in_words, tally
from api.schemas import CallDetail, CallState
from api.schemas.transcripts import SuspectedPhrase, TranscriptEntry
from api.training.role_play import Fault
from api.transcripts.events import PhraseSuspected
from scripts_lib.model import Moment, RequiredPhrase
from scripts_lib.penalties import Fact
from telephony.events import Side

SHOWN = (Fact.OPENING_WORDS, Fact.FORBIDDEN_PHRASE, Fact.PHRASE_UNSURE, Fact.REQUIRED_PHRASE, Fact.LONG_SILENCE)
"""What of a call's words is a trainer's matter."""


def faults_of(detail: CallDetail, entries: Sequence[TranscriptEntry], ears: Ears) -> tuple[Fault, ...]:
    """By the second at which they happened. Required parts are missing only once the call is over."""
    record = _record(detail)
    hits = [one for entry in entries for hit in entry.hits for one in phrase_heard(record, _suspected(entry, hit))]
    seen = sorted((*hits, *in_words(record, entries, ears).seen), key=lambda one: one.at_ms or 0)
    return tuple(fault for one in seen if (fault := _fault(one, ears)) is not None)


def said(
    detail: CallDetail, entries: Sequence[TranscriptEntry], ears: Ears
) -> tuple[tuple[RequiredPhrase, bool], ...]:
    """Every part of opening and ending (LINE-2, LINE-5), and whether the agent was heard to say it."""
    record = _record(detail)
    spoken = [one for one in entries if one.side is Side.AGENT and one.text]
    heard = tally(record, spoken[:OPENING_SEGMENTS], Moment.OPENING, ears).heard
    heard |= tally(record, spoken, Moment.ENDING, ears).heard
    parts = (part for moment in Moment for part in ears.required.of_moment(moment))
    return tuple((part, part.rule in heard) for part in parts)


def _fault(seen: Seen, ears: Ears) -> Fault | None:
    sight = ears.penalties.sight(seen.fact)
    if sight is None or seen.fact not in SHOWN:
        return None
    rule = seen.key.partition(":")[2] if seen.fact is not Fact.REQUIRED_PHRASE else ""
    return Fault(
        rule=rule or sight.rule,
        what=sight.what,
        points=sight.points if sight.certain else 0,
        at_ms=seen.at_ms or 0,
        words=seen.words,
    )


def _suspected(entry: TranscriptEntry, hit: SuspectedPhrase) -> PhraseSuspected:
    return PhraseSuspected(
        at=0.0,
        call_id=entry.call_id,
        agent_id=entry.agent_id,
        segment=entry.segment,
        rule=hit.rule,
        phrase=hit.phrase,
        confidence=hit.confidence,
        provable=hit.provable,
        start_ms=entry.start_ms,
        offset_ms=entry.offset_ms,
        engine=entry.engine,
        model=entry.model,
        rules_version=entry.rules_version,
    )


def _record(detail: CallDetail) -> CallRecord:
    """As much of the call as its words are held against."""
    call, times = detail.call, detail.times_ms
    return CallRecord(
        call_id=call.call_id,
        line_id="",
        arrived_at=call.arrived_at,
        number=call.number,
        name=call.name,
        called=call.called,
        direction=call.direction,
        picked_up_ms=times.get("picked_up"),
        answered_ms=times.get("answered"),
        ended_ms=times.get("ended"),
        agent_id=call.agent_id,
        agents=detail.agents,
        masked=detail.masked,
        held=detail.held,
        parked=detail.parked,
        cause=call.cause if call.state is CallState.ENDED else None,
        disposition=call.disposition,
    )
