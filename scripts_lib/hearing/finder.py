"""Finds phrases by their sound: toneless syllables compared at a cost, so that 有本是你去告 is 有本事你去告.

Two tolerances: `TYPED` takes a wording only when every syllable is the same or one that people mix up; `HEARD`, for
what a recogniser wrote, lets some syllables of a long one be wrong, missing or too many. Negations and persons are
never guessed. The work on one line is bounded by a count of compared syllables, not by a clock, so that the same line
has the same answer everywhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from scripts_lib.hearing.alignment import HEARD, TYPED, Place, Tolerance, Window, alike, edited
from scripts_lib.hearing.lexicon import Lexicon, Sounded
from scripts_lib.line_text import Line
from scripts_lib.phrases import Candidate, Search
from scripts_lib.wordings import Wording

MOST_CELLS: Final = 600_000
"""Compared syllables a line: about a second at the very most."""

_WINDOW, _STEP = 48, 24
"""Characters of a line that are looked at together, and how far the next look is moved on: more than any phrase."""

_WHOLE_UP_TO, _ENDS_UP_TO = 3, 4
"""Syllables up to which a phrase that only sounds alike must be the whole answer, or at least end it."""

_ALIKE: Final = 0.8
"""How sure a phrase is that sounds the same but is written otherwise."""


__all__ = ["HEARD", "MOST_CELLS", "TYPED", "SoundFinder", "Tolerance"]


class SoundFinder:
    """Proposes places that sound like a wording."""

    def __init__(self, tolerance: Tolerance = TYPED) -> None:
        self._tolerance = tolerance

    def prepared(self, wordings: Sequence[Wording]) -> Search:
        """Searches for every place that sounds like one of `wordings`."""
        return _Search(wordings, self._tolerance)


class _Search:
    def __init__(self, wordings: Sequence[Wording], tolerance: Tolerance) -> None:
        self._wordings = wordings
        self._tolerance = tolerance

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon(self._wordings, self._tolerance)

    def __call__(self, line: Line) -> Iterator[Candidate]:
        left = MOST_CELLS
        for begin in range(0, max(1, len(line.text) - _STEP), _STEP):
            window = Window(line.text[begin : begin + _WINDOW])
            for sounded, start in self._lexicon.starting(window):
                left -= len(sounded.syllables)
                found = alike(sounded, window, start, self._tolerance)
                if found is not None and _asks_alike(sounded, window, found):
                    yield _candidate(sounded, begin, found)
            for sounded in self._lexicon.holding(window):
                left -= len(sounded.syllables) * len(window.text)
                for place in edited(sounded, window, self._tolerance):
                    if _asks_alike(sounded, window, place):
                        yield _candidate(sounded, begin, place)
            if left < 0:
                return


def _asks_alike(sounded: Sounded, window: Window, place: Place) -> bool:
    """False where a 吗 makes a question of what the wording says: 不知道吗 is not 不知道那."""
    return window.text[place.end - 1] != "吗" or sounded.syllables[-1] in ("ma", "me")


def _candidate(sounded: Sounded, begin: int, place: Place) -> Candidate:
    size = len(sounded.syllables)
    wording = sounded.wording
    begins, ends = wording.begins or size <= _WHOLE_UP_TO, wording.ends or size <= _ENDS_UP_TO
    if (begins, ends) != (wording.begins, wording.ends):
        wording = replace(wording, begins=begins, ends=ends)
    sure = round(_ALIKE * (1 - place.cost / size), 2)
    return Candidate(wording, begin + place.start, begin + place.end, sure, sounded.text)
