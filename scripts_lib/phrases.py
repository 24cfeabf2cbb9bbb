"""Finds forbidden phrases in what an agent types or says, with the context that makes them a fault (SAY-1, LINE-3).

Two steps, kept apart: finders propose places in the folded line, the rules of `phrase_context` throw out what is
polite. `ExactFinder` compares characters; a finder by sound can be put beside it and passes the same rules. A
detector that shouts at polite speech is worse than none, so in doubt there is no hit. Knows no screen and no model
of speech.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain
from operator import add
from typing import Protocol

from scripts_lib.line_text import Line, line_of
from scripts_lib.model import Hit, Moment, Phrase
from scripts_lib.phrase_context import belongs, is_fault
from scripts_lib.wordings import SHORTEST_PROVABLE, Wording, excuses_of, misheard_of, wordings_of

_CERTAIN, _WITH_FILLERS, _MISHEARD = 1.0, 0.9, 0.5


@dataclass(frozen=True)
class Candidate:
    """A wording found at `start` to `end` of the folded line, with how sure the finder is (0 to 1)."""

    wording: Wording
    start: int
    end: int
    confidence: float
    said: str = ""
    """What the wording is there, folded, where the line only sounds like it."""
    gap: int = 0
    """How many of the characters are none of the wording's, but stand where it has a gap."""


Search = Callable[[Line], Iterable[Candidate]]
"""All the places where a wording may stand in a line, in any order; overlapping ones too."""


class Finder(Protocol):
    """Proposes places where wordings may stand. It needs no context: that is judged afterwards."""

    def prepared(self, wordings: Sequence[Wording]) -> Search:
        """The search for these wordings. Costs nothing before the first line is searched."""
        ...


class ExactFinder:
    """Compares folded characters."""

    def prepared(self, wordings: Sequence[Wording]) -> Search:
        """Searches for every place where the characters of a wording stand, fillers between them aside."""
        index: dict[str, list[Wording]] = defaultdict(list)
        for wording in wordings:
            for beginning in dict.fromkeys(each[:2] for each in wording.needed):
                index[beginning].append(wording)
        return partial(self._find, index)

    def _find(self, index: Mapping[str, Sequence[Wording]], line: Line) -> Iterator[Candidate]:
        beginnings = dict.fromkeys(("", *line.text, *map(add, line.text, line.text[1:])))
        held = {
            id(wording): wording
            for each in beginnings
            for wording in index.get(each, ())
            if any(map(line.text.__contains__, wording.also))
        }
        for wording in held.values():
            match = wording.pattern.search(line.text)
            while match is not None:
                start, end = match.span()
                filled = line.fillers[end - 1] > line.fillers[start]
                gap = sum(map(len, match.groups()))
                sure = _MISHEARD if wording.misheard else _WITH_FILLERS if filled or gap else _CERTAIN
                yield Candidate(wording, start, end, sure, gap=gap)
                match = wording.pattern.search(line.text, start + 1)


class PhraseMatcher:
    """Checks texts against the phrases of the rules. Holds no state between checks."""

    def __init__(
        self, phrases: Sequence[Phrase], finders: Sequence[Finder] = (ExactFinder(),), *, misheard: bool = False
    ) -> None:
        """`misheard`: what recognisers write for a phrase is looked for, too."""
        self._phrases = {moment: tuple(phrase for phrase in phrases if moment in phrase.moments) for moment in Moment}
        wordings = {phrase.rule: (*_said(phrase), *(misheard_of(phrase) if misheard else ())) for phrase in phrases}
        self._searches = {
            moment: [
                finder.prepared([word for phrase in faults for word in wordings[phrase.rule]]) for finder in finders
            ]
            for moment, faults in self._phrases.items()
        }
        self._excuses = {phrase.rule: excuses_of(phrase) for phrase in phrases}
        self._order = {phrase.rule: place for place, phrase in enumerate(phrases)}

    def of_moment(self, moment: Moment) -> list[Phrase]:
        """The phrases that are a fault in that moment, in the order of the rules."""
        return list(self._phrases[moment])

    def prepare(self) -> None:
        """Build what the first check would build: by sound that takes most of a second, which no live call has."""
        for moment in self._phrases:
            self.check("好", moment)

    def check(self, text: str, moment: Moment) -> list[Hit]:
        """The hits in `text`, left to right, none overlapping; offsets count characters of `text` as given."""
        line = line_of(text)
        found = [
            candidate
            for search in self._searches[moment]
            for candidate in search(line)
            if self._is_fault(line, candidate)
        ]
        return [_hit(line, candidate) for candidate in self._longest(found)]

    def _is_fault(self, line: Line, found: Candidate) -> bool:
        return is_fault(line, found.wording, found.start, found.end, self._excuses[_rule(found)], found.said)

    def belongs(self, text: str, start: int, end: int) -> bool:
        """Whether the words from `start` to `end` of `text` belong to what stands beside them, so that no comma parts
        them from it: 您要是,不知道,流程. Of several rules that have the words each one's excuses count."""
        line = line_of(text)
        inside = [index for index, place in enumerate(line.places) if start <= place < end]
        return bool(inside) and belongs(line, inside[0], inside[-1] + 1, [*chain(*self._excuses.values())])

    def _longest(self, found: list[Candidate]) -> list[Candidate]:
        """Of overlapping candidates the longest without its gap; of equal ones the surest, the first of the rules."""
        found.sort(
            key=lambda one: (
                one.start - one.end + one.gap,
                one.gap,
                -one.confidence,
                self._order[_rule(one)],
                one.start,
                not one.wording.exclaimed,
            )
        )
        kept: list[Candidate] = []
        taken = bytearray(max((one.end for one in found), default=0))
        for candidate in found:
            if not any(taken[candidate.start : candidate.end]):
                taken[candidate.start : candidate.end] = b"\x01" * (candidate.end - candidate.start)
                kept.append(candidate)
        return sorted(kept, key=lambda one: one.start)


@lru_cache(maxsize=256)
def _said(phrase: Phrase) -> tuple[Wording, ...]:
    """Kept: they are the same for every matcher, and hundreds of patterns take a quarter of a second."""
    return (*wordings_of(phrase),)


def _rule(found: Candidate) -> str:
    return found.wording.phrase.rule


def _hit(line: Line, found: Candidate) -> Hit:
    phrase = found.wording.phrase
    return Hit(
        rule=phrase.rule,
        phrase=phrase.text,
        start=line.places[found.start],
        end=max(line.tails[found.end - 1], line.particles[found.end - 1] if found.wording.exclaimed else 0),
        say_instead=phrase.say_instead,
        why=phrase.why,
        confidence=found.confidence,
        severity=phrase.severity,
        provable=phrase.provable and not found.wording.misheard and found.end - found.start >= SHORTEST_PROVABLE,
    )
