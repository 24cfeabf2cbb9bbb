"""SIP over TCP: connections accepted and opened, reused both ways, bounded (RFC 3261 §18, RFC 5626 §4.4.1). Sockets.

It knows no SIP beyond where a message ends (`stream.py`); the transactions above (`transport.py`) are UDP's too. A
stream that cannot be read ends its connection. A ping (CRLF CRLF) gets its pong (CRLF).
"""

import asyncio
import errno
import socket
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from telephony.errors import AddressInUse
from telephony.sip.messages import Address, StreamAddress
from telephony.sip.stream import BadStream, StreamReader

log = structlog.get_logger()


@dataclass(frozen=True)
class StreamLimits:
    """Bounds of the connections. Sizes in bytes, times in seconds."""

    connections: int = 512
    of_one_host: int = 64
    unsent: int = 256 * 1024
    connect: float = 5.0
    first_message: float = 10.0
    """How long a peer may take to send its first message, or the rest of one."""
    idle: float = 3600.0
    unanswered: float = 30.0
    """How long the peer's system may leave bytes of ours unacknowledged."""
    sweep: float = 2.0


@dataclass
class StreamEvents:
    """Whom the connections tell: of a message, of a connection that is gone or never came, of what was dropped."""

    message: Callable[[bytes, StreamAddress], None]
    lost: Callable[[StreamAddress], None]
    dropped: Callable[[str, Address, str], None]


class Connection(asyncio.Protocol):
    """One connection. `peer` is the address by which it is found."""

    def __init__(self, streams: "Streams", peer: StreamAddress | None = None) -> None:
        self._streams = streams
        self._reader = StreamReader()
        self._transport: asyncio.Transport | None = None
        self._unsent: list[bytes] = []
        self._opened_here = peer is not None
        self.peer = peer or StreamAddress("", 0)
        self.proven = peer is not None
        self.last = time.monotonic()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection stands; what waited for it is sent."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        if not self._opened_here:
            host, port = transport.get_extra_info("peername")[:2]
            self.peer = StreamAddress(str(host), int(port))
        _expect_answers(transport.get_extra_info("socket"), self._streams.limits.unanswered)
        if not self._streams.admit(self):
            transport.abort()
            return
        for data in self._unsent:
            transport.write(data)
        self._unsent.clear()

    def data_received(self, data: bytes) -> None:
        """Bytes of the stream."""
        try:
            found = self._reader.feed(data)
        except BadStream as error:
            self._streams.events.dropped("bad stream", self.peer, str(error))
            self.abort()
            return
        if found or self._reader.is_between:
            self.last = time.monotonic()
        for message in found:
            if message is None:
                if not self._opened_here:  # whoever opened the connection pings; to us two pongs look like a ping
                    self.send(b"\r\n")
            else:
                self.proven = True
                self._streams.events.message(message, self.peer)

    def send(self, data: bytes) -> bool:
        """Send, or keep until the connection stands. False (and the end of it) where the peer does not read."""
        if self._transport is None:
            if sum(map(len, self._unsent)) + len(data) > self._streams.limits.unsent:
                return False
            self._unsent.append(data)
            return True
        if self._transport.get_write_buffer_size() + len(data) > self._streams.limits.unsent:
            self.abort()
            return False
        self._transport.write(data)
        return True

    def is_late(self, now: float) -> bool:
        """Has the peer been silent for too long?"""
        limits = self._streams.limits
        busy = not self.proven or not self._reader.is_between
        return now - self.last > (limits.first_message if busy else limits.idle)

    def close(self) -> None:
        """End it after what is still to be sent."""
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """End it now."""
        if self._transport is not None:
            self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self._streams.gone(self)


@dataclass
class Streams:
    """The TCP side of a SIP socket."""

    events: StreamEvents
    limits: StreamLimits = field(default_factory=StreamLimits)
    _connections: dict[Address, Connection] = field(default_factory=dict)
    _hosts: Counter[str] = field(default_factory=Counter)
    _opening: dict[Address, "asyncio.Task[None]"] = field(default_factory=dict)
    _server: asyncio.Server | None = None
    _sweeper: asyncio.TimerHandle | None = None
    _stopped: bool = False

    async def start(self, host: str, port: int) -> None:
        """Listen. Raises AddressInUse when the port is taken; other OSErrors pass."""
        loop = asyncio.get_running_loop()
        listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
        except OSError as error:
            listening.close()
            if error.errno == errno.EADDRINUSE:
                raise AddressInUse("SIP over TCP", f"{host}:{port}") from error
            raise
        self._server = await loop.create_server(lambda: Connection(self), sock=listening, backlog=128)
        self._sweep()

    async def stop(self) -> None:
        """Close everything."""
        self._stopped = True
        if self._sweeper is not None:
            self._sweeper.cancel()
        opening = list(self._opening.values())
        for task in opening:
            task.cancel()
        await asyncio.gather(*opening, return_exceptions=True)
        if self._server is not None:
            self._server.close()
        for connection in list(self._connections.values()):
            connection.close()

    @property
    def open(self) -> int:
        """How many connections stand."""
        return len(self._connections)

    def send(self, data: bytes, to: StreamAddress) -> bool:
        """Send through the connection to a peer, which is opened where there is none. False: it cannot be sent."""
        if self._stopped:
            return False
        connection = self._connections.get(to) or self._connections.get(to.fallback)
        if connection is None:
            connection = self._open(to)
        return connection.send(data)

    def admit(self, connection: Connection) -> bool:
        """May this connection stay? One that a peer opened counts against the bounds."""
        host = connection.peer[0]
        if self._connections.get(connection.peer) is connection:
            return True  # we opened it
        if len(self._connections) >= self.limits.connections or self._hosts[host] >= self.limits.of_one_host:
            self.events.dropped("too many connections", connection.peer, f"{self._hosts[host]} of that host")
            return False
        self._connections[connection.peer] = connection
        self._hosts[host] += 1
        return True

    def gone(self, connection: Connection) -> None:
        """A connection ended."""
        if self._connections.get(connection.peer) is not connection:
            return
        del self._connections[connection.peer]
        self._hosts[connection.peer[0]] -= 1
        self._hosts += Counter()  # forgets hosts that have none
        if not self._stopped:
            self.events.lost(connection.peer)

    def _open(self, to: StreamAddress) -> Connection:
        peer = StreamAddress(*to.fallback)
        connection = self._connections[peer] = Connection(self, peer)
        self._hosts[peer[0]] += 1
        task = asyncio.get_running_loop().create_task(self._connect(connection, to))
        self._opening[peer] = task
        task.add_done_callback(lambda _: self._opening.pop(peer, None))
        return connection

    async def _connect(self, connection: Connection, wanted: StreamAddress) -> None:
        host, port = connection.peer
        try:
            async with asyncio.timeout(self.limits.connect):
                await asyncio.get_running_loop().create_connection(lambda: connection, host, port)
        except (OSError, TimeoutError) as error:
            self.events.dropped("no connection", connection.peer, str(error) or type(error).__name__)
            self.gone(connection)
            if wanted != connection.peer and not self._stopped:
                self.events.lost(wanted)

    def _sweep(self) -> None:
        now = time.monotonic()
        for connection in list(self._connections.values()):
            if connection.is_late(now):
                connection.abort()
        self._sweeper = asyncio.get_running_loop().call_later(self.limits.sweep, self._sweep)


def _expect_answers(connection: socket.socket, seconds: float) -> None:
    """A peer that lost its power says no goodbye: let the system notice, where it can."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(seconds * 1000))
