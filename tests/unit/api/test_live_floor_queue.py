"""The floor and the queue's plan: machine answer, announcements, callbacks, overflow, marks, wrap-up with a limit."""

from typing import Any

from api.log_events import CallbackAsked, CallbackGivenUp
from api.schemas import CallState
from telephony import commands as line
from telephony.acd import Overflow, QueuePlan, SitePlan, When, Where
from telephony.events import (
    AgentState,
    CallPlaced,
    DigitPressed,
    EndCause,
    PartyJoined,
    PartyLeft,
    PromptEnd,
    PromptEnded,
    QueueAnswered,
    RemoteAnswered,
)
from telephony.prompts import sentences
from tests.unit.api.floor_scene import URL, Scene

S = AgentState
MACHINE_S = 20.0
RETRY_S = 300.0


def plan(**more: Any) -> SitePlan:
    queue: dict[str, Any] = {"queue_id": "hotline", "name": "投诉热线", "answer_after_s": MACHINE_S, "callback": True}
    return SitePlan(queues=(QueuePlan(**{**queue, **more}), QueuePlan(queue_id="second", name="二线")))


def queued(*agents: str, **more: Any) -> Scene:
    """A caller whom the queue has answered by machine."""
    scene = Scene(*agents, plan=plan(**more))
    scene.arrives()
    scene.passes(MACHINE_S)
    scene.told(QueueAnswered, call_id="c1", ok_sent_ms=MACHINE_S * 1000)
    return scene


def said(scene: Scene) -> list[tuple[str, ...]]:
    return [one.prompts for one in scene.commands(line.Play)]


def with_callback(*agents: str) -> Scene:
    scene = queued(*agents)
    scene.told(DigitPressed, call_id="c1", digit="1")
    scene.ends("c1", EndCause.CALLBACK)
    scene.passes(30)
    return scene


# --- machine answer -----------------------------------------------------------------------------------------------


def test_the_caller_hears_rings_until_the_queue_answers_and_then_where_they_stand() -> None:
    scene = Scene(plan=plan())
    scene.arrives()
    scene.passes(MACHINE_S - 1)
    assert scene.commands(line.AnswerQueue) == []
    scene.passes(1)
    assert len(scene.commands(line.AnswerQueue)) == 1
    scene.told(QueueAnswered, call_id="c1", ok_sent_ms=20_000)
    assert said(scene) == [sentences.position(1, None, callback=True, first=True)]
    assert scene.floor.board.live["c1"].record.state is CallState.WAITING


def test_a_person_takes_a_caller_whom_the_machine_answered_by_retrieving() -> None:
    scene = queued()
    scene.sign_in("a")
    scene.ready("a")
    scene.accept("a")
    assert scene.commands(line.Retrieve)[-1].agent_id == "a"
    scene.answers("a")
    assert scene.state("a") is S.TALKING
    assert scene.floor.acd.waiting == ()
    verdict = scene.floor.board.live["c1"].record.ring
    assert verdict is not None


def test_a_prompt_that_the_link_swallowed_is_sent_again_until_it_has_ended() -> None:
    scene = queued()
    prompt = scene.commands(line.Play)[-1]
    scene.floor.line_down("line-1")
    scene.takes(scene.floor.line_up("line-1", URL))
    assert prompt in [one.command for one in scene.sent()[-2:]]
    scene.told(PromptEnded, call_id="c1", prompt_id=prompt.prompt_id, why=PromptEnd.FINISHED)
    before = len(scene.sent())
    scene.takes(scene.floor.line_up("line-1", URL))
    assert len(scene.sent()) == before


# --- callbacks ----------------------------------------------------------------------------------------------------


def test_a_caller_who_asks_to_be_rung_back_keeps_the_place_and_is_rung_by_a_free_agent() -> None:
    scene = with_callback()
    assert scene.commands(line.EndQueued)[-1].prompts == sentences.CALLBACK_DONE
    assert [one.number for one in scene.logged(CallbackAsked)] == ["13800001234"]
    scene.sign_in("a")
    scene.ready("a")
    assert scene.offered() == "a"
    scene.accept("a")
    placed = scene.commands(line.Place)[-1]
    assert (placed.number, placed.agent_id) == ("13800001234", "a")
    assert scene.state("a") is S.TALKING
    scene.told(CallPlaced, call_id=placed.call_id, sip_call_id="x", agent_id="a", number=placed.number, trunk="")
    scene.told(RemoteAnswered, call_id=placed.call_id, answered_ms=4000)
    assert scene.floor.acd.waiting == ()
    assert scene.floor.board.callbacks == {}
    scene.ends(placed.call_id)
    assert scene.pending("a") == [placed.call_id]


def test_a_resident_who_is_not_reached_is_tried_again_and_then_given_up_for_the_duty_list() -> None:
    scene = with_callback("a")
    for _ in range(3):
        scene.ready("a")
        assert scene.offered() == "a"
        scene.accept("a")
        placed = scene.commands(line.Place)[-1]
        scene.ends(placed.call_id, EndCause.NOT_REACHED)
        assert scene.offered() is None
        scene.passes(RETRY_S)
    assert [one.call_id for one in scene.logged(CallbackGivenUp)] == ["c1"]
    assert scene.floor.acd.waiting == ()
    assert scene.floor.board.callbacks == {}


