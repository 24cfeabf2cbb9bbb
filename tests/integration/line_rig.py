"""A line process under test: a real connector, a desk that keeps what it hears, a caller, a headset."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from telephony.commands import Answer, Command, HangUp
from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.connectors.base import Leg, LegEnd
from telephony.events import AudioFault, CallArrived, CallEvent
from telephony.line import LineReady, run_line
from telephony.settings import LineSettings
from telephony.speech_events import PassingEvent
from telephony.tokens import issue_headset_token
from telephony.wire import Acknowledged, DeskToLine, Hello, LineToDesk, Numbered, Passing, Welcome

E = TypeVar("E")
KEY = "a link key for tests, long enough to sign with"
FRAME = msgspec.json.Decoder(LineToDesk)


class Desk:
    """The desk's end of the link: keeps numbered events, can vanish and come back on the same port."""

    def __init__(self) -> None:
        self.port = 0
        self.hellos: list[Hello] = []
        self.numbered: list[Numbered] = []
        self.passing: list[PassingEvent] = []
        self.have = 0
        self.acknowledges = True
        self.tokens: list[str] = []
        self.key = ""
        """Set: any other bearer token is refused with 401."""
        self.says: DeskToLine | None = None
        """Set: said instead of Welcome."""
        self._server: Server | None = None
        self._line: ServerConnection | None = None
        self._news = asyncio.Event()

    @property
    def events(self) -> list[CallEvent]:
        return [one.event for one in self.numbered]

    async def start(self) -> None:
        self._server = await serve(self._serve, "127.0.0.1", self.port, process_request=self._check)
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()
        self._line = None

    def _check(self, connection: ServerConnection, request: Request) -> Response | None:
        if self.key and request.headers.get("Authorization") != f"Bearer {self.key}":
            return connection.respond(HTTPStatus.UNAUTHORIZED, "another key\n")
        return None

    async def _serve(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        self.tokens.append(connection.request.headers.get("Authorization", ""))
        hello = FRAME.decode(await connection.recv())
        assert isinstance(hello, Hello)
        self.hellos.append(hello)
        await connection.send(msgspec.json.encode(self.says or Welcome(have_seq=self.have)).decode())
        self._line = connection
        try:
            async for data in connection:
                await self._take(connection, FRAME.decode(data))
        except ConnectionClosed:
            pass

    async def _take(self, connection: ServerConnection, frame: object) -> None:
        if isinstance(frame, Passing):
            self.passing.append(frame.event)
            self._news.set()
            return
        assert isinstance(frame, Numbered)
        self.numbered.append(frame)
        self._news.set()
        if self.acknowledges:
            self.have = frame.seq
            await connection.send(msgspec.json.encode(Acknowledged(seq=frame.seq)).decode())

    async def command(self, command: Command) -> None:
        assert self._line is not None
        await self._line.send(msgspec.json.encode(command).decode())

    async def send_raw(self, text: str) -> None:
        assert self._line is not None
        await self._line.send(text)

    async def answer(self, call_id: str, agent_id: str = "li") -> None:
        await self.command(Answer(command_id=str(uuid.uuid4()), call_id=call_id, agent_id=agent_id))

    async def hang_up(self, call_id: str, agent_id: str = "li") -> None:
        await self.command(HangUp(command_id=str(uuid.uuid4()), call_id=call_id, agent_id=agent_id))

    async def hears(self, kind: type[E], count: int = 1, **fields: object) -> E:
        """Wait until `count` events of this kind (with these fields) have come; the last of them."""
        async with asyncio.timeout(20):
            while True:
                found = [e for e in self.events if isinstance(e, kind) and _has(e, fields)]
                if len(found) >= count:
                    return found[count - 1]
                self._news.clear()
                await self._news.wait()

    async def call(self) -> str:
        """The id of the newest call."""
        return (await self.hears(CallArrived, count=max(1, len(self.kinds(CallArrived))))).call_id

    def kinds(self, kind: type[E]) -> list[E]:
        return [e for e in self.events if isinstance(e, kind)]


def _has(event: object, fields: dict[str, object]) -> bool:
    return all(getattr(event, name) == value for name, value in fields.items())


class Caller:
    """The far end: places calls with a connector of its own, keeps what it hears."""

    def __init__(self) -> None:
        self.connector = AsyncioSip("127.0.0.1:0", rtp_ports=range(32000, 33000))
        self.ringing = asyncio.Event()
        self.answered = asyncio.Event()
        self.ended = asyncio.Event()
        self.end: LegEnd | None = None
        self.frames: list[bytes] = []

    async def dial(self, address: str, **more: Any) -> Leg:
        return await self.connector.place(f"sip:hotline@{address}", caller="13800000001", **more)

    def on_incoming(self, leg: Leg) -> None:
        leg.reject(486)

    def on_ringing(self, leg: Leg, at: float) -> None:
        self.ringing.set()

    def on_answered(self, leg: Leg, at: float) -> None:
        self.answered.set()

    def on_established(self, leg: Leg, at: float) -> None:
        pass

    def on_frame(self, leg: Leg, frame: bytes) -> None:
        self.frames.append(frame)

    def on_digit(self, leg: Leg, digit: str) -> None:
        pass

    def on_audio(self, leg: Leg, fault: AudioFault | None, at: float) -> None:
        pass

    def on_trunk(self, trunk: str, up: bool, detail: str, at: float) -> None:
        pass

    def on_ended(self, leg: Leg, end: LegEnd, at: float) -> None:
        self.end = end
        self.ended.set()


class Rig:
    """Line, desk and caller of one test."""

    def __init__(self, folder: Path, desk: Desk, caller: Caller) -> None:
        self.folder = folder
        self.desk = desk
        self.caller = caller
        self.ready: LineReady | None = None
        self.stop = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    async def start_line(self, **more: Any) -> LineReady:
        given: dict[str, Any] = {
            "sip": "127.0.0.1:0",
            "headset": "127.0.0.1:0",
            "link_key": KEY,
            "desk_url": f"ws://127.0.0.1:{self.desk.port}/link",
            "rtp_ports": "31000-31999",
        }
        settings = LineSettings.load(self.folder, **(given | more))
        self.stop = asyncio.Event()
        up = asyncio.Event()

        def ready(what: LineReady) -> None:
            self.ready = what
            up.set()

        self.task = asyncio.create_task(run_line(settings, self.stop, on_ready=ready))
        waiting = asyncio.create_task(up.wait())
        await asyncio.wait({self.task, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if self.task.done():
            failed, self.task = self.task, None
            failed.result()
        assert self.ready is not None
        return self.ready

    async def stop_line(self) -> None:
        if self.task is not None:
            self.stop.set()
            await self.task
            self.task = None

    async def dial(self) -> Leg:
        assert self.ready is not None
        return await self.caller.dial(self.ready.sip_address)

    async def headset(self, agent_id: str = "li", key: str = KEY) -> ClientConnection:
        assert self.ready is not None
        token = issue_headset_token(key, agent_id, time.time(), 60)
        return await connect(self.ready.headset_url, additional_headers={"Authorization": f"Bearer {token}"})


@asynccontextmanager
async def rig(folder: Path) -> AsyncIterator[Rig]:
    desk, caller = Desk(), Caller()
    await desk.start()
    await caller.connector.start(caller)
    made = Rig(folder, desk, caller)
    try:
        yield made
    finally:
        await caller.connector.stop()
        await made.stop_line()
        await desk.stop()
