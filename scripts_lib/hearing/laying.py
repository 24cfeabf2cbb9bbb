"""Lays many spellings over one stretch of text at a time, each where it costs least (Sellers' algorithm).

Much looser than `alignment.py`, and so without its early ends: hundreds of spellings are laid over whatever an agent
says, while somebody waits. So they go through it side by side. Knows no rule.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from scripts_lib.hearing.alignment import Window
from scripts_lib.hearing.sounds import cost, sounds_of

_EDIT: Final = 1.0
"""A syllable missing or too many."""
_WRONG: Final = 0.9
"""Another syllable: less than one missing beside one too many, so that the phrase is laid where it was said."""

_Costs = npt.NDArray[np.float64]
_Places = npt.NDArray[np.intp]


class Layer:
    """Lays `spellings`, each of one syllable at least, by their numbers."""

    def __init__(self, spellings: Sequence[Sequence[str]]) -> None:
        self._syllables = sorted({syllable for one in spellings for syllable in one})
        numbers = {syllable: number for number, syllable in enumerate(self._syllables)}
        self._spellings = [[numbers[syllable] for syllable in one] for one in spellings]
        self._known: dict[str, _Costs] = {}
        """For each character that was heard once, how far it sounds from each syllable."""

    def lay(self, which: Sequence[int], window: Window) -> list[tuple[float, int, int]]:
        """Where each of these spellings lies best in `window`: the cost for each syllable, start and end."""
        if not which:
            return []
        order, longest_first = self._ordered(which)
        costs, starts = _laid(longest_first, self._heard(window))
        ends = costs.argmin(axis=0)
        laid = [(0.0, 0, 0)] * len(which)
        for column, place in enumerate(order):
            end = int(ends[column])
            size = len(longest_first[column])
            laid[place] = (float(costs[end, column]) / size, int(starts[end, column]), end)
        return laid

    def lay_over(self, which: Sequence[int], window: Window) -> list[float]:
        """What each of these spellings costs as all that was said in `window`, for each of its syllables."""
        if not which:
            return []
        order, longest_first = self._ordered(which)
        costs, _ = _laid(longest_first, self._heard(window), free=False)
        laid = [0.0] * len(which)
        for column, place in enumerate(order):
            laid[place] = float(costs[-1, column]) / len(longest_first[column])
        return laid

    def _ordered(self, which: Sequence[int]) -> tuple[list[int], list[list[int]]]:
        """The places of these spellings, longest first, and their syllables."""
        order = sorted(range(len(which)), key=lambda place: -len(self._spellings[which[place]]))
        return order, [self._spellings[which[place]] for place in order]

    def _heard(self, window: Window) -> _Costs:
        return np.array([self._costs(char) for char in window.text]).reshape(len(window.text), len(self._syllables))

    def _costs(self, char: str) -> _Costs:
        known = self._known.get(char)
        if known is None:
            apart = [min(cost(one, syllable) for one in sounds_of(char)) for syllable in self._syllables]
            known = self._known[char] = np.minimum(np.array(apart), _WRONG)
        return known


def _laid(spellings: Sequence[Sequence[int]], heard: _Costs, *, free: bool = True) -> tuple[_Costs, _Places]:
    """`(places, spellings)`: what each spelling costs that ends there, and where it starts. Longest spellings first;
    `heard` is `(characters, syllables)`. What stands before a spelling costs nothing where it is `free` to start."""
    width, count = len(heard), len(spellings)
    costs = np.zeros((width + 1, count))
    if not free:
        costs += _EDIT * np.arange(width + 1)[:, None]
    starts = np.repeat(np.arange(width + 1, dtype=np.intp)[:, None], count, axis=1)
    for index in range(len(spellings[0])):
        going = [one[index] for one in spellings if len(one) > index]
        old, begun = costs[:, : len(going)].copy(), starts[:, : len(going)].copy()
        new, new_starts = costs[:, : len(going)], starts[:, : len(going)]
        np.add(old[0], _EDIT, out=new[0])
        said = old[:-1] + heard[:, going]
        missing = old[1:] + _EDIT
        best = np.where(missing < said, missing, said)
        where = np.where(missing < said, begun[1:], begun[:-1])
        for place in range(width):
            extra = new[place] + _EDIT
            other = extra < best[place]
            new[place + 1] = np.where(other, extra, best[place])
            new_starts[place + 1] = np.where(other, new_starts[place], where[place])
    return costs, starts
