"""The ticket's machine, row by row: which fact may happen in which state, and what else it needs (CMP-2, CASE)."""

from typing import Any

import pytest

from api.schemas import UNDONE, Relation, TicketState, TicketView
from api.tickets import events, machine
from api.tickets.closing import lacks
from api.tickets.events import TicketFact
from api.tickets.fold import CHANGES
from api.tickets.machine import STATES, TABLE, IllegalStep
from scripts_lib.model import Nature, Weight
from tests.unit.api import ticket_samples as sample
from tests.unit.api.ticket_samples import DAY, HOUR, NOON, after, fact, fresh, until

S = TicketState
EXAMPLES: dict[type[TicketFact], dict[str, Any]] = {
    events.TicketSent: {"department": "cleaning", "reason": "责任不在本部门"},
    events.TicketSigned: {"signed_by": "赵工"},
    events.TicketTaken: {},
    events.TicketRefused: {"reason": "不属本部门"},
    events.TicketPassedUp: {"role": "property_manager"},
    events.TicketReplied: {"what": "已安排"},
    events.TicketProposed: {"what": "更换阀门"},
    events.TicketAnswered: {"cause": "老化", "measures": "更换", "result": "好", "finished_at": NOON + DAY},
    events.TicketSentBack: {"reason": "没有写原因"},
    events.TicketSettled: {"result": "好", "follow_up_due": 0.0},
    events.TicketTold: {"what": "已修好"},
    events.TicketRepaired: {"order_number": "WX-1", "signed_by": "王女士"},
    events.TicketChecked: {"note": "现场查看"},
    events.TicketFollowedUp: {"result": "满意", "satisfied": True},
    events.TicketConsented: {},
    events.TicketClosed: {"result": "好", "agreed_by": "王女士"},
    events.DoubtSettled: {"note": "需要上门查看"},
    events.TicketDeclined: {"reason": "不在合同范围"},
    events.TicketReopened: {"reason": "又漏水了"},
    events.TicketSuspended: {"reason": "等开发商"},
    events.TicketResumed: {"reason": "开发商已到"},
    events.TicketReviewed: {"quarter": "2026Q4", "close": False, "note": "继续跟"},
    events.TicketWeightChanged: {"weight": Weight.SLIGHT, "reason": "核实后"},
    events.TicketNatureChanged: {"nature": Nature.VENTING, "reason": "核实后"},
    events.TicketTurnedGrave: {"weight": Weight.GRAVE},
    events.ExtensionAsked: {
        "extension_id": "e2",
        "clock_id": "SLA-5:done",
        "until": NOON + 30 * DAY,
        "why": "等配件",
        "role": "general_manager",
    },
    events.ExtensionDecided: {"extension_id": "e1", "granted": True},
    events.TicketRelated: {"other": "TS20261123-0009", "relation": Relation.SAME_CAUSE},
    events.TicketProblemFound: {"problem_id": "p1", "what": "墙面发霉"},
    events.TicketNoted: {"note": "业主出差"},
    events.LimitPassed: {},
    events.ClocksReckoned: {"clocks": (), "reason": "日历已改"},
}
"""One of each kind that would be taken if the state allows it."""


def in_state(state: TicketState) -> TicketView:
    """A ticket in this state, in which every example may happen but for the state."""
    clock_id = "SLA-5:done#2" if state is S.REOPENED else "SLA-5:done"
    first = {"extension_id": "e1", "clock_id": clock_id}
    asked = fact(events.ExtensionAsked, NOON + 3 * DAY, **EXAMPLES[events.ExtensionAsked] | first)
    match state:
        case S.DECLINED:
            return after(fresh(), fact(events.TicketDeclined, NOON + 60, reason="不在合同范围"))
        case S.SUSPENDED:
            return after(fresh(), fact(events.TicketSuspended, NOON + 60, reason="等开发商"))
        case S.REOPENED:
            return after(until(S.CLOSED), fact(events.TicketReopened, NOON + 3 * DAY, reason="又漏水了"), asked)
    ticket = until(state)
    return after(ticket, asked) if state in UNDONE else ticket


def example(kind: type[TicketFact], ticket: TicketView) -> TicketFact:
    fields = EXAMPLES[kind]
    at = NOON + 40 * DAY
    if kind is events.LimitPassed:
        live = next((one for one in ticket.clocks if one.state == "running"), ticket.clocks[0])
        due = {"rule": live.rule, "what": live.what, "due": live.due, "level": 1, "role": "agent"}
        fields = {"clock_id": live.clock_id} | due
    if kind is events.TicketAnswered:
        fields = fields | {"finished_at": at}
    if kind is events.ExtensionAsked:  # none waits for this one yet
        ticket_clock = next(one for one in ticket.clocks if one.clock_id.startswith("SLA-5:done"))
        fields = fields | {"clock_id": ticket_clock.clock_id, "until": NOON + 90 * DAY}
    return fact(kind, at, **fields)


def test_every_kind_of_fact_stands_in_every_table() -> None:
    assert set(TABLE) == set(EXAMPLES) == set(CHANGES)
    assert set(STATES) == set(TicketState)


