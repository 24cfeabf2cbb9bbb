"""pyVoIP's RTP client as the audio port of a leg: its socket and its receiving thread, handing over to the loop.

What upstream's RTPClient does with packets is not used, since none of it can be kept: it encodes A-law as mu-law and
all audio with 8 bits, gathers what it hears in a buffer that grows without end, sends silence for ever from a second
thread, counts a key at each packet with a marker, and polls its socket every 10 ms. `rtp_leg.py` does these with our
media parts; RTPClient keeps the codecs that were agreed, the addresses, the socket and the thread that waits on it.

The thread touches nothing of the line: packets go through a `Handover`, which the loop empties in its own thread.
"""

import socket
import threading
import time
from asyncio import AbstractEventLoop, get_running_loop
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog

from telephony.connectors.pyvoip_library import PayloadType, RTPClient, TransmitType
from telephony.sip.source_lock import Address

log = structlog.get_logger()
MOST_WAITING = 100
"""Packets (two seconds of audio) that wait for a loop that is busy; what comes after them is dropped and counted."""
LOOK_EVERY_S = 1.0
PAUSE_S = 0.1
LARGEST = 2048
EXPEDITED = 0xB8
OFFERED = {8: PayloadType.PCMA, 0: PayloadType.PCMU, 101: PayloadType.EVENT}
"""What we offer, in upstream's form; A-law first."""
Taken = Callable[[bytes, Address], None]


class Handover:
    """From a thread to the loop: items in order, at most `limit` at a time. `put` may be called from any thread."""

    def __init__(self, loop: AbstractEventLoop, taken: Taken, limit: int = MOST_WAITING) -> None:
        self.dropped = 0
        self._loop = loop
        self._taken = taken
        self._limit = limit
        self._lock = threading.Lock()
        self._waiting: deque[tuple[bytes, Address]] = deque()
        self._closed = False

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, data: bytes, source: Address) -> None:
        """Leave an item for the loop. One call into the loop serves all that wait."""
        with self._lock:
            if self._closed:
                return
            if len(self._waiting) >= self._limit:
                self.dropped += 1
                return
            self._waiting.append((data, source))
            if len(self._waiting) > 1:
                return  # the loop has been woken, and takes this one too
        try:
            self._loop.call_soon_threadsafe(self._take_all)
        except RuntimeError:  # the loop ended before the thread
            self.close()

    def close(self) -> None:
        """Nothing is taken any more."""
        with self._lock:
            self._closed = True
            self._waiting.clear()

    def _take_all(self) -> None:
        with self._lock:
            items = list(self._waiting)
            self._waiting.clear()
        for data, source in items:
            if self._closed:  # by what an earlier one of them led to
                return
            self._taken(data, source)


class RtpPort(RTPClient):  # type: ignore[misc]  # pyVoIP has no types
    """One UDP port for audio (`rtp_leg.MediaPort`). `bind` opens it and starts the thread; `close` ends both."""

    NSD: bool
    """Upstream's word for: it runs."""

    def __init__(self, taken: Taken, assoc: dict[int, Any]) -> None:
        super().__init__(assoc or OFFERED, "", 0, "", 0, TransmitType.SENDRECV)
        self._take = taken
        self._handover: Handover | None = None
        self._thread: threading.Thread | None = None
        self.sin: socket.socket | None = None
        self.sout: socket.socket | None = None
        self.unsent = 0
        """Packets that the system did not take, lost as they could be on the way."""

    @property
    def transport(self) -> "RtpPort | None":
        """Where packets are sent; None while closed."""
        return self if self.sin is not None and self.NSD else None

    @property
    def dropped(self) -> int:
        """Packets that the loop was too busy to take."""
        return self._handover.dropped if self._handover is not None else 0

    async def bind(self, host: str, port: int) -> None:
        """Open the port and start to receive. Raises OSError."""
        self.inIP, self.inPort = host, port
        self._handover = Handover(get_running_loop(), self._take)
        self.start()

    def start(self) -> None:
        """Upstream's, with one thread instead of two, a socket that waits, and a second call that does nothing."""
        if self.sin is not None or not self.NSD:
            return
        bound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            bound.bind((self.inIP, self.inPort))
            bound.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, EXPEDITED)
        except OSError:
            bound.close()
            raise
        bound.settimeout(LOOK_EVERY_S)
        self.sin = bound
        self.sout = bound.dup()  # one that waits is the thread's, one that never does is the loop's
        self.sout.setblocking(False)
        self._thread = threading.Thread(target=self.recv, name=f"RTP receiver {self.inPort}", daemon=True)
        self._thread.start()

    def recv(self) -> None:
        """The receiving thread, until `stop`. Closes the socket, so that no other thread takes it away in use."""
        bound = self.sin
        assert bound is not None
        with bound:
            while self.NSD:
                try:
                    packet, source = bound.recvfrom(LARGEST)
                except TimeoutError:
                    continue
                except OSError as error:
                    log.warning("rtp_not_received", detail=str(error))
                    time.sleep(PAUSE_S)
                    continue
                self.parse_packet(packet, source)

    def parse_packet(self, packet: bytes, source: Address = ("", 0)) -> None:
        """A packet came, in the receiving thread."""
        if self.NSD and self._handover is not None:
            self._handover.put(packet, (str(source[0]), int(source[1])))

    def sendto(self, data: bytes, addr: Any = None, /) -> None:
        """Put one packet on the wire; never waits."""
        if self.sout is None or not self.NSD:
            return
        try:
            self.sout.sendto(data, addr)
        except OSError:
            self.unsent += 1

    def stop(self) -> None:
        """Stop receiving. An empty packet to ourselves wakes the thread at once."""
        if not self.NSD:
            return
        self.NSD = False
        if self._handover is not None:
            self._handover.close()
        if self.sout is None:
            return
        host = "127.0.0.1" if self.inIP in ("", "0.0.0.0") else self.inIP  # noqa: S104  a comparison
        with self.sout, suppress(OSError):  # without it the thread looks by itself after LOOK_EVERY_S
            self.sout.sendto(b"", (host, self.inPort))

    def close(self) -> None:
        """See `rtp_leg.MediaPort`."""
        self.stop()

    def join(self) -> None:
        """Wait until the thread has closed the socket. Blocks; not for the loop's thread."""
        if self._thread is not None:
            self._thread.join(2 * LOOK_EVERY_S)
