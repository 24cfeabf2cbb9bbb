"""What a plan can ask of the queue: skills, orders, priority, groups, overflow, machine answer, callbacks."""

from typing import Any

import pytest

from telephony.acd import (
    AcceptAsked,
    AgentAway,
    AgentBusy,
    AgentFree,
    AgentHere,
    AgentProfile,
    Announce,
    AnswerConfirmed,
    AnswerQueue,
    CallArrived,
    CallbackDropped,
    CallbackGivenUp,
    CallbackMissed,
    CallbackRefused,
    CallbackTaken,
    CallGone,
    Closed,
    Connect,
    DigitPressed,
    Divert,
    DivertFailed,
    EndOffer,
    Handled,
    Kind,
    MachineAnswered,
    MarkAgent,
    Moved,
    Offer,
    OfferFailed,
    Opened,
    Order,
    Overflow,
    Requeued,
    SayGoodbye,
    TakeMessage,
    When,
    Where,
)
from tests.acd_desk import Desk, plan

# --- who is asked ---


def test_the_called_number_leads_to_a_queue_and_anything_else_to_the_first() -> None:
    desk = Desk(plan("a"), plan("b", numbers=("95598",)))
    desk.tell(CallArrived("c1", called="95598"))
    desk.tell(CallArrived("c2", called="12345"))
    assert [entry.plan.queue_id for entry in desk.acd.waiting] == ["b", "a"]
    desk.here("li", queues=("b",))
    assert desk.acd.entry("c1").offers == ["li"]  # type: ignore[union-attr]
    assert desk.here("wang", queues=("b",)) == []  # not for queue a


def test_the_best_of_those_who_can_are_asked_first_and_the_others_after_a_while() -> None:
    desk = Desk(plan(skill="lift", level_wait_s=15.0, offer_s=100.0))
    desk.here("no skill")
    desk.here("good", lift=2)
    desk.here("best", lift=3)
    desk.tell(AgentBusy("best"))
    assert desk.tell(CallArrived("c1")) == []
    assert desk.after(14.9) == []
    assert desk.after(0.2) == [Offer("c1", "good")]
    assert desk.tell(CallArrived("c2")) == []
    assert desk.tell(AgentFree("best", desk.now)) == [Offer("c2", "best")]


@pytest.mark.parametrize(
    "site", [plan(skill="lift", level_wait_s=0.0, offer_s=10.0), plan(order=Order.FEWEST_CALLS, offer_s=10.0)]
)
def test_who_let_a_call_ring_in_vain_is_asked_for_it_after_everybody_else(site: Any) -> None:
    """Though better at it, or with fewer calls."""
    desk = Desk(site)
    desk.here("wang", lift=2)
    desk.here("li", lift=3)
    desk.takes("c0", "wang")
    assert desk.tell(CallArrived("c1")) == [Offer("c1", "li")]
    assert desk.after(10) == [EndOffer("c1", "li", "missed"), Offer("c1", "wang")]
    assert desk.after(10) == [EndOffer("c1", "wang", "missed"), Offer("c1", "li")]


def test_round_robin_and_fewest_calls() -> None:
    turns = Desk(plan(order=Order.ROUND_ROBIN))
    turns.here("li")
    turns.here("wang")
    asked = []
    for number in range(4):
        (offer,) = turns.tell(CallArrived(f"c{number}"))
        assert isinstance(offer, Offer)
        asked.append(offer.agent_id)
        turns.tell(CallGone(f"c{number}"))
    assert asked == ["li", "wang", "li", "wang"]
    fewest = Desk(plan(order=Order.FEWEST_CALLS))
    fewest.here("li")
    fewest.here("wang")
    fewest.tell(CallArrived("c1"))
    fewest.tell(AcceptAsked("c1", "li"))
    fewest.tell(AnswerConfirmed("c1", "li"))
    fewest.tell(AgentFree("li", 0.0))
    assert fewest.tell(CallArrived("c2")) == [Offer("c2", "wang")]


