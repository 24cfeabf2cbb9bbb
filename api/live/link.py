"""The desk's end of the link (`telephony/events.py`): lines connect here, prove themselves, and are heard."""

import asyncio
import hmac
import time

import msgspec
import structlog
from litestar import WebSocket, websocket
from litestar.di import NamedDependency
from litestar.exceptions import WebSocketDisconnect
from sqlalchemy.exc import SQLAlchemyError

from api.live.driver import Live
from telephony.commands import Command
from telephony.pulse import LinePulse
from telephony.speech_events import PassingEvent
from telephony.wire import (
    PROTOCOL,
    Acknowledged,
    DeskToLine,
    Hello,
    LineToDesk,
    LinkRefused,
    Numbered,
    Passing,
    Welcome,
)

log = structlog.get_logger()
HELLO_S = 10.0
_FRAME = msgspec.json.Decoder(LineToDesk)
Socket = WebSocket[object, object, object]  # type: ignore[type-var]


class LinkedLine:
    """One line's connection: frames out through a queue, so that whoever sends never waits."""

    def __init__(self, socket: Socket, live: Live, hello: Hello) -> None:
        self.stream_id = hello.stream_id
        self._line_id = hello.line_id
        self._last_seq = hello.last_seq
        self._clock = hello.at
        self._socket = socket
        self._live = live
        self._queue: asyncio.Queue[DeskToLine | None] = asyncio.Queue()
        self._told = 0
        self._replaced = False

    async def serve(self) -> None:
        """Welcome the line and hear it until the socket closes."""
        self._live.machine.clock(self._line_id, self._clock, time.time())
        have = await self._live.durable(self.stream_id)
        self._queue.put_nowait(Welcome(have_seq=have))
        sending = asyncio.create_task(self._send())
        self._live.link(self._line_id, self)
        log.info("line_linked", line_id=self._line_id, have=have, to_come=max(0, self._last_seq - have))
        try:
            await self._hear(have)
        finally:
            self._live.unlink(self._line_id, self)
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            log.info("line_unlinked", line_id=self._line_id, replaced=self._replaced)

    def command(self, command: Command) -> None:
        """Send a command to the line."""
        self._queue.put_nowait(command)

    def replace(self) -> None:
        """The line has dialled anew: this connection is a dead end that nobody has noticed yet. Close it."""
        self._replaced = True
        self._queue.put_nowait(None)

    async def _hear(self, have: int) -> None:
        while not self._replaced:
            frame = _decode(await self._socket.receive_text())
            if isinstance(frame, Numbered) and frame.seq > have:
                have = frame.seq
                dated = self._live.machine.by_our_clock(self._line_id, frame, time.time())
                self._live.heard(self.stream_id, self._line_id, dated, self._written)
            elif isinstance(frame, Passing):
                self._passing(frame.event)

    def _passing(self, event: PassingEvent) -> None:
        if isinstance(event, LinePulse):
            self._live.machine.heard(self._line_id, event, time.monotonic(), time.time())
        else:
            self._live.spoken.take(self._line_id, event)

    def _written(self, seq: int) -> None:
        if seq > self._told:
            self._told = seq
            self._queue.put_nowait(Acknowledged(seq=seq))

    async def _send(self) -> None:
        while (frame := await self._queue.get()) is not None:
            await self._socket.send_text(msgspec.json.encode(frame).decode())
        await self._socket.close(code=4409, reason="this line has linked anew")


@websocket("/link", exclude_from_auth=True)
async def link(socket: Socket, live: NamedDependency[Live]) -> None:
    """A line. Closed by 4401 for a wrong key, 4400 with a LinkRefused before it, 4409 when the line has linked anew,
    1011 when the database cannot say what it has."""
    if not _proves(socket, live.key):
        log.warning("link_refused", why="wrong link key")
        await socket.close(code=4401, reason="wrong link key")
        return
    await socket.accept()
    try:
        async with asyncio.timeout(HELLO_S):
            hello = _decode(await socket.receive_text())
        refusal = _refusal(hello, live)
        if refusal or not isinstance(hello, Hello):
            log.warning("link_refused", why=refusal)
            await socket.send_text(msgspec.json.encode(LinkRefused(reason=refusal)).decode())
            await socket.close(code=4400)
            return
        await LinkedLine(socket, live, hello).serve()
    except (WebSocketDisconnect, TimeoutError):
        pass
    except (SQLAlchemyError, OSError) as error:
        log.error("link_without_database", why=str(error))
        await socket.close(code=1011, reason="the database does not answer; try again")


def _refusal(hello: LineToDesk | None, live: Live) -> str:
    """Why this line cannot be linked; empty when it can. Two lines under one name would take each other's calls."""
    if not isinstance(hello, Hello):
        return f"this desk speaks protocol {PROTOCOL}; the line's first frame was no Hello of it"
    if hello.protocol != PROTOCOL:
        return f"this desk speaks protocol {PROTOCOL}, the line speaks {hello.protocol}"
    if live.stream_of(hello.line_id) not in (None, hello.stream_id):
        return f"another line is linked under the name {hello.line_id}; give each line its own line_id"
    return ""


def _proves(socket: Socket, key: str) -> bool:
    scheme, _, given = socket.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and hmac.compare_digest(given.encode(), key.encode())


def _decode(text: str) -> LineToDesk | None:
    """One frame of a line; None, and a line in the log, for what is no frame of ours."""
    try:
        frame: LineToDesk = _FRAME.decode(text)
        return frame
    except msgspec.DecodeError as error:
        log.warning("link_frame_not_understood", why=str(error))
        return None
