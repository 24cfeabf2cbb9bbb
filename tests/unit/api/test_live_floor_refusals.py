"""What the line refuses or writes otherwise, and agents who are away when it matters: nobody is forgotten."""

from typing import Any

import pytest

from api.schemas import TransferCall
from telephony import commands as line
from telephony.acd import Kind, Overflow, QueuePlan, SitePlan, When, Where
from telephony.events import AgentState, CallArrived, CallParked, DigitPressed, QueueAnswered
from tests.unit.api.floor_scene import Scene

S = AgentState


def plan(where: Where | None = None, **more: Any) -> SitePlan:
    rules = (Overflow(when=When.WAITING, where=where, after_s=30.0),) if where is not None else ()
    queue = QueuePlan(queue_id="hotline", name="hotline", overflow=rules, **more)
    return SitePlan(queues=(queue, QueuePlan(queue_id="second", name="second")))


@pytest.mark.parametrize(
    ("where", "command"), [(Where.MESSAGE, line.TakeMessage), (Where.GOODBYE, line.Reject)], ids=["message", "busy"]
)
def test_a_caller_whom_the_line_does_not_let_go_waits_on_and_is_served(where: Where, command: Any) -> None:
    scene = Scene(plan=plan(where))
    scene.arrives()
    scene.passes(30)
    scene.refuses(scene.commands(command)[-1].command_id)
    (entry,) = scene.floor.acd.waiting
    assert (entry.kind, entry.arrived) == (Kind.RINGING, 1000.0)
    scene.sign_in("a")
    scene.ready("a")
    assert scene.offered() == "a"


def test_a_caller_whose_call_cannot_be_ended_for_the_callback_waits_on_as_one_who_is_there() -> None:
    scene = Scene(plan=plan(answer_after_s=20.0, callback=True))
    scene.arrives()
    scene.passes(20)
    scene.told(QueueAnswered, call_id="c1", ok_sent_ms=20_000)
    scene.told(DigitPressed, call_id="c1", digit="1")
    scene.refuses(scene.commands(line.EndQueued)[-1].command_id)
    (entry,) = scene.floor.acd.waiting
    assert entry.kind is Kind.ANSWERED
    assert scene.floor.board.callbacks == {}


@pytest.mark.parametrize("sent", ["962121", "+86962121"])
def test_the_called_number_leads_to_its_queue_however_the_line_writes_it(sent: str) -> None:
    site = SitePlan(
        queues=(QueuePlan(queue_id="a", name="a"), QueuePlan(queue_id="b", name="b", numbers=("962121",)))
    )
    scene = Scene(plan=site)
    scene.told(CallArrived, call_id="c1", sip_call_id="x", number="", name="", called=sent, source="127.0.0.1:5070")
    assert scene.floor.acd.waiting[0].plan.queue_id == "b"


def test_a_refusal_for_a_call_that_is_over_brings_nobody_back() -> None:
    scene = Scene(plan=plan(Where.MESSAGE))
    scene.arrives()
    scene.passes(30)
    command_id = scene.commands(line.TakeMessage)[-1].command_id
    scene.abandons()
    scene.refuses(command_id)
    assert scene.floor.acd.waiting == ()


def test_a_machine_answer_that_is_refused_leaves_the_caller_ringing_and_in_the_queue() -> None:
    scene = Scene(plan=plan(Where.MESSAGE, answer_after_s=20.0))
    scene.arrives()
    scene.passes(60)
    assert scene.commands(line.TakeMessage) == []  # the line may be answering at this moment
    scene.refuses(scene.commands(line.AnswerQueue)[-1].command_id)
    scene.passes(0.1)
    assert len(scene.commands(line.TakeMessage)) == 1
    assert len(scene.commands(line.AnswerQueue)) == 1


def test_the_refusal_of_another_key_does_not_lose_where_the_call_is_handed_to() -> None:
    scene = Scene("a", "b", plan=plan())
    scene.arrives()
    scene.talks("a")
    scene.takes(scene.floor.hang_up("a", "c1"))
    scene.asks("a", TransferCall(request_id=1, call_id="c1", queue="second"))
    scene.refuses(scene.commands(line.HangUp)[-1].command_id)
    scene.told(CallParked, call_id="c1", agent_id="a", parked_ms=9000)
    assert scene.offered() == "b"
    assert scene.floor.acd.waiting[0].plan.queue_id == "second"


def test_wrap_up_that_ends_while_the_console_is_gone_brings_no_offer() -> None:
    scene = Scene("a", plan=plan(wrap_up_s=10.0))
    scene.arrives()
    scene.talks("a")
    scene.ends()
    scene.passes(5)
    scene.gone("a")
    scene.arrives("c2")
    scene.passes(6)
    assert (scene.state("a"), scene.floor.agents["a"].pause_reason) == (S.PAUSED, "console_away")
    assert scene.offered("c2") is None
    scene.sign_in("a")
    assert scene.offered("c2") == "a"


def test_a_console_that_goes_while_the_line_picks_up_for_it_keeps_the_call() -> None:
    scene = Scene("a", plan=plan())
    scene.arrives()
    scene.accept("a")
    scene.gone("a")
    scene.passes(5)
    assert scene.state("a") is S.RESERVED
    scene.answers("a")
    assert scene.state("a") is S.TALKING
    scene.sign_in("a")
    scene.ends()
    scene.ready("a")
    assert scene.state("a") is S.READY
