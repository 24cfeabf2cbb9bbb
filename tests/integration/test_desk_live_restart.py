"""The desk is stopped and started on the same data: calls go on, their records are whole, agents are as before."""

from pathlib import Path

from api.log_events import AgentSignedIn
from console.desk import LinkUp
from telephony.commands import Answer, HangUp
from telephony.events import CallArrived
from tests.integration.live_stage import HEADSET, Agent, Stage, stage, until


async def restart(on: Stage) -> None:
    await on.stop_desk()
    await on.line.disconnect()
    await on.start_desk()


async def back(agent: Agent) -> None:
    await until(lambda: LinkUp in [type(one) for one in agent.told], "the console is back")


async def test_a_call_goes_on_while_the_desk_restarts(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li, zhao = on.agent("li"), on.agent("zhao")
        await li.begin()
        call_id = await on.in_call(li)
        await zhao.begin()
        await restart(on)
        await back(li)
        await back(zhao)
        assert li.board.me.state == "talking"
        assert li.board.call is not None
        assert li.board.call.call_id == call_id
        assert li.board.headset is not None
        assert li.board.headset.url == HEADSET
        await zhao.is_in("ready")

        await on.connect_line()
        await li.sees(lambda board: board.floor.line_up, "the line is back")
        await li.client.hang_up(call_id)
        await on.line.asked(HangUp, call_id)
        await on.line.ends(call_id)
        await li.has_pending(call_id)
        await li.is_in("wrap_up")
        await on.on_disk()  # the desk acts first and writes behind
        detail = await li.client.call(call_id)
        assert set(detail.times_ms) == {"ringing", "picked_up", "ok_sent", "ack", "ended"}
        assert detail.call.agent_id == li.agent_id
        await zhao.is_offered(await on.line.rings())
        await on.on_disk()
        kinds = await on.kinds_of(call_id)
        assert len([one for one in kinds if one == "CallAnswered"]) == 1
        assert len(await on.events(CallArrived)) == 2


async def test_what_happens_while_the_desk_is_away_is_taken_up(tmp_path: Path) -> None:
    """The desk dies after its command: answered, ended and new calls come from the line's journal."""
    async with stage(tmp_path) as on:
        li, zhao = on.agent("li"), on.agent("zhao")
        await li.begin()
        await zhao.begin(ready=False)
        await zhao.client.pause("lunch")
        call_id = await on.line.rings()
        await li.takes(call_id)
        command = await on.line.asked(Answer, call_id)
        await on.on_disk()
        await on.stop_desk()
        await on.line.disconnect()
        await on.line.answers(command)
        await on.start_desk()
        await on.connect_line()
        await li.is_in("talking")
        await zhao.sees(lambda board: board.me.pause_reason == "lunch", "the pause as before")
        await on.line.ends(call_id)
        await li.has_pending(call_id)
        await li.is_in("wrap_up")
        waiting = await on.line.rings()
        await li.client.ready()
        await li.is_offered(waiting)
        await on.on_disk()
        assert (await on.kinds_of(call_id)).count("CallAnswered") == 1


async def test_a_waiting_call_is_offered_again_after_the_restart(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li = on.agent("li")
        await li.begin()
        call_id = await on.line.rings()
        await li.is_offered(call_id)
        await on.on_disk()
        await restart(on)
        await on.connect_line()
        await back(li)
        await li.takes(call_id)
        await on.line.obeys(call_id)
        await li.is_in("talking")


async def test_who_opens_the_console_anew_after_a_restart_is_not_ready_unasked(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li = on.agent("li")
        await li.begin()
        await on.on_disk()
        await li.client.close()
        await restart(on)
        later = on.agent("li")
        await later.begin(ready=False)
        assert (later.board.me.state, later.board.me.pause_reason) == ("paused", "signed_in")
        assert len(await on.events(AgentSignedIn)) >= 1