OUT_OF_PLACE = [(kind, state) for kind in TABLE for state in TicketState if state not in TABLE[kind]]


@pytest.mark.parametrize(("kind", "state"), OUT_OF_PLACE, ids=lambda one: getattr(one, "__name__", one))
def test_a_fact_out_of_place_raises_and_changes_nothing(kind: type[TicketFact], state: TicketState) -> None:
    ticket = in_state(state)
    assert ticket.state is state
    one = example(kind, ticket)
    assert not machine.allows(ticket, one)
    with pytest.raises(IllegalStep) as caught:
        machine.receive(ticket, one)
    assert (caught.value.state, caught.value.status) == (state, 409)
    assert STATES[state].zh in caught.value.zh
    assert in_state(state) == ticket


def test_a_fact_of_another_ticket_is_none_of_this() -> None:
    with pytest.raises(IllegalStep):
        machine.receive(fresh(), events.TicketNoted(at=NOON, number="TS20261123-0002", note="x"))


def test_the_whole_way() -> None:
    """CASE-6: at its end stand the result, who agreed, who closed, when."""
    ticket = fresh()
    states = [ticket.state]
    for one in sample.WAY:
        ticket = after(ticket, one)
        states.append(ticket.state)
    assert list(dict.fromkeys(states)) == [
        S.REGISTERED,
        S.SENT,
        S.SIGNED,
        S.IN_HAND,
        S.ANSWERED,
        S.DONE,
        S.FOLLOWED_UP,
        S.CLOSED,
    ]
    assert ticket.closing is not None
    assert ticket.closing.result
    assert (ticket.closing.agreed_by, ticket.closing.name, ticket.closing.at) == ("王女士", "李明", NOON + 2 * DAY)
    assert ticket.owner == "a1", "who took it first follows it to its end (LINE-10)"
    assert {one.state for one in ticket.clocks} <= {"met", "missed", "void"}


def test_within_the_own_duty_nobody_has_to_be_asked() -> None:
    ticket = after(fresh(own_duty=True), sample.taken(), sample.settled(finished_at=None))
    assert (ticket.state, ticket.done_at) == (S.DONE, NOON + 6 * HOUR)


def refused(ticket: TicketView, one: TicketFact, zh: str) -> None:
    with pytest.raises(IllegalStep, match=r".") as caught:
        machine.receive(ticket, sample.RULES.filled(ticket, one))
    assert zh in caught.value.zh


def test_a_departments_matter_is_not_settled_before_its_answer() -> None:
    refused(until(S.IN_HAND), sample.settled(finished_at=None), "还没有交回处理表")
    refused(fresh(), sample.taken(), "先送达责任部门")


def test_work_is_finished_after_the_registration_and_before_now() -> None:
    for finished in (NOON - 1, NOON + 5 * HOUR + 1):
        refused(until(S.IN_HAND), sample.answered(finished_at=finished), "完成时间")


def test_a_refused_form_goes_elsewhere_with_a_reason() -> None:
    back = after(until(S.SIGNED), fact(events.TicketRefused, NOON + 600, reason="不属本部门"))
    assert (back.state, [one.reason for one in back.refusals]) == (S.REGISTERED, ["不属本部门"])
    refused(back, sample.sent(NOON + 700, department="cleaning"), "写明原因")
    moved = after(back, sample.sent(NOON + 700, department="cleaning", reason="工程部查明是保洁责任"))
    assert (moved.state, moved.department) == (S.SENT, "cleaning")
    refused(moved, sample.sent(NOON + 800, department="cleaning", reason="再送"), "已经在这个部门")


def test_an_answer_that_is_not_accepted_goes_back() -> None:
    back = after(until(S.ANSWERED), fact(events.TicketSentBack, NOON + 6 * HOUR, reason="没有写原因"))
    assert back.state is S.IN_HAND
    assert back.answer is not None, "as it was, for who answers again"


# --- closing (CASE-4..6) --------------------------------------------------------------------------------------------


def missing(ticket: TicketView) -> list[str]:
    return [one.en.partition(";")[0].partition(":")[0] for one in lacks(ticket)]


def test_closing_needs_the_result_told_and_checked_or_the_repair_order() -> None:
    done = until(S.DONE)
    asked = after(done, sample.followed_up())
    assert missing(asked) == ["the signed repair order is not back"]
    refused(asked, sample.closed(), "维修服务单")
    by_order = after(asked, fact(events.TicketRepaired, NOON + DAY, order_number="WX-7", signed_by="王女士"))
    assert after(by_order, sample.closed()).state is S.CLOSED
    half = after(asked, sample.told(NOON + DAY))
    refused(half, sample.closed(), "核实")
    assert after(half, sample.checked(NOON + DAY), sample.closed()).state is S.CLOSED


def test_a_grave_one_is_closed_only_with_the_consent() -> None:
    ticket = until(S.FOLLOWED_UP, weight=Weight.GRAVE)
    refused(ticket, sample.closed(), "管理处负责人同意")
    agreed = after(ticket, fact(events.TicketConsented, NOON + DAY))
    assert after(agreed, sample.closed()).state is S.CLOSED
    refused(until(S.FOLLOWED_UP), fact(events.TicketConsented, NOON + DAY), "只有重大")


