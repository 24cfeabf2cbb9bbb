"""Hold, park, transfer, calls of ours and the duty list over real sockets: consoles, desk, and a line on the wire."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from api.schemas import (
    CallDetail,
    CallState,
    CompleteCall,
    ConsultCall,
    DialNumber,
    DutyCall,
    DutyKind,
    DutyPage,
    HoldCall,
    MonitorCall,
    ParkCall,
    RetrieveCall,
    Told,
    TransferCall,
)
from console.desk import LinkUp
from console.errors import RequestRefused
from telephony import commands as line
from telephony.events import (
    CallHeld,
    CallParked,
    CallPlaced,
    CallRetrieved,
    CallTransferred,
    CommandRefused,
    EndCause,
    MonitorMode,
    PartyJoined,
    QueueAnswered,
    RemoteAnswered,
)
from telephony.prompts import sentences
from tests.integration.live_stage import HEADSET, Agent, Line, Stage, stage, until

NUMBER = "13800001234"


async def parks(on: Stage, agent: Agent, call_id: str, then: str = "") -> None:
    """The agent parks, and the line does."""
    await agent.client.ask(ParkCall, call_id=call_id, then=then)
    await on.line.asked(line.Park, call_id)
    await on.line.tells(CallParked, call_id=call_id, agent_id=agent.agent_id, parked_ms=on.line.ms(call_id))


async def rest(on: Stage, agent: Agent, method: str, path: str, body: object = None) -> httpx.Response:
    """A request with the agent's own token."""
    headers = {"Authorization": f"Bearer {agent.client._rest.token}", "Accept-Language": "en"}
    async with httpx.AsyncClient(base_url=on.url, headers=headers, trust_env=False) as http:
        return await http.request(method, path, json=body)


async def duty(agent: Agent) -> DutyPage:
    return await agent.client.duty()


async def test_the_first_caller_is_parked_the_second_answered_and_the_first_taken_back(tmp_path: Path) -> None:
    """LINE-4, with the clock that everybody sees."""
    async with stage(tmp_path) as on:
        li, zhao = on.agent("li"), on.agent("zhao")
        await li.begin()
        await zhao.begin(ready=False)
        first = await on.in_call(li)
        second = await on.line.rings("13900001111")
        await parks(on, li, first, then=second)
        await on.line.obeys(second)
        await li.sees(lambda board: board.call is not None and board.call.call_id == second, "the second call")
        await zhao.sees(lambda board: [one.call_id for one in board.floor.parked] == [first], "the parked call")
        (waiting,) = zhao.board.floor.parked
        assert (waiting.state, waiting.parked_by) == (CallState.PARKED, li.agent_id)
        assert waiting.parked_ms is not None
        await on.line.ends(second)
        await li.is_in("wrap_up")
        await li.client.ask(RetrieveCall, call_id=first)
        await on.line.asked(line.Retrieve, first)
        await on.line.tells(CallRetrieved, call_id=first, agent_id=li.agent_id, retrieved_ms=on.line.ms(first))
        await li.is_in("talking")
        await zhao.sees(lambda board: board.floor.parked == (), "nobody parked")
        await on.line.ends(first)
        await li.has_pending(first, second)


