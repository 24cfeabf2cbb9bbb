"""The ways to say one phrase, read from the short form in which the data writes them.

`(你|您|)怎么(这么|那么)麻烦` stands for every choice of one part from each pair of brackets; a part may be empty.
A wording is searched as one pattern; its spellings are a few of the texts it stands for, for finders by sound and
for tests. Knows no line and no context.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import add
from typing import Any, Final

from scripts_lib.line_text import Line, line_of
from scripts_lib.model import Phrase
from scripts_lib.spoken import PARTICLES
from scripts_lib.word_classes import with_classes

SHORTEST_PROVABLE: Final = 3
"""A phrase of fewer syllables can be meant by too many sounds to cost points (PEN-11)."""

GAP: Final = "…"
"""In the data: here something else may stand."""

AT_END: Final = "$"
"""In the data: only where a clause ends."""

_BRACKETS: Final = re.compile(r"\(([^()]*)\)")

_MARKS: Final = re.compile(r"[，。？！、…]")
_MARK: Final = re.compile(r"([，。？！、…])")

_SEAM: Final = "(?:那么|那|就|可|还|又|都|也|了|的)?"
"""What may join the two halves of a phrase where the data has a comma: 不舒服，那你别来了."""
_GAP: Final = "([^您请让帮替给谢歉]{0,10}?)"
"""What may stand where the data has `…`: up to ten characters, but nothing that makes it polite or brings in
somebody else. The only group of a pattern: how long it is tells how much of a place is the wording's."""
_LE: Final = re.compile(r"(?<![不得为])了")
"""A 了 that may as well be missing: 快下班啦. Not that of 办不了."""

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
    needed: tuple[str, ...]
    """Folded characters of which every spelling has one: where all are missing there is nothing to search."""
    also: tuple[str, ...]
    """The same of another part: empty where there is no other."""
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

    swapped: bool = False
    """Its halves have changed places."""
    misheard: bool = False
    """Nobody says it: what a recogniser writes for the phrase."""

    @property
    def gapped(self) -> bool:
        """Whether anything may stand between its halves."""
        return GAP in self.source

    @property
    def bounds(self) -> tuple[int | bool, ...]:
        """Everything that says where it is a fault: wordings alike in it and in their sounds are one."""
        return (self.marks, self.begins, self.ends, self.at_start, self.first_words, self.exclaimed)


def parts_of(source: str) -> Parts:
    """The pieces and choices of a wording as the data has it. Raises ValueError when brackets do not pair, or for a
    class of words that there is not."""
    pieces = _BRACKETS.split(with_classes(source.removesuffix(AT_END)))
    if any(mark in piece for piece in pieces[::2] for mark in "()|"):
        raise ValueError(f"{source!r}: brackets do not pair, or a | stands outside of them")
    parts = [piece.split("|") if index % 2 else [piece] for index, piece in enumerate(pieces)]
    return [choices for choices in parts if choices != [""]]


def spellings_of(source: str) -> list[str]:
    """What finders by sound compare: the texts of a wording; none of one with a gap or a class of words, which stands
    for so many that too much would sound like one of them."""
    return [] if GAP in source or "<" in source else texts_of(source)


def texts_of(source: str) -> list[str]:
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
    """All that is said of `phrase`, the least bound ones first. Raises ValueError for one that cannot be read."""
    bound = _bound(phrase)
    said = (phrase.text, *phrase.variants)
    swapped = filter(None, map(_swapped, said)) if phrase.either_order else ()
    for sources, held in (
        (phrase.anywhere, {}),
        (phrase.beginnings, {"begins": True}),
        (said, bound),
        (swapped, {**bound, "swapped": True}),
        (phrase.answers, {"begins": True, "ends": True}),
    ):
        for source in sources:
            yield from _readings(phrase, source, held)


def misheard_of(phrase: Phrase) -> Iterator[Wording]:
    """What recognisers write for it. Raises ValueError for one that cannot be read."""
    held = {**_bound(phrase), "misheard": True}
    for source in phrase.misheard:
        yield from _readings(phrase, source, held)


def _bound(phrase: Phrase) -> dict[str, Any]:
    return {
        "begins": phrase.whole_answer,
        "ends": phrase.whole_answer or phrase.at_end,
        "at_start": phrase.at_start,
        "first_words": phrase.first_words,
    }


