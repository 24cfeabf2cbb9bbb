"""A small buffer for the agent's frames: the console's clock and the network are not ours. Pure.

Frames come about every 20 ms over TCP, so none is lost or out of order, but they bunch up. The buffer holds a few
frames before it starts, and drops the oldest beyond a bound. Where it never ran low for a second, it holds more than
it needs (a bunch went by, or the console's clock is fast) and one frame is skipped, so that delay does not stay.
"""

from collections import deque

START_FRAMES = 2
"""Frames held before the first is given out: 40 ms against bunching."""
MOST_FRAMES = 8
"""Beyond 160 ms the oldest frames are dropped."""
WATCH_FRAMES = 50
"""How long, in frames taken, the depth is watched before one is skipped: a second."""


class FrameBuffer:
    """First in, first out, with a start-up depth and a bound. Counts what it dropped and where it ran dry."""

    def __init__(self) -> None:
        self._frames: deque[bytes] = deque()
        self._started = False
        self._watched = 0
        self._lowest = MOST_FRAMES
        self.dropped = 0
        self.ran_dry = 0

    @property
    def depth(self) -> int:
        """Frames that wait."""
        return len(self._frames)

    def put(self, frame: bytes) -> None:
        """Take one frame."""
        self._frames.append(frame)
        while len(self._frames) > MOST_FRAMES:
            self._skip()

    def take(self) -> bytes | None:
        """The next frame, or None while it fills or is empty."""
        if not self._started and len(self._frames) < START_FRAMES:
            return None
        self._started = bool(self._frames)
        if not self._frames:
            self.ran_dry += 1
            self._watch_anew()
            return None
        frame = self._frames.popleft()
        self._shrink()
        return frame

    def clear(self) -> None:
        """Forget everything that waits."""
        self._frames.clear()
        self._started = False
        self._watch_anew()

    def _shrink(self) -> None:
        self._lowest = min(self._lowest, len(self._frames))
        self._watched += 1
        if self._watched >= WATCH_FRAMES:
            if self._lowest >= START_FRAMES:
                self._skip()
            self._watch_anew()

    def _skip(self) -> None:
        self._frames.popleft()
        self.dropped += 1

    def _watch_anew(self) -> None:
        self._watched = 0
        self._lowest = MOST_FRAMES
