"""One line of typed or recognised speech, folded so that a phrase is found however it was written (SAY-1).

Full width becomes half width, traditional becomes simplified, dialect becomes Mandarin; a 儿 of Beijing speech,
fillers such as 那个, particles such as 呀 and stutters fall away, and so do spaces and punctuation. Every character
kept knows its place in the original text, the clause it stands in, and whether it quotes the caller. Time grows with
the length of the text only. Knows no phrase.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

from opencc import OpenCC

from scripts_lib import spoken
from scripts_lib.quoting import quoted_by_marks, reported

_FOLDED: Final = {"啊": "呀", "著": "着", "甚": "什", "妳": "你"}
"""What OpenCC leaves, and particles that speech does not keep apart."""

_HARD: Final = frozenset("，。！？；：,.!?;:\n\r")
"""Marks that end a clause. Inside a short phrase they mean that the words do not belong together."""
_SOFT_END: Final = frozenset("、…—")
"""End a clause, but may stand inside a phrase; so may a row of full stops, which is a pause."""
_STOPS: Final = frozenset("。.")
_PAIRED: Final = frozenset('「」『』“”‘’《》"')
_CLAUSE_MARKS: Final = _HARD | _SOFT_END | _PAIRED

_CALLS_ON: Final = re.compile(r"[啊呀啦唉哎嘛哦喔咯喽呗噻](?=[你您我])")
"""After such a particle somebody is spoken to in a new clause, with or without a comma: 不知道呀你问别人吧."""

_GAP: Final = re.compile(r"(?<=\w{3})[ \t　]+(?=\w{3})")
"""A space between longer groups stands for a comma: 不知道 你问别人吧. Between short ones it only parts words."""

_RETROFLEX_AFTER: Final = frozenset("事人会点这那哪块个法劲样招")
"""After these a 儿 is only the Beijing r: 这个事儿, 没这个人儿, 等一会儿."""
_CHILD_BEFORE: Final = frozenset("子女童媳科歌")
"""Before these it is a child: 老人儿子."""


@dataclass(frozen=True)
class Line:
    """The folded text. All tuples are as long as `text`."""

    text: str
    places: tuple[int, ...]
    """Offset of each character in the original."""
    tails: tuple[int, ...]
    """Offset just behind each character, with a 儿 that belongs to it."""
    starts: tuple[int, ...]
    """Index in `text` at which the clause of each character begins."""
    ends: tuple[int, ...]
    """Index in `text` just behind the clause of each character."""
    breaks: tuple[int, ...]
    """In how many places before each character clause-ending marks (，。！？…) stand, from the start of the text."""
    fillers: tuple[int, ...]
    """How many characters of fillers and stutters stand before each character, from the start of the text."""
    particles: tuple[int, ...]
    """Offset just behind the particles that follow each character in its clause (没长眼睛呀); 0 without any."""
    quoted: tuple[bool, ...]
    """True for words that are not the speaker's own."""


@cache
def to_simplified() -> OpenCC:
    """Loaded with the first text, so that importing this file costs nothing."""
    return OpenCC("t2s")


@lru_cache(maxsize=8192)
def _fold(char: str) -> str:
    """One character, folded to exactly one; empty when it says nothing (a space, a mark)."""
    narrow = unicodedata.normalize("NFKC", char)
    narrow = narrow if len(narrow) == 1 else char
    if not narrow.isalnum():
        return ""
    simple = to_simplified().convert(narrow).lower()
    simple = simple if len(simple) == 1 else narrow
    return _FOLDED.get(simple, simple)


def fold(text: str) -> str:
    """A phrase, folded like a line but with nothing else known of it."""
    return line_of(text).text


def line_of(text: str) -> Line:
    """Fold a text of any length."""
    return _Reading(text).line()


@dataclass
class _Char:
    """One character on the way into the line."""

    char: str
    place: int
    tail: int
    breaks: int
    clause: int
    particles: int = 0
    fillers: int = 0


