"""The floor when consoles, lines and the desk itself go away and come back. With a clock of the test."""

import pytest

from api.calls.fold import CallRecord, arrived, fold
from api.live.effects import Send
from api.live.words import Refusal
from api.log_events import AgentSignedIn, AgentSignedOut
from api.schemas import CallState
from telephony.cadence import CADENCES
from telephony.events import AgentState, CallAnswered, CallArrived, EndCause
from tests.unit.api.floor_scene import GRACE_S, URL, Scene

S = AgentState


# --- consoles that vanish ---


def test_an_agent_whose_console_is_gone_for_two_seconds_is_offered_nothing() -> None:
    scene = Scene("a", "b")
    scene.arrives()
    scene.gone("a")
    scene.passes(1.9)
    assert scene.offered() == "a"
    scene.passes(0.2)
    assert scene.offered() == "b"
    assert (scene.state("a"), scene.floor.agents["a"].pause_reason) == (S.PAUSED, "console_away")


def test_a_console_that_is_back_in_time_makes_its_agent_ready_again() -> None:
    scene = Scene("a")
    scene.gone("a")
    scene.passes(GRACE_S - 1)
    assert scene.state("a") is S.PAUSED
    scene.sign_in("a")
    assert scene.state("a") is S.READY
    assert len(scene.logged(AgentSignedIn)) == 1
    scene.passes(GRACE_S * 2)
    assert scene.state("a") is S.READY


def test_a_pause_that_was_asked_for_outlives_the_console() -> None:
    scene = Scene("a")
    scene.pause("a", "lunch")
    scene.gone("a")
    scene.passes(GRACE_S - 1)
    scene.sign_in("a")
    assert (scene.state("a"), scene.floor.agents["a"].pause_reason) == (S.PAUSED, "lunch")


def test_a_console_gone_for_longer_than_the_grace_time_signs_its_agent_out() -> None:
    scene = Scene("a")
    scene.gone("a")
    scene.passes(GRACE_S + 1)
    assert scene.state("a") is S.SIGNED_OUT
    assert [one.why for one in scene.logged(AgentSignedOut)] == ["console_away"]
    assert scene.floor.next_deadline is None
    scene.sign_in("a")
    assert scene.state("a") is S.PAUSED


def test_a_call_goes_on_without_a_console_and_its_agent_is_signed_out_after_it() -> None:
    scene = Scene("a")
    scene.arrives()
    scene.talks("a")
    scene.gone("a")
    scene.passes(GRACE_S * 5)
    assert scene.state("a") is S.TALKING
    scene.ends()
    scene.passes(GRACE_S * 2)
    assert scene.state("a") is S.SIGNED_OUT
    assert scene.pending("a") == ["c1"]


def test_a_console_that_goes_while_its_call_is_being_answered_leaves_the_agent_in_the_call() -> None:
    scene = Scene("a")
    scene.pause("a")
    scene.arrives()
    scene.accept("a")
    scene.gone("a")
    scene.passes(GRACE_S * 2)
    scene.answers("a")
    assert scene.state("a") is S.TALKING
    assert scene.floor.agents["a"].call_id == "c1"


# --- lines and restarts ---


def test_with_the_line_away_nothing_is_accepted_or_hung_up() -> None:
    scene = Scene("a")
    scene.arrives()
    scene.takes(scene.floor.line_down("line-1"))
    assert scene.refusal("a") == "line_away"
    assert scene.offered() == "a"
    scene.takes(scene.floor.line_up("line-1", ""))
    scene.talks("a")
    scene.takes(scene.floor.line_down("line-1"))
    with pytest.raises(Refusal) as refused:
        scene.floor.hang_up("a", "c1")
    assert refused.value.code == "line_away"


def test_what_was_asked_of_a_line_is_asked_again_when_its_link_is_back() -> None:
    """A command may be lost with the link; by its id the line carries it out once."""
    scene = Scene("a")
    scene.arrives()
    scene.accept("a")
    first = scene.answer_sent()
    scene.takes(scene.floor.line_down("line-1"))
    again = scene.takes(scene.floor.line_up("line-1", ""))
    assert [one.command for one in again if isinstance(one, Send)] == [first]
    scene.answers("a")
    scene.takes(scene.floor.line_down("line-1"))
    later = scene.takes(scene.floor.line_up("line-1", ""))
    assert [one for one in later if isinstance(one, Send)] == []


