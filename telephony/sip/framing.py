"""Cutting a peer's packets, of whatever length, into frames of 20 ms on one time grid. Pure.

A peer may send 10, 30, 40 or 60 ms a packet. The playout buffer wants 20 ms frames whose RTP timestamps lie on a
grid; this makes them. Lengths are in samples at 8 kHz, PCM is 16-bit.
"""

from dataclasses import dataclass, field

FRAME = 160
MAX_PACKET = 1600
_WRAP = 1 << 32


@dataclass
class Framer:
    """Holds the tail of the last packet until the next completes a frame."""

    _tail: bytes = b""
    _at: int = field(default=0)

    def reset(self) -> None:
        """Forget the tail: another source, or a jump in time."""
        self._tail = b""

    def feed(self, timestamp: int, pcm: bytes) -> list[tuple[int, bytes]]:
        """Frames `(timestamp, 320 bytes)` completed by this packet, in order.

        A packet that does not continue the tail (loss, reordering) discards it. Packets above 200 ms are refused.
        """
        if len(pcm) == 2 * FRAME and not self._tail:
            return [(timestamp, pcm)]  # nearly every packet of nearly every peer
        if len(pcm) > 2 * MAX_PACKET:
            self.reset()
            return []
        start, data = timestamp, pcm
        if self._tail and (self._at + len(self._tail) // 2) % _WRAP == timestamp:
            start, data = self._at, self._tail + pcm
        frames = []
        whole = len(data) // (2 * FRAME)
        for index in range(whole):
            piece = data[2 * FRAME * index : 2 * FRAME * (index + 1)]
            frames.append(((start + FRAME * index) % _WRAP, piece))
        self._tail = data[2 * FRAME * whole :]
        self._at = (start + FRAME * whole) % _WRAP
        return frames
