"""The ways to say one phrase, read from the short form in which the data writes them.

`(你|您|)怎么(这么|那么)麻烦` stands for every choice of one part from each pair of brackets; a part may be empty.
A wording is searched as one pattern; its spellings are a few of the texts it stands for, for finders by sound and
for tests. Knows no line and no context.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from scripts_lib.line_text import Line, line_of
from scripts_lib.model import Phrase
from scripts_lib.spoken import PARTICLES

SHORTEST_PROVABLE: Final = 3
"""A phrase of fewer syllables can be meant by too many sounds to cost points (PEN-11)."""

_BRACKETS: Final = re.compile(r"\(([^()]*)\)")

_MARKS: Final = re.compile(r"[，。？！、]")

_PARTICLE_WORDS: Final = PARTICLES | {"啊"}

Parts = list[list[str]]
"""Of a wording: for each piece its choices, in order; a piece outside of brackets has one."""


@dataclass(frozen=True)
class Wording:
    """One entry of the data, ready to be searched in a folded line, with the conditions that make it a fault."""

    phrase: Phrase
    source: str
    """As the data has it."""
    pattern: re.Pattern[str]
    needed: str
    """Folded characters that every spelling has: where they are missing there is nothing to search."""
    marks: int
    """How many clause-ending marks a spelling may have inside."""
    begins: bool = False
    """Only as the beginning of an answer: 不知道什么时候修好, not 您知道不知道什么时候."""
    ends: bool = False
    """Only at the end of a clause."""
    at_start: bool = False
    first_words: bool = False
    exclaimed: bool = False
    """Only with a particle behind it: 你去告呀, not 你去告诉他."""


def parts_of(source: str) -> Parts:
    """The pieces and choices of a wording as the data has it. Raises ValueError when brackets do not pair."""
    pieces = _BRACKETS.split(source)
    if any(mark in piece for piece in pieces[::2] for mark in "()|"):
        raise ValueError(f"{source!r}: brackets do not pair, or a | stands outside of them")
    parts = [piece.split("|") if index % 2 else [piece] for index, piece in enumerate(pieces)]
    return [choices for choices in parts if choices != [""]]


def spellings_of(source: str) -> list[str]:
    """Some of the texts that a wording stands for: each choice of each bracket at least once, the plain one first."""
    parts = parts_of(source)
    plain = [choices[0] for choices in parts]
    bare = [choices[-1] for choices in parts]
    chosen = [plain, bare]
    for index, choices in enumerate(parts):
        chosen += [[*rest[:index], choice, *rest[index + 1 :]] for choice in choices for rest in (plain, bare)]
    return list(dict.fromkeys("".join(one) for one in chosen))


def without_marks(spelling: str) -> str:
    """A spelling as it is written in haste."""
    return _MARKS.sub("", spelling)


def wordings_of(phrase: Phrase) -> Iterator[Wording]:
    """All the entries of `phrase`, the least bound ones first. Raises ValueError for one that cannot be read."""
    bound = {
        "begins": phrase.whole_answer,
        "ends": phrase.whole_answer or phrase.at_end,
        "at_start": phrase.at_start,
        "first_words": phrase.first_words,
    }
    for sources, held in (
        (phrase.anywhere, {}),
        (phrase.beginnings, {"begins": True}),
        ((phrase.text, *phrase.variants), bound),
        (phrase.answers, {"begins": True, "ends": True}),
    ):
        for source in sources:
            yield from _readings(phrase, source, held)


def excuses_of(phrase: Phrase) -> tuple[re.Pattern[str], ...]:
    """The polite wordings that are no fault, as patterns for a folded line."""
    return tuple(_pattern(parts_of(source)) for source in phrase.not_within)


def sources_of(phrase: Phrase) -> tuple[str, ...]:
    """Everything of `phrase` that may be written with choices, as the data has it."""
    said = (phrase.text, *phrase.variants, *phrase.anywhere, *phrase.beginnings, *phrase.answers)
    return (*said, *phrase.not_within)


def check_wording(source: str) -> None:
    """Raises ValueError, with what is wrong, when a wording of the data cannot be read or has no word to find."""
    if _pattern(parts_of(source)).fullmatch(""):
        raise ValueError(f"{source!r} has no word to find")


def _readings(phrase: Phrase, source: str, held: dict[str, bool]) -> Iterator[Wording]:
    """One wording, or two when it may end with a particle: with it, and otherwise without."""
    parts = parts_of(source)
    if not parts:
        raise ValueError("a wording without a word")
    last = [_without_particle(choice) for choice in parts[-1]]
    for exclaimed in (False, True):
        ending = [choice for choice, with_particle in last if with_particle == exclaimed]
        if ending:
            yield _wording(phrase, source, [*parts[:-1], ending], {**held, "exclaimed": exclaimed})


def _without_particle(choice: str) -> tuple[str, bool]:
    bare = choice.rstrip("".join(_PARTICLE_WORDS))
    return bare, bare != choice


def _wording(phrase: Phrase, source: str, parts: Parts, held: dict[str, Any]) -> Wording:
    pattern = _pattern(parts)
    if pattern.fullmatch(""):
        raise ValueError(f"{source!r} has no word to find")
    needed = max((min(_foldings(choices), key=len) for choices in parts if len(choices) == 1), key=len, default="")
    return Wording(phrase, source, pattern, needed, sum(_marks(choices) for choices in parts), **held)


def _pattern(parts: Sequence[Sequence[str]]) -> re.Pattern[str]:
    """Longer choices first, so that the longest reading is found."""
    folded = (sorted({*_foldings(choices)}, key=len, reverse=True) for choices in parts)
    return re.compile("".join(f"(?:{'|'.join(map(re.escape, choices))})" for choices in folded))


def _foldings(choices: Sequence[str]) -> Iterator[str]:
    """Each choice with and without its marks: unmarked, 你问我，我问谁 looks like a stutter."""
    for choice in choices:
        yield _folded(choice).text
        yield _folded(without_marks(choice)).text


def _marks(choices: Sequence[str]) -> int:
    """The most clause-ending marks in one of the choices; one at its edge counts."""
    return max(max((*_folded(f"一{choice}一").breaks, 0)) for choice in choices)


@cache
def _folded(text: str) -> Line:
    return line_of(text)
