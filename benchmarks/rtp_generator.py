"""Far phones that talk: one thread sends each phone's packet every 20 ms and takes what comes back. Linux only.

Each packet carries the time at which it was sent in its payload; when it comes back, the kernel's time of receipt is
taken (SO_TIMESTAMPNS), so that this program's own lateness in reading does not count as the line's. What counts
against the line: from before our `sendto` to the moment its `sendto` reached the far phone's socket.
"""

import heapq
import itertools
import random
import select
import socket
import struct
import time
from array import array
from dataclasses import dataclass, field

from benchmarks.far_phones import Address, FarPhones, Phone

SO_TIMESTAMPNS = 35
PERIOD_NS = 20_000_000
SWEEP_NS = 3_000_000
PAYLOAD = 160
_STAMP = struct.Struct("!4sQIHB")
_MAGIC = b"SXB1"
_HEADER = struct.Struct("!BBHII")
_TIMESPEC = struct.Struct("@qq")


@dataclass
class Voice:
    """One phone's RTP: what it sends, and what comes to it."""

    phone: Phone
    sock: socket.socket
    rtcp: socket.socket
    side: int
    ssrc: int = field(default_factory=lambda: random.getrandbits(32))
    sent: int = 0
    last_sent_ns: int = 0
    last_arrival_ns: int = 0


@dataclass
class Window:
    """Figures of packets that were sent between `start` and `end` (Unix ns)."""

    start: int = 1 << 62
    end: int = 1 << 62
    sent: int = 0
    received: int = 0
    doubled: int = 0
    delays_us: "array[float]" = field(default_factory=lambda: array("d"))
    spacing_us: "array[float]" = field(default_factory=lambda: array("d"))
    own_spacing_us: "array[float]" = field(default_factory=lambda: array("d"))

    def holds(self, stamp: int) -> bool:
        """Was it sent within?"""
        return self.start <= stamp < self.end


def bind_pair(host: str) -> tuple[socket.socket, socket.socket]:
    """An even port and the next one, both free, picked at random."""
    for port in itertools.count(random.randrange(10_000, 19_000) * 2, 2):
        pair = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
        try:
            for offset, sock in enumerate(pair):
                sock.bind((host, port + offset))
        except OSError:
            for sock in pair:
                sock.close()
            continue
        for sock in pair:
            sock.setblocking(False)
        pair[0].setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        return pair[0], pair[1]
    raise AssertionError("unreachable")


def _kernel_time(control: list[tuple[int, int, bytes]]) -> int:
    """Unix ns at which the kernel had the datagram."""
    seconds, nanos = _TIMESPEC.unpack_from(control[0][2])
    return int(seconds * 1_000_000_000 + nanos)


