"""Which openings are one: a player fetches a recording in pieces, and asks again when one jumps. Pure."""

from collections import OrderedDict

SAME_S = 1800.0
"""Within so long after it was last asked for, it is the same opening."""
MOST = 2000


class Openings:
    """Remembers who opened what, and why. `now` is in seconds of a clock that only grows."""

    def __init__(self) -> None:
        self._last: OrderedDict[tuple[str, str, str], float] = OrderedDict()

    def is_new(self, agent_id: str, recording_id: str, why: str, now: float) -> bool:
        """Whether this is an opening of its own, to be logged."""
        key = (agent_id, recording_id, why)
        last = self._last.pop(key, None)
        self._last[key] = now
        if len(self._last) > MOST:
            self._last.popitem(last=False)
        return last is None or now - last > SAME_S

    def undone(self, agent_id: str, recording_id: str, why: str) -> None:
        """Nothing was opened after all: the next one is logged."""
        self._last.pop((agent_id, recording_id, why), None)
