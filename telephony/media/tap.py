"""What the recorder and listeners hear of a leg that is relayed: frames in order, as packets come. Pure.

There is no playout buffer on that path: the far phone has one. A frame that comes after its successor is left out
here (it was relayed in time for the far phone), and a short gap is filled in when the packet after it comes.
"""

from telephony.media.conceal import WaveformConcealer

FRAME = 160
MOST_FILLED = 6
"""Gaps up to 120 ms are filled; a longer one is a pause of the sender."""
_TIMES = 1 << 32


class Tap:
    """Feed it frames on the sender's time grid, take frames in order."""

    def __init__(self) -> None:
        self.concealed = 0
        self._concealer = WaveformConcealer()
        self._next = -1

    def reset(self) -> None:
        """Another source, or another path: what comes next is the beginning."""
        self._next = -1

    def feed(self, timestamp: int, frame: bytes) -> list[bytes]:
        """The frames that can be heard now that this one (320 bytes) is here."""
        following, self._next = self._next, (timestamp + FRAME) % _TIMES
        if timestamp == following:
            self._concealer.update(frame)
            return [frame]
        missing = (timestamp - following) % _TIMES
        if following >= 0 and missing >= _TIMES // 2:
            self._next = following
            return []
        made = self._fill(missing // FRAME) if following >= 0 else []
        if made:
            frame = self._concealer.rejoin(frame)
        self._concealer.update(frame)
        made.append(frame)
        return made

    def _fill(self, count: int) -> list[bytes]:
        if count > MOST_FILLED:
            return []
        self.concealed += count
        return [self._concealer.conceal(FRAME) for _ in range(count)]
