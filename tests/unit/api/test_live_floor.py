"""The floor: who is offered a call, who gets it, and that nobody is left stuck. With a clock of the test."""

import pytest

from api.live.effects import FindResident, Leave, Part, Send
from api.live.words import Refusal
from api.log_events import AgentSignedOut, AgentStateChanged, CallOffered, OfferEnd, OfferEnded
from api.schemas import ResidentView
from telephony.commands import HangUp
from telephony.events import AgentState
from tests.unit.api.floor_scene import OFFER_S, Scene

S = AgentState
RESIDENT = ResidentView(resident_id="r1", name="王芳", building="3", unit="2", room="501", phones=("13800001234",))


def ends_of(scene: Scene) -> list[tuple[str, OfferEnd]]:
    return [(one.agent_id, one.why) for one in scene.logged(OfferEnded)]


# --- offers ---


def test_a_call_is_offered_to_the_agent_who_has_been_idle_longest() -> None:
    scene = Scene("a", "b")
    scene.arrives()
    assert scene.offered() == "a"
    assert (scene.state("a"), scene.state("b")) == (S.RESERVED, S.READY)
    assert [one.agent_id for one in scene.logged(CallOffered)] == ["a"]
    assert Part.CALL in scene.shown("a")
    assert scene.shown("b") == set()


def test_a_second_call_goes_to_the_next_agent_and_a_third_waits_until_one_is_ready() -> None:
    scene = Scene("a", "b")
    for call_id in ("c1", "c2", "c3"):
        scene.arrives(call_id)
    assert [scene.offered(one) for one in ("c1", "c2", "c3")] == ["a", "b", None]
    scene.sign_in("c")
    scene.ready("c")
    assert scene.offered("c3") == "c"


def test_ring_no_answer_passes_the_call_to_the_next_agent_and_then_back() -> None:
    scene = Scene("a", "b")
    scene.arrives()
    scene.passes(OFFER_S)
    assert scene.offered() == "b"
    assert (scene.state("a"), scene.state("b")) == (S.READY, S.RESERVED)
    assert ends_of(scene) == [("a", OfferEnd.MISSED)]
    scene.passes(OFFER_S)
    assert scene.offered() == "a"
    assert scene.state("b") is S.READY


def test_an_offer_to_a_lone_agent_rings_on_until_another_is_ready() -> None:
    scene = Scene("a")
    scene.arrives()
    scene.passes(OFFER_S * 3 + 1)
    assert scene.offered() == "a"
    assert ends_of(scene) == []
    scene.sign_in("b")
    scene.ready("b")
    scene.passes(OFFER_S)
    assert scene.offered() == "b"


def test_an_agent_whose_caller_gave_up_keeps_the_place_in_the_order() -> None:
    scene = Scene("a", "b")
    scene.arrives()
    scene.passes(3)
    scene.abandons()
    assert scene.state("a") is S.READY
    assert ends_of(scene) == [("a", OfferEnd.ABANDONED)]
    assert Part.CALL in scene.shown("a")
    scene.arrives("c2")
    assert scene.offered("c2") == "a"


def test_the_same_arrival_heard_twice_is_one_call() -> None:
    scene = Scene("a")
    scene.arrives()
    scene.arrives()
    assert len(scene.logged(CallOffered)) == 1
    assert scene.floor.board.today.calls == 1


# --- picking up ---


def test_the_offered_agent_accepts_and_talks() -> None:
    scene = Scene("a", "b")
    scene.arrives()
    scene.accept("a")
    answer = scene.answer_sent()
    assert (answer.call_id, answer.agent_id) == ("c1", "a")
    assert scene.state("a") is S.RESERVED
    scene.answers("a")
    assert scene.state("a") is S.TALKING
    assert scene.floor.acd.waiting == ()
    assert ends_of(scene) == [("a", OfferEnd.ACCEPTED)]
    assert {Part.ME, Part.CALL} <= scene.shown("a")
    assert scene.floor.board.today.met == 1


def test_another_agent_picks_up_what_rings_elsewhere() -> None:
    scene = Scene("a", "b")
    scene.arrives()
    scene.accept("b")
    assert scene.answer_sent().agent_id == "b"
    assert (scene.state("a"), scene.state("b")) == (S.READY, S.RESERVED)
    assert ends_of(scene) == [("a", OfferEnd.WITHDRAWN)]
    assert Part.CALL in scene.shown("a")
    scene.answers("b")
    assert (scene.state("a"), scene.state("b")) == (S.READY, S.TALKING)
    scene.arrives("c2")
    assert scene.offered("c2") == "a"