async def test_a_parked_call_comes_through_a_restart_of_the_desk_with_its_clock(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li = on.agent("li")
        await li.begin()
        call_id = await on.in_call(li)
        await parks(on, li, call_id)
        await li.is_in("paused")
        await on.on_disk()
        links = [type(one) for one in li.told].count(LinkUp)
        await on.stop_desk()
        await on.line.disconnect()
        await on.start_desk()
        await on.connect_line()
        await until(lambda: [type(one) for one in li.told].count(LinkUp) > links, "the console is back")
        await li.sees(lambda board: board.floor.line_up, "the line is back")
        await li.sees(lambda board: [one.call_id for one in board.floor.parked] == [call_id], "still parked")
        await li.client.ask(RetrieveCall, call_id=call_id)
        await on.line.asked(line.Retrieve, call_id)


async def test_a_hold_that_the_line_refuses_is_told_and_one_without_a_line_is_refused(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li = on.agent("li")
        await li.begin()
        call_id = await on.in_call(li)
        await li.client.ask(HoldCall, call_id=call_id)
        command = await on.line.asked(line.Hold, call_id)
        await on.line.tells(CommandRefused, command_id=command.command_id, call_id=call_id, reason="call is ended")
        await until(lambda: any(isinstance(one, Told) for one in li.told), "the line's refusal")
        told = next(one for one in li.told if isinstance(one, Told))
        assert "call is ended" in told.en
        assert "保持" in told.zh
        await on.line.disconnect()
        await li.sees(lambda board: not board.floor.line_up, "line away")
        with pytest.raises(RequestRefused) as refused:
            await li.client.ask(HoldCall, call_id=call_id)
        assert refused.value.code == "line_away"


async def test_a_hold_that_was_lost_with_the_link_is_sent_again(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li = on.agent("li")
        await li.begin()
        call_id = await on.in_call(li)
        await li.client.ask(HoldCall, call_id=call_id)
        first = await on.line.asked(line.Hold, call_id)
        await on.line.disconnect()
        on.line.commands.clear()
        await on.connect_line()
        assert await on.line.asked(line.Hold, call_id) == first
        await on.line.tells(CallHeld, call_id=call_id, agent_id=li.agent_id, held_ms=on.line.ms(call_id))
        await li.sees(lambda board: board.call is not None and board.call.held_ms is not None, "on hold")


async def test_an_attended_transfer_between_two_consoles(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li, zhao = on.agent("li"), on.agent("zhao")
        await li.begin()
        call_id = await on.in_call(li)
        await zhao.begin()
        await li.client.ask(ConsultCall, call_id=call_id, colleague_id=zhao.agent_id)
        consult = await on.line.asked(line.Consult, call_id)
        await zhao.is_in("reserved")
        party: dict[str, Any] = {"call_id": call_id, "party_id": consult.party_id, "number": ""}
        await on.line.tells(PartyJoined, **party, agent_id=zhao.agent_id)
        await zhao.is_in("talking")
        await li.sees(lambda board: board.call is not None and board.call.parties != (), "the third party")
        await li.client.ask(CompleteCall, call_id=call_id)
        await on.line.asked(line.CompleteTransfer, call_id)
        await on.line.tells(CallTransferred, **party, agent_id=li.agent_id, transferred_ms=on.line.ms(call_id))
        await on.line.tells(CallRetrieved, call_id=call_id, agent_id=zhao.agent_id, retrieved_ms=on.line.ms(call_id))
        await li.is_in("wrap_up")
        await on.line.ends(call_id)
        await zhao.is_in("wrap_up")
        await zhao.has_pending(call_id)
        await on.on_disk()
        detail = await zhao.client.call(call_id)
        assert detail.agents == (li.agent_id, zhao.agent_id)
        assert [one.agent_id for one in detail.transfers] == [li.agent_id]


async def test_a_blind_transfer_rings_at_the_colleague(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li, zhao = on.agent("li"), on.agent("zhao")
        await li.begin()
        call_id = await on.in_call(li)
        await zhao.begin()
        await li.client.ask(TransferCall, call_id=call_id, colleague_id=zhao.agent_id)
        await on.line.asked(line.Park, call_id)
        await on.line.tells(CallParked, call_id=call_id, agent_id=li.agent_id, parked_ms=on.line.ms(call_id))
        await zhao.takes(call_id)
        taken = await on.line.asked(line.Retrieve, call_id)
        assert taken.agent_id == zhao.agent_id


async def test_only_supervisors_listen_in(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li, zhao = on.agent("li"), on.agent("zhao")
        await li.begin()
        call_id = await on.in_call(li)
        await zhao.begin(ready=False)
        with pytest.raises(RequestRefused) as refused:
            await zhao.client.ask(MonitorCall, call_id=call_id, mode=MonitorMode.LISTEN)
        assert refused.value.code == "not_supervisor"
        assert not any(isinstance(one, line.Monitor) for one in on.line.commands)


async def test_who_gave_up_is_rung_back_from_the_duty_list_and_the_call_settles_it(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li = on.agent("li")
        await li.begin(ready=False)
        missed = await on.line.rings(NUMBER)
        await asyncio.sleep(0)
        await on.line.ends(missed, EndCause.ABANDONED)
        await on.on_disk()
        (item,) = (await duty(li)).items
        assert (item.item_id, item.count, item.resident is not None) == (missed, 1, True)
        await li.sees(lambda board: board.floor.duty_open == 1, "the count of the list")
        answer = await rest(on, li, "POST", f"/api/duty/{missed}/call")
        assert answer.status_code == 200, answer.text
        call_id = DutyCall(**answer.json()).call_id
        placed = await on.line.asked(line.Place, call_id)
        assert (placed.number, placed.agent_id) == (NUMBER, li.agent_id)
        await li.sees(lambda board: board.call is not None and board.call.state is CallState.DIALLING, "dialling")
        await on.line.tells(
            CallPlaced, call_id=call_id, sip_call_id="x", agent_id=li.agent_id, number=NUMBER, trunk=""
        )
        await on.line.tells(RemoteAnswered, call_id=call_id, answered_ms=4000.0)
        await li.sees(lambda board: board.call is not None and board.call.state is CallState.TALKING, "talking")
        await on.on_disk()
        assert (await duty(li)).items == ()
        await li.sees(lambda board: board.floor.duty_open == 0, "an empty list")
        again = await rest(on, li, "POST", f"/api/duty/{missed}/call")
        assert again.status_code == 409


async def test_ringing_back_needs_a_console_and_a_number(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li = on.agent("li")
        await li.client.sign_in("li", "eight-or-more")
        for number in (NUMBER, ""):
            await on.line.ends(await on.line.rings(number), EndCause.ABANDONED)
        await on.on_disk()
        for item in (await duty(li)).items:
            answer = await rest(on, li, "POST", f"/api/duty/{item.item_id}/call")
            assert answer.status_code == 409
            assert ("signed out" in answer.text) is bool(item.number)
        unknown = await rest(on, li, "POST", "/api/duty/nothing/call")
        assert unknown.status_code == 404


async def test_a_call_that_an_agent_dials_is_in_the_list_of_calls_with_its_direction(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li = on.agent("li")
        await li.begin()
        await li.client.ask(DialNumber, number=NUMBER)
        placed = await on.line.asked(line.Place, li.board.call.call_id if li.board.call is not None else "")
        await on.line.tells(
            CallPlaced, call_id=placed.call_id, sip_call_id="x", agent_id=li.agent_id, number=NUMBER, trunk="t"
        )
        on.line._began[placed.call_id] = 0.0
        await on.line.ends(placed.call_id, EndCause.NOT_REACHED)
        await li.is_in("wrap_up")
        await on.on_disk()
        answer = await rest(on, li, "GET", "/api/calls?direction=outgoing")
        assert [one["call_id"] for one in answer.json()["items"]] == [placed.call_id]
        assert (await rest(on, li, "GET", "/api/calls?direction=incoming")).json()["items"] == []
        detail: CallDetail = await li.client.call(placed.call_id)
        assert detail.call.ring is None


async def test_the_console_is_sent_to_the_headset_of_the_line_that_has_the_call(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        second = Line("line-2")
        await second.connect(on.url)
        await second.starts("ws://second/headset")
        li = on.agent("li")
        await li.begin()
        assert li.board.headset is not None
        assert li.board.headset.url == HEADSET
        call_id = await second.rings()
        await li.is_offered(call_id)
        await li.sees(lambda board: board.headset is not None and "second" in board.headset.url, "the other headset")
        await li.client.accept(call_id)
        await second.obeys(call_id)
        await li.is_in("talking")
        assert not any(isinstance(one, line.Answer) for one in on.line.commands)
        await second.disconnect()


async def test_a_closed_queue_takes_a_message_that_the_duty_list_owes_a_call(tmp_path: Path) -> None:
    """The site's own queues.yaml, open only on the day after tomorrow."""
    open_on = (datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=2)).strftime("%a").lower()
    (tmp_path / "queues.yaml").write_text(
        f"""
queues:
  - id: office
    name: 客服前台
    hours:
      - days: {open_on}
    overflow:
      - when: closed
        where: message
""",
        encoding="utf-8",
    )
    async with stage(tmp_path) as on:
        li = on.agent("li")
        await li.begin()
        call_id = await on.line.rings(NUMBER)
        message = await on.line.asked(line.TakeMessage, call_id)
        assert message.prompts == sentences.CLOSED_MESSAGE
        await on.line.tells(QueueAnswered, call_id=call_id, ok_sent_ms=on.line.ms(call_id))
        await on.line.ends(call_id, EndCause.VOICEMAIL)
        await on.on_disk()
        (item,) = (await duty(li)).items
        assert (item.kind, item.item_id) == (DutyKind.VOICEMAIL, call_id)
        assert li.board.me.state == "ready"
