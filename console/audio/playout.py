"""The small buffer between frames from the network and the loudspeaker's steady beat. Pure but for its deque.

One thread puts, another takes; `collections.deque` makes that safe without a lock, so an audio callback never waits.
The line has its own jitter buffer for RTP; this one only evens out the WebSocket, so it stays small.
"""

from collections import deque

SILENCE = bytes(320)


class Playout:
    """Frames of 20 ms: starts after `depth` frames, drops the oldest beyond `limit` so that delay cannot grow."""

    def __init__(self, depth: int = 3, limit: int = 12) -> None:
        self._depth = depth
        self._limit = limit
        self._frames: deque[bytes] = deque()
        self._playing = False
        self.dropped = 0
        self.missed = 0

    def put(self, pcm: bytes) -> None:
        """Add the next frame."""
        self._frames.append(pcm)
        if len(self._frames) > self._limit:
            while len(self._frames) > self._depth:
                self._frames.popleft()
                self.dropped += 1

    def take(self) -> bytes:
        """The next frame to play; silence while filling up and when the network is late."""
        if not self._playing and len(self._frames) < self._depth:
            return SILENCE
        try:
            frame = self._frames.popleft()
        except IndexError:
            self.missed += 1
            self._playing = False
            return SILENCE
        self._playing = True
        return frame

    def clear(self) -> None:
        """Forget what is buffered: another call begins."""
        self._frames.clear()
        self._playing = False
