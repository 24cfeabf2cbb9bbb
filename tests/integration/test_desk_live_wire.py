"""What the desk says over its two live wires, link and console, to peers that are wrong, doubled, late or gone."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import msgspec
import pytest
from msgspec.structs import replace
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from api.agents.people import People
from api.db import Database
from api.live.effects import Effect
from api.live.floor import Floor
from api.schemas import Goodbye, GoReady, MeChanged, NewAgent, Role, SignOn
from telephony.commands import Answer
from telephony.events import CallEvent, CommandRefused
from telephony.tokens import verify_headset_token
from telephony.wire import PROTOCOL, Acknowledged, DeskToLine, Hello, LinkRefused, Numbered, Welcome
from tests.integration.desk_rest_rig import PASSWORD
from tests.integration.live_stage import KEY, PATIENCE_S, BareConsole, Stage, stage, until
from tests.unit.api import desk_samples as sample

HELLO = Hello(protocol=PROTOCOL, line_id="line-2", stream_id="journal-2", first_seq=0, last_seq=0)
_FRAME = msgspec.json.Decoder(DeskToLine)


class BareLink:
    """A line's socket without a journal."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def read(self) -> DeskToLine:
        async with asyncio.timeout(PATIENCE_S):
            frame: DeskToLine = _FRAME.decode(await self._socket.recv())
        return frame

    async def say(self, frame: msgspec.Struct) -> None:
        await self._socket.send(msgspec.json.encode(frame).decode())

    async def tell(self, *events: CallEvent, first: int = 1) -> None:
        for seq, event in enumerate(events, first):
            await self.say(Numbered(seq=seq, event=event))

    async def command(self) -> Answer:
        """The next command to answer a call."""
        while not isinstance(frame := await self.read(), Answer):
            pass
        return frame

    async def closed_with(self) -> int:
        """Read to the end; the code that the desk closed with."""
        with contextlib.suppress(ConnectionClosed):
            while True:
                await self.read()
        return self._socket.close_code or 1006


@asynccontextmanager
async def dial(on: Stage, first: msgspec.Struct | None = HELLO) -> AsyncIterator[BareLink]:
    """A link with this for its first frame; None for one that is no frame at all."""
    where = "ws" + on.url.removeprefix("http") + "/link"
    async with connect(where, additional_headers={"Authorization": f"Bearer {KEY}"}, proxy=None) as socket:
        await socket.send(msgspec.json.encode(first).decode() if first is not None else "GET / HTTP/1.1")
        yield BareLink(socket)


async def person(on: Stage, login: str, role: Role) -> str:
    """Make an account and sign it in; its token."""
    database = Database(on.settings.database_url)
    new = NewAgent(login=login, password=PASSWORD, name=login, surname="李", role=role)
    await People(database).create(new)
    await database.close()
    async with httpx.AsyncClient(base_url=on.url) as http:
        answer = await http.post("/api/session", json={"login": login, "password": PASSWORD})
    token: str = answer.json()["token"]
    return token


# --- the link ---


async def test_a_line_that_dials_anew_takes_the_place_of_its_dead_link(tmp_path: Path) -> None:
    async with stage(tmp_path) as on, dial(on) as older:
        li = on.agent("li")
        await li.begin()
        assert await older.read() == Welcome(have_seq=0)
        await older.tell(sample.started("line-2", time.time()), sample.arrived("c1", time.time()))
        await li.is_offered("c1")
        await li.client.accept("c1")
        lost = await older.command()
        async with dial(on) as newer:
            assert await newer.read() == Welcome(have_seq=2)
            assert await newer.command() == lost
            assert await older.closed_with() == 4409
            await newer.tell(sample.answered("c1", li.agent_id), first=3)
            await li.is_in("talking")
            assert li.board.floor.line_up


