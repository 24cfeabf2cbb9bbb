"""How long a caller will wait, from how long calls took lately. Pure."""

from collections import deque
from dataclasses import dataclass, field

REMEMBERED = 30
"""Calls whose handling time counts; older ones tell of another hour."""


@dataclass(slots=True)
class Estimator:
    """Handling times of each queue's recent calls, in seconds."""

    _times: dict[str, deque[float]] = field(default_factory=dict)

    def handled(self, queue_id: str, seconds: float) -> None:
        """A call is done."""
        if seconds > 0:
            self._times.setdefault(queue_id, deque(maxlen=REMEMBERED)).append(seconds)

    def average(self, queue_id: str) -> float | None:
        """Mean handling time; None before the first call."""
        times = self._times.get(queue_id)
        return sum(times) / len(times) if times else None

    def wait_s(self, queue_id: str, place: int, agents: int) -> float | None:
        """Expected seconds until a person is there for the caller at `place` (from 1), with so many agents at work.

        With all of them busy one comes free every (mean / agents) seconds. None where nothing is known.
        """
        average = self.average(queue_id)
        if average is None or agents < 1:
            return None
        return place * average / agents
