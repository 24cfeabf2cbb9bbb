"""The whole product when parts of it die in mid-call: the desk, the line, or everything by Ctrl-C."""

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.db import Database
from api.log import EventLog
from api.projector import Projector
from api.schemas import CallState
from api.settings import DeskSettings
from hotline_cli.demo.cast import load_cast
from hotline_cli.demo.stage import Stage, stage
from telephony.cadence import CADENCES
from telephony.events import CallEnded, EndCause, LineStopped, Side
from tests.integration.whole_rig import COMPLAINT, PATIENCE_S, player, process_of, until


@pytest.fixture
def on(tmp_path: Path) -> Iterator[Stage]:
    with stage(tmp_path / "data", load_cast()) as running:
        yield running


async def test_a_killed_desk_comes_back_and_the_call_has_gone_on(on: Stage) -> None:
    async with player(on) as agent:
        calling = agent.call()
        call_id = await agent.pick_up()
        await agent.hear(25)
        killed = process_of(on, "desk")
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        await until(lambda: None if agent.client.linked else True)
        await agent.hear(25)  # the caller's voice still comes, with no desk there
        await until(lambda: agent.client.linked or None)
        assert process_of(on, "desk") not in (None, killed)
        await until(lambda: agent.shown(CallState.TALKING, call_id))
        await agent.hear(25)
        calling.cancel()
        await until(lambda: agent.pending(call_id))
        saved = await agent.client.dispose(call_id, COMPLAINT)
        detail = await agent.client.call(call_id)
    assert saved.ticket is not None
    assert saved.ticket.clocks
    assert detail.call.ticket_number == saved.ticket.number
    assert (detail.call.cause, detail.call.ended_by) == (EndCause.COMPLETED, Side.CALLER)
    assert detail.call.ring is not None
    assert {"ringing", "picked_up", "ok_sent", "ack", "ended"} <= set(detail.times_ms)
    kinds = [event.kind for event in detail.events]
    assert kinds.count("CallEnded") == kinds.count("CallAnswered") == kinds.count("CallArrived") == 1


async def test_a_call_of_a_killed_line_is_closed_as_interrupted(on: Stage) -> None:
    async with player(on) as agent:
        agent.call()
        call_id = await agent.pick_up()
        await agent.hear(10)
        killed = process_of(on, "line")
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        ended = await until(lambda: agent.pending(call_id))
        assert ended.cause is EndCause.INTERRUPTED
        saved = await agent.client.dispose(call_id, COMPLAINT)
        assert saved.call.cause is EndCause.INTERRUPTED
        assert process_of(on, "line") not in (None, killed)
        await agent.client.ready()
        assert agent.calling is not None
        agent.calling.cancel()
        await asyncio.gather(agent.calling, return_exceptions=True)
        calling = agent.call(hang_after=1)  # the line that came back takes calls
        await agent.pick_up()
        assert (await calling).ok


async def test_ctrl_c_says_goodbye_to_the_caller_and_loses_nothing(on: Stage) -> None:
    async with player(on) as agent:
        calling = agent.call()
        call_id = await agent.pick_up()
        await agent.hear(10)
        on.serving.send_signal(signal.SIGINT)
        report = await asyncio.wait_for(calling, PATIENCE_S)
        assert report.ok
        assert report.hung_up_by == "far end"
        assert await asyncio.to_thread(on.serving.wait, PATIENCE_S) == 0
    database = Database(DeskSettings.load(on.folder).database_url)
    try:
        log = EventLog(database, Projector(CADENCES["CN"]))
        events = [entry.event async for entry in log.read()]
    finally:
        await database.close()
    ends = [event for event in events if isinstance(event, CallEnded)]
    assert [(end.call_id, end.cause, end.by) for end in ends] == [(call_id, EndCause.SHUTDOWN, Side.LINE)]
    assert any(isinstance(event, LineStopped) for event in events)
