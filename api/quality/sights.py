"""What the system sees by itself in a call that is over (PEN-11): certain things to be proposed, the rest as hints.

Pure. Each sight names the second and the words that speak for it. Which rule it falls under, for how many points, and
whether it is certain enough to be proposed, is data (`penalties.yaml`).
"""

from collections.abc import Iterator
from math import ceil

import msgspec

from api.calls.record import CallRecord
from api.quality.events import CaseOpened, HintSeen, WorkReported
from api.schemas import Direction, Disposition, TicketView
from api.schemas.quality import Proof, Source
from api.training.events import ExamTaken
from api.transcripts.events import PhraseSuspected
from scripts_lib.advice import suggest
from scripts_lib.model import Advice, ClockState, Stop, Weight
from scripts_lib.penalties import Fact, Penalties, Sight
from scripts_lib.wordings import SHORTEST_PROVABLE
from telephony.events import EndCause, Side

MINUTE_S = 60.0
OPENING_MS = 5000
"""What is said so soon after pick-up belongs to the opening (LINE-3)."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was seen of an agent. `key` tells it from others of the same fact in the same call."""

    fact: Fact
    agent_id: str
    at: float
    call_id: str = ""
    ticket_number: str = ""
    at_ms: int | None = None
    words: str = ""
    key: str = ""

    @property
    def case_id(self) -> str:
        """The same thing seen again has the same id, so that it is proposed once."""
        parts = (self.fact, self.agent_id, self.call_id or self.ticket_number, self.key)
        return ":".join(part for part in parts if part)


def in_call(record: CallRecord, penalties: Penalties, advice: Advice) -> tuple[Seen, ...]:
    """What a call that is over shows by itself."""
    if record.agent_id is None or record.person_ms is None or not record.ended:
        return ()
    return (*_hung_up_first(record, penalties), *_written_down(record, penalties, advice))


def rang_in_vain(record: CallRecord, agent_id: str, at: float) -> Seen:
    """The call rang at a ready agent until it was taken away (LINE-1)."""
    rang = max(0, round((at - record.arrived_at) * 1000))
    return Seen(fact=Fact.RINGS_MISSED, agent_id=agent_id, at=at, call_id=record.call_id, key=str(rang))


def phrase_heard(record: CallRecord, heard: PhraseSuspected) -> tuple[Seen, ...]:
    """A forbidden phrase from the agent's mouth, as the recogniser has it. One that it was asked for, and did not
    write by itself, is for a person to listen to; one too short to be told apart by sound is none."""
    if not heard.provable and len(heard.phrase) < SHORTEST_PROVABLE:
        return ()
    since = round(heard.start_ms - (record.person_ms or 0.0))
    fact = Fact.OPENING_WORDS if since <= OPENING_MS else Fact.FORBIDDEN_PHRASE
    if not heard.provable:
        fact = Fact.PHRASE_UNSURE
    return (
        Seen(
            fact=fact,
            agent_id=heard.agent_id,
            at=record.arrived_at + heard.start_ms / 1000,
            call_id=record.call_id,
            at_ms=max(0, since),
            words=heard.phrase,
            key=f"{heard.segment}:{heard.rule}",
        ),
    )


def late(ticket: TicketView, at: float) -> tuple[Seen, ...]:
    """Clocks of the agent's own duty that ended at `at`, later than due: first reply (SLA-7), passing up (SLA-2, 3).

    Who registered the matter follows it to its end (LINE-10).
    """
    missed = (one for one in ticket.clocks if one.state is ClockState.MISSED and one.stopped_at == at)
    return tuple(
        Seen(
            fact=Fact.LATE_ANSWER if one.stop is Stop.REPLIED else tier(at - one.due),
            agent_id=ticket.registered_by,
            at=at,
            call_id=ticket.call_id or "",
            ticket_number=ticket.number,
            words=f"{one.rule} {one.what.zh} +{minutes_begun(at - one.due)} min",
            key=one.clock_id,
        )
        for one in missed
        if one.stop in (Stop.REPLIED, Stop.PASSED_UP)
    )


def work_load(report: WorkReported, calls: int, tickets: int, month_ends: float) -> tuple[Seen, ...]:
    """An agent's report of a month that is over, held against the records (PEN-4); it counts for that month."""
    if (report.calls, report.tickets) == (calls, tickets):
        return ()
    words = f"上报 {report.calls} 通、{report.tickets} 件；记录 {calls} 通、{tickets} 件"
    at = month_ends - 1
    return (Seen(fact=Fact.WORK_LOAD, agent_id=report.agent_id, at=at, words=words, key=report.month),)


