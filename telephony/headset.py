"""The line's headset socket (`telephony/frames.py`): one WebSocket per agent, audio both ways every 20 ms.

A console proves who it is with a token that the desk issued and the line checks by itself. Neither a slow console nor
a broken one may hold up the loop: frames for it wait in a short queue whose oldest are dropped.
What it may not know: calls. The line says what to send and takes what came.
"""

import asyncio
import errno
import socket
from collections import deque
from collections.abc import Callable
from http import HTTPStatus

import msgspec
import structlog
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from telephony.errors import AddressInUse, ProtocolError, TokenError
from telephony.frames import AudioFrame, HeadsetNotice
from telephony.media.jitter import FrameBuffer
from telephony.tokens import verify_headset_token

log = structlog.get_logger()
PATH = "/headset"
QUEUE_FRAMES = 16
"""Frames that may wait for a slow console: 320 ms, then the oldest go."""
UNSENT_BYTES = 1024
"""What may wait beneath our queue, in the socket and in the system: three frames. More would be delay, not safety."""
REPLACED = 4001
"""Close code: another headset of the same agent took over."""
EXPIRED = 4002
"""Close code: the token is no longer good."""
SAMPLES = 160


class Headset:
    """One agent's connected headset."""

    def __init__(self, agent_id: str, socket: ServerConnection) -> None:
        self.agent_id = agent_id
        self.buffer = FrameBuffer()
        self.malformed = 0
        self.dropped = 0
        self._socket = socket
        self._queue: deque[bytes | str] = deque()
        self._news = asyncio.Event()
        self._seq = 0

    def send(self, pcm: bytes) -> None:
        """Twenty milliseconds for the agent's ear."""
        frame = AudioFrame(self._seq & 0xFFFF, (self._seq * SAMPLES) & 0xFFFFFFFF, pcm)
        self._seq += 1
        waiting = sum(isinstance(one, bytes) for one in self._queue)
        if waiting >= QUEUE_FRAMES:
            self._queue.remove(next(one for one in self._queue if isinstance(one, bytes)))
            self.dropped += 1
        self._queue.append(bytes(frame))
        self._news.set()

    def tell(self, notice: HeadsetNotice) -> None:
        """A notice for the console; never dropped."""
        self._queue.append(msgspec.json.encode(notice).decode())
        self._news.set()

    @property
    def waiting(self) -> int:
        """Messages that wait for the console."""
        return len(self._queue)

    async def close(self, code: int, reason: str) -> None:
        """Close the socket."""
        await self._socket.close(code, reason)

    async def pump(self) -> None:
        """Send what waits, until the socket closes."""
        try:
            while True:
                await self._news.wait()
                self._news.clear()
                while self._queue:
                    await self._socket.send(self._queue.popleft())
        except ConnectionClosed:
            pass  # whoever reads the socket hears of it too, and says so

    def take(self, data: str | bytes) -> None:
        """One message from the console."""
        try:
            if isinstance(data, str):
                raise ProtocolError("a headset sends audio only")
            self.buffer.put(AudioFrame.parse(data).pcm)
        except ProtocolError as error:
            self.malformed += 1
            if self.malformed == 1:
                log.warning("headset_frame_refused", agent_id=self.agent_id, why=str(error))


class HeadsetServer:
    """Listens on `host:port`; `on_joined` and `on_lost` hear of agents whose headset came or went."""

    def __init__(
        self,
        host: str,
        port: int,
        key: str,
        on_joined: Callable[[Headset], None],
        on_lost: Callable[[Headset], None],
    ) -> None:
        self._host = host
        self._port = port
        self._key = key
        self._on_joined = on_joined
        self._on_lost = on_lost
        self._server: Server | None = None
        self._headsets: dict[str, Headset] = {}
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> tuple[str, int]:
        """Host and port it listens on; the real port after `start`."""
        return self._host, self._port

    def of(self, agent_id: str) -> Headset | None:
        """The agent's headset, if it is connected."""
        return self._headsets.get(agent_id)

    async def start(self) -> None:
        """Listen. Raises AddressInUse when the port is taken, OSError for an address that is not ours."""
        try:
            self._server = await serve(
                self._serve,
                self._host,
                self._port,
                process_request=self._check,
                compression=None,
                ping_interval=5,
                ping_timeout=10,
                max_size=4096,
                write_limit=UNSENT_BYTES,
                close_timeout=1,
            )
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise AddressInUse("headset socket", f"{self._host}:{self._port}") from error
            raise
        self._port = next(iter(self._server.sockets)).getsockname()[1]

    async def stop(self) -> None:
        """Close every socket and stop listening."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def _check(self, connection: ServerConnection, request: Request) -> Response | None:
        if request.path.partition("?")[0] != PATH:
            return connection.respond(HTTPStatus.NOT_FOUND, f"the headset socket is {PATH}\n")
        try:
            self._agent_of(request)
        except TokenError as error:
            log.warning("headset_refused", why=str(error))
            return connection.respond(HTTPStatus.UNAUTHORIZED, "sign in at the desk for a headset token\n")
        return None

    def _agent_of(self, request: Request) -> str:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise TokenError("no bearer token")
        return verify_headset_token(self._key, token)

    async def _serve(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        try:
            headset = Headset(self._agent_of(connection.request), connection)
        except TokenError:  # it ran out between the handshake and here
            await connection.close(EXPIRED, "the headset token has expired")
            return
        _keep_delay_low(connection)
        self._replace(headset)
        pumping = asyncio.create_task(headset.pump())
        try:
            async for data in connection:
                headset.take(data)
        except ConnectionClosed:
            pass  # a console that vanished; the line hears of it below
        finally:
            pumping.cancel()
            await asyncio.wait([pumping])
            self._gone(headset)

    def _replace(self, headset: Headset) -> None:
        """Let this headset be its agent's; an older one is closed without waiting for its good-bye."""
        older = self._headsets.get(headset.agent_id)
        self._headsets[headset.agent_id] = headset
        if older is not None:
            task = asyncio.create_task(older.close(REPLACED, "another headset of this agent connected"))
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)
        log.info("headset_joined", agent_id=headset.agent_id)
        self._on_joined(headset)

    def _gone(self, headset: Headset) -> None:
        if self._headsets.get(headset.agent_id) is headset:
            del self._headsets[headset.agent_id]
            self._on_lost(headset)
        log.info("headset_left", agent_id=headset.agent_id, dropped=headset.dropped, malformed=headset.malformed)


def _keep_delay_low(connection: ServerConnection) -> None:
    """Let the system hold little that is not on its way yet, so that a slow network drops frames in our queue, where
    the oldest go first, instead of playing them late (Linux, macOS)."""
    option = getattr(socket, "TCP_NOTSENT_LOWAT", None)
    plain = connection.transport.get_extra_info("socket")
    if option is not None and plain is not None:
        plain.setsockopt(socket.IPPROTO_TCP, option, UNSENT_BYTES)
