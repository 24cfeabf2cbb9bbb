"""The line's end of the link to the desk: events out by number, commands in, over one WebSocket that is kept up.

The line dials the desk and goes on dialling; what the desk missed is sent again from the number it names. Nothing
here may stop a call: a desk that is away, slow or speaks nonsense is logged and tried again.
"""

import asyncio
import random
import time
from collections.abc import Callable
from http import HTTPStatus

import msgspec
import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI

from telephony.commands import Command
from telephony.errors import JournalError, LinkError
from telephony.outbox import Outbox
from telephony.passing import PassingBox
from telephony.retry import Retry
from telephony.wire import PROTOCOL, Acknowledged, DeskToLine, Hello, LinkRefused, Passing, Welcome

log = structlog.get_logger()
PING_S = 5.0
OPEN_S = 5.0
GREET_S = 10.0
STEADY_S = 5.0
"""A link that was up for so long was a good one: the next try comes quickly."""
_FRAME = msgspec.json.Decoder(DeskToLine)
_REFUSALS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_DOWN = (OSError, TimeoutError, ConnectionClosed, InvalidHandshake, InvalidURI, JournalError)


class DeskLink:
    """Keeps the link to one desk. `on_command` is called in the event loop for each command, in order."""

    def __init__(
        self,
        url: str,
        key: str,
        line_id: str,
        outbox: Outbox,
        on_command: Callable[[Command], None],
        passing: PassingBox | None = None,
    ) -> None:
        self._url = url
        self._key = key
        self._line_id = line_id
        self._outbox = outbox
        self._on_command = on_command
        self._passing = passing or PassingBox()
        self._news = asyncio.Event()
        self._sent = outbox.issued
        self._retry = Retry()
        self.up = False

    def notify(self) -> None:
        """Something was appended to the outbox, or put into the box of what passes."""
        self._news.set()

    async def run(self) -> None:
        """Connect, serve, and connect again, until cancelled."""
        while True:
            started = time.monotonic()
            try:
                await self._serve_once()
                why, refused = "the desk closed the link", False
            except LinkError as error:
                why, refused = str(error), True
            except _DOWN as error:
                why, refused = _reason(error)
            finally:
                was_up, self.up = self.up, False
                self._passing.link_down()
            if was_up and time.monotonic() - started > STEADY_S:
                self._retry.succeeded()
            delay = self._retry.failed(refused=refused)
            self._say(why, delay, refused=refused)
            await asyncio.sleep(delay * random.uniform(0.8, 1.2))  # noqa: S311 - spreads reconnections, no secret

    def _say(self, why: str, delay: float, *, refused: bool) -> None:
        if not self._retry.worth_saying(why, time.monotonic()):
            return
        if refused:
            log.error("link_refused", why=why, desk=self._url, retry_s=round(delay, 1))
        else:
            log.warning("link_down", why=why, desk=self._url, retry_s=round(delay, 1))

    async def drain(self, seconds: float) -> bool:
        """Wait until the desk has everything, at most so long and only while the link is up. True when it has."""
        try:
            async with asyncio.timeout(seconds):
                while self._outbox.last_seq and self.up:  # noqa: ASYNC110 - acknowledged by another task, seconds
                    await asyncio.sleep(0.02)
        except TimeoutError:
            pass
        return self._outbox.last_seq == 0

    async def _serve_once(self) -> None:
        async with connect(
            self._url,
            additional_headers={"Authorization": f"Bearer {self._key}"},
            open_timeout=OPEN_S,
            ping_interval=PING_S,
            ping_timeout=PING_S,
            close_timeout=1,
            compression=None,
            proxy=None,
        ) as socket:
            have = await self._greet(socket)
            self.up = True
            self._passing.link_up()
            log.info("link_up", have=have, to_send=len(self._outbox.after(have)))
            both = [asyncio.create_task(self._send(socket, have)), asyncio.create_task(self._read(socket))]
            try:
                done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
            finally:
                for task in both:
                    task.cancel()
                await asyncio.gather(*both, return_exceptions=True)

    async def _greet(self, socket: ClientConnection) -> int:
        hello = Hello(
            protocol=PROTOCOL,
            line_id=self._line_id,
            stream_id=self._outbox.stream_id,
            first_seq=self._outbox.first_seq,
            last_seq=self._outbox.last_seq,
            at=time.time(),
        )
        await socket.send(msgspec.json.encode(hello).decode())
        async with asyncio.timeout(GREET_S):
            answer = _decode(await socket.recv())
        if isinstance(answer, LinkRefused):
            raise LinkError(answer.reason)
        if not isinstance(answer, Welcome):
            raise LinkError("the desk did not say Welcome; does the address lead to a desk?")
        self._reconcile(answer.have_seq)
        return answer.have_seq

    def _reconcile(self, have: int) -> None:
        """Bring our numbering and the desk's together. Raises ConnectionError when it had to start anew."""
        known = self._sent
        if have > known:
            # The machine lost power before the disk had the last events. This run has given their numbers to others.
            self._outbox.acknowledge(known)
            self._outbox.start_new_stream()
            self._sent = 0
            raise ConnectionError(f"the desk has event {have}, this journal only knew {known}; numbering starts anew")
        self._outbox.acknowledge(have)
        first = self._outbox.first_seq
        if first > have + 1:
            log.error(
                "link_gap", desk_has=have, first_kept=first, why="the desk lost events that it had acknowledged"
            )

    async def _send(self, socket: ClientConnection, have: int) -> None:
        while True:
            self._news.clear()
            for numbered in self._outbox.after(have):
                self._sent = max(self._sent, numbered.seq)
                await socket.send(msgspec.json.encode(numbered).decode())
                have = numbered.seq
            for event in self._passing.take():
                await socket.send(msgspec.json.encode(Passing(event=event)).decode())
            await self._news.wait()

    async def _read(self, socket: ClientConnection) -> None:
        async for data in socket:
            match _decode(data):
                case Acknowledged(seq=seq):
                    self._outbox.acknowledge(seq)
                case LinkRefused(reason=reason):
                    raise LinkError(reason)
                case Welcome() | None:
                    pass
                case command:
                    self._on_command(command)


def _reason(error: Exception) -> tuple[str, bool]:
    """What to say of a link that is down, and whether the desk refused us."""
    if isinstance(error, InvalidStatus) and error.response.status_code in _REFUSALS:
        return f"the desk answers {error.response.status_code}: is the link key the same on both sides?", True
    return str(error) or type(error).__name__, False


def _decode(data: str | bytes) -> DeskToLine | None:
    """One frame from the desk; None, and a line in the log, for what is no frame of ours."""
    try:
        frame: DeskToLine = _FRAME.decode(data)
        return frame
    except msgspec.DecodeError as error:
        log.warning("link_frame_not_understood", why=str(error))
        return None
