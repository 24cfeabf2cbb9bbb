"""The clock of a line beside the desk's: how far they differ, and a line's moments by the desk's clock. Pure.

What is told of calls is dated by the line (`at`); waits, shifts and limits are counted by the desk's clock. Where the
two differ, a caller who has just come would seem to have waited for as long.
"""

from collections import deque

LATEST = 3
"""So many tidings of a line's clock count: half a minute of them."""
AGREE_S = 5.0
"""Clocks that differ by less are taken as one: so much a slow network may feign."""


class LineClock:
    """Told now and then what the line's clock says. All times are Unix seconds."""

    def __init__(self) -> None:
        self._ahead: deque[float] = deque(maxlen=LATEST)

    def told(self, at: float, wall: float) -> None:
        """The line's clock said `at` when it wrote what was read at `wall`."""
        self._ahead.append(at - wall)

    @property
    def ahead_s(self) -> float:
        """How far it goes before the desk's; behind: negative. What was held up makes it seem behind, so the most
        counts."""
        return max(self._ahead, default=0.0)

    def ours(self, at: float, wall: float) -> float:
        """A moment that the line told, by the desk's clock, at `wall`.

        A call keeps the clock it began with, so that one that jumps in its midst leaves its times right: of the two
        readings the one nearer to now is taken.
        """
        if abs(self.ahead_s) < AGREE_S:
            return at
        return min((at, at - self.ahead_s), key=lambda one: abs(one - wall))
