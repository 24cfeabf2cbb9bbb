"""The RTP stream that a leg sends: one SSRC whose sequence and time go on, wherever the audio comes from.

Frames of ours, packets relayed from another leg, and keys share it (RFC 3550 §5.1, RFC 3551 §4.1, RFC 4733). Relayed
packets keep their distance to each other, so that loss and order are seen by the far phone as they are: its jitter
buffer deals with them. No I/O: `transmit` puts a packet on the wire.
"""

import random
from collections import deque
from collections.abc import Callable, Iterator

from telephony.media.dtmf import event_packets
from telephony.media.rtp import HEADER, MAX_DROPOUT, MAX_MISORDER, PLAIN, SEQUENCES, TIMES

FRAME = 160
FRAME_S = 0.02
GAP_S = 0.1
"""After so long without a packet of ours, the time stamps pass over the pause and a talkspurt begins."""
MARKER = 0x80


class RtpSender:
    """Numbers and stamps packets. Times are monotonic seconds; the RTP clock is 8 kHz for every codec of ours."""

    __slots__ = (
        "_keys",
        "_sent_at",
        "_sequence",
        "_sequence_off",
        "_source",
        "_time_off",
        "_timestamp",
        "_transmit",
        "holes",
        "octets",
        "packets",
        "ssrc",
    )

    def __init__(self, transmit: Callable[[bytes], None]) -> None:
        self._transmit = transmit
        self.ssrc = random.getrandbits(32)
        self.packets = 0
        self.octets = 0
        self.holes = 0
        """Sequence numbers passed over, since the relayed packet never came: the peer counts them as lost."""
        self._sequence = random.getrandbits(15)
        self._timestamp = random.getrandbits(31)
        self._sent_at = 0.0
        self._source: object = None
        self._sequence_off = self._time_off = 0
        self._keys: deque[tuple[int, Iterator[bytes]]] = deque()

    # --- audio ---

    def frame(self, payload_type: int, payload: bytes, now: float) -> None:
        """20 ms of our own."""
        self._source = None
        marker = self._go_on(now)
        self._put(marker | payload_type, self._sequence, self._timestamp, payload)

    def relay(self, source: object, kind: int, sequence: int, timestamp: int, payload: bytes, now: float) -> None:
        """A packet of another leg. `kind` is marker and payload type; `source` is one for as long as its numbers
        go on."""
        if source is not self._source:
            self._attach(source, kind, sequence, timestamp, payload, now)
            return
        number = (sequence + self._sequence_off) & 0xFFFF
        ahead = (number - self._sequence) & 0xFFFF
        if 0 < ahead < MAX_DROPOUT:
            self.holes += ahead - 1
            self._sequence = number
            self._timestamp = (timestamp + self._time_off) % TIMES
            self._sent_at = now
            self._put(kind, number, self._timestamp, payload)
        elif ahead > SEQUENCES - MAX_MISORDER:
            self.holes -= 1
            self._put(kind, number, (timestamp + self._time_off) % TIMES, payload)
        elif ahead:
            self._attach(source, kind, sequence, timestamp, payload, now)

    def _attach(self, source: object, kind: int, sequence: int, timestamp: int, payload: bytes, now: float) -> None:
        """Begin to relay: this packet follows the last one that was sent, whoever it was from."""
        self._go_on(now)
        self._source = source
        self._sequence_off = self._sequence - sequence
        self._time_off = self._timestamp - timestamp
        self._put(kind | MARKER, self._sequence, self._timestamp, payload)

    def _go_on(self, now: float) -> int:
        """Next sequence number and timestamp; the marker where a talkspurt begins (RFC 3551 §4.1)."""
        gap, first = now - self._sent_at, self._sent_at == 0.0
        self._sent_at = now
        self._sequence = (self._sequence + 1) & 0xFFFF
        paused = not first and gap >= GAP_S
        frames = max(1, round(gap / FRAME_S)) if paused else 1
        self._timestamp = (self._timestamp + frames * FRAME) % TIMES
        return MARKER if first or paused else 0

    def _put(self, kind: int, sequence: int, timestamp: int, payload: bytes) -> None:
        self.packets += 1
        self.octets += len(payload)
        self._transmit(HEADER.pack(PLAIN, kind, sequence, timestamp, self.ssrc) + payload)

    # --- keys ---

    @property
    def pressing(self) -> bool:
        """Is a key being sent? Audio pauses meanwhile."""
        return bool(self._keys)

    def press(self, digit: str, payload_type: int) -> None:
        """Send a key after those that wait. Raises ValueError for what is no key."""
        self._keys.append((payload_type, event_packets(digit)))

    def forget_keys(self) -> None:
        """Send no more of them: the peer takes none now."""
        self._keys.clear()

    def tick(self, now: float) -> None:
        """20 ms went by: the next packet of a key, if any. All packets of one carry the time at which it began."""
        if not self._keys:
            return
        payload_type, packets = self._keys[0]
        payload = next(packets, None)
        if payload is None:
            self._keys.popleft()
            self.tick(now)
            return
        first = self._source is not packets
        marker = self._go_on(now)
        if first:
            self._source = packets
            self._time_off = self._timestamp
            marker = MARKER
        self._put(marker | payload_type, self._sequence, self._time_off, payload)

    def time_at(self, now: float) -> int:
        """The RTP time of a moment, for RTCP."""
        return (self._timestamp + round((now - self._sent_at) * FRAME / FRAME_S)) % TIMES
