"""How late the event loop runs: the error bound of every time the line measures. Pure.

Fed by the 20 ms clock with the lateness of each tick. The bound is the worst lateness of the last ten seconds, since
an event that arrived while the loop was busy was stamped late by as much.
"""

WINDOW_S = 10.0
BUCKET_S = 1.0
LEAST_MS = 1.0


class LagGauge:
    """Worst lateness over a sliding window, in buckets of one second."""

    def __init__(self) -> None:
        self._buckets: list[tuple[float, float]] = []

    def observe(self, lateness_s: float, now: float) -> None:
        """One tick came this much late."""
        start = now - now % BUCKET_S
        if self._buckets and self._buckets[-1][0] == start:
            worst = max(self._buckets[-1][1], lateness_s)
            self._buckets[-1] = (start, worst)
        else:
            self._buckets.append((start, lateness_s))
            self._buckets = [bucket for bucket in self._buckets if bucket[0] > now - WINDOW_S]

    def error_ms(self, now: float) -> float:
        """The error bound at this moment, in milliseconds, at least `LEAST_MS`."""
        worst = max((late for start, late in self._buckets if start > now - WINDOW_S), default=0.0)
        return max(LEAST_MS, round(worst * 1000, 3))
