"""A real desk on a free port, a line that speaks the link's wire, and consoles, for tests of the live side."""

import asyncio
import contextlib
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from api.agents.people import People
from api.db import Database
from api.log import EventLog
from api.projector import Projector
from api.residents.book import ResidentBook
from api.schemas import AgentView, NewAgent, Role, SignOn, ToConsole
from api.settings import DeskSettings
from console.board import Board
from console.client import DeskClient
from telephony.commands import Answer, Command
from telephony.events import CallAnswered, CallEnded, CallEstablished, CallEvent, CallRinging, EndCause, Side
from telephony.speech_events import PassingEvent
from telephony.wire import PROTOCOL, Acknowledged, DeskToLine, Hello, LinkRefused, Numbered, Passing, Welcome
from tests.fresh_database import fresh_for
from tests.integration.desk_rest_rig import PASSWORD, WANG, start
from tests.unit.api import desk_samples as sample

E = TypeVar("E")
KEY = "a link key for tests, long enough to sign with"
HEADSET = "ws://127.0.0.1:9/headset"
PATIENCE_S = 20.0
_FROM_DESK = msgspec.json.Decoder(DeskToLine)
_TO_CONSOLE = msgspec.json.Decoder(ToConsole)


async def until(holds: Callable[[], bool], what: str = "") -> None:
    """Wait until it holds, looking every few milliseconds."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not holds():  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.005)
    except TimeoutError:
        raise AssertionError(f"did not come: {what or holds}") from None


class Line:
    """A line's end of the link: a journal, sent as the wire says; no telephone behind it."""

    def __init__(self, line_id: str = "line-1") -> None:
        self.line_id = line_id
        self.stream_id = str(uuid.uuid4())
        self.journal: list[Numbered] = []
        self.commands: list[Command] = []
        self.acknowledged = 0
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None
        self._began: dict[str, float] = {}

    async def connect(self, url: str, *, key: str = KEY) -> None:
        """Open the link, and send what the desk does not have."""
        where = "ws" + url.removeprefix("http") + "/link"
        socket = await connect(where, additional_headers={"Authorization": f"Bearer {key}"}, proxy=None)
        last = len(self.journal)
        hello = Hello(
            protocol=PROTOCOL, line_id=self.line_id, stream_id=self.stream_id, first_seq=min(1, last), last_seq=last
        )
        await socket.send(msgspec.json.encode(hello).decode())
        welcome = _FROM_DESK.decode(await socket.recv())
        assert isinstance(welcome, Welcome), welcome
        self._socket = socket
        self._reading = asyncio.create_task(self._read(socket))
        await self.again(welcome.have_seq + 1)

    async def disconnect(self) -> None:
        """The link breaks without a word."""
        socket, self._socket = self._socket, None
        if socket is not None and self._reading is not None:
            socket.transport.abort()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def again(self, first: int) -> None:
        """Send what the journal holds from this number on, once more."""
        for one in self.journal[first - 1 :]:
            await self._send(one)

    async def emit(self, event: CallEvent) -> None:
        """Journal an event, and send it where the link stands."""
        self.journal.append(Numbered(seq=len(self.journal) + 1, event=event))
        await self._send(self.journal[-1])

    async def passes(self, event: PassingEvent) -> None:
        """Tell something beside the journal."""
        assert self._socket is not None
        await self._socket.send(msgspec.json.encode(Passing(event=event)).decode())

    async def starts(self, headset: str = HEADSET) -> None:
        """A new run of the line."""
        await self.emit(replace(sample.started(self.line_id, time.time()), headset_url=headset))

    async def rings(self, number: str = "13800001234") -> str:
        """A call comes in and rings; its id."""
        call_id = str(uuid.uuid4())
        self._began[call_id] = time.monotonic()
        await self.emit(sample.arrived(call_id, time.time(), number))
        await self.emit(CallRinging(at=time.time(), call_id=call_id, ringing_ms=1.0))
        return call_id

    async def asked(self, kind: type[E], call_id: str) -> E:
        """The command of this kind for this call, once it has come."""

        def found() -> list[E]:
            return [one for one in self.commands if isinstance(one, kind) and one.call_id == call_id]

        await until(lambda: bool(found()), f"{kind.__name__} for {call_id}")
        return found()[-1]

    async def tells(self, kind: Callable[..., Any], **fields: Any) -> None:
        """An event of this moment, by its fields."""
        await self.emit(kind(at=time.time(), **fields))

    async def obeys(self, call_id: str) -> Answer:
        """Wait for the command to answer this call, and answer it."""
        command = await self.asked(Answer, call_id)
        await self.answers(command)
        return command

    async def answers(self, command: Answer) -> None:
        """Answer the call as commanded."""
        at, call_id, ms = time.time(), command.call_id, self.ms(command.call_id)
        agent_id = command.agent_id
        await self.emit(
            CallAnswered(at=at, call_id=call_id, agent_id=agent_id, picked_up_ms=ms, ok_sent_ms=ms + 1, error_ms=1)
        )
        await self.emit(CallEstablished(at=at, call_id=call_id, ack_ms=ms + 2))

    async def ends(self, call_id: str, cause: EndCause = EndCause.COMPLETED) -> None:
        """The caller hangs up."""
        ended_ms = self.ms(call_id)
        await self.emit(CallEnded(at=time.time(), call_id=call_id, ended_ms=ended_ms, by=Side.CALLER, cause=cause))

    def ms(self, call_id: str) -> float:
        """Milliseconds since this call came."""
        return (time.monotonic() - self._began[call_id]) * 1000

    async def _read(self, socket: ClientConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for data in socket:
                frame = _FROM_DESK.decode(data)
                if isinstance(frame, Acknowledged):
                    self.acknowledged = frame.seq
                elif not isinstance(frame, Welcome | LinkRefused):
                    self.commands.append(frame)

    async def _send(self, one: Numbered) -> None:
        if self._socket is not None:
            with contextlib.suppress(ConnectionClosed):
                await self._socket.send(msgspec.json.encode(one).decode())


class Agent:
    """A person at a console, which is the real client without its screen."""

    def __init__(self, url: str, view: AgentView) -> None:
        self.agent_id = view.agent_id
        self.login = view.login
        self.client = DeskClient(url, lang="en")
        self.told: list[object] = []
        self.client.listen(self.told.append)

    @property
    def board(self) -> Board:
        assert self.client.board is not None
        return self.client.board

    async def begin(self, *, ready: bool = True, take_over: bool = False) -> None:
        await self.client.sign_in(self.login, PASSWORD)
        await self.client.open(take_over=take_over)
        if ready:
            await self.client.ready()
            await self.is_in("ready")

    async def sees(self, holds: Callable[[Board], bool], what: str = "") -> None:
        await until(lambda: self.client.board is not None and holds(self.client.board), what)

    async def is_offered(self, call_id: str) -> None:
        await self.sees(lambda board: board.call is not None and board.call.call_id == call_id, f"offer of {call_id}")
        await self.is_in("reserved")

    async def takes(self, call_id: str) -> None:
        """Is offered this call and accepts it; the line has the word then."""
        await self.is_offered(call_id)
        await self.client.accept(call_id)

    async def is_in(self, state: str) -> None:
        await self.sees(lambda board: board.me.state == state, f"{self.login} {state}")

    async def has_pending(self, *call_ids: str) -> None:
        await self.sees(lambda board: tuple(call.call_id for call in board.pending) == call_ids, "pending calls")


class BareConsole:
    """A console's socket without the client: every message as it came, and no reconnecting."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    @classmethod
    async def open(cls, url: str, token: str, sign_on: SignOn) -> "BareConsole":
        where = "ws" + url.removeprefix("http") + "/ws/console"
        made = cls(await connect(where, additional_headers={"Authorization": f"Bearer {token}"}, proxy=None))
        await made.send(sign_on)
        return made

    async def read(self) -> ToConsole:
        async with asyncio.timeout(PATIENCE_S):
            message: ToConsole = _TO_CONSOLE.decode(await self._socket.recv())
        return message

    async def read_to_the_end(self) -> list[ToConsole]:
        """Every message until the desk closes."""
        heard: list[ToConsole] = []
        with contextlib.suppress(ConnectionClosed):
            while True:
                heard.append(await self.read())
        return heard

    async def send(self, request: msgspec.Struct) -> None:
        await self._socket.send(msgspec.json.encode(request).decode())

    async def cut(self) -> None:
        """Break without a word."""
        self._socket.transport.abort()
        await self._socket.wait_closed()


class Stage:
    """Desk, line and consoles of one test; the desk can be stopped and started on the same data and port."""

    def __init__(self, settings: DeskSettings, database: Database, people: dict[str, AgentView]) -> None:
        self.settings = settings
        self.people = people
        self.log = EventLog(database, Projector(settings.cadence))
        self.line = Line()
        self.url = ""
        self._agents: list[Agent] = []
        self._stop = asyncio.Event()
        self._serving: asyncio.Task[None] | None = None

    async def start_desk(self) -> None:
        self._stop = asyncio.Event()
        http = self.url.removeprefix("http://") or "127.0.0.1:0"
        self._serving, self.url = await start(self.settings.model_copy(update={"http": http}), self._stop)

    async def stop_desk(self) -> None:
        if self._serving is not None:
            self._stop.set()
            await self._serving
            self._serving = None

    async def connect_line(self) -> None:
        await self.line.connect(self.url)

    def agent(self, login: str) -> Agent:
        made = Agent(self.url, self.people[login])
        self._agents.append(made)
        return made

    async def in_call(self, agent: Agent) -> str:
        """A call comes, the agent takes it and talks; its id."""
        call_id = await self.line.rings()
        await agent.takes(call_id)
        await self.line.obeys(call_id)
        await agent.is_in("talking")
        return call_id

    async def on_disk(self) -> None:
        """Wait until the line was told that all it sent is in the log."""
        await until(lambda: self.line.acknowledged == len(self.line.journal), "acknowledgement")

    async def events(self, kind: type[E]) -> list[E]:
        return [record.event async for record in self.log.read() if isinstance(record.event, kind)]

    async def kinds_of(self, call_id: str) -> list[str]:
        """Names of the entries of one call, in order."""
        return [row.kind for row in await self.log.of_call(call_id)]

    async def leave(self) -> None:
        for agent in self._agents:
            await agent.client.close()
        await self.line.disconnect()
        await self.stop_desk()


@asynccontextmanager
async def stage(folder: Path, *, chiefs: tuple[str, ...] = (), **more: Any) -> AsyncIterator[Stage]:
    """A desk with the agents li and zhao, supervisors (`chiefs`), a resident, and a line that is linked."""
    settings = DeskSettings.load(folder, http="127.0.0.1:0", link_key=KEY, **more)
    settings.folder.mkdir(parents=True)
    await fresh_for(settings)
    database = Database(settings.database_url)
    people = {
        login: await People(database).create(
            NewAgent(login=login, password=PASSWORD, name=f"{login} 明", surname=login, role=role)
        )
        for login, role in {"li": Role.AGENT, "zhao": Role.AGENT, **dict.fromkeys(chiefs, Role.SUPERVISOR)}.items()
    }
    await ResidentBook(database).add(WANG)
    made = Stage(settings, database, people)
    await made.start_desk()
    try:
        await made.connect_line()
        await made.line.starts()
        yield made
    finally:
        await made.leave()
        await database.close()