@pytest.mark.parametrize(
    ("first", "words"),
    [
        (replace(HELLO, protocol=99), (str(PROTOCOL), "99")),
        (Numbered(seq=1, event=sample.started("line-2")), ("Hello",)),
        (None, ("Hello",)),
    ],
)
async def test_a_line_that_does_not_speak_our_wire_is_told_why(
    tmp_path: Path, first: msgspec.Struct | None, words: tuple[str, ...]
) -> None:
    async with stage(tmp_path) as on, dial(on, first) as link:
        refused = await link.read()
        assert isinstance(refused, LinkRefused)
        assert all(word in refused.reason for word in words)
        assert await link.closed_with() == 4400


async def test_two_lines_of_one_name_are_not_linked_at_once(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        async with dial(on) as first:
            assert await first.read() == Welcome(have_seq=0)
            async with dial(on, replace(HELLO, stream_id="of another machine")) as second:
                refused = await second.read()
                assert isinstance(refused, LinkRefused)
                assert "line-2" in refused.reason
            await first.tell(sample.started("line-2", time.time()))
            assert await first.read() == Acknowledged(seq=1)
        await until(lambda: on.line.acknowledged == 1)
        frames: list[DeskToLine] = []
        async with asyncio.timeout(PATIENCE_S):
            while not frames or isinstance(frames[-1], LinkRefused):  # until the desk has seen the first one go
                async with dial(on, replace(HELLO, stream_id="of another machine")) as third:
                    frames.append(await third.read())
        assert frames[-1] == Welcome(have_seq=0)


async def test_a_frame_that_is_none_is_passed_over(tmp_path: Path) -> None:
    async with stage(tmp_path) as on, dial(on) as link:
        await link.read()
        await link.say(HELLO)
        await link.say(sample.ringing("c1"))
        await link.tell(sample.started("line-2", time.time()))
        assert await link.read() == Acknowledged(seq=1)


async def test_a_call_that_the_line_refuses_to_answer_rings_again_at_the_agent(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li = on.agent("li")
        await li.begin()
        call_id = await on.line.rings()
        await li.takes(call_id)
        first = await on.line.asked(Answer, call_id)
        on.line.commands.clear()
        await on.line.emit(
            CommandRefused(at=time.time(), command_id=first.command_id, call_id=call_id, reason="no port")
        )
        await li.is_offered(call_id)
        await until(lambda: len(li.board.floor.waiting) == 1)
        await li.client.accept(call_id)
        second = await on.line.obeys(call_id)
        assert second.command_id != first.command_id
        await li.is_in("talking")


async def test_a_call_that_waited_for_the_link_has_been_ringing_since_it_came(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li = on.agent("li")
        await li.begin()
        await on.line.disconnect()
        await on.line.emit(sample.arrived("c1", time.time() - 7))
        await on.connect_line()
        await li.is_offered("c1")
        assert li.board.call is not None
        assert li.board.call.elapsed_ms >= 7000


# --- the console ---


async def test_the_headset_token_is_the_agents_own(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        for login in ("li", "zhao"):
            agent = on.agent(login)
            await agent.begin(ready=False)
            await agent.sees(lambda board: board.headset is not None)
            assert agent.board.headset is not None
            assert verify_headset_token(KEY, agent.board.headset.token) == agent.agent_id


async def test_without_a_session_there_is_no_console(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        with pytest.raises(InvalidStatus):
            await BareConsole.open(on.url, "no token", SignOn())


async def test_quality_staff_have_no_agents_console(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        token = await person(on, "qian", Role.QA)
        said = await (await BareConsole.open(on.url, token, SignOn())).read_to_the_end()
        assert [one.code for one in said if isinstance(one, Goodbye)] == ["not_allowed"]
        assert len(said) == 1


async def test_a_console_that_does_not_speak_our_wire_is_told_so(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        token = (await on.agent("li").client.sign_in("li", PASSWORD)).token
        early = await BareConsole.open(on.url, token, SignOn())
        await early.send(SignOn())
        said = await early.read_to_the_end()
        assert isinstance(said[-1], Goodbye)
        assert said[-1].code == "protocol"
        late = await (await BareConsole.open(on.url, token, GoReady(request_id=1))).read_to_the_end()  # type: ignore[arg-type]
        assert [one.code for one in late if isinstance(one, Goodbye)] == ["protocol"]
        assert not [one for one in late if isinstance(one, MeChanged)]


async def test_what_rings_at_a_console_that_vanished_goes_to_the_next_agent(tmp_path: Path) -> None:
    async with stage(tmp_path, console_grace_s=3) as on:
        li, zhao = on.agent("li"), on.agent("zhao")
        await li.begin()
        await zhao.begin()
        call_id = await on.line.rings()
        await li.is_offered(call_id)
        await li.client.close()
        await zhao.is_offered(call_id)
        await zhao.sees(lambda board: board.floor.paused == 0 and board.floor.ready == 0, "li is signed out")


async def test_a_fault_does_not_stop_the_floors_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with stage(tmp_path) as on:
        li, zhao = on.agent("li"), on.agent("zhao")
        await li.begin()
        await zhao.begin()
        call_id = await on.line.rings()
        await li.is_offered(call_id)
        times: list[float] = []
        on_time = Floor.on_time

        def broken_once(self: Floor, now: float, wall: float) -> list[Effect]:
            times.append(now)
            if len(times) == 1:
                raise RuntimeError("a fault of the test")
            return on_time(self, now, wall)

        monkeypatch.setattr(Floor, "on_time", broken_once)
        await li.client.close()
        await zhao.is_offered(call_id)
        assert len(times) >= 2


async def test_who_signs_out_gives_the_ringing_call_back(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li, zhao = on.agent("li"), on.agent("zhao")
        await li.begin()
        call_id = await on.line.rings()
        await li.is_offered(call_id)
        await li.client.sign_out()
        await zhao.begin(ready=False)
        assert [(one.call_id, one.offered_to) for one in zhao.board.floor.waiting] == [(call_id, None)]
        await zhao.client.ready()
        await zhao.is_offered(call_id)


async def test_a_pause_asked_in_a_call_is_seen_and_counts_after_wrap_up(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li = on.agent("li")
        await li.begin()
        call_id = await on.in_call(li)
        await li.client.pause("meal")
        await li.sees(lambda board: board.me.state == "talking" and board.me.pause_reason == "meal")
        await on.line.ends(call_id)
        await li.is_in("wrap_up")
        await li.client.ready()
        await li.sees(lambda board: board.me.state == "paused" and board.me.pause_reason == "meal")
        await li.client.ready()
        await li.is_in("ready")
        await li.has_pending(call_id)


async def test_a_session_that_is_ended_loses_its_console(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li, zhao = on.agent("li"), on.agent("zhao")
        await li.begin()
        await zhao.begin()
        headers = {"Authorization": f"Bearer {await person(on, 'root', Role.ADMIN)}"}
        async with httpx.AsyncClient(base_url=on.url, headers=headers) as http:
            ended = await http.delete(f"/api/agents/{li.agent_id}/sessions")
            assert ended.status_code == 204, ended.text
        await until(lambda: "not_allowed" in [one.code for one in li.told if isinstance(one, Goodbye)], "goodbye")
        assert not [one for one in zhao.told if isinstance(one, Goodbye)]


async def test_an_account_that_is_switched_off_loses_its_console(tmp_path: Path) -> None:
    async with stage(tmp_path, console_grace_s=2) as on:
        li, zhao = on.agent("li"), on.agent("zhao")
        await li.begin()
        await zhao.begin()
        call_id = await on.line.rings()
        await li.is_offered(call_id)
        headers = {"Authorization": f"Bearer {await person(on, 'root', Role.ADMIN)}"}
        async with httpx.AsyncClient(base_url=on.url, headers=headers) as http:
            listed = {one["login"]: one["state"] for one in (await http.get("/api/agents")).json()}
            assert listed == {"li": "reserved", "zhao": "ready", "root": "signed_out"}
            changed = await http.patch(f"/api/agents/{li.agent_id}", json={"active": False})
            assert changed.status_code == 200, changed.text
        await until(lambda: "not_allowed" in [one.code for one in li.told if isinstance(one, Goodbye)], "goodbye")
        await zhao.takes(call_id)
        await on.line.obeys(call_id)
        await zhao.is_in("talking")
