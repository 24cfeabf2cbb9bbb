"""The wordings as syllables, and which of them a stretch of text may hold at all.

Most wordings share too few sounds with a line to be there; counting shared sounds finds that out hundreds of times
faster than comparing them. Sounds are counted by class: syllables that may be mixed up have one class in common.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from scripts_lib.hearing.alignment import Tolerance, Window
from scripts_lib.hearing.sounds import class_of, syllables_of
from scripts_lib.line_text import fold
from scripts_lib.wordings import Wording, spellings_of, without_marks

SHORTEST: Final = 3
"""Fewer syllables mean too many things: 喂 sounds like 为."""

_TELLING: Final = frozenset("不没别谁告烦管我你您他她有无说讲好可")
"""Another sound in their place makes another sentence: 处理得了."""
_LIGHT: Final = frozenset("你您我他她的了着就也都还自")
"""May be missing or another without changing what is said."""


@dataclass(frozen=True)
class Sounded:
    """A spelling of a wording as toneless syllables."""

    wording: Wording
    syllables: tuple[str, ...]
    telling: tuple[bool, ...]
    light: tuple[bool, ...]
    text: str
    """Folded."""
    beginnings: tuple[int, ...] = ()


class Lexicon:
    """All the spellings of some wordings by their sounds."""

    def __init__(self, wordings: Sequence[Wording], tolerance: Tolerance) -> None:
        self._starting: dict[tuple[str, str, str], list[Sounded]] = defaultdict(list)
        """By the classes of their first three syllables."""
        self._long: list[Sounded] = []
        self._holding: dict[str, list[int]] = defaultdict(list)
        """By class of sound the numbers of the long spellings that have it, once for each time."""
        self._enough: list[int] = []
        self._beginnings: dict[tuple[int, str, bool, bool], int] = {}
        for one in _spellings(wordings):
            classes = [class_of(syllable) for syllable in one.syllables]
            self._starting[classes[0], classes[1], classes[2]].append(one)
            # Both out of order and misheard is too much of a guess for what it costs.
            edits = 0 if one.wording.swapped else tolerance.edits(len(classes))
            if edits:
                for each in classes:
                    self._holding[each].append(len(self._long))
                self._long.append(replace(one, beginnings=(*self._numbered(one),)))
                self._enough.append(len(classes) - edits - sum(one.light[1:-1]))

    def _numbered(self, one: Sounded) -> Iterator[int]:
        number = 0
        for piece in zip(one.syllables[:-1], one.telling, one.light, strict=False):
            number = self._beginnings.setdefault((number, *piece), len(self._beginnings) + 1)
            yield number

    def starting(self, window: Window) -> Iterator[tuple[Sounded, int]]:
        """The spellings that may begin in the window, each with the place."""
        classes = [{class_of(syllable) for syllable in heard} for heard in window.sounds]
        for start, first_three in enumerate(zip(classes, classes[1:], classes[2:], strict=False)):
            for three in product(*first_three):
                for one in self._starting.get(three, ()):
                    yield one, start

    def holding(self, window: Window) -> Iterator[Sounded]:
        """The long spellings that share enough sounds with the window to stand there with some syllables wrong."""
        shared: Counter[int] = Counter()
        for sound in {class_of(syllable) for heard in window.sounds for syllable in heard}:
            shared.update(self._holding.get(sound, ()))
        return (self._long[number] for number, count in shared.items() if count >= self._enough[number])


def _spellings(wordings: Sequence[Wording]) -> Iterator[Sounded]:
    seen: set[tuple[object, ...]] = set()
    for wording in wordings:
        if wording.misheard:
            continue  # written just so; what sounds like it is something else
        spellings = spellings_of(wording.source)
        # Unmarked, 你问我，我问谁 looks like a stutter, and so it does in a line.
        for text in map(fold, (*spellings, *map(without_marks, spellings))):
            syllables = syllables_of(text)
            if len(syllables) != len(text) or len(text) < SHORTEST or not wording.pattern.fullmatch(text):
                continue
            key = (wording.phrase.rule, syllables, wording.bounds)
            if key not in seen:
                seen.add(key)
                yield Sounded(
                    wording,
                    syllables,
                    tuple(char in _TELLING for char in text),
                    tuple(char in _LIGHT for char in text),
                    text,
                )