def test_a_problem_found_on_the_way_has_its_own_case_before_the_first_closes() -> None:
    found = fact(events.TicketProblemFound, NOON + HOUR, problem_id="p1", what="墙面发霉")
    ticket = after(until(S.FOLLOWED_UP), found)
    refused(ticket, sample.closed(), "墙面发霉")
    own = fact(
        events.TicketRelated,
        NOON + DAY,
        other="TS20261124-0001",
        relation=Relation.FOUND_ON_THE_WAY,
        problem_id="p1",
    )
    with_case = after(ticket, own)
    assert with_case.problems[0].ticket_number == "TS20261124-0001"
    assert after(with_case, sample.closed()).state is S.CLOSED
    refused(with_case, own, "没有等待立项")


def test_who_is_not_reached_is_asked_again_and_then_it_is_over() -> None:
    ticket = until(S.DONE)
    for _ in range(2):
        ticket = after(ticket, sample.followed_up(reached=False, satisfied=None))
        assert ticket.state is S.DONE
    ticket = after(ticket, sample.followed_up(reached=False, satisfied=None))
    assert (ticket.state, ticket.tries) == (S.FOLLOWED_UP, 3)
    assert ticket.follow_up is not None
    assert (ticket.follow_up.reached, ticket.follow_up.satisfied) == (False, None)


def test_one_that_cannot_go_on_is_closed_in_the_review_only() -> None:
    """CASE-5."""
    ticket = after(until(S.IN_HAND), fact(events.TicketSuspended, NOON + HOUR, reason="等开发商"))
    refused(ticket, sample.closed(), "挂起")
    kept = after(ticket, fact(events.TicketReviewed, NOON + DAY, quarter="2026Q4", close=False, note="继续跟"))
    assert (kept.state, len(kept.reviews)) == (S.SUSPENDED, 1)
    over = after(kept, fact(events.TicketReviewed, NOON + 90 * DAY, quarter="2027Q1", close=True, note="开发商破产"))
    assert over.state is S.CLOSED
    assert over.closing is not None
    assert over.closing.result == "开发商破产"
    back = after(kept, fact(events.TicketResumed, NOON + 2 * DAY, reason="开发商已到"))
    assert (back.state, back.suspended) == (S.IN_HAND, None)


# --- weight, nature, reopening --------------------------------------------------------------------------------------


def test_weight_and_nature_change_with_a_reason_and_not_to_themselves() -> None:
    ticket = fresh(weight=Weight.SLIGHT, nature=Nature.VENTING)
    changed = after(
        ticket,
        fact(events.TicketWeightChanged, NOON + 60, weight=Weight.IMPORTANT, reason="有人受伤"),
        fact(events.TicketNatureChanged, NOON + 70, nature=Nature.VALID, reason="处理不当，转为有效投诉"),
    )
    assert (changed.weight, changed.nature) == (Weight.IMPORTANT, Nature.VALID)
    assert changed.complaint == ticket.complaint, "as it was registered"
    refused(changed, fact(events.TicketWeightChanged, NOON + 80, weight=Weight.IMPORTANT, reason="x"), "没有变")
    refused(changed, fact(events.TicketNatureChanged, NOON + 80, nature=Nature.VALID, reason="x"), "没有变")


def test_a_declined_one_is_invalid_until_it_is_opened_again() -> None:
    declined = in_state(S.DECLINED)
    assert declined.nature is Nature.INVALID
    again = after(declined, fact(events.TicketReopened, NOON + DAY, reason="合同里有"))
    assert (again.state, again.nature, again.reopened) == (S.REOPENED, Nature.VALID, 1)


def test_what_was_said_of_its_end_counts_no_more_after_reopening() -> None:
    again = after(until(S.CLOSED), fact(events.TicketReopened, NOON + 3 * DAY, reason="又漏水了"))
    assert (again.closing, again.told, again.checked, again.follow_up, again.answer) == (None,) * 5
    assert after(again, sample.sent(NOON + 3 * DAY + 60)).state is S.SENT


def test_more_time_is_asked_for_once_at_a_time_and_by_a_later_time() -> None:
    fields = EXAMPLES[events.ExtensionAsked]
    asked = after(fresh(), fact(events.ExtensionAsked, NOON, **fields))
    refused(asked, fact(events.ExtensionAsked, NOON, **fields | {"extension_id": "e3"}), "等批复")
    refused(fresh(), fact(events.ExtensionAsked, NOON, **fields | {"until": NOON}), "晚于")
    refused(fresh(), fact(events.ExtensionAsked, NOON, **fields | {"clock_id": "SLA-1:signed"}), "不能延长")
    refused(fresh(), fact(events.ExtensionAsked, NOON, **fields | {"clock_id": "SLA-99"}), "不在计时")
    refused(fresh(), fact(events.ExtensionDecided, NOON, extension_id="e1", granted=True), "没有等待")
