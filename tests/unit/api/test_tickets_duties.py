"""What a ticket waits for, and whom: the worklist of every role (LINE-10, SLA, CASE)."""

import pytest
from msgspec.structs import replace

from api.schemas import DoubtEnd, TicketState, TicketView
from api.tickets import events, machine
from api.tickets.duties import duties_of
from api.tickets.escalation import passed
from scripts_lib.model import Nature, Weight
from tests.unit.api import ticket_samples as sample
from tests.unit.api.ticket_samples import DAY, HOUR, NOON, RULES, after, fact, fresh, until

S = TicketState


def waits(ticket: TicketView) -> set[tuple[str, str]]:
    return {(one.role, one.what) for one in duties_of(ticket)}


WORDS = {("agent", "reply"), ("agent", "propose"), ("supervisor", "pass_up")}
ROWS = [
    (fresh(), {("agent", "send")}),
    (fresh(own_duty=True), {("agent", "take")}),
    (until(S.SENT), {("department_head", "sign")}),
    (until(S.SIGNED), {("department_head", "take")}),
    (until(S.IN_HAND), {("department_head", "answer")}),
    (after(fresh(own_duty=True), sample.taken()), {("agent", "settle")}),
    (until(S.ANSWERED), {("agent", "settle")}),
]


@pytest.mark.parametrize(("ticket", "step"), ROWS, ids=[f"{one.state}-{one.own_duty}" for one, _ in ROWS])
def test_the_next_step_waits_for_whose_duty_it_is(ticket: TicketView, step: set[tuple[str, str]]) -> None:
    assert waits(ticket) == step | WORDS


def test_in_doubt_the_supervisor_is_asked_until_it_is_judged() -> None:
    """CASE-1."""
    asked = fresh(doubt="电梯广告该不该立项？")
    (waiting,) = [one for one in duties_of(asked) if one.what == "judge_doubt"]
    assert (waiting.role, waiting.due) == ("supervisor", NOON + 600)
    answers = (
        (fact(events.DoubtSettled, NOON + 60, note="广告归我们管"), DoubtEnd.STANDS, "广告归我们管"),
        (fact(events.TicketNatureChanged, NOON + 60, nature=Nature.ASKING, reason="咨询"), DoubtEnd.NATURE, "咨询"),
        (fact(events.TicketWeightChanged, NOON + 60, weight=Weight.SLIGHT, reason="轻微"), DoubtEnd.WEIGHT, "轻微"),
        (fact(events.TicketDeclined, NOON + 60, reason="合同之外"), DoubtEnd.DECLINED, "合同之外"),
    )
    for answer, end, said in answers:
        told = after(asked, answer)
        assert told.doubt is not None
        assert told.doubt.settled is not None
        assert (told.doubt.end, told.doubt.settled.note) == (end, said)
        assert ("supervisor", "judge_doubt") not in waits(told)
    first = after(asked, answers[0][0])
    assert not machine.allows(first, answers[0][0])
    assert after(first, answers[1][0]).doubt == first.doubt
    assert not machine.allows(fresh(), answers[0][0])


def test_a_ticket_that_turned_grave_by_itself_answers_no_question() -> None:
    asked = fresh(doubt="算有效投诉吗？")
    grave = after(asked, fact(events.TicketTurnedGrave, NOON + 31 * DAY, weight=Weight.GRAVE))
    assert ("supervisor", "judge_doubt") in waits(grave)


def test_after_it_is_done_the_centre_tells_checks_and_asks() -> None:
    done = until(S.DONE)
    assert waits(done) - WORDS == {("agent", "follow_up"), ("agent", "tell"), ("agent", "check")}
    assert waits(until(S.FOLLOWED_UP)) - WORDS == {("agent", "close")}
    assert waits(until(S.CLOSED)) == set()


def test_a_department_sees_its_own_and_the_first_agent_keeps_it() -> None:
    (theirs,) = [one for one in duties_of(until(S.SENT)) if one.what == "sign"]
    assert (theirs.department, theirs.person, theirs.due) == ("engineering", "", NOON + 600)
    (ours,) = [one for one in duties_of(fresh()) if one.what == "send"]
    assert (ours.department, ours.person) == ("", "a1")


def test_those_above_consent_decide_review_and_look() -> None:
    grave = until(S.FOLLOWED_UP, weight=Weight.GRAVE)
    assert ("site_head", "consent") in waits(grave)
    assert ("site_head", "consent") not in waits(after(grave, fact(events.TicketConsented, NOON + DAY)))
    asked = {"extension_id": "e1", "clock_id": "SLA-5:done", "until": NOON + 9 * DAY, "why": "x"}
    waiting = after(fresh(), fact(events.ExtensionAsked, NOON, **asked, role="general_manager"))
    assert ("general_manager", "decide") in waits(waiting)
    aside = after(fresh(), fact(events.TicketSuspended, NOON + 60, reason="等开发商"))
    assert waits(aside) == {("site_head", "review")}


def test_who_was_told_of_a_limit_looks_until_it_is_stopped() -> None:
    ticket = fresh()
    for one in passed(ticket, NOON + 2 * HOUR, RULES):
        ticket = machine.receive(ticket, one)
    assert ("supervisor", "look") in waits(ticket), "the hour of SLA-2 was the second limit"
    up = after(ticket, fact(events.TicketPassedUp, NOON + 3 * HOUR, role="property_manager"))
    assert ("supervisor", "look") not in waits(up)


def test_the_first_agent_chases_what_waits_for_the_department() -> None:
    """SLA-14: the first limit is told to who received the complaint, though the step is somebody else's."""
    ticket = until(S.SENT, weight=Weight.SLIGHT)
    for one in passed(ticket, NOON + HOUR, RULES):
        ticket = machine.receive(ticket, one)
    (chase,) = [one for one in duties_of(ticket) if one.what == "chase"]
    assert (chase.role, chase.person, chase.due) == ("agent", "a1", NOON + 600)
    own = fresh(own_duty=True, weight=Weight.SLIGHT)
    for one in passed(own, NOON + HOUR, RULES):
        own = machine.receive(own, one)
    assert ("agent", "chase") not in waits(own), "it is on the worklist as a step already"


def test_what_was_laid_before_a_manager_stands_on_that_worklist_until_it_is_done() -> None:
    """SLA-2, SLA-3."""
    up = fact(events.TicketPassedUp, NOON + 60, role="general_manager", note="请批示")
    assert ("general_manager", "laid") in waits(after(fresh(weight=Weight.GRAVE), up))
    assert ("general_manager", "laid") not in waits(after(until(S.DONE, weight=Weight.GRAVE), up))


def test_the_nearest_due_comes_first() -> None:
    due = [one.due for one in duties_of(fresh()) if one.due is not None]
    assert due == sorted(due)


def test_a_problem_found_on_the_way_waits_for_its_case() -> None:
    found = after(fresh(), fact(events.TicketProblemFound, NOON, problem_id="p1", what="发霉"))
    assert ("agent", "open_found") in waits(found)
    own = replace(found, problems=(replace(found.problems[0], ticket_number="TS-2"),))
    assert ("agent", "open_found") not in waits(own)