@lru_cache(maxsize=256)
def excuses_of(phrase: Phrase) -> tuple[re.Pattern[str], ...]:
    """The polite wordings that are no fault, as patterns for a folded line."""
    return tuple(_pattern(parts_of(source)) for source in phrase.not_within)


def sources_of(phrase: Phrase) -> tuple[str, ...]:
    """Everything of `phrase` that may be written with choices, as the data has it."""
    said = (phrase.text, *phrase.variants, *phrase.anywhere, *phrase.beginnings, *phrase.answers, *phrase.misheard)
    return (*said, *phrase.not_within)


def check_wording(source: str) -> None:
    """Raises ValueError, with what is wrong, when a wording of the data cannot be read or has no word to find."""
    if _pattern(parts_of(source)).fullmatch(""):
        raise ValueError(f"{source!r} has no word to find")


def _readings(phrase: Phrase, source: str, held: Mapping[str, Any]) -> Iterator[Wording]:
    """One wording, or two when it may end with a particle: with it, and otherwise without."""
    parts = parts_of(source)
    if not parts:
        raise ValueError("a wording without a word")
    if source.endswith(AT_END):
        held = {**held, "ends": True}
    last = [_without_particle(choice) for choice in parts[-1]]
    for exclaimed in (False, True):
        ending = [choice for choice, with_particle in last if with_particle == exclaimed]
        if ending:
            yield _wording(phrase, source, [*parts[:-1], ending], {**held, "exclaimed": exclaimed})


def _swapped(source: str) -> str:
    """The second half first; empty where there are not just two, or where it must end the clause."""
    marks = [*_MARKS.finditer(source)]
    if (
        source.endswith(AT_END)
        or len(marks) != 1
        or source.count("(", 0, marks[0].start()) != source.count(")", 0, marks[0].start())
    ):
        return ""
    return f"{source[marks[0].end() :]}{marks[0][0]}{source[: marks[0].start()]}"


def _without_particle(choice: str) -> tuple[str, bool]:
    bare = choice.rstrip("".join(_PARTICLE_WORDS))
    return bare, bare != choice


def _wording(phrase: Phrase, source: str, parts: Parts, held: dict[str, Any]) -> Wording:
    pattern = _pattern(parts)
    if pattern.fullmatch(""):
        raise ValueError(f"{source!r} has no word to find")
    needed, also = (*sorted(([*map(_solid, choices)] for choices in parts), key=_telling, reverse=True), [""])[:2]
    marks = sum(_marks(choices) for choices in parts)
    return Wording(phrase, source, pattern, (*dict.fromkeys(needed),), (*dict.fromkeys(also),), marks, **held)


def _pattern(parts: Sequence[Sequence[str]]) -> re.Pattern[str]:
    """Longer choices first, so that the longest reading is found."""
    folded = (sorted({*_foldings(choices)}, key=len, reverse=True) for choices in parts)
    return re.compile("".join(f"(?:{'|'.join(choices)})" for choices in folded))


def _foldings(choices: Sequence[str]) -> Iterator[str]:
    """Each choice as a pattern, with and without its marks: unmarked, 你问我，我问谁 looks like a stutter."""
    for choice in choices:
        pieces = _MARK.split(choice)
        halves = [re.escape(_folded(half).text) for half in pieces[::2]]
        seams = [_GAP if mark == GAP else _SEAM for mark in pieces[1::2]]
        joined = "".join(map(add, halves, [*seams, ""]))
        for text in (joined,) if GAP in choice else (joined, re.escape(_folded(without_marks(choice)).text)):
            yield _LE.sub("了?", text) if text != "了" else text


def _solid(choice: str) -> str:
    """The longest run of folded characters that is there in every spelling of `choice`."""
    pieces = (piece for half in _MARKS.split(choice) for piece in _LE.split(_folded(half).text))
    return max(pieces, key=len)


def _telling(pieces: Sequence[str]) -> tuple[int, int]:
    """How well a line can be passed over for having none of the pieces."""
    return len(min(pieces, key=len)), -len(pieces)


def _marks(choices: Sequence[str]) -> int:
    """The most clause-ending marks in one of the choices; one at its edge counts."""
    return max(max((*_folded(f"一{choice.replace(GAP, '，')}一").breaks, 0)) for choice in choices)


@cache
def _folded(text: str) -> Line:
    return line_of(text)