class _Reading:
    """One pass over the original text, then one for each thing that spoken language adds to it."""

    def __init__(self, text: str) -> None:
        self.original = text
        self.chars: list[_Char] = []
        self.colons: set[int] = set()
        """Clauses that a colon ended."""

    def line(self) -> Line:
        self._read()
        self._without([*spoken.fillers(self._text())])
        self._without_particles()
        self._to_mandarin()
        self._without([*spoken.stutters(self._text(), [one.clause for one in self.chars])])
        return self._as_line()

    def _text(self) -> str:
        return "".join(one.char for one in self.chars)

    def _read(self) -> None:
        breaks = clause = 0
        broken = False
        gaps = {gap.start() for gap in _GAP.finditer(self.original)}
        calls = {call.start() for call in _CALLS_ON.finditer(self.original)}
        for place, char in enumerate(self.original):
            kept = _fold(char)
            if kept == "儿" and self._is_retroflex(place):
                self.chars[-1].tail = place + 1
            elif kept:
                # Marks in a row are one break.
                breaks += broken
                broken = False
                self.chars.append(_Char(kept, place, place + 1, breaks, clause))
                clause += place in calls
            elif char in _CLAUSE_MARKS or place in gaps:
                broken = broken or (char in _HARD and not self._is_pause(place))
                if char in ":：":
                    self.colons.add(clause)
                clause += 1

    def _is_retroflex(self, place: int) -> bool:
        following = self.original[place + 1 : place + 2]
        return bool(self.chars) and self.chars[-1].char in _RETROFLEX_AFTER and following not in _CHILD_BEFORE

    def _is_pause(self, place: int) -> bool:
        char = self.original[place]
        beside = self.original[max(0, place - 1) : place] + self.original[place + 1 : place + 2]
        return char in _STOPS and char in beside

    def _to_mandarin(self) -> None:
        made: list[_Char] = []
        done = 0
        for start, end, words in spoken.dialect(self._text()):
            source = self.chars[start:end]
            if source[0].clause != source[-1].clause:
                continue
            made += self.chars[done:start]
            done = end
            for index, char in enumerate(words):
                first = source[min(index, len(source) - 1)]
                last = source[-1] if index == len(words) - 1 else replace(first, particles=0)
                made.append(replace(last, char=char, place=first.place, breaks=first.breaks))
        self.chars = made + self.chars[done:]

    def _without_particles(self) -> None:
        kept: list[_Char] = []
        for one in self.chars:
            if one.char not in spoken.PARTICLES:
                kept.append(one)
            elif kept and kept[-1].breaks == one.breaks:
                kept[-1].particles = one.tail
        self.chars = kept

    def _without(self, spans: list[tuple[int, int]]) -> None:
        dropped = bytearray(len(self.chars))
        for start, end in spans:
            dropped[start:end] = b"\x01" * (end - start)
        spoken_clauses = {one.clause for one, gone in zip(self.chars, dropped, strict=True) if not gone}
        before = pauses = 0
        kept: list[_Char] = []
        for one, gone in zip(self.chars, dropped, strict=True):
            before += gone
            one.fillers += before
            if gone and kept and one.clause not in spoken_clauses:
                # A clause of nothing but fillers is a pause within one sentence: 急，那个，什么.
                pauses = max(pauses, one.breaks + 1 - kept[-1].breaks)
            one.breaks -= pauses
            if not gone:
                kept.append(one)
            elif kept:
                kept[-1].particles = max(kept[-1].particles, one.particles)
        self.chars = kept

    def _as_line(self) -> Line:
        text = self._text()
        clauses = [one.clause for one in self.chars]
        starts, ends = _clause_bounds(clauses)
        inside = quoted_by_marks(self.original)
        told = reported(text, clauses, ends, self.colons)
        return Line(
            text=text,
            places=tuple(one.place for one in self.chars),
            tails=tuple(one.tail for one in self.chars),
            starts=tuple(starts),
            ends=tuple(ends),
            breaks=tuple(one.breaks for one in self.chars),
            fillers=tuple(one.fillers for one in self.chars),
            particles=tuple(one.particles for one in self.chars),
            quoted=tuple(bool(inside[one.place] or word) for one, word in zip(self.chars, told, strict=True)),
        )


def _clause_bounds(clauses: list[int]) -> tuple[list[int], list[int]]:
    starts = list(range(len(clauses)))
    ends = [index + 1 for index in starts]
    for index in range(1, len(clauses)):
        if clauses[index] == clauses[index - 1]:
            starts[index] = starts[index - 1]
    for index in range(len(clauses) - 2, -1, -1):
        if clauses[index] == clauses[index + 1]:
            ends[index] = ends[index + 1]
    return starts, ends
