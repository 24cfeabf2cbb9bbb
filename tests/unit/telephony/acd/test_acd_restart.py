"""The queue after a restart of the desk: callers and callbacks as they waited."""

import pytest

from telephony.acd import (
    AcceptAsked,
    Announce,
    AnswerQueue,
    CallArrived,
    CallbackGivenUp,
    CallbackMissed,
    Closed,
    Connect,
    Kind,
    Offer,
    Overflow,
    TakenUp,
    When,
    Where,
)
from telephony.errors import IllegalEvent
from tests.acd_desk import Desk, plan

TURNED_AWAY = (Overflow(when=When.CLOSED, where=Where.GOODBYE), Overflow(when=When.FULL, where=Where.GOODBYE))


def test_callers_keep_their_age_and_order() -> None:
    desk = Desk(plan())
    desk.tell(TakenUp("c2", waited_s=10.0))
    desk.tell(TakenUp("c1", waited_s=30.0))
    desk.tell(CallArrived("c3"))
    assert [entry.call_id for entry in desk.acd.waiting] == ["c1", "c2", "c3"]
    assert desk.here("li") == [Offer("c1", "li")]


def test_nobody_who_waits_already_is_turned_away() -> None:
    desk = Desk(plan(capacity=1, overflow=TURNED_AWAY))
    desk.tell(Closed("a"))
    for call_id in ("c1", "c2"):
        assert desk.tell(TakenUp(call_id)) == []
    assert len(desk.acd.waiting) == 2


def test_who_was_answered_is_told_where_the_caller_stands_and_retrieved() -> None:
    desk = Desk(plan(answer_after_s=20.0))
    assert desk.tell(TakenUp("c1", waited_s=40.0, kind=Kind.ANSWERED)) == []
    assert desk.after(0.1) == [Announce("c1", 1, None, first=True, callback=False)]
    desk.here("li")
    assert desk.tell(AcceptAsked("c1", "li"))[-1] == Connect("c1", "li", Kind.ANSWERED)


def test_who_still_rings_is_answered_by_machine_when_it_is_time() -> None:
    desk = Desk(plan(answer_after_s=30.0))
    desk.tell(TakenUp("c1", waited_s=25.0))
    assert desk.after(4.9) == []
    assert desk.after(0.2) == [AnswerQueue("c1")]


def test_a_callback_has_its_place_and_its_tries() -> None:
    desk = Desk(plan("a"), plan("b", callback=True, callback_tries=2))
    desk.tell(TakenUp("c1", number="13800000001", waited_s=600.0, kind=Kind.CALLBACK, queue_id="b", tries=1))
    desk.tell(CallArrived("c2"))
    assert desk.here("li") == [Offer("c1", "li")]
    assert desk.tell(AcceptAsked("c1", "li"))[-1] == Connect("c1", "li", Kind.CALLBACK, "13800000001")
    assert desk.tell(CallbackMissed("c1")) == [CallbackGivenUp("c1", "13800000001")]


def test_a_queue_that_the_plan_no_longer_has_is_replaced_by_that_of_the_number() -> None:
    desk = Desk(plan("a"), plan("b", numbers=("95598",)))
    desk.tell(TakenUp("c1", called="95598", queue_id="gone"))
    assert desk.acd.waiting[0].plan.queue_id == "b"


def test_a_call_that_is_there_already_is_refused() -> None:
    desk = Desk(plan())
    desk.tell(CallArrived("c1"))
    with pytest.raises(IllegalEvent):
        desk.tell(TakenUp("c1"))
    assert len(desk.acd.waiting) == 1
