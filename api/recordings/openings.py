"""Which openings are one: a player fetches a recording in pieces, and asks again when one jumps; and how much of it
was given out in all. Pure."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

SAME_S = 1800.0
"""Within so long after it was last asked for, it is the same opening."""
MOST = 2000


class Opening(NamedTuple):
    """Who opened what, why, and in which session."""

    agent_id: str
    recording_id: str
    why: str
    session: str = ""


@dataclass
class Given:
    """What was given out of one opening in pieces: shares of the file, from 0 to 1."""

    last: float
    requests: int = 0
    stretches: list[tuple[float, float]] = field(default_factory=list)

    @property
    def share(self) -> float:
        """How much of the file; what was asked for twice counts once."""
        whole, reached = 0.0, 0.0
        for begins, ends in sorted(self.stretches):
            whole += max(0.0, ends - max(begins, reached))
            reached = max(reached, ends)
        return whole


class Openings:
    """Remembers them. `now` is in seconds of a clock that only grows."""

    def __init__(self) -> None:
        self._known: OrderedDict[Opening, Given] = OrderedDict()
        self._over: list[tuple[Opening, Given]] = []

    def is_new(self, opening: Opening, now: float) -> bool:
        """Whether this is an opening of its own, to be logged."""
        given = self._known.pop(opening, None)
        new = given is None or now - given.last > SAME_S
        if given is not None and new:
            self._end(opening, given)
        self._known[opening] = Given(now) if given is None or new else given
        self._known[opening].last = now
        if len(self._known) > MOST:
            self._end(*self._known.popitem(last=False))
        return new

    def undone(self, opening: Opening) -> None:
        """Nothing was opened after all: the next one is logged."""
        self._known.pop(opening, None)

    def gave(self, opening: Opening, begins: float, ends: float) -> None:
        """A piece of it was given out."""
        given = self._known.get(opening)
        if given is not None:
            given.requests += 1
            given.stretches.append((begins, ends))

    def over(self, now: float) -> Iterator[tuple[Opening, Given]]:
        """Those of which pieces were given out and that nobody asked for any more; each is told once."""
        for opening, given in list(self._known.items()):
            if now - given.last > SAME_S:
                del self._known[opening]
                self._end(opening, given)
        while self._over:
            yield self._over.pop(0)

    def _end(self, opening: Opening, given: Given) -> None:
        if given.requests:
            self._over.append((opening, given))
