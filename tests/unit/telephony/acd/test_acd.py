"""The queue: who is offered a call, and who gets it. In any order of events: test_acd_any_order.py."""

import pytest

from telephony.acd import (
    AcceptAsked,
    Acd,
    AgentBusy,
    AgentFree,
    AnswerConfirmed,
    AnswerRefused,
    CallArrived,
    CallGone,
    Connect,
    EndOffer,
    Entry,
    Offer,
    RefuseAccept,
    Stage,
    single_queue,
)
from telephony.errors import IllegalEvent

OFFER_MS = 10_000.0


def queue(*free: str) -> Acd:
    """A queue with these agents free, the first of them idle longest."""
    acd = Acd(single_queue(OFFER_MS))
    for idle_since, agent_id in enumerate(free):
        acd.receive(AgentFree(agent_id, float(idle_since)), 100.0)
    return acd


def ringing(acd: Acd) -> dict[str, str | None]:
    return {entry.call_id: entry.offered_to for entry in acd.waiting}


def entry_of(acd: Acd, call_id: str) -> Entry:
    return next(entry for entry in acd.waiting if entry.call_id == call_id)


# --- who is offered what ---


def test_a_call_rings_at_the_agent_who_is_idle_longest() -> None:
    assert queue("li", "wang").receive(CallArrived("c1"), 200.0) == [Offer("c1", "li")]


def test_calls_wait_in_order_of_arrival_and_the_oldest_is_offered_first() -> None:
    acd = queue()
    for now, call_id in enumerate(("c1", "c2", "c3")):
        assert acd.receive(CallArrived(call_id), 200.0 + now) == []
    assert acd.receive(AgentFree("li", 210.0), 210.0) == [Offer("c1", "li")]
    assert acd.receive(AgentFree("wang", 211.0), 211.0) == [Offer("c2", "wang")]
    assert acd.next_deadline == 220.0


def test_a_call_that_arrives_twice_is_refused_and_changes_nothing() -> None:
    acd = queue("li")
    acd.receive(CallArrived("c1"), 200.0)
    with pytest.raises(IllegalEvent):
        acd.receive(CallArrived("c1"), 205.0)
    assert ringing(acd) == {"c1": "li"}
    assert acd.next_deadline == 210.0


def test_an_offer_not_taken_in_time_goes_to_the_next_and_comes_back_in_turn() -> None:
    acd = queue("li", "wang")
    acd.receive(CallArrived("c1"), 200.0)
    assert acd.on_time(209.9) == []
    assert acd.on_time(210.0) == [EndOffer("c1", "li", "missed"), Offer("c1", "wang")]
    assert acd.on_time(220.0) == [EndOffer("c1", "wang", "missed"), Offer("c1", "li")]
    assert entry_of(acd, "c1").rounds == 3


def test_whoever_let_it_ring_goes_to_the_end_of_the_order_for_the_next_call_too() -> None:
    acd = queue("li", "wang", "zhao")
    acd.receive(CallArrived("c1"), 200.0)
    acd.on_time(210.0)
    assert acd.receive(CallArrived("c2"), 211.0) == [Offer("c2", "zhao")]
    assert acd.receive(CallArrived("c3"), 212.0) == [Offer("c3", "li")]


def test_with_one_agent_alone_the_call_rings_on_there_until_another_is_free() -> None:
    acd = queue("li")
    acd.receive(CallArrived("c1"), 200.0)
    for now in (210.0, 220.0, 230.0):
        assert acd.on_time(now) == []
        assert ringing(acd) == {"c1": "li"}
    assert acd.receive(AgentFree("wang", 231.0), 231.0) == []
    assert acd.on_time(240.0) == [EndOffer("c1", "li", "missed"), Offer("c1", "wang")]


@pytest.mark.parametrize("again", [False, True])
def test_an_agent_who_leaves_gives_the_offer_back_at_its_place(again: bool) -> None:
    acd = queue("li")
    acd.receive(CallArrived("c1"), 200.0)
    acd.receive(CallArrived("c2"), 201.0)
    assert acd.receive(AgentBusy("li"), 202.0) == [EndOffer("c1", "li", "withdrawn")]
    agent_id = "li" if again else "wang"
    assert acd.receive(AgentFree(agent_id, 203.0), 203.0) == [Offer("c1", agent_id)]


# --- who gets it ---