def test_a_line_that_starts_anew_closes_what_it_had_open_and_frees_the_agents() -> None:
    scene = Scene("a", "b", "c")
    for call_id in ("c1", "c2", "c3"):
        scene.arrives(call_id)
    scene.talks("a", "c1")
    scene.accept("b", "c2")
    scene.starts_line()
    assert scene.state("a") is S.WRAP_UP
    assert (scene.state("b"), scene.state("c")) == (S.READY, S.READY)
    assert scene.floor.board.live == {}
    assert scene.floor.acd.waiting == ()
    assert scene.floor.board.unfinished["c1"].record.cause is EndCause.INTERRUPTED
    assert scene.pending("a") == ["c1"]


def test_a_line_that_starts_anew_leaves_the_calls_of_other_lines_alone() -> None:
    scene = Scene("a")
    scene.takes(scene.floor.line_up("line-2", URL))
    scene.arrives()
    scene.starts_line("line-2")
    assert scene.offered() == "a"


def _record(call_id: str, at: float) -> CallRecord:
    return arrived(
        CallArrived(at=at, call_id=call_id, sip_call_id="x", number="1", name="", called="9", source="s"), "line-1"
    )


def test_after_a_restart_waiting_calls_wait_and_talking_agents_talk() -> None:
    scene = Scene()
    talking = fold(
        _record("c1", scene.wall - 30),
        CallAnswered(at=scene.wall, call_id="c1", agent_id="a", picked_up_ms=4000, ok_sent_ms=4001, error_ms=1),
        CADENCES["CN"],
    )
    for record in (_record("c2", scene.wall - 5), _record("c3", scene.wall - 8), talking):
        scene.floor.board.restore(record, None, scene.now, scene.wall)
    scene.floor.take_up(scene.now)
    assert [one.call_id for one in scene.floor.acd.waiting] == ["c3", "c2"]
    assert scene.state("a") is S.TALKING
    scene.sign_in("a")
    assert scene.state("a") is S.TALKING
    assert scene.logged(AgentSignedIn) == []
    scene.ends()
    assert scene.state("a") is S.WRAP_UP
    scene.ready("a")
    assert scene.offered("c3") == "a"
    view = scene.floor.board.view(scene.floor.board.live["c3"], scene.now)
    assert (view.elapsed_ms, view.state) == (8_000, CallState.WAITING)


def test_after_a_restart_an_agent_whose_console_does_not_come_back_is_signed_out_after_the_call() -> None:
    scene = Scene()
    record = fold(
        _record("c1", scene.wall),
        CallAnswered(at=scene.wall, call_id="c1", agent_id="a", picked_up_ms=1, ok_sent_ms=1, error_ms=1),
        CADENCES["CN"],
    )
    scene.floor.board.restore(record, None, scene.now, scene.wall)
    scene.floor.take_up(scene.now)
    scene.passes(GRACE_S * 2)
    scene.ends()
    scene.passes(GRACE_S * 2)
    assert scene.state("a") is S.SIGNED_OUT


def test_a_call_answered_for_an_agent_who_is_not_back_yet_finds_the_agent_in_it() -> None:
    """The desk died after its Answer; the line tells of it before the console has come back."""
    scene = Scene()
    scene.arrives()
    scene.answers("a")
    assert scene.state("a") is S.TALKING
    scene.sign_in("a")
    assert scene.state("a") is S.TALKING
    assert scene.floor.agents["a"].call_id == "c1"
    scene.ends()
    assert scene.state("a") is S.WRAP_UP


def test_an_answer_for_another_than_the_one_who_asked_frees_the_one_who_asked() -> None:
    """Before the desk's restart `a` asked, after it `b`; the line answered for `a`."""
    scene = Scene("b", "a")
    scene.arrives()
    scene.accept("b")
    scene.answers("a")
    assert (scene.state("a"), scene.state("b")) == (S.TALKING, S.READY)
    scene.arrives("c2")
    assert scene.offered("c2") == "b"
