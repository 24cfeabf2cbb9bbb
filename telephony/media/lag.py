"""How late the event loop runs: the error bound of every time the line measures. Pure.

Fed by the 20 ms clock with the lateness of each tick. The bound is the worst lateness of the last ten seconds, since
an event that arrived while the loop was busy was stamped late by as much. A stall that is only now ending counts
too: by then the tick is overdue, although it has not been seen to be late.
"""

WINDOW_S = 10.0
BUCKET_S = 1.0
LEAST_MS = 1.0


class LagGauge:
    """Worst lateness over a sliding window, in buckets of one second."""

    def __init__(self) -> None:
        self._buckets: list[tuple[float, float]] = []
        self._due: float | None = None

    def expect(self, due: float) -> None:
        """The next tick should come at this moment."""
        self._due = due

    def observe(self, now: float) -> None:
        """The expected tick came."""
        late = self._overdue(now)
        self._due = None
        start = now - now % BUCKET_S
        if self._buckets and self._buckets[-1][0] == start:
            self._buckets[-1] = (start, max(self._buckets[-1][1], late))
        else:
            self._buckets.append((start, late))
            self._buckets = [bucket for bucket in self._buckets if bucket[0] > now - WINDOW_S]

    def error_ms(self, now: float) -> float:
        """The error bound at this moment, in milliseconds, at least `LEAST_MS`."""
        seen = (late for start, late in self._buckets if start > now - WINDOW_S)
        worst = max(self._overdue(now), max(seen, default=0.0))
        return max(LEAST_MS, round(worst * 1000, 3))

    def _overdue(self, now: float) -> float:
        return max(0.0, now - self._due) if self._due is not None else 0.0