def test_a_group_rings_all_at_once_and_who_was_slower_has_missed_nothing() -> None:
    desk = Desk(plan(order=Order.RING_ALL))
    desk.here("li")
    desk.here("wang")
    assert desk.tell(CallArrived("c1")) == [Offer("c1", "li"), Offer("c1", "wang")]
    assert desk.here("zhao") == [Offer("c1", "zhao")]
    assert desk.tell(CallArrived("c2")) == []
    assert desk.after(300) == []
    assert desk.tell(AcceptAsked("c1", "wang")) == [
        EndOffer("c1", "li", "withdrawn"),
        EndOffer("c1", "wang", "accepted"),
        EndOffer("c1", "zhao", "withdrawn"),
        Connect("c1", "wang"),
        Offer("c2", "li"),
        Offer("c2", "zhao"),
    ]


def test_priority_goes_first_but_nobody_waits_for_ever() -> None:
    desk = Desk(plan("a"), plan("vip", priority=2, numbers=("1",)), ageing_s=60.0)
    desk.tell(CallArrived("old"))
    desk.now += 100
    desk.tell(CallArrived("vip", called="1"))
    assert [entry.call_id for entry in desk.acd.waiting] == ["vip", "old"]
    desk.now += 30
    desk.tell(CallArrived("late vip", called="1"))  # two levels are worth 120 s; the old call is 130 s older
    assert [entry.call_id for entry in desk.acd.waiting] == ["vip", "old", "late vip"]


def test_who_lets_calls_ring_in_vain_is_marked() -> None:
    desk = Desk(plan(offer_s=10.0, miss_limit=2))
    desk.here("li")
    desk.here("wang")
    desk.tell(CallArrived("c1"))
    assert desk.after(10) == [EndOffer("c1", "li", "missed"), Offer("c1", "wang")]
    assert desk.after(10) == [EndOffer("c1", "wang", "missed"), Offer("c1", "li")]
    assert desk.after(10) == [MarkAgent("li", 2), EndOffer("c1", "li", "missed"), Offer("c1", "wang")]
    assert desk.after(100) == []  # the last one is asked on and on: there is nobody else
    assert desk.tell(AgentFree("li", desk.now)) == []
    assert desk.after(10)[0] == MarkAgent("wang", 2)


def test_an_agent_whose_phone_is_not_reached_is_marked_at_once() -> None:
    desk = Desk(plan())
    desk.here("li")
    desk.tell(CallArrived("c1"))
    assert desk.tell(OfferFailed("c1", "li")) == [MarkAgent("li", 1), EndOffer("c1", "li", "missed")]
    assert desk.tell(OfferFailed("c1", "li")) == []


# --- overflow ---

TO_B = Overflow(when=When.WAITING, where=Where.QUEUE, to="b", after_s=30.0)


def test_who_waits_too_long_is_moved_and_keeps_the_age() -> None:
    desk = Desk(plan("a", overflow=(TO_B,)), plan("b"))
    desk.here("li", queues=("a",))
    desk.tell(CallArrived("c1"))
    desk.tell(AgentBusy("li"))
    assert desk.after(30) == [Moved("c1", "b")]
    entry = desk.acd.waiting[0]
    assert (entry.plan.queue_id, entry.arrived) == ("b", 1001.0)
    assert desk.here("wang", queues=("b",)) == [Offer("c1", "wang")]


def test_two_queues_that_overflow_into_each_other_do_not_send_callers_round() -> None:
    back = Overflow(when=When.WAITING, where=Where.QUEUE, to="a", after_s=10.0)
    desk = Desk(plan("a", overflow=(TO_B,)), plan("b", overflow=(back,)))
    desk.tell(CallArrived("c1"))
    assert desk.after(3600) == [Moved("c1", "b")]


