"""The desk's end of the link (`telephony/events.py`): lines connect here, prove themselves, and are heard."""

import asyncio
import hmac

import msgspec
import structlog
from litestar import WebSocket, websocket
from litestar.di import NamedDependency
from litestar.exceptions import WebSocketDisconnect
from sqlalchemy.exc import SQLAlchemyError

from api.live.driver import Live
from telephony.events import (
    PROTOCOL,
    Acknowledged,
    Answer,
    Command,
    DeskToLine,
    HangUp,
    Hello,
    LineToDesk,
    LinkRefused,
    Numbered,
    Welcome,
)

log = structlog.get_logger()
HELLO_S = 10.0
_FRAME = msgspec.json.Decoder(LineToDesk)
Socket = WebSocket[object, object, object]  # type: ignore[type-var]


class LinkedLine:
    """One line's connection: frames out through a queue, so that whoever sends never waits."""

    def __init__(self, socket: Socket, live: Live) -> None:
        self._socket = socket
        self._live = live
        self._queue: asyncio.Queue[DeskToLine] = asyncio.Queue()
        self._told = 0

    async def serve(self, hello: Hello) -> None:
        """Welcome the line and hear it until the socket closes."""
        have = await self._live.durable(hello.stream_id)
        self._queue.put_nowait(Welcome(have_seq=have))
        sending = asyncio.create_task(self._send())
        self._live.link(hello.line_id, self._command)
        log.info("line_linked", line_id=hello.line_id, have=have, to_come=max(0, hello.last_seq - have))
        try:
            await self._hear(hello, have)
        finally:
            self._live.unlink(hello.line_id, self._command)
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            log.info("line_unlinked", line_id=hello.line_id)

    async def _hear(self, hello: Hello, have: int) -> None:
        while True:
            frame = _decode(await self._socket.receive_text())
            if isinstance(frame, Numbered) and frame.seq > have:
                have = frame.seq
                self._live.heard(hello.stream_id, hello.line_id, frame, self._written)

    def _command(self, command: Command) -> None:
        assert isinstance(command, Answer | HangUp)
        self._queue.put_nowait(command)

    def _written(self, seq: int) -> None:
        if seq > self._told:
            self._told = seq
            self._queue.put_nowait(Acknowledged(seq=seq))

    async def _send(self) -> None:
        while True:
            frame = await self._queue.get()
            await self._socket.send_text(msgspec.json.encode(frame).decode())


@websocket("/link", exclude_from_auth=True)
async def link(socket: Socket, live: NamedDependency[Live]) -> None:
    """A line. 4401 for a wrong key, 4400 for another protocol, 1011 when the database cannot say what it has."""
    if not _proves(socket, live.key):
        log.warning("link_refused", why="wrong link key")
        await socket.close(code=4401, reason="wrong link key")
        return
    await socket.accept()
    try:
        async with asyncio.timeout(HELLO_S):
            hello = _decode(await socket.receive_text())
        if not isinstance(hello, Hello) or hello.protocol != PROTOCOL:
            refusal = LinkRefused(reason=f"this desk speaks protocol {PROTOCOL}, the line another one")
            await socket.send_text(msgspec.json.encode(refusal).decode())
            await socket.close(code=4400)
            return
        await LinkedLine(socket, live).serve(hello)
    except (WebSocketDisconnect, TimeoutError):
        pass
    except (SQLAlchemyError, OSError) as error:
        log.error("link_without_database", why=str(error))
        await socket.close(code=1011, reason="the database does not answer; try again")


def _proves(socket: Socket, key: str) -> bool:
    scheme, _, given = socket.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and hmac.compare_digest(given.encode(), key.encode())


def _decode(text: str) -> Hello | Numbered | None:
    """One frame of a line; None, and a line in the log, for what is no frame of ours."""
    try:
        frame: Hello | Numbered = _FRAME.decode(text)
        return frame
    except msgspec.DecodeError as error:
        log.warning("link_frame_not_understood", why=str(error))
        return None