def test_taken(test: ExamTaken, under: int, full: int) -> tuple[Seen, ...]:
    """The month's test with less points than `under` (PEN-4), or with `full` marks (PEN-2)."""
    if under <= test.points < full:
        return ()
    fact = Fact.TEST_FAILED if test.points < under else Fact.FULL_MARKS
    return (Seen(fact=fact, agent_id=test.agent_id, at=test.at, words=f"{test.points} 分", key=test.month),)


def minutes_begun(seconds: float) -> int:
    """Minutes begun, one at least: as the tiers count, so that the evidence says what its tier says."""
    return max(1, ceil(seconds / MINUTE_S))


def tier(late_s: float) -> Fact:
    """PEN-3, PEN-4, PEN-5: up to ten minutes, up to thirty, more."""
    if late_s <= 10 * MINUTE_S:
        return Fact.LATE_1_TO_10
    return Fact.LATE_11_TO_30 if late_s <= 30 * MINUTE_S else Fact.LATE_OVER_30


def proposal(seen: Seen, penalties: Penalties, rules_version: str, now: float) -> CaseOpened | None:
    """The proposal that it becomes; None for a hint, and where the site proposes nothing for it."""
    sight = penalties.sight(seen.fact)
    if sight is None or not sight.certain:
        return None
    return CaseOpened(
        at=now,
        case_id=seen.case_id,
        agent_id=seen.agent_id,
        rule=sight.rule,
        happened_at=seen.at,
        source=Source.SYSTEM,
        proof=_proof(seen, sight, rules_version),
    )


def hint(seen: Seen, penalties: Penalties, rules_version: str, now: float) -> HintSeen | None:
    """The hint that it is, for a person to look at; None where it is proposed, or the site does not look for it."""
    sight = penalties.sight(seen.fact)
    if sight is None or sight.certain:
        return None
    return HintSeen(
        at=now,
        hint_id=seen.case_id,
        agent_id=seen.agent_id,
        fact=seen.fact,
        rule=sight.rule,
        happened_at=seen.at,
        proof=_proof(seen, sight, rules_version),
        bonus=penalties.bonus(sight.rule) is not None,
    )


def _proof(seen: Seen, sight: Sight, rules_version: str) -> Proof:
    return Proof(
        call_id=seen.call_id,
        ticket_number=seen.ticket_number,
        at_ms=seen.at_ms,
        words=seen.words,
        what=sight.what,
        rules_version=rules_version,
    )


def _hung_up_first(record: CallRecord, penalties: Penalties) -> Iterator[Seen]:
    """LINE-5: the caller hangs up first. A short talk is not looked at: a wrong number ends like that."""
    sight = penalties.sight(Fact.HUNG_UP_FIRST)
    first = record.ended_by is Side.AGENT and record.cause is EndCause.COMPLETED
    if sight is not None and first and _long_enough(record, sight):
        yield _seen(record, Fact.HUNG_UP_FIRST, at_ms=record.talk_ms)


def _written_down(record: CallRecord, penalties: Penalties, advice: Advice) -> Iterator[Seen]:
    if record.direction is Direction.OUTGOING or record.disposition is not Disposition.EXPLAINED:
        return
    answers = "。".join(step.answer or "" for step in record.steps)
    text = f"{record.notes}。{answers}".strip("。 ")
    empty = penalties.sight(Fact.EMPTY_RECORD)
    if not text and record.promise is None and empty is not None and _long_enough(record, empty):
        yield _seen(record, Fact.EMPTY_RECORD)
    heavy = [one for one in suggest(advice, {"matter": text}, "") if _speaks_of_a_complaint(one.field, one.value)]
    if heavy:
        yield _seen(record, Fact.HIDDEN_COMPLAINT, words=heavy[0].said)


def _speaks_of_a_complaint(field: str, value: str) -> bool:
    return field == "weight" and value in (Weight.GRAVE, Weight.IMPORTANT)


def _long_enough(record: CallRecord, sight: Sight) -> bool:
    return record.talk_ms >= sight.limit_s * 1000


def _seen(record: CallRecord, fact: Fact, *, at_ms: int | None = None, words: str = "") -> Seen:
    assert record.agent_id is not None
    at = record.arrived_at + (record.ended_ms or 0.0) / 1000
    return Seen(fact=fact, agent_id=record.agent_id, at=at, call_id=record.call_id, at_ms=at_ms, words=words)
