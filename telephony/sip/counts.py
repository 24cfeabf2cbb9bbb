"""Counting what is dropped, without letting a flood of it fill the log. Pure."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class DropCounts:
    """Counts by reason. `add` says when a log line is due: at first, then at most each `every` seconds."""

    every: float = 10.0
    total: Counter[str] = field(default_factory=Counter)
    _logged: dict[str, float] = field(default_factory=dict)

    def add(self, reason: str, now: float) -> bool:
        """Count one; True when a log line is due."""
        self.total[reason] += 1
        last = self._logged.get(reason)
        if last is not None and now - last < self.every:
            return False
        self._logged[reason] = now
        return True
