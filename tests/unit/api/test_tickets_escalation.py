"""Limits that pass climb the ladder once each, whenever one looks (SLA-14); old complaints turn grave (SLA-11)."""

import pytest
from msgspec.structs import replace

from api.schemas import TicketState, TicketView
from api.tickets import events, machine
from api.tickets.escalation import passed, wake_at
from api.tickets.events import LimitPassed, TicketTurnedGrave
from scripts_lib.model import Nature, Weight
from tests.unit.api import ticket_samples as sample
from tests.unit.api.ticket_samples import DAY, HOUR, NOON, RULES, after, fact, fresh, until

S = TicketState


def looked(ticket: TicketView, *times: float) -> tuple[TicketView, list[events.TicketFact]]:
    """The ticket after one looked at these times, and what was written."""
    written: list[events.TicketFact] = []
    for now in times:
        for one in passed(ticket, now, RULES):
            ticket = machine.receive(ticket, one)
            written.append(one)
    return ticket, written


def steps(written: list[events.TicketFact]) -> list[tuple[str, int, str]]:
    return [(one.clock_id, one.level, one.role) for one in written if isinstance(one, LimitPassed)]


LADDER = [
    ("SLA-1:signed", 1, "agent"),
    ("SLA-2:passed_up", 2, "supervisor"),
    ("SLA-7:replied", 3, "deputy_general_manager"),
    ("SLA-5:done", 3, "deputy_general_manager"),
]


def test_each_limit_is_one_step_up_and_at_the_top_it_is_told_again() -> None:
    _, written = looked(fresh(), NOON + 601, NOON + HOUR + 1, NOON + DAY + 1, NOON + 3 * DAY + 1)
    assert steps(written)[:4] == LADDER


def test_nothing_passes_before_or_at_its_time() -> None:
    assert passed(fresh(), NOON + 600, RULES) == ()
    assert wake_at(fresh()) == NOON + 600


@pytest.mark.parametrize("looks", [1, 2, 7, 40])
def test_whenever_one_looks_the_same_is_told_once(looks: int) -> None:
    """As if the desk had been down between the looks."""
    end = NOON + 4 * DAY
    times = [NOON + (end - NOON) * (index + 1) / looks for index in range(looks)]
    ticket, written = looked(fresh(), *times, end, end)
    assert steps(written)[:4] == LADDER
    told = [(one.clock_id, one.level) for one in written if isinstance(one, LimitPassed)]
    assert len(told) == len(set(told)) == len(ticket.passed)
    assert passed(ticket, end, RULES) == ()


def test_what_was_stopped_in_time_never_passes() -> None:
    ticket, written = looked(after(fresh(), sample.sent(), sample.signed()), NOON + 700)
    assert (written, wake_at(ticket)) == ([], NOON + HOUR)


def test_one_that_is_set_aside_or_over_passes_nothing() -> None:
    aside = after(fresh(), fact(events.TicketSuspended, NOON + 60, reason="等开发商"))
    for ticket in (aside, until(S.CLOSED), after(fresh(), fact(events.TicketDeclined, NOON + 60, reason="x"))):
        assert (passed(ticket, NOON + 99 * DAY, RULES), wake_at(ticket)) == ((), None)


def test_more_time_makes_the_limit_one_that_may_pass_again() -> None:
    ticket, _ = looked(fresh(), NOON + 4 * DAY)
    asked = {
        "extension_id": "e1",
        "clock_id": "SLA-5:done",
        "until": NOON + 8 * DAY,
        "why": "x",
        "role": "general_manager",
    }
    ticket = after(
        ticket,
        fact(events.ExtensionAsked, NOON + 5 * DAY, **asked),
        fact(events.ExtensionDecided, NOON + 5 * DAY, extension_id="e1", granted=True),
    )
    assert wake_at(ticket) == NOON + 8 * DAY
    _, written = looked(ticket, NOON + 9 * DAY)
    assert [one[0] for one in steps(written)] == ["SLA-5:done", "SLA-8:done"]


MONTH = NOON + 30 * DAY + 1


def test_a_valid_complaint_that_is_a_month_old_turns_grave_and_has_the_clocks_of_one() -> None:
    ticket, written = looked(fresh(), MONTH)
    (turned,) = [one for one in written if isinstance(one, TicketTurnedGrave)]
    assert (ticket.weight, turned.at) == (Weight.GRAVE, MONTH)
    assert sample.clock(ticket, "SLA-6:done").due == MONTH + 10 * DAY
    _, more = looked(ticket, MONTH + 40 * DAY)
    assert not [one for one in more if isinstance(one, TicketTurnedGrave)], "once"


def test_only_a_valid_one_that_is_not_done_turns_grave() -> None:
    communicative = fresh(nature=Nature.VENTING)
    for ticket in (communicative, until(S.DONE), fresh(weight=Weight.GRAVE)):
        assert not [one for one in looked(ticket, MONTH)[1] if isinstance(one, TicketTurnedGrave)]


def test_a_ladder_of_two_steps_is_climbed_as_it_stands() -> None:
    short = replace(RULES.procedure, escalation=RULES.procedure.escalation[:2])
    rules = type(RULES)(short, RULES.calendar, RULES.timezone)
    told = [one for one in passed(fresh(), NOON + 4 * DAY, rules) if isinstance(one, LimitPassed)]
    assert [one.level for one in told[:4]] == [1, 2, 2, 2]
