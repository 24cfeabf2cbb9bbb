"""The whole product with a real caller: hold, park and taking back; who was not answered is on the duty list.

One hotline for all of them: each begins with its agent signing in, and ends with its call over.
"""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import pytest

from api.schemas import CallDetail, CallState, CallView, HoldCall, ParkCall, ResumeCall, RetrieveCall
from console.errors import DeskProblem
from hotline_cli.demo import headless
from hotline_cli.demo.cast import load_cast
from hotline_cli.demo.stage import Stage, stage
from tests.integration.whole_rig import NUMBER, PATIENCE_S, Player, player, until


@pytest.fixture(scope="module")
def on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage(tmp_path_factory.mktemp("whole") / "data", load_cast()) as running:
        yield running


def talking(agent: Player, call_id: str, *, held: bool) -> CallView | None:
    call = agent.shown(CallState.TALKING, call_id)
    return call if call is not None and (call.held_ms is not None) is held else None


def parked(agent: Player) -> list[str] | None:
    board = agent.client.board
    assert board is not None
    return [one.call_id for one in board.floor.parked] or None


async def logged(agent: Player, call_id: str) -> CallDetail:
    """The call, once its end is in the log: the desk acts first, and logs behind."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            with suppress(DeskProblem):
                detail = await agent.client.call(call_id)
                if detail.call.state is CallState.ENDED:
                    return detail
            await asyncio.sleep(0.02)


def test_a_call_that_does_not_get_there_fails_the_demo(on: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody at the number called: the exit status says so, and why."""
    monkeypatch.setattr(headless, "WITHIN_S", 2.0)
    told: list[str] = []
    silent = replace(on, sip="sip:hotline@127.0.0.1:9")
    status = headless.play_headless(silent, load_cast(), 1, "en", told.append)
    assert status == 1
    assert "Call 1 did not reach its end" in told[-1]
    assert "the call is offered" in told[-1]


async def test_a_caller_is_held_parked_and_taken_back(on: Stage) -> None:
    async with player(on) as agent:
        agent.call()
        call_id = await agent.pick_up()
        await agent.hear(10)
        await agent.client.ask(HoldCall, call_id=call_id)
        await until(lambda: talking(agent, call_id, held=True))
        await agent.client.ask(ResumeCall, call_id=call_id)
        await until(lambda: talking(agent, call_id, held=False))
        await agent.hear(10)
        await agent.client.ask(ParkCall, call_id=call_id)
        assert await until(lambda: parked(agent)) == [call_id]
        await agent.client.ask(RetrieveCall, call_id=call_id)
        await until(lambda: talking(agent, call_id, held=False))
        await agent.hear(10)
        assert agent.calling is not None
        agent.calling.cancel()
        await until(lambda: agent.pending(call_id))
        detail = await logged(agent, call_id)
    assert len(detail.held) == len(detail.parked) == 1
    assert all(span.to_ms is not None and span.to_ms > span.from_ms for span in (*detail.held, *detail.parked))
    assert detail.figures.ring_ms == detail.figures.wait_ms
    assert detail.figures.machine_ms is None
    assert detail.call.talk_ms > 0


async def test_a_caller_whom_nobody_answered_is_on_the_duty_list_until_a_later_call_is_answered(on: Stage) -> None:
    async with player(on) as agent:
        await agent.client.pause("meal")
        calling = agent.call()
        await until(lambda: (agent.client.board is not None and agent.client.board.floor.waiting) or None)
        calling.cancel()
        await until(lambda: (agent.client.board is not None and agent.client.board.floor.duty_open) or None)
        (item,) = (await agent.client.duty()).items
        assert (item.number, item.count) == (NUMBER, 1)
        await agent.client.ready()
        agent.call()
        await agent.pick_up()
        await until(lambda: (agent.client.board is not None and agent.client.board.floor.duty_open == 0) or None)
        assert (await agent.client.duty()).items == ()
