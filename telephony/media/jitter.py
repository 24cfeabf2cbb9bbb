"""A small buffer for the agent's frames: the console's clock and the network are not ours. Pure.

Frames come about every 20 ms over TCP, so none is lost or out of order, but they bunch up. The buffer holds a few
frames before it starts, and drops the oldest beyond a bound, so that delay cannot pile up.
"""

from collections import deque

START_FRAMES = 2
"""Frames held before the first is given out: 40 ms against bunching."""
MOST_FRAMES = 8
"""Beyond 160 ms the oldest frames are dropped."""


class FrameBuffer:
    """First in, first out, with a start-up depth and a bound. Counts what it dropped and where it ran dry."""

    def __init__(self) -> None:
        self._frames: deque[bytes] = deque()
        self._started = False
        self.dropped = 0
        self.ran_dry = 0

    def put(self, frame: bytes) -> None:
        """Take one frame."""
        self._frames.append(frame)
        while len(self._frames) > MOST_FRAMES:
            self._frames.popleft()
            self.dropped += 1

    def take(self) -> bytes | None:
        """The next frame, or None while it fills or is empty."""
        if not self._started and len(self._frames) < START_FRAMES:
            return None
        self._started = bool(self._frames)
        if not self._frames:
            self.ran_dry += 1
            return None
        return self._frames.popleft()

    def clear(self) -> None:
        """Forget everything that waits."""
        self._frames.clear()
        self._started = False
