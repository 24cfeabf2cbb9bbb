"""The line's end of the link to the desk: events out by number, commands in, over one WebSocket that is kept up.

The line dials the desk and goes on dialling; what the desk missed is sent again from the number it names. Nothing
here may stop a call: a desk that is away, slow or speaks nonsense is logged and tried again.
"""

import asyncio
import random
from collections.abc import Callable

import msgspec
import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from telephony.errors import JournalError, LinkError
from telephony.events import (
    PROTOCOL,
    Acknowledged,
    Answer,
    Command,
    DeskToLine,
    HangUp,
    Hello,
    LinkRefused,
    Welcome,
)
from telephony.outbox import Outbox

log = structlog.get_logger()
FIRST_RETRY_S = 0.1
LAST_RETRY_S = 2.0
REFUSED_RETRY_S = 10.0
PING_S = 5.0
_FRAME = msgspec.json.Decoder(DeskToLine)


class DeskLink:
    """Keeps the link to one desk. `on_command` is called in the event loop for each command, in order."""

    def __init__(
        self, url: str, key: str, line_id: str, outbox: Outbox, on_command: Callable[[Command], None]
    ) -> None:
        self._url = url
        self._key = key
        self._line_id = line_id
        self._outbox = outbox
        self._on_command = on_command
        self._news = asyncio.Event()
        self.up = False

    def notify(self) -> None:
        """Something was appended to the outbox."""
        self._news.set()

    async def run(self) -> None:
        """Connect, serve, and connect again, until cancelled."""
        delay = FIRST_RETRY_S
        while True:
            try:
                await self._serve_once()
                delay = FIRST_RETRY_S
            except LinkError as error:
                log.error("link_refused", why=str(error))
                delay = REFUSED_RETRY_S
            except (OSError, TimeoutError, ConnectionClosed, InvalidHandshake, InvalidURI, JournalError) as error:
                log.warning("link_down", why=_reason(error), retry_s=round(delay, 1))
            was_up, self.up = self.up, False
            if was_up:
                delay = FIRST_RETRY_S
            await asyncio.sleep(delay * random.uniform(0.8, 1.2))  # noqa: S311 - spreads reconnections, no secret
            delay = min(delay * 2, max(LAST_RETRY_S, delay))

    async def drain(self, seconds: float) -> bool:
        """Wait until the desk has everything, at most so long. True when it has."""
        try:
            async with asyncio.timeout(seconds):
                while self._outbox.last_seq:  # noqa: ASYNC110 - acknowledged by another task, seconds at most
                    await asyncio.sleep(0.02)
        except TimeoutError:
            return False
        return True

    async def _serve_once(self) -> None:
        headers = {"Authorization": f"Bearer {self._key}"}
        async with connect(
            self._url,
            additional_headers=headers,
            open_timeout=5,
            ping_interval=PING_S,
            ping_timeout=PING_S,
            proxy=None,
        ) as socket:
            have = await self._greet(socket)
            self.up = True
            log.info("link_up", have=have, to_send=len(self._outbox.after(have)))
            sending = asyncio.create_task(self._send(socket, have))
            try:
                await self._read(socket)
            finally:
                sending.cancel()
                await asyncio.gather(sending, return_exceptions=True)  # a send that failed: the socket closed

    async def _greet(self, socket: ClientConnection) -> int:
        hello = Hello(
            protocol=PROTOCOL,
            line_id=self._line_id,
            stream_id=self._outbox.stream_id,
            first_seq=self._outbox.first_seq,
            last_seq=self._outbox.last_seq,
        )
        await socket.send(msgspec.json.encode(hello).decode())
        async with asyncio.timeout(10):
            answer = _decode(await socket.recv())
        if isinstance(answer, LinkRefused):
            raise LinkError(answer.reason)
        if not isinstance(answer, Welcome):
            raise LinkError("the desk did not say Welcome; does the address lead to a desk?")
        if answer.have_seq > self._outbox.issued:
            # The machine lost power before the disk had the last events: their numbers must not be used twice.
            self._outbox.start_new_stream()
            raise ConnectionError("the desk has later events than this journal; numbering starts anew")
        self._outbox.acknowledge(answer.have_seq)
        return answer.have_seq

    async def _send(self, socket: ClientConnection, have: int) -> None:
        while True:
            self._news.clear()
            for numbered in self._outbox.after(have):
                await socket.send(msgspec.json.encode(numbered).decode())
                have = numbered.seq
            await self._news.wait()

    async def _read(self, socket: ClientConnection) -> None:
        async for data in socket:
            match _decode(data):
                case Acknowledged(seq=seq):
                    self._outbox.acknowledge(seq)
                case Answer() | HangUp() as command:
                    self._on_command(command)
                case LinkRefused(reason=reason):
                    raise LinkError(reason)
                case Welcome() | None:
                    pass


def _decode(data: str | bytes) -> DeskToLine | None:
    """One frame from the desk; None, and a line in the log, for what is no frame of ours."""
    try:
        frame: DeskToLine = _FRAME.decode(data)
        return frame
    except msgspec.DecodeError as error:
        log.warning("link_frame_not_understood", why=str(error))
        return None


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
