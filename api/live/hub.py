"""Consoles: one numbered stream of deltas per agent, kept for a while so that a console can take it up again.

Litestar's Channels plugin fans one message out to many; here each agent has a stream of its own, numbered without a
gap and resumable from any number that is still kept, which Channels' history does not give. A console that reads too
slowly is closed; it comes back and resumes.
"""

import asyncio
import time
import uuid
from collections import deque
from collections.abc import Callable

import msgspec

from api.schemas import Delta, Done, Goodbye, SignOn, Snapshot

KEPT = 500
QUEUE = KEPT + 300
"""Room for everything that a console may have missed, and for what comes meanwhile."""


class Connection:
    """One console's WebSocket, as the hub sees it: a queue of messages to send, and whether to close after them."""

    def __init__(self, place: str = "", session_id: str = "") -> None:
        self.place = place
        """The address that it came from, to tell its agent at which console somebody is."""
        self.sees_board = False
        """It asked for the board of the moment, and may have it."""
        self.session_id = session_id
        """The session that it was let in by."""
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue(QUEUE)
        self.closed = False

    def send(self, message: Delta | Snapshot | Done | Goodbye) -> None:
        """Queue a message."""
        self.send_raw(msgspec.json.encode(message))

    def send_raw(self, data: bytes) -> None:
        """Queue an encoded message; a console that lets the queue fill up is closed."""
        if self.closed:
            return
        try:
            self.queue.put_nowait(data)
        except asyncio.QueueFull:
            self.drop()

    def close(self, goodbye: Goodbye | None = None) -> None:
        """Close after what is queued, with a last word."""
        if goodbye is not None:
            self.send(goodbye)
        if not self.closed:
            self.closed = True
            if self.queue.full():
                self.queue.get_nowait()
            self.queue.put_nowait(None)

    def drop(self) -> None:
        """Close at once; what is queued is lost and will be resumed."""
        while not self.queue.empty():
            self.queue.get_nowait()
        self.close()


class Stream:
    """One agent's numbered deltas."""

    def __init__(self) -> None:
        self.session = str(uuid.uuid4())
        self.number = 0
        self.since = time.time()
        """Unix seconds at which this console signed on."""
        self.connection: Connection | None = None
        self._kept: deque[tuple[int, bytes]] = deque(maxlen=KEPT)

    def push(self, make: Callable[[int], Delta]) -> None:
        """Number a delta, keep it, and send it to the console if there is one."""
        self.number += 1
        data = msgspec.json.encode(make(self.number))
        self._kept.append((self.number, data))
        if self.connection is not None:
            self.connection.send_raw(data)

    def missed(self, sign_on: SignOn) -> list[bytes] | None:
        """What a console that names this session has missed; None when it needs a snapshot."""
        if sign_on.session != self.session or sign_on.have > self.number:
            return None
        oldest = self._kept[0][0] if self._kept else self.number + 1
        if sign_on.have < oldest - 1:
            return None
        return [data for number, data in self._kept if number > sign_on.have]
