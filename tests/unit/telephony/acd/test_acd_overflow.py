"""Overflow: rules that pass on, agents who are alone, and who counts as waiting."""

from typing import Any

import pytest

from telephony.acd import (
    AgentAway,
    AgentBusy,
    AgentFree,
    Announce,
    AnswerQueue,
    CallArrived,
    CallbackTaken,
    Closed,
    DigitPressed,
    Divert,
    DivertFailed,
    EndOffer,
    Kind,
    MachineAnswered,
    MachineRefused,
    MarkAgent,
    Moved,
    Offer,
    Opened,
    Order,
    Overflow,
    QueuePlan,
    Requeued,
    SayGoodbye,
    TakeMessage,
    When,
    Where,
)
from tests.acd_desk import Desk, plan


def rule(when: When, where: Where, to: str = "", after_s: float = 0.0) -> Overflow:
    return Overflow(when=when, where=where, to=to, after_s=after_s)


@pytest.mark.parametrize("when", [When.CLOSED, When.FULL])
def test_a_number_that_is_not_reached_passes_on_to_the_next_rule_of_its_kind(when: When) -> None:
    desk = Desk(plan(capacity=1, overflow=(rule(when, Where.NUMBER, "1"), rule(when, Where.MESSAGE))))
    if when is When.CLOSED:
        desk.tell(Closed("a"))
    else:
        desk.tell(CallArrived("c0"))
    assert desk.tell(CallArrived("c1")) == [Divert("c1", "1")]
    assert desk.tell(DivertFailed("c1")) == [TakeMessage("c1", closed=when is When.CLOSED)]
    assert desk.tell(DivertFailed("c1")) == []  # said twice


def test_a_failure_that_nobody_waits_for_changes_nothing() -> None:
    desk = Desk(plan(overflow=(rule(When.NOBODY, Where.MESSAGE, after_s=60),)))
    desk.tell(CallArrived("c1"))
    assert desk.tell(DivertFailed("c1")) == []
    assert desk.after(59) == []


def test_closed_queues_pass_a_caller_along_and_the_last_one_decides() -> None:
    desk = Desk(
        plan("a", overflow=(rule(When.CLOSED, Where.QUEUE, "b"),)),
        plan("b", overflow=(rule(When.CLOSED, Where.QUEUE, "a"), rule(When.CLOSED, Where.GOODBYE))),
    )
    desk.tell(Closed("a"))
    desk.tell(Closed("b"))
    assert desk.tell(CallArrived("c1")) == [Moved("c1", "b"), SayGoodbye("c1", Kind.RINGING, closed=True)]


def test_who_waits_in_an_open_queue_is_not_moved_to_a_closed_one() -> None:
    rules = (rule(When.WAITING, Where.QUEUE, "b", 30), rule(When.WAITING, Where.QUEUE, "c", 60))
    desk = Desk(plan("a", overflow=rules), plan("b", overflow=(rule(When.CLOSED, Where.GOODBYE),)), plan("c"))
    desk.tell(Closed("b"))
    desk.tell(CallArrived("c1"))
    assert desk.after(59) == []
    assert desk.after(1) == [Moved("c1", "c")]


def test_a_night_queue_takes_over_by_the_hour() -> None:
    desk = Desk(plan("day", overflow=(rule(When.CLOSED, Where.QUEUE, "night"),)), plan("night"))
    desk.here("li", queues=("day",))
    desk.here("wang", queues=("night",))
    assert desk.tell(CallArrived("c1")) == [Offer("c1", "li")]
    desk.tell(Closed("day"))
    assert desk.tell(CallArrived("c2")) == [Moved("c2", "night"), Offer("c2", "wang")]
    desk.tell(Opened("day"))
    assert desk.tell(CallArrived("c3")) == []
    assert desk.acd.waiting[-1].plan.queue_id == "day"


# --- nobody there ---


def test_with_every_agent_away_the_queue_answers_and_offers_a_callback() -> None:
    desk = Desk(plan(callback=True, overflow=(rule(When.NOBODY, Where.ANNOUNCE, after_s=10),)))
    desk.tell(CallArrived("c1", number="13800000001"))
    assert desk.after(9.9) == []
    assert desk.after(0.2) == [AnswerQueue("c1")]
    assert desk.tell(MachineAnswered("c1")) == [Announce("c1", 1, None, first=True, callback=True)]
    assert desk.tell(DigitPressed("c1", "1")) == [CallbackTaken("c1")]


