"""How much a count of the day has grown of late: so callers turned away become an alarm that ends. Pure."""

from collections import deque

WINDOW_S = 600.0


class Lately:
    """Fed with a count that only grows but at midnight, when it begins anew."""

    def __init__(self, window_s: float = WINDOW_S) -> None:
        self._window_s = window_s
        self._grown: deque[tuple[float, int]] = deque()
        self._count: int | None = None

    def receive(self, count: int, now: float) -> int:
        """The newest count at monotonic `now`. How many of them came within the window; what had come before the
        first count is not known to be new."""
        if self._count is not None:
            more = count if count < self._count else count - self._count
            if more:
                self._grown.append((now, more))
        self._count = count
        while self._grown and self._grown[0][0] <= now - self._window_s:
            self._grown.popleft()
        return sum(more for _, more in self._grown)