@pytest.mark.parametrize("when", [When.CLOSED, When.FULL, When.NOBODY])
def test_a_queue_that_cannot_help_offers_a_message(when: When) -> None:
    rule = Overflow(when=when, where=Where.MESSAGE)
    desk = Desk(plan("a", overflow=(rule,), capacity=1))
    if when is not When.NOBODY:
        desk.here("li")
    if when is When.CLOSED:
        desk.tell(Closed("a"))
    desk.tell(CallArrived("c0")) if when is When.FULL else None
    assert desk.tell(CallArrived("c1")) == [TakeMessage("c1", closed=when is When.CLOSED)]
    assert all(entry.call_id != "c1" for entry in desk.acd.waiting)


def test_who_waits_when_the_last_agent_goes_is_not_left_alone() -> None:
    rule = Overflow(when=When.NOBODY, where=Where.GOODBYE, after_s=20.0)
    desk = Desk(plan("a", overflow=(rule,)))
    desk.here("li")
    desk.tell(CallArrived("c1"))
    assert desk.tell(AgentAway("li")) == [EndOffer("c1", "li", "withdrawn")]
    desk.after(15)
    desk.here("wang")
    desk.after(60)
    desk.tell(AgentAway("wang"))
    assert desk.after(20) == [SayGoodbye("c1", Kind.RINGING, closed=False)]


def test_a_number_is_called_while_the_caller_goes_on_waiting() -> None:
    rules = (
        Overflow(when=When.WAITING, where=Where.NUMBER, to="13800000009", after_s=20.0),
        Overflow(when=When.WAITING, where=Where.MESSAGE, after_s=40.0),
    )
    desk = Desk(plan("a", overflow=rules))
    desk.tell(CallArrived("c1"))
    assert desk.after(20) == [Divert("c1", "13800000009")]
    assert desk.here("li") == [Offer("c1", "li")]
    desk.tell(AgentBusy("li"))
    assert desk.after(30) == []  # it rings there still
    assert desk.tell(DivertFailed("c1")) == [TakeMessage("c1", closed=False)]


def test_an_open_queue_serves_who_came_before_it_closed() -> None:
    desk = Desk(plan("a", overflow=(Overflow(when=When.CLOSED, where=Where.GOODBYE),)))
    desk.tell(CallArrived("c1"))
    desk.tell(Closed("a"))
    assert desk.here("li") == [Offer("c1", "li")]
    assert desk.tell(CallArrived("c2")) == [SayGoodbye("c2", Kind.RINGING, closed=True)]
    desk.tell(Opened("a"))
    assert desk.tell(CallArrived("c3")) == []


# --- the machine's answer, and callbacks ---


def waiting_desk(**more: Any) -> Desk:
    """A queue that answers after 30 s; c1 has been answered by it."""
    desk = Desk(plan(answer_after_s=30.0, announce_every_s=45.0, callback=True, **more))
    desk.tell(CallArrived("c1", number="13800000001"))
    assert desk.after(29.9) == []
    assert desk.after(0.2) == [AnswerQueue("c1")]
    assert desk.after(60) == []  # once
    return desk


def test_the_queue_answers_late_says_where_the_caller_stands_and_again() -> None:
    desk = waiting_desk()
    desk.tell(Handled("a", 120.0))
    desk.tell(AgentHere(AgentProfile(agent_id="li")))
    desk.tell(AgentHere(AgentProfile(agent_id="wang")))
    assert desk.tell(MachineAnswered("c1")) == [Announce("c1", 1, 60.0, first=True, callback=True)]
    desk.tell(CallArrived("c2"))
    assert desk.after(45)[-1] == Announce("c1", 1, 60.0, first=False, callback=True)


def test_nothing_is_said_of_the_wait_where_nothing_is_known() -> None:
    desk = waiting_desk()
    assert desk.tell(MachineAnswered("c1")) == [Announce("c1", 1, None, first=True, callback=True)]


def test_an_answered_caller_is_retrieved() -> None:
    desk = waiting_desk()
    desk.tell(MachineAnswered("c1"))
    desk.here("li")
    assert desk.tell(AcceptAsked("c1", "li"))[-1] == Connect("c1", "li", Kind.ANSWERED)