def test_who_was_answered_already_is_not_answered_again() -> None:
    desk = Desk(plan(answer_after_s=20.0, overflow=(rule(When.NOBODY, Where.ANNOUNCE, after_s=30),)))
    desk.tell(CallArrived("c1"))
    assert desk.after(60) == [AnswerQueue("c1")]
    desk.tell(Requeued("c2"))
    assert not any(isinstance(effect, AnswerQueue) for effect in desk.after(60))


def test_an_agent_who_is_alone_and_not_at_the_desk_does_not_keep_the_caller_from_help() -> None:
    desk = Desk(plan(offer_s=10.0, miss_limit=3, overflow=(rule(When.NOBODY, Where.NUMBER, "1"),)))
    desk.here("li")
    assert desk.tell(CallArrived("c1")) == [Offer("c1", "li")]
    assert desk.after(29) == []  # it rings on: there is nobody else
    assert desk.after(1) == [MarkAgent("li", 3), EndOffer("c1", "li", "missed")]
    assert desk.tell(AgentAway("li")) == [Divert("c1", "1")]


def test_an_agent_who_is_alone_is_marked_once_the_callers_last_help_is_used_up() -> None:
    desk = Desk(plan(offer_s=10.0, miss_limit=2, overflow=(rule(When.NOBODY, Where.NUMBER, "1"),)))
    desk.tell(CallArrived("c1"))
    assert desk.after(1) == []
    desk.here("li")
    assert desk.after(100) == []  # being away would bring nothing more: it rings on at li
    assert [entry.offers for entry in desk.acd.waiting] == [["li"]]


def test_while_the_line_answers_by_machine_no_rule_sends_the_caller_elsewhere() -> None:
    """What is asked of a line that is just answering would be refused, and the caller be lost."""
    rules = (rule(When.WAITING, Where.GOODBYE, after_s=20.0),)
    desk = Desk(plan(answer_after_s=20.0, overflow=rules))
    desk.tell(CallArrived("c1"))
    assert desk.after(60) == [AnswerQueue("c1")]
    assert desk.tell(MachineAnswered("c1")) == [Announce("c1", 1, None, first=True, callback=False)]
    assert desk.after(0) == [SayGoodbye("c1", Kind.ANSWERED, closed=False)]


def test_a_call_that_the_line_cannot_answer_by_machine_rings_on_and_its_rules_apply() -> None:
    desk = Desk(plan(answer_after_s=20.0, overflow=(rule(When.WAITING, Where.GOODBYE, after_s=20.0),)))
    desk.tell(CallArrived("c1"))
    desk.after(25)
    assert desk.tell(MachineRefused("c1")) == []
    assert desk.after(0) == [SayGoodbye("c1", Kind.RINGING, closed=False)]


# --- who counts ---


def test_callers_who_are_to_be_rung_back_do_not_fill_the_queue() -> None:
    full = (rule(When.FULL, Where.GOODBYE),)
    desk = Desk(plan(capacity=1, answer_after_s=1.0, callback=True, overflow=full))
    desk.tell(CallArrived("c1", number="13800000001"))
    assert desk.tell(CallArrived("c2")) == [SayGoodbye("c2", Kind.RINGING, closed=False)]
    desk.tell(MachineAnswered("c1"))
    desk.tell(DigitPressed("c1", "1"))
    assert desk.tell(CallArrived("c3")) == []


def test_who_signs_in_is_not_given_every_call_until_the_others_are_equalled() -> None:
    desk = Desk(plan(order=Order.FEWEST_CALLS))
    desk.here("li")
    for number in range(5):
        desk.takes(f"c{number}", "li")
    desk.here("wang")
    for number in range(5, 7):
        desk.takes(f"c{number}", "wang")
    desk.tell(CallArrived("d1"))
    assert desk.acd.waiting[0].offers == ["li"]  # five calls against five and two
    desk.tell(AgentAway("wang", signed_out=True))
    desk.here("wang")
    desk.tell(AgentBusy("li"))
    desk.tell(AgentFree("li", desk.now))
    assert desk.acd.waiting[0].offers == ["wang"]  # equal again, and idle longer


def test_a_group_with_levels_rings_the_lower_ones_too_after_a_while() -> None:
    desk = Desk(plan(order=Order.RING_ALL, skill="lift", level_wait_s=15.0))
    desk.here("best", lift=3)
    desk.here("good", lift=2)
    assert desk.tell(CallArrived("c1")) == [Offer("c1", "best")]
    assert desk.after(14.9) == []
    assert desk.after(0.2) == [Offer("c1", "good")]


@pytest.mark.parametrize("wrong", [{"offer_s": 0}, {"announce_every_s": 0}, {"callback_retry_s": -1}])
def test_a_plan_that_would_never_rest_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must be more than 0"):
        QueuePlan(queue_id="a", name="a", **wrong)