def test_a_callback_that_the_line_cannot_place_is_tried_again_later() -> None:
    scene = with_callback("a")
    scene.accept("a")
    scene.refuses(scene.commands(line.Place)[-1].command_id, "x")
    assert scene.state("a") is S.WRAP_UP
    scene.ready("a")
    assert scene.offered() is None
    scene.passes(RETRY_S)
    assert scene.offered() == "a"


def test_a_callback_comes_through_a_restart_of_the_desk() -> None:
    before = with_callback()
    record = before.floor.board.callbacks["c1"].record
    scene = Scene(plan=plan())
    scene.now = before.now
    scene.floor.wall = scene.wall
    scene.takes(scene.floor.take_up_callback(record, None, 0, scene.now))
    scene.passes(30)
    scene.sign_in("a")
    scene.ready("a")
    scene.accept("a")
    assert scene.commands(line.Place)[-1].number == "13800001234"


def test_a_resident_who_calls_again_and_is_answered_is_not_rung_back() -> None:
    scene = with_callback()
    scene.sign_in("a")
    scene.arrives("c2")
    scene.talks("a", "c2")
    assert scene.floor.board.callbacks == {}
    assert scene.floor.acd.entry("c1") is None


def test_a_callback_whose_queue_rings_nobody_back_any_more_is_given_up() -> None:
    record = with_callback().floor.board.callbacks["c1"].record
    scene = Scene(plan=plan(callback=False))
    scene.takes(scene.floor.take_up_callback(record, None, 0, scene.now))
    assert [one.call_id for one in scene.logged(CallbackGivenUp)] == ["c1"]
    assert (scene.floor.acd.waiting, scene.floor.board.callbacks) == ((), {})


# --- overflow -----------------------------------------------------------------------------------------------------


def overflow(where: Where, to: str = "", after_s: float = 5.0) -> dict[str, Any]:
    return {"overflow": (Overflow(when=When.WAITING, where=where, to=to, after_s=after_s),), "answer_after_s": 0.0}


def test_overflow_to_a_number_joins_it_with_the_caller_or_goes_on_waiting() -> None:
    scene = Scene(plan=plan(**overflow(Where.NUMBER, "02188886666")))
    scene.arrives()
    scene.passes(5)
    divert = scene.commands(line.Divert)[-1]
    assert divert.number == "02188886666"
    scene.told(PartyJoined, call_id="c1", party_id=divert.party_id, number=divert.number, with_caller=True)
    assert scene.floor.acd.waiting == ()
    assert scene.floor.board.live["c1"].record.state is CallState.HANDED_ON
    scene.arrives("c2")
    scene.passes(5)
    second = scene.commands(line.Divert)[-1]
    scene.told(PartyLeft, call_id="c2", party_id=second.party_id, sip_status=486)
    assert scene.floor.acd.entry("c2") is not None
    scene.passes(60)
    assert len(scene.commands(line.Divert)) == 2


def test_overflow_to_a_message_and_to_a_good_bye() -> None:
    scene = Scene(plan=plan(**overflow(Where.MESSAGE)))
    scene.arrives()
    scene.passes(5)
    assert scene.commands(line.TakeMessage)[-1].prompts == sentences.MESSAGE
    scene = Scene(plan=plan(**overflow(Where.GOODBYE)))
    scene.arrives()
    scene.passes(5)
    assert scene.commands(line.Reject)[-1].sip_status == 486


def test_overflow_to_another_queue_is_offered_there() -> None:
    scene = Scene("a", plan=plan(**overflow(Where.QUEUE, "second"), skill="nobody has it"))
    scene.arrives()
    assert scene.offered() is None
    scene.passes(5)
    assert scene.offered() == "a"


# --- agents -------------------------------------------------------------------------------------------------------


def test_an_agent_who_lets_calls_ring_in_vain_is_marked_until_ready_again() -> None:
    scene = Scene("a", "b", plan=plan(miss_limit=2, offer_s=10.0, answer_after_s=0.0))
    scene.arrives()
    scene.passes(40)
    marked = "a" if scene.state("a") is S.PAUSED else "b"
    assert scene.state(marked) is S.PAUSED
    assert scene.floor.agents[marked].pause_reason == "no_answer"
    assert scene.floor.agents[marked].missed == 2
    assert scene.tells(marked) == ["marked_no_answer"]
    scene.ready(marked)
    assert scene.state(marked) is S.READY


def test_wrap_up_has_a_limit_where_the_plan_sets_one_and_the_call_stays_to_be_written_up() -> None:
    scene = Scene("a", plan=plan(wrap_up_s=30.0))
    scene.arrives()
    scene.talks("a")
    scene.ends()
    scene.passes(29)
    assert scene.state("a") is S.WRAP_UP
    scene.passes(1)
    assert (scene.state("a"), scene.pending("a")) == (S.READY, ["c1"])


def test_wrap_up_without_a_limit_is_ended_by_the_agent_alone() -> None:
    scene = Scene("a")
    scene.arrives()
    scene.talks("a")
    scene.ends()
    scene.passes(3600)
    assert scene.state("a") is S.WRAP_UP
