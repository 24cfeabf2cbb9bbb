"""Random walks of the machine: no order of events loses, doubles or freezes a clock; recomputing is the same as to
have lived through it, to the digit.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.schemas import ENDED, Relation, TicketState, TicketView
from api.tickets import events, machine
from api.tickets.clocks import LIVE, kind_of, running
from api.tickets.escalation import passed, wake_at
from api.tickets.events import TicketFact
from api.tickets.machine import TABLE, IllegalStep
from api.tickets.reckon import folded, moved, reckoned
from api.tickets.rules import ClockRules
from scripts_lib.model import Clock, ClockState, Nature, Weight
from scripts_lib.working_calendar import CalendarYear, WorkingCalendar
from tests.unit.api import ticket_samples as sample
from tests.unit.api.ticket_samples import DAY, HOUR, NOON, NUMBER, RULES, made

S = TicketState
KINDS = [kind for kind in TABLE if kind not in (events.LimitPassed, events.ClocksReckoned, events.TicketTurnedGrave)]
LOOK = None
"""Not a fact of anybody: the desk looks what has passed by itself."""
Step = tuple[type[TicketFact] | None, float, int]
STEP: st.SearchStrategy[Step] = st.tuples(
    st.sampled_from([*KINDS, LOOK, LOOK, LOOK]),
    st.sampled_from([0.0, 1.0, 300.0, HOUR, DAY, 3 * DAY, 40 * DAY]),
    st.integers(0, 5),
)
NATURAL = (
    events.TicketSent,
    events.TicketSigned,
    events.TicketTaken,
    events.TicketAnswered,
    events.TicketSettled,
    events.TicketTold,
    events.TicketChecked,
    events.TicketConsented,
    events.TicketFollowedUp,
    events.TicketClosed,
)


WORDS = {"reason", "note", "what", "cause", "measures", "result", "why", "signed_by", "agreed_by", "order_number"}
Fields = Callable[[TicketView, float, int], dict[str, object]]


def _between(ticket: TicketView, now: float, pick: int) -> float:
    """A moment between the beginning and now."""
    return ticket.began_at + (now - ticket.began_at) * (pick / 5)


def _asks(ticket: TicketView, _: float, pick: int) -> dict[str, object]:
    clock = ticket.clocks[pick % len(ticket.clocks)]
    until, asked = clock.due + DAY * pick, f"e{len(ticket.extensions)}"
    return {"extension_id": asked, "clock_id": clock.clock_id, "until": until, "role": "general_manager"}


def _decides(ticket: TicketView, _: float, pick: int) -> dict[str, object]:
    waiting = [one.extension_id for one in ticket.extensions if one.granted is None]
    return {"extension_id": waiting[0] if waiting else "none", "granted": pick > 0}


def _relates(ticket: TicketView, _: float, pick: int) -> dict[str, object]:
    problems = [one.problem_id for one in ticket.problems if not one.ticket_number]
    other = f"TS20261123-000{pick + 1}"
    return {"other": other, "relation": Relation.OTHER, "problem_id": problems[0] if problems else ""}


FIELDS: Mapping[type[TicketFact], Fields] = {
    events.TicketSent: lambda _, __, pick: {"department": ("engineering", "cleaning", "security")[pick % 3]},
    events.TicketAnswered: lambda ticket, now, pick: {"finished_at": _between(ticket, now, pick)},
    events.TicketSettled: lambda ticket, now, pick: {
        "finished_at": _between(ticket, now, pick),
        "follow_up_due": 0.0,
    },
    events.TicketPassedUp: lambda *_: {"role": "general_manager"},
    events.TicketFollowedUp: lambda _, __, pick: {"reached": pick != 5, "satisfied": True},
    events.TicketReviewed: lambda _, __, pick: {"quarter": "2026Q4", "close": pick == 0},
    events.TicketWeightChanged: lambda _, __, pick: {"weight": list(Weight)[pick % 3]},
    events.TicketNatureChanged: lambda _, __, pick: {"nature": list(Nature)[pick % 5]},
    events.ExtensionAsked: _asks,
    events.ExtensionDecided: _decides,
    events.TicketRelated: _relates,
    events.TicketProblemFound: lambda ticket, *_: {"problem_id": f"p{len(ticket.problems)}"},
}


def proposed(kind: type[TicketFact], ticket: TicketView, now: float, pick: int) -> TicketFact:
    """A fact of this kind that fits the ticket as far as `pick` will have it."""
    fields: dict[str, Any] = dict.fromkeys(WORDS & set(kind.__struct_fields__), "写明")
    if kind in FIELDS:
        fields |= FIELDS[kind](ticket, now, pick)
    return kind(at=now, number=NUMBER, agent_id="a1", name="李明", **fields)


def walked(steps: Sequence[Step], weight: Weight, own_duty: bool) -> tuple[TicketView, list[TicketFact]]:
    """Live through these steps; each is taken where the machine lets it, and must change nothing where not."""
    facts: list[TicketFact] = [made(weight=weight, own_duty=own_duty, doubt="要不要立项？")]
    ticket = folded(facts)
    assert ticket is not None
    now = NOON
    for kind, later, pick in steps:
        now += later
        before = ticket
        if kind is None:
            written = passed(ticket, now, RULES)
            for one in written:
                ticket = machine.receive(ticket, one)
            facts += written
            assert passed(ticket, now, RULES) == (), "looking again writes nothing"
        else:
            fact = RULES.filled(ticket, proposed(kind, ticket, now, pick))
            if machine.allows(ticket, fact):
                ticket = machine.receive(ticket, fact)
                facts.append(fact)
            else:
                with pytest.raises(IllegalStep):
                    machine.receive(ticket, fact)
                assert ticket == before
        holds(before, ticket, now)
    return ticket, facts


def holds(before: TicketView, after: TicketView, now: float) -> None:
    """What is true of the clocks after every step."""
    ids = [one.clock_id for one in after.clocks]
    assert len(ids) == len(set(ids)), "no clock is doubled"
    assert {one.clock_id for one in before.clocks} <= set(ids), "no clock is lost"
    live = [kind_of(one) for one in after.clocks if one.state in LIVE]
    assert len(live) == len(set(live)), "one of a kind runs"
    ended = {one.clock_id: one for one in before.clocks if one.state not in LIVE}
    assert all(ended.get(one.clock_id, one) == one for one in after.clocks), "what has ended stays as it ended"
    stands = {one.state for one in after.clocks if one.state in LIVE}
    if after.state in ENDED:
        assert not stands, "nothing runs on after the end"
    elif after.state is S.SUSPENDED:
        assert stands <= {ClockState.PAUSED}
    else:
        assert stands <= {ClockState.RUNNING}, "no clock stands still for ever"
        assert stands or after.state is S.FOLLOWED_UP, "somebody is bound to follow it (CASE-3)"
    assert all(_whole(one, now) for one in after.clocks)
    over = [one for one in running(after.clocks) if not one.passed]
    assert wake_at(after) == min((one.due for one in over), default=None) or after.state in (*ENDED, S.SUSPENDED)


def _whole(clock: Clock, now: float) -> bool:
    if clock.state in (ClockState.MET, ClockState.MISSED):
        assert clock.stopped_at is not None
        return clock.stopped_at <= now and (clock.stopped_at <= clock.due) is (clock.state is ClockState.MET)
    return (clock.paused_at is None) is (clock.state is not ClockState.PAUSED)


WALKS = st.lists(STEP, min_size=5, max_size=40)


@settings(max_examples=150, deadline=None)
@given(WALKS, st.sampled_from(Weight), st.booleans())
def test_no_order_of_events_loses_doubles_or_freezes_a_clock(walk: list[Step], weight: Weight, own: bool) -> None:
    ticket, facts = walked(walk, weight, own)
    assert folded(facts) == ticket
    assert reckoned(facts, RULES) == ticket


LEANING: st.SearchStrategy[Step] = st.tuples(
    st.sampled_from([*NATURAL, *NATURAL, *KINDS]), st.sampled_from([1.0, 300.0, HOUR, DAY]), st.integers(0, 4)
)


@settings(max_examples=60, deadline=None)
@given(st.lists(LEANING, min_size=40, max_size=80))
def test_walks_that_lean_towards_the_end_hold_too(walk: list[Step]) -> None:
    ticket, facts = walked(walk, Weight.IMPORTANT, False)
    assert reckoned(facts, RULES) == folded(facts) == ticket


def test_the_walks_get_everywhere() -> None:
    """By a fixed seed: every state is reached and every kind of fact taken, or the walks would show little."""
    chance = random.Random(5)
    kinds: list[type[TicketFact]] = [*NATURAL, *KINDS]
    pauses = (1.0, HOUR, DAY)
    seen: set[TicketState] = set()
    taken: set[type[TicketFact]] = set()
    for _ in range(80):
        walk: list[Step] = [(chance.choice(kinds), chance.choice(pauses), chance.randrange(6)) for _ in range(60)]
        _, facts = walked(walk, chance.choice(list(Weight)), chance.random() < 0.5)
        taken |= {type(one) for one in facts}
        for end in range(1, len(facts) + 1):
            ticket = folded(facts[:end])
            assert ticket is not None
            seen.add(ticket.state)
    assert seen == set(TicketState)
    assert taken >= set(KINDS)


SHUT = CalendarYear(year=2026, holidays=tuple(sample.day(one) for one in range(23, 31)))
OTHER = ClockRules(RULES.procedure, WorkingCalendar([SHUT]), RULES.timezone)


def test_a_changed_calendar_moves_the_clocks_that_count_working_days_and_no_others() -> None:
    facts = [made()]
    before, after = folded(facts), reckoned(facts, OTHER)
    assert before is not None
    assert after is not None
    (one,) = moved(before, after)
    assert one.clock_id == "SLA-7:proposed"
    assert one.before is not None
    assert one.after is not None
    assert one.after.due > one.before.due
    assert reckoned(facts, RULES) == before
    assert moved(before, before) == ()


@settings(max_examples=40, deadline=None)
@given(WALKS)
def test_what_was_reckoned_anew_is_what_the_log_says_from_then_on(walk: list[Step]) -> None:
    ticket, facts = walked(walk, Weight.SLIGHT, False)
    other = reckoned(facts, OTHER)
    assert other is not None
    told = events.ClocksReckoned(at=NOON + 999 * DAY, number=NUMBER, clocks=other.clocks, reason="日历已改")
    assert sample.by_id(machine.receive(ticket, told).clocks) == sample.by_id(other.clocks)
    assert reckoned([*facts, told], OTHER) == other, "it does not count for the next reckoning"