def test_a_machine_answer_that_crosses_a_pick_up_says_nothing() -> None:
    desk = waiting_desk()
    desk.here("li")
    desk.tell(AcceptAsked("c1", "li"))
    assert desk.tell(MachineAnswered("c1")) == []
    assert desk.tell(AnswerConfirmed("c1", "li")) == []
    assert desk.acd.waiting == ()


def test_a_callback_keeps_its_place_and_an_agent_is_there_first() -> None:
    desk = waiting_desk()
    desk.tell(MachineAnswered("c1"))
    desk.tell(CallArrived("c2", number="13800000002"))
    assert desk.tell(DigitPressed("c1", "1")) == [CallbackTaken("c1")]
    desk.tell(CallGone("c1"))
    assert [entry.call_id for entry in desk.acd.waiting] == ["c1", "c2"]
    assert desk.here("li") == [Offer("c2", "li")]  # who asked has hardly hung up
    assert desk.here("wang") == []
    assert Offer("c1", "li") in desk.after(20)
    assert desk.tell(AcceptAsked("c1", "li"))[-1] == Connect("c1", "li", Kind.CALLBACK, "13800000001")


def test_a_callback_that_is_not_reached_is_tried_again_then_given_up() -> None:
    desk = waiting_desk(callback_tries=2, callback_retry_s=300.0)
    desk.tell(MachineAnswered("c1"))
    desk.tell(DigitPressed("c1", "1"))
    desk.here("li")
    assert desk.after(20) == [Offer("c1", "li")]
    desk.tell(AcceptAsked("c1", "li"))
    assert desk.tell(CallbackMissed("c1")) == []
    desk.tell(AgentFree("li", desk.now))
    assert desk.after(299) == []
    assert desk.after(2) == [Offer("c1", "li")]
    desk.tell(AcceptAsked("c1", "li"))
    assert desk.tell(CallbackMissed("c1")) == [CallbackGivenUp("c1", "13800000001")]
    assert desk.acd.waiting == ()


def test_who_called_again_needs_no_callback() -> None:
    desk = waiting_desk()
    desk.tell(MachineAnswered("c1"))
    desk.tell(DigitPressed("c1", "1"))
    desk.tell(CallbackDropped("c1"))
    assert desk.acd.waiting == ()


def test_other_keys_and_withheld_numbers() -> None:
    desk = Desk(plan(answer_after_s=1.0, callback=True))
    desk.tell(CallArrived("c1"))
    assert desk.tell(DigitPressed("c1", "1")) == []  # it still rings
    assert desk.tell(MachineAnswered("c1")) == [Announce("c1", 1, None, first=True, callback=False)]
    assert desk.tell(DigitPressed("c1", "5")) == []
    assert desk.tell(DigitPressed("c1", "1")) == [CallbackRefused("c1")]


# --- hand-over ---


def test_a_call_handed_to_a_colleague_rings_there_first_then_anywhere() -> None:
    desk = Desk(plan(offer_s=10.0))
    desk.here("li")
    desk.here("wang")
    assert desk.tell(Requeued("c1", agent_id="wang")) == [Offer("c1", "wang")]
    assert desk.after(10) == [EndOffer("c1", "wang", "missed"), Offer("c1", "li")]
    assert desk.tell(AcceptAsked("c1", "li"))[-1] == Connect("c1", "li", Kind.ANSWERED)


def test_a_colleague_who_is_busy_is_waited_for_a_while() -> None:
    desk = Desk(plan(offer_s=10.0))
    desk.here("li")
    assert desk.tell(Requeued("c1", agent_id="wang")) == []
    assert desk.after(10) == [Offer("c1", "li")]


def test_a_call_that_is_handed_over_goes_before_those_who_never_talked() -> None:
    desk = Desk(plan(), ageing_s=60.0)
    desk.tell(CallArrived("c1"))
    desk.now += 30
    desk.tell(Requeued("c2"))
    assert [entry.call_id for entry in desk.acd.waiting] == ["c2", "c1"]