class RtpGenerator:
    """Callers and callees of `calls` calls, spread over the line's servers."""

    def __init__(self, calls: int, host: str = "127.0.0.1") -> None:
        self.window = Window()
        self.late_us: array[float] = array("d")
        self._calls = calls
        self._host = host
        self._sip = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sip.bind((host, 0))
        self._sip.setblocking(False)
        self._sip.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self._sip.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.address: Address = self._sip.getsockname()
        self.phones = FarPhones(self.address, self._send_sip, self._agreed)
        self._epoll = select.epoll()
        self._epoll.register(self._sip.fileno(), select.EPOLLIN)
        self._voices: dict[int, Voice] = {}
        self._of: dict[tuple[int, int], Voice] = {}
        self._due: list[tuple[int, int, Voice]] = []
        self._fill = bytes((n * 7) & 0x7F | 0x80 for n in range(PAYLOAD - _STAMP.size))

    def open(self) -> None:
        """Bind two phones a call; the callees wait to be called."""
        for number in range(self._calls):
            for side in (0, 1):
                sock, rtcp = bind_pair(self._host)
                phone = Phone(number, sock.getsockname()[1])
                voice = Voice(phone, sock, rtcp, side)
                self._of[number, side] = voice
                self._voices[sock.fileno()] = voice
                self._epoll.register(sock.fileno(), select.EPOLLIN)
                if side == 1:
                    self.phones.callees[number] = phone

    @property
    def talking(self) -> int:
        """Phones that talk by now."""
        return len(self._due)

    def call(self, number: int, server: Address) -> None:
        """Let the caller of call `number` ring the line."""
        self.phones.call(number, server, self._of[number, 0].phone.rtp_port)

    def _send_sip(self, data: bytes, to: Address) -> None:
        self._sip.sendto(data, to)

    def _agreed(self, phone: Phone) -> None:
        side = 0 if phone is self.phones.callers.get(phone.call) else 1
        voice = self._of[phone.call, side]
        voice.phone = phone
        first = time.time_ns() + random.randrange(PERIOD_NS)
        heapq.heappush(self._due, (first, voice.sock.fileno(), voice))

    # --- the loop ---

    def run(self, until_ns: int) -> None:
        """Talk and listen until this Unix time (ns)."""
        swept = 0
        while True:
            now = time.time_ns()
            if now >= until_ns:
                return
            while self._due and self._due[0][0] <= now:
                self._talk()
                now = time.time_ns()
            if now - swept >= SWEEP_NS:
                swept = now
                self._sweep()
                self.phones.repeat(time.time())
            following = min(self._due[0][0] if self._due else now + 1_000_000, swept + SWEEP_NS, until_ns)
            pause = following - time.time_ns()
            if pause > 50_000:
                time.sleep(pause / 1e9)

    def _talk(self) -> None:
        due, fileno, voice = self._due[0]
        stamp = time.time_ns()
        self.late_us.append((stamp - due) / 1000)
        header = _HEADER.pack(0x80, 8, voice.sent & 0xFFFF, (voice.sent * 160) & 0xFFFFFFFF, voice.ssrc)
        payload = _STAMP.pack(_MAGIC, stamp, voice.sent, voice.phone.call, voice.side) + self._fill
        assert voice.phone.line_rtp is not None
        voice.sock.sendto(header + payload, voice.phone.line_rtp)
        window = self.window
        if window.holds(stamp):
            window.sent += 1
            if voice.last_sent_ns:
                window.own_spacing_us.append(abs(stamp - voice.last_sent_ns - PERIOD_NS) / 1000)
        voice.last_sent_ns = stamp
        voice.sent += 1
        heapq.heapreplace(self._due, (due + PERIOD_NS, fileno, voice))

    def _sweep(self) -> None:
        for fileno, _ in self._epoll.poll(0, 1024):
            voice = self._voices.get(fileno)
            if voice is not None:
                self._listen(voice)
            else:
                self._listen_sip()

    def _listen_sip(self) -> None:
        while True:
            try:
                data, control, _, source = self._sip.recvmsg(65_535, 64)
            except BlockingIOError:
                return
            self.phones.receive(data, source, _kernel_time(control) / 1e9)

    def _listen(self, voice: Voice) -> None:
        window = self.window
        while True:
            try:
                data, control, _, _ = voice.sock.recvmsg(2048, 64)
            except BlockingIOError:
                return
            if data[12:16] != _MAGIC:
                continue
            _, stamp, _, call, side = _STAMP.unpack_from(data, 12)
            arrival = _kernel_time(control)
            if call == voice.phone.call and side != voice.side and window.holds(stamp):
                window.received += 1
                window.delays_us.append((arrival - stamp) / 1000)
                if voice.last_arrival_ns:
                    window.spacing_us.append(abs(arrival - voice.last_arrival_ns - PERIOD_NS) / 1000)
            voice.last_arrival_ns = arrival

    def close(self) -> None:
        """Free the sockets."""
        for voice in self._voices.values():
            voice.sock.close()
            voice.rtcp.close()
        self._epoll.close()
        self._sip.close()
