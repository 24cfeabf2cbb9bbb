"""One line of typed or recognised speech, folded so that a phrase is found however it was written (SAY-1).

Full width becomes half width, traditional becomes simplified, 啊 becomes 呀, a 儿 of Beijing speech and fillers such
as 那个 fall away, and so do spaces and punctuation; every character kept knows its place in the original text, the
clause it stands in, and whether it quotes the caller. Time grows with the length of the text only. Knows no phrase.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from opencc import OpenCC

_FOLDED: Final = {"啊": "呀", "著": "着", "甚": "什", "妳": "你"}
"""What OpenCC leaves, and particles that speech does not keep apart."""

_HARD: Final = frozenset("，。！？；：,.!?;:\n\r…")
"""Marks that end a clause. Inside a short phrase they mean that the words do not belong together."""
_SOFT_END: Final = frozenset("、")
"""Ends a clause, but may stand inside a phrase."""
_OPENS: Final = {"「": "」", "『": "』", "“": "”", "‘": "’", "《": "》", '"': '"'}

_CLAUSE_MARKS: Final = _HARD | _SOFT_END | _OPENS.keys() | set(_OPENS.values())

_RETROFLEX_AFTER: Final = frozenset("事人会点这那哪块")
"""After these a 儿 is only the Beijing r: 这个事儿, 没这个人儿, 等一会儿."""
_CHILD_BEFORE: Final = frozenset("子女童媳科歌")
"""Before these it is a child: 老人儿子."""

_FILLERS: Final = re.compile(r"就是说|那个|[嗯呃]")

_REPORTING: Final = re.compile(
    r"(?<![跟对和给向与])(?:业主|住户|客户|来电人|对方|租户|邻居|居民|家属|先生|女士|[他她])"
    r"(?:们|刚才|刚刚|自己|当时|一直|也|又|还|就|都|老){0,3}"
    r"(?:说|讲|称|表示|反映|提到|回答|问|告诉我|跟我说|和我说|对我说)"
)
_ADDRESSING: Final = re.compile(
    r"(?<![跟对和给向与])[您你](?:刚才|刚刚|自己|当时|一直|也|又|还|就|都){0,3}(?:说|讲|反映|提到|表示)(?![话你您])"
)

_ANYONE: Final = re.compile(r"(?<![我们])(?:说|讲|称|表示|问|回答|反映)")
"""Only before a colon: 保安说：不知道."""


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
    """How many fillers stand before each character, from the start of the text."""
    quoted: tuple[bool, ...]
    """True for words that are not the speaker's own."""


@cache
def _to_simplified() -> OpenCC:
    """Loaded with the first text, so that importing this file costs nothing."""
    return OpenCC("t2s")


@lru_cache(maxsize=8192)
def _fold(char: str) -> str:
    """One character, folded to exactly one; empty when it says nothing (a space, a mark)."""
    narrow = unicodedata.normalize("NFKC", char)
    narrow = narrow if len(narrow) == 1 else char
    if not narrow.isalnum():
        return ""
    simple = _to_simplified().convert(narrow).lower()
    simple = simple if len(simple) == 1 else narrow
    return _FOLDED.get(simple, simple)


def fold(text: str) -> str:
    """A phrase, folded like a line but with nothing else known of it."""
    return line_of(text).text


def line_of(text: str) -> Line:
    """Fold a text of any length."""
    return _Reading(text).line()


class _Reading:
    """One pass over the original text."""

    def __init__(self, text: str) -> None:
        self.original = text
        self.inside = _quoted_by_marks(text)
        self.chars: list[str] = []
        self.places: list[int] = []
        self.tails: list[int] = []
        self.breaks: list[int] = []
        self.clauses: list[int] = []
        self.colons: set[int] = set()
        """Clauses that a colon ended."""

    def line(self) -> Line:
        breaks = clause = 0
        broken = False
        for place, char in enumerate(self.original):
            kept = _fold(char)
            if kept == "儿" and self._is_retroflex(place):
                self.tails[-1] = place + 1
            elif kept:
                # Marks in a row are one break.
                breaks += broken
                broken = False
                self._keep(kept, place, breaks, clause)
            elif char in _CLAUSE_MARKS:
                broken = broken or char in _HARD
                if char in ":：":
                    self.colons.add(clause)
                clause += 1
        return self._without_fillers()

    def _keep(self, char: str, place: int, breaks: int, clause: int) -> None:
        self.chars.append(char)
        self.places.append(place)
        self.tails.append(place + 1)
        self.breaks.append(breaks)
        self.clauses.append(clause)

    def _is_retroflex(self, place: int) -> bool:
        following = self.original[place + 1 : place + 2]
        return bool(self.chars) and self.chars[-1] in _RETROFLEX_AFTER and following not in _CHILD_BEFORE

    def _without_fillers(self) -> Line:
        joined = "".join(self.chars)
        dropped = bytearray(len(joined))
        for filler in _FILLERS.finditer(joined):
            dropped[filler.start() : filler.end()] = b"\x01" * (filler.end() - filler.start())
        kept = [index for index in range(len(joined)) if not dropped[index]]
        before, fillers = 0, []
        for index in range(len(joined)):
            before += dropped[index]
            if not dropped[index]:
                fillers.append(before)
        text = "".join(joined[index] for index in kept)
        clauses = [self.clauses[index] for index in kept]
        starts, ends = _clause_bounds(clauses)
        places = [self.places[index] for index in kept]
        reported = self._reported(text, clauses, ends)
        quoted = (bool(self.inside[place] or word) for place, word in zip(places, reported, strict=True))
        return Line(
            text=text,
            places=tuple(places),
            tails=tuple(self.tails[index] for index in kept),
            starts=tuple(starts),
            ends=tuple(ends),
            breaks=tuple(self.breaks[index] for index in kept),
            fillers=tuple(fillers),
            quoted=tuple(quoted),
        )

    def _reported(self, text: str, clauses: list[int], ends: list[int]) -> bytearray:
        """Marks what follows 业主说 or 您说 up to the end of the clause, or of the next one behind a colon."""
        marked = bytearray(len(text))
        for pattern in (_REPORTING, _ADDRESSING, _ANYONE):
            for verb in pattern.finditer(text):
                last = verb.end() - 1
                at_colon = clauses[last] in self.colons and ends[last] == verb.end()
                if clauses[verb.start()] != clauses[last] or (pattern is _ANYONE and not at_colon):
                    continue
                stop = ends[last]
                if stop == verb.end() < len(text) and (at_colon or pattern is _REPORTING):
                    stop = ends[stop]
                # A clause is marked once from the left; the rest of it needs no second marking.
                if verb.end() < stop and not marked[verb.end()]:
                    marked[verb.end() : stop] = b"\x01" * (stop - verb.end())
        return marked


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


def _quoted_by_marks(text: str) -> bytearray:
    """Which characters stand between quotation marks that are closed again."""
    depth = [0] * (len(text) + 1)
    opened: list[tuple[str, int]] = []
    for place, char in enumerate(text):
        if opened and char == opened[-1][0]:
            depth[opened.pop()[1]] += 1
            depth[place] -= 1
        elif char in _OPENS:
            opened.append((_OPENS[char], place))
    inside, level = bytearray(len(text)), 0
    for place in range(len(text)):
        level += depth[place]
        inside[place] = level > 0
    return inside
