"""Lays a spelling over a stretch of text, syllable by syllable, at the least cost (Sellers' algorithm).

Knows no rule; how much may differ is a `Tolerance`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from scripts_lib.hearing.sounds import NEAR, cost, sounds_of

_NEVER: Final = 99.0
_MISSING, _LIGHT_MISSING = 1.0, 0.4
"""A syllable too few or too many; one that is often swallowed."""
_WRONG: Final = 1.0
_SHORT: Final = 4
"""Up to so many syllables there is no room for more than one slip."""


@dataclass(frozen=True)
class Tolerance:
    """How much may differ from a spelling of n syllables."""

    alike: float
    """The cost for each syllable up to which a spelling may only sound alike."""
    edited: float = 0.0
    """The same for a long spelling, where a syllable may also be quite another, missing or too many."""
    edited_from: int = 7
    """Syllables that make a spelling long. A shorter one with another syllable in it is another sentence:
    跟您没关系 is not 跟我没关系."""

    def limit(self, size: int) -> float:
        """The most that a spelling of `size` syllables may cost."""
        if self.edits(size):
            return self.edited * size
        return self.alike * size if size > _SHORT else NEAR

    def edits(self, size: int) -> int:
        """How many of its syllables may be quite another: one of seven, two of ten, three of thirteen."""
        return (size - self.edited_from) // 3 + 1 if self.edited and size >= self.edited_from else 0


TYPED: Final = Tolerance(alike=0.13)
"""For text: every syllable is the same or one that people mix up."""
HEARD: Final = Tolerance(alike=0.13, edited=0.22)
"""For what a recogniser wrote."""


class Spelling(Protocol):
    """What is laid over the text."""

    @property
    def syllables(self) -> tuple[str, ...]:
        """Toneless."""

    @property
    def telling(self) -> tuple[bool, ...]:
        """Which syllables may never be another or missing."""

    @property
    def light(self) -> tuple[bool, ...]:
        """Which may be missing at half the cost."""

    @property
    def beginnings(self) -> tuple[int, ...]:
        """A number for what it begins with up to each syllable but the last: equal numbers, equal beginnings."""


@dataclass(frozen=True)
class Place:
    """Where a spelling lies: `start` to `end` of the window, at that cost."""

    start: int
    end: int
    cost: float


@dataclass
class Window:
    """A stretch of folded text with its sounds, and the costs that were worked out for it."""

    text: str
    sounds: list[tuple[str, ...]] = field(init=False)
    _rows: dict[str, list[float]] = field(default_factory=dict)
    beginnings: dict[int, tuple[list[float], list[int], float]] = field(default_factory=dict)
    """What a beginning that many spellings share costs up to each character, where it starts, and the least cost."""

    def __post_init__(self) -> None:
        self.sounds = [sounds_of(char) for char in self.text]

    def costs(self, syllable: str) -> list[float]:
        """For each character of the window, how far it sounds from `syllable`."""
        row = self._rows.get(syllable)
        if row is None:
            row = self._rows[syllable] = [min(cost(one, syllable) for one in heard) for heard in self.sounds]
        return row


def alike(spelling: Spelling, window: Window, start: int, tolerance: Tolerance) -> Place | None:
    """Where `spelling` lies from `start` on, syllable upon syllable: none missing and none quite another."""
    size = len(spelling.syllables)
    limit, total = tolerance.limit(size), 0.0
    if start + size > len(window.text):
        return None
    for place, syllable in enumerate(spelling.syllables, start):
        apart = window.costs(syllable)[place]
        total += apart
        if apart > NEAR or total > limit:
            return None
    return Place(start, start + size, total)


def edited(spelling: Spelling, window: Window, tolerance: Tolerance) -> Iterator[Place]:
    """Every stretch of the window that is `spelling` within the tolerance; of those that end alike the cheapest.

    What a phrase begins and ends with is always heard, or any words beside it would do.
    """
    size, width = len(spelling.syllables), len(window.text)
    limit = tolerance.limit(size)
    costs = [0.0] * (width + 1)
    starts = list(range(width + 1))
    for index, syllable in enumerate(spelling.syllables):
        shared = spelling.beginnings[index] if index < len(spelling.beginnings) else None
        if shared is not None and shared in window.beginnings:
            costs, starts, least = window.beginnings[shared]
            if least > limit:
                return
            continue
        inner, telling = 0 < index < size - 1, spelling.telling[index]
        missing = _LIGHT_MISSING if spelling.light[index] else _NEVER if telling else _MISSING
        wrong = _WRONG if inner and not telling else _NEVER
        extra = _MISSING if inner else _NEVER
        row = window.costs(syllable)
        costs, starts = _next_row(costs, starts, row, missing if inner else _NEVER, wrong, extra)
        least = min(costs)
        if shared is not None:
            window.beginnings[shared] = (costs, starts, least)
        if least > limit:
            return
    for end in range(1, width + 1):
        if costs[end] <= limit:
            yield Place(starts[end], end, costs[end])


def _next_row(
    costs: list[float], starts: list[int], row: Sequence[float], missing: float, wrong: float, extra: float
) -> tuple[list[float], list[int]]:
    """One syllable further: it is heard here, missing, or something else stands before it."""
    new_costs, new_starts = [costs[0] + missing], [starts[0]]
    for place, apart in enumerate(row):
        best = costs[place] + (apart if apart <= NEAR else wrong)
        start = starts[place]
        if costs[place + 1] + missing < best:
            best, start = costs[place + 1] + missing, starts[place + 1]
        if new_costs[place] + extra < best:
            best, start = new_costs[place] + extra, new_starts[place]
        new_costs.append(best)
        new_starts.append(start)
    return new_costs, new_starts