def test_the_agent_it_is_offered_to_takes_it() -> None:
    acd = queue("li")
    acd.receive(CallArrived("c1"), 200.0)
    said = acd.receive(AcceptAsked("c1", "li"), 205.0)
    assert said == [EndOffer("c1", "li", "accepted"), Connect("c1", "li")]
    assert entry_of(acd, "c1").stage is Stage.CONNECTING
    assert acd.next_deadline is None
    assert acd.receive(AnswerConfirmed("c1", "li"), 205.1) == []
    assert acd.waiting == ()


def test_a_call_that_rings_elsewhere_is_picked_up_and_stops_ringing_there() -> None:
    acd = queue("li", "wang")
    acd.receive(CallArrived("c1"), 200.0)
    said = acd.receive(AcceptAsked("c1", "wang"), 205.0)
    assert said == [EndOffer("c1", "li", "withdrawn"), Connect("c1", "wang")]
    assert acd.receive(CallArrived("c2"), 206.0) == [Offer("c2", "li")]


def test_whoever_picks_up_elsewhere_gives_back_what_rang_at_the_own_desk() -> None:
    acd = queue("li", "wang")
    for call_id in ("c1", "c2"):
        acd.receive(CallArrived(call_id), 200.0)
    said = acd.receive(AcceptAsked("c1", "wang"), 205.0)
    assert set(said) == {
        EndOffer("c1", "li", "withdrawn"),
        EndOffer("c2", "wang", "withdrawn"),
        Connect("c1", "wang"),
        Offer("c2", "li"),
    }
    assert ringing(acd) == {"c1": "wang", "c2": "li"}


def test_an_agent_who_takes_no_calls_may_pick_one_up() -> None:
    acd = queue()
    acd.receive(CallArrived("c1"), 200.0)
    assert acd.receive(AcceptAsked("c1", "li"), 205.0) == [Connect("c1", "li")]


def test_of_two_the_first_gets_it_and_nobody_takes_two_at_once() -> None:
    acd = queue("li", "wang")
    for call_id in ("c1", "c2"):
        acd.receive(CallArrived(call_id), 200.0)
    acd.receive(AcceptAsked("c1", "li"), 205.0)
    assert acd.receive(AcceptAsked("c1", "wang"), 205.0) == [RefuseAccept("c1", "wang", "taken")]
    assert acd.receive(AcceptAsked("c1", "li"), 205.0) == [RefuseAccept("c1", "li", "taken")]
    assert acd.receive(AcceptAsked("c2", "li"), 205.0) == [RefuseAccept("c2", "li", "taken")]
    assert acd.receive(AcceptAsked("c9", "wang"), 205.0) == [RefuseAccept("c9", "wang", "gone")]
    assert ringing(acd) == {"c1": "li", "c2": "wang"}


def test_a_refused_answer_puts_the_call_back_at_its_place() -> None:
    acd = queue("li")
    for call_id in ("c1", "c2"):
        acd.receive(CallArrived(call_id), 200.0)
    acd.receive(AcceptAsked("c1", "li"), 205.0)
    assert acd.receive(AnswerRefused("c1", "li"), 206.0) == []
    assert acd.receive(AgentFree("li", 206.0), 206.0) == [Offer("c1", "li")]


def test_a_refusal_of_a_call_that_somebody_else_is_getting_changes_nothing() -> None:
    acd = queue("li", "wang")
    acd.receive(CallArrived("c1"), 200.0)
    acd.receive(AcceptAsked("c1", "li"), 205.0)
    assert acd.receive(AnswerRefused("c1", "wang"), 206.0) == []
    assert acd.receive(AnswerRefused("c9", "li"), 206.0) == []
    assert entry_of(acd, "c1").stage is Stage.CONNECTING


@pytest.mark.parametrize(("who", "why"), [("li", "accepted"), ("wang", "withdrawn")])
def test_what_the_line_answered_is_so_even_if_the_queue_did_not_ask(who: str, why: str) -> None:
    """After a restart the queue offers a call again that the line was just answering."""
    acd = queue("li", "wang")
    acd.receive(CallArrived("c1"), 200.0)
    assert acd.receive(AnswerConfirmed("c1", who), 201.0) == [EndOffer("c1", "li", why)]
    assert acd.waiting == ()


def test_a_caller_who_gives_up_stops_the_ringing_and_the_next_call_rings_there() -> None:
    acd = queue("li")
    for call_id in ("c1", "c2"):
        acd.receive(CallArrived(call_id), 200.0)
    assert acd.receive(CallGone("c1"), 205.0) == [EndOffer("c1", "li", "abandoned"), Offer("c2", "li")]
    assert acd.receive(CallGone("c1"), 206.0) == []
    acd.receive(AcceptAsked("c2", "li"), 207.0)
    assert acd.receive(CallGone("c2"), 208.0) == []
    assert acd.next_deadline is None
