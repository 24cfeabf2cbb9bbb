"""Consoles: one numbered stream of deltas per agent, kept for a while so that a console can take it up again.

Litestar's Channels plugin fans one message out to many; here each agent has a stream of its own, numbered without a
gap and resumable from any number that is still kept, which Channels' history does not give. A console that reads too
slowly is closed; it comes back and resumes.
"""

import asyncio
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from api.live.words import already_signed_in, taken_over
from api.schemas import AgentView, Delta, Done, Goodbye, SignOn, Snapshot

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


class Hub:
    """The streams of all agents that are signed in, and whose console each goes to. `zone` is the site's."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._streams: dict[str, Stream] = {}

    def __iter__(self) -> Iterator[tuple[str, Stream]]:
        """Each agent with the stream, also of those whose console is away."""
        return iter(self._streams.items())

    def find(self, agent_id: str) -> Stream | None:
        """The agent's stream; None for whoever is not signed in."""
        return self._streams.get(agent_id)

    def take_seat(self, person: AgentView, sign_on: SignOn, connection: Connection) -> Stream | None:
        """The stream that this console goes on with; it gets nothing until it is the stream's connection. None when
        the agent sits at another console and did not ask to take over. Whichever console is put out is told why."""
        stream = self._streams.setdefault(person.agent_id, Stream())
        older = stream.connection
        if older is not None and not older.closed and sign_on.session != stream.session and not sign_on.take_over:
            connection.close(already_signed_in(person, older.place, self._local(stream.since)))
            return None
        if older is not None:
            older.close(taken_over(person, connection.place, self._local(time.time())))
        stream.connection = None
        if sign_on.session != stream.session:  # another console: the one before must not come back into its place
            stream = self._streams[person.agent_id] = Stream()
        return stream

    def leave_seat(self, agent_id: str, connection: Connection) -> bool:
        """This connection ended; its stream is kept. False when another had taken its place before."""
        stream = self._streams.get(agent_id)
        if stream is None or stream.connection is not connection:
            return False
        stream.connection = None
        return True

    def push(self, agent_id: str, make: Callable[[int], Delta]) -> None:
        """A delta for one agent; dropped where nobody is signed in as that."""
        stream = self._streams.get(agent_id)
        if stream is not None:
            stream.push(make)

    def push_all(self, make: Callable[[int], Delta]) -> None:
        """The same delta for everybody."""
        for stream in self._streams.values():
            stream.push(make)

    def connected(self) -> dict[str, Connection]:
        """The consoles that are here, by agent."""
        return {agent_id: one.connection for agent_id, one in self if one.connection is not None}

    def close(self, agent_id: str, goodbye: Goodbye) -> None:
        """Close the agent's console with a last word; the stream is kept, and may be taken up again."""
        stream = self._streams.get(agent_id)
        if stream is not None and stream.connection is not None:
            stream.connection.close(goodbye)

    def sign_out(self, agent_id: str, goodbye: Goodbye) -> None:
        """Close the agent's console with a last word and forget the stream."""
        self.close(agent_id, goodbye)
        self._streams.pop(agent_id, None)

    def _local(self, at: float) -> datetime:
        return datetime.fromtimestamp(at, self._zone)