def test_an_agent_with_an_offer_picks_up_another_call_and_the_offer_goes_on_elsewhere() -> None:
    scene = Scene("a", "b")
    scene.arrives("c1")
    scene.arrives("c2")
    scene.accept("b", "c1")
    assert scene.answer_sent().call_id == "c1"
    assert scene.offered("c2") == "a"
    assert (scene.state("a"), scene.state("b")) == (S.RESERVED, S.RESERVED)
    scene.answers("b", "c1")
    assert scene.state("b") is S.TALKING


@pytest.mark.parametrize("before", ["paused", "wrap_up"])
def test_an_agent_who_takes_no_calls_may_pick_one_up(before: str) -> None:
    scene = Scene("a", "b")
    if before == "paused":
        scene.pause("b")
    else:
        scene.arrives("c0")
        scene.talks("b", "c0")
        scene.ends("c0")
    scene.arrives()
    assert scene.offered() == "a"
    scene.talks("b")
    assert (scene.state("a"), scene.state("b")) == (S.READY, S.TALKING)


def test_of_two_who_accept_at_once_one_gets_it_and_the_other_is_told_who() -> None:
    scene = Scene("a", "b")
    scene.arrives()
    scene.accept("a")
    assert scene.refusal("b") == "taken"
    scene.answers("a")
    assert scene.refusal("b") == "taken"
    scene.ends()
    assert scene.refusal("b") == "gone"
    assert len(scene.sent()) == 1
    assert scene.state("b") is S.READY


def test_a_key_pressed_twice_asks_the_line_once() -> None:
    scene = Scene("a")
    scene.arrives()
    scene.accept("a")
    scene.accept("a")
    assert len(scene.sent()) == 1


def test_an_agent_in_a_call_picks_up_no_other() -> None:
    scene = Scene("a")
    scene.arrives("c1")
    scene.talks("a")
    scene.arrives("c2")
    assert scene.refusal("a", "c2") == "in_call"


def test_an_agent_whose_call_is_being_answered_picks_up_no_other() -> None:
    scene = Scene("a", "b")
    scene.arrives("c1")
    scene.arrives("c2")
    scene.accept("a", "c1")
    assert scene.refusal("a", "c2") == "in_call"
    assert scene.offered("c2") == "b"


def test_hanging_up_is_for_the_one_who_talks() -> None:
    scene = Scene("a", "b")
    scene.arrives()
    scene.talks("a")
    with pytest.raises(Refusal):
        scene.floor.hang_up("b", "c1")
    effects = scene.floor.hang_up("a", "c1")
    assert [type(one.command) for one in effects if isinstance(one, Send)] == [HangUp]
    scene.ends()
    with pytest.raises(Refusal):
        scene.floor.hang_up("a", "c1")


# --- a call that goes while it is being answered ---


@pytest.mark.parametrize("who", ["a", "b"])
def test_a_caller_who_gives_up_while_being_answered_leaves_the_agent_free(who: str) -> None:
    """`a` was offered the call, `b` picked it up while ready."""
    scene = Scene("a", "b")
    scene.arrives()
    scene.accept(who)
    scene.abandons()
    assert scene.state(who) is S.READY
    assert Part.CALL in scene.shown(who)
    scene.arrives("c2")
    scene.arrives("c3")
    assert {scene.offered("c2"), scene.offered("c3")} == {"a", "b"}


@pytest.mark.parametrize("who", ["a", "b"])
def test_a_line_that_refuses_to_answer_frees_the_agent_and_the_call_is_offered_again(who: str) -> None:
    scene = Scene("a", "b")
    scene.arrives()
    scene.accept(who)
    scene.refuses(scene.answer_sent().command_id)
    assert scene.offered() in ("a", "b")
    states = {scene.state("a"), scene.state("b")}
    assert states == {S.READY, S.RESERVED}
    scene.arrives("c2")
    assert {scene.offered("c1"), scene.offered("c2")} == {"a", "b"}


def test_a_paused_agent_stays_paused_when_the_call_is_lost_on_the_way() -> None:
    scene = Scene("a")
    scene.pause("a")
    scene.arrives()
    scene.accept("a")
    scene.abandons()
    assert scene.state("a") is S.PAUSED


def test_a_refused_hang_up_changes_nothing() -> None:
    scene = Scene("a")
    scene.arrives()
    scene.talks("a")
    scene.floor.hang_up("a", "c1")
    scene.refuses("command-2")
    assert scene.state("a") is S.TALKING


