"""What a ticket shows of who registered it."""

import pytest
from msgspec.structs import replace

from api.quality.ticket_sights import corrected, not_answered, sent_late, wrong_number
from api.schemas import TicketState, TicketView
from api.tickets.events import LimitPassed, TicketSent, TicketWeightChanged
from scripts_lib.model import Channel, Clock, ClockState, Stop, Text, Weight
from scripts_lib.penalties import Fact
from tests.unit.api import desk_samples as sample

COMPLAINT = sample.complaint(weight=Weight.SLIGHT)


def clock(rule: str, stop: Stop, due: float) -> Clock:
    return Clock(
        rule=rule,
        what=Text("时限", "limit"),
        start=0.0,
        due=due,
        clock_id=f"{rule}:{stop}",
        stop=stop,
        state=ClockState.RUNNING,
    )


TICKET = TicketView(
    number="TS20261129-0001",
    state=TicketState.SENT,
    channel=Channel.CALL,
    registered_at=0.0,
    registered_by="li",
    call_id="c-1",
    complaint=COMPLAINT,
    weight=Weight.IMPORTANT,
    nature=COMPLAINT.nature,
    department=COMPLAINT.department,
    own_duty=False,
    owner="li",
    clocks=(clock("SLA-1", Stop.SIGNED, 600.0), clock("SLA-7", Stop.REPLIED, 86_400.0)),
    rules_version="r1",
)


@pytest.mark.parametrize(
    ("at", "facts"),
    [
        (600.0, []),
        (1200.0, [Fact.LATE_1_TO_10]),
        (1201.0, [Fact.LATE_11_TO_30]),
        (2401.0, [Fact.LATE_OVER_30]),
    ],
)
def test_a_form_sent_late_falls_under_its_tier(at: float, facts: list[Fact]) -> None:
    event = TicketSent(at=at, number=TICKET.number, agent_id="zhao", department="repair")
    found = sent_late(TICKET, event)
    assert [one.fact for one in found] == facts
    assert {one.agent_id for one in found} <= {"zhao"}


def test_a_time_that_passed_without_a_reply_is_seen_at_once_and_is_the_late_replys_case() -> None:
    event = LimitPassed(
        at=86_401.0,
        number=TICKET.number,
        clock_id="SLA-7:replied",
        rule="SLA-7",
        what=Text("时限", "limit"),
        due=86_400.0,
        level=1,
        role="agent",
    )
    (found,) = not_answered(TICKET, event)
    assert found.case_id == "late_answer:li:c-1:SLA-7:replied"
    assert not_answered(TICKET, replace(event, clock_id="SLA-1:signed")) == ()


@pytest.mark.parametrize(
    ("called_from", "is_seen"),
    [
        ("13800001234", False),
        ("13800001235", True),
        ("13800001243", True),
        ("13900005678", False),
        ("01062345678", False),
        ("", False),
    ],
)
def test_a_slip_of_the_pen_in_the_number_is_seen_and_quotes_no_number(called_from: str, is_seen: bool) -> None:
    found = wrong_number(TICKET, called_from)
    assert bool(found) is is_seen
    assert not any("138" in one.words for one in found)


def test_a_weight_that_somebody_else_changed_is_a_hint_of_a_wrong_entry() -> None:
    event = TicketWeightChanged(
        at=900.0, number=TICKET.number, agent_id="chief", weight=Weight.IMPORTANT, reason="业主已反映两次"
    )
    labels = {"slight": "轻微", "important": "重要"}
    (found,) = corrected(TICKET, event, labels)
    assert (found.agent_id, found.words) == ("li", "轻微 改为 重要：业主已反映两次")
    assert corrected(TICKET, replace(event, agent_id="li"), labels) == ()
    assert corrected(TICKET, replace(event, weight=Weight.SLIGHT), labels) == ()
