"""RTP's fixed header, and what a receiver counts (RFC 3550 §5.1, A.1, A.3, A.8). Pure.

No object is made for a packet: a line that bridges 100 calls handles 10,000 a second each way. Timestamps and
sequence numbers are those of the wire, so arithmetic is modulo 2^32 and 2^16.
"""

from struct import Struct

HEADER = Struct("!BBHII")
"""First byte, marker and payload type, sequence number, timestamp, SSRC."""
HEADER_BYTES = HEADER.size
PLAIN = 0x80
"""First byte of a packet without padding, extension or CSRCs: nearly all of them."""
SEQUENCES = 1 << 16
TIMES = 1 << 32
MAX_DROPOUT = 3000
MAX_MISORDER = 100


def payload_of(data: bytes) -> bytes:
    """The payload. Raises ValueError where lengths within the packet do not add up."""
    first = data[0]
    if first == PLAIN:
        return data[HEADER_BYTES:]
    start = HEADER_BYTES + 4 * (first & 0x0F)
    end = len(data)
    if first & 0x10:
        if end < start + 4:
            raise ValueError("RTP header extension is cut off")
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    if first & 0x20:
        end -= data[-1]
        if data[-1] == 0:
            raise ValueError("RTP padding of zero bytes")
    if end < start:
        raise ValueError("RTP header and padding are longer than the packet")
    return data[start:end]


class Reception:
    """Counts of one source, one SSRC. `clock` is its RTP clock in Hz."""

    __slots__ = (
        "_bad",
        "_base",
        "_before_expected",
        "_before_received",
        "_highest",
        "_jitter",
        "_transit",
        "clock",
        "received",
        "ssrc",
    )

    def __init__(self, ssrc: int, clock: int = 8000) -> None:
        self.ssrc = ssrc
        self.clock = clock
        self.received = 0
        self._base = -1
        self._highest = -1
        self._bad = -1
        self._transit = 0.0
        self._jitter = 0.0
        self._before_expected = 0
        self._before_received = 0

    def take(self, sequence: int, timestamp: int, arrival: float) -> bool:
        """Count a packet that came at `arrival` (seconds). False where its sequence number makes a wild jump.

        A second packet that goes on from the jump is a sender that began anew, and is taken (RFC 3550 A.1).
        """
        highest = self._highest
        ahead = (sequence - highest) & 0xFFFF
        if ahead < MAX_DROPOUT and highest >= 0:
            self._highest = highest + ahead
        elif highest < 0:
            self._base = self._highest = sequence
        elif ahead <= SEQUENCES - MAX_MISORDER:
            if sequence != self._bad:
                self._bad = (sequence + 1) & 0xFFFF
                return False
            self._begin_anew(sequence)
        self.received += 1
        transit = arrival * self.clock - timestamp
        if self.received > 1:
            moved = abs(transit - self._transit)
            if moved < self.clock:  # a timestamp that wrapped, or a sender that set its clock anew, is no jitter
                self._jitter += (moved - self._jitter) / 16
        self._transit = transit
        return True

    def _begin_anew(self, sequence: int) -> None:
        """Keep what was lost so far; count from here."""
        lost = self.lost
        self._base = self._highest = sequence
        self._base -= lost + self.received
        self._bad = -1

    @property
    def expected(self) -> int:
        """Packets that the source has sent, by its sequence numbers."""
        return self._highest - self._base + 1 if self._highest >= 0 else 0

    @property
    def lost(self) -> int:
        """Packets lost so far, never below zero (duplicates count as received)."""
        return max(0, self.expected - self.received)

    @property
    def jitter_ms(self) -> float:
        """Interarrival jitter (RFC 3550 A.8) in milliseconds."""
        return self._jitter * 1000 / self.clock

    @property
    def jitter_units(self) -> int:
        """The same in units of the RTP clock, as RTCP carries it."""
        return int(self._jitter)

    @property
    def highest(self) -> int:
        """Extended highest sequence number, as RTCP carries it."""
        return self._highest & 0xFFFFFFFF

    def fraction_lost(self) -> int:
        """Share lost since this was last asked, in 256ths (RFC 3550 A.3)."""
        expected, received = self.expected, self.received
        missed = (expected - self._before_expected) - (received - self._before_received)
        asked = expected - self._before_expected
        self._before_expected, self._before_received = expected, received
        return min(255, (missed << 8) // asked) if asked > 0 and missed > 0 else 0