def test_an_agent_who_is_being_connected_cannot_sign_out() -> None:
    scene = Scene("a")
    scene.pause("a")
    scene.arrives()
    scene.accept("a")
    with pytest.raises(Refusal) as refused:
        scene.sign_out("a")
    assert refused.value.code == "in_call"
    scene.answers("a")
    assert scene.state("a") is S.TALKING


# --- after a call ---


def test_after_the_call_comes_wrap_up_and_the_call_is_pending_until_it_has_a_disposition() -> None:
    scene = Scene("a")
    scene.arrives()
    scene.talks("a")
    scene.ends()
    assert scene.state("a") is S.WRAP_UP
    assert scene.pending("a") == ["c1"]
    assert {Part.ME, Part.CALL, Part.PENDING} <= scene.shown("a")
    scene.ready("a")
    assert scene.state("a") is S.READY
    assert scene.pending("a") == ["c1"]
    scene.takes(scene.floor.disposed("c1"))
    assert scene.pending("a") == []
    assert {Part.CALL, Part.PENDING} <= scene.shown("a")
    assert scene.floor.board.find("c1") is None


def test_a_disposition_that_is_told_twice_or_of_an_unknown_call_shows_nothing() -> None:
    scene = Scene("a")
    assert scene.floor.disposed("c9") == []


def test_a_caller_who_was_never_answered_is_nobodys_unfinished_call() -> None:
    scene = Scene("a")
    scene.arrives()
    scene.abandons()
    assert scene.floor.board.unfinished == {}
    assert scene.floor.board.today.abandoned == 1


def test_a_pause_asked_in_a_call_counts_after_it() -> None:
    scene = Scene("a")
    scene.arrives()
    scene.talks("a")
    scene.pause("a", "lunch")
    assert scene.state("a") is S.TALKING
    scene.ends()
    scene.ready("a")
    assert scene.state("a") is S.PAUSED
    assert scene.floor.agents["a"].pause_reason == "lunch"
    scene.ready("a")
    assert scene.state("a") is S.READY


def test_in_a_call_nobody_goes_ready_or_signs_out() -> None:
    scene = Scene("a")
    scene.arrives()
    scene.talks("a")
    for refused in (scene.ready, scene.sign_out):
        with pytest.raises(Refusal) as told:
            refused("a")
        assert told.value.code == "in_call"


def test_a_pause_passes_the_offer_on() -> None:
    scene = Scene("a", "b")
    scene.arrives()
    scene.pause("a")
    assert scene.offered() == "b"
    assert ends_of(scene) == [("a", OfferEnd.WITHDRAWN)]
    assert scene.shown("a") >= {Part.ME, Part.CALL}


def test_signing_out_passes_the_offer_on_and_closes_the_console() -> None:
    scene = Scene("a", "b")
    scene.arrives()
    scene.sign_out("a")
    assert scene.offered() == "b"
    assert [one.agent_id for one in scene.last if isinstance(one, Leave)] == ["a"]
    assert [one.why for one in scene.logged(AgentSignedOut)] == ["signed_out"]
    with pytest.raises(Refusal) as refused:
        scene.ready("a")
    assert refused.value.code == "signed_out"


# --- who calls ---


def test_the_resident_comes_to_the_card_after_the_call() -> None:
    scene = Scene("a")
    scene.arrives()
    assert [one for one in scene.last if isinstance(one, FindResident)] == [FindResident("c1", "13800001234")]
    scene.takes(scene.floor.resident_found("c1", RESIDENT))
    assert Part.CALL in scene.shown("a")
    call = scene.floor.board.find("c1")
    assert call is not None
    assert scene.floor.board.view(call, scene.now).resident == RESIDENT


def test_a_resident_found_after_the_caller_gave_up_is_dropped() -> None:
    scene = Scene("a")
    scene.arrives()
    scene.abandons()
    scene.takes(scene.floor.resident_found("c1", RESIDENT))
    assert scene.floor.board.find("c1") is None


def test_each_change_of_an_agent_is_recorded_once() -> None:
    scene = Scene("a")
    scene.arrives()
    scene.talks("a")
    scene.ends()
    scene.ready("a")
    states = [(one.state, one.call_id) for one in scene.logged(AgentStateChanged)]
    assert states == [
        (S.PAUSED, ""),
        (S.READY, ""),
        (S.RESERVED, "c1"),
        (S.TALKING, "c1"),
        (S.WRAP_UP, "c1"),
        (S.READY, ""),
    ]
