"""Finds forbidden phrases in what an agent types or says, with the context that makes them a fault (SAY-1, LINE-3).

Two steps, kept apart: finders propose places in the folded line, the context rules below throw out what is polite.
`ExactFinder` compares characters; a finder by sound can be put beside it and passes the same rules. A detector that
shouts at polite speech is worse than none, so in doubt there is no hit. Knows no screen and no model of speech.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from scripts_lib.line_text import Line, fold, line_of
from scripts_lib.model import Hit, Moment, Phrase

LONG_ENOUGH: Final = 6
"""A phrase of so many characters does not come about by chance, even across a full stop."""

_WINDOW: Final = 24
"""How far the context of a phrase is read to either side, in characters: keeps the time linear."""

_CERTAIN, _WITH_FILLERS = 1.0, 0.9

_LEADS: Final = re.compile(
    r"(?:我们|咱们|我|这边|这里|这个|这件|这事|那边|那|这|问题|事情|事|情况|具体|目前|暂时|现在|对不起|很?抱歉|不好意思"
    r"|哎呀|哎|哦|噢|唉|喂|可|也|真的|真|还|都|是|就|反正|谁|呀|嘛|嗨|行|算了)*"
)
"""Words that may stand before an answer without making it another sentence: 这个我也不知道."""

_SUBJECT: Final = re.compile(
    r"(?<![让叫诉问跟给请对和])(?:我们|咱们|我)(?:这边|这里|这)?(?:对?这个(?:问题|事|情况)?)?"
    r"(?:也|真的|真|都|还|又|实在|确实|可|暂时|现在|目前|暂|并|是|就)*$"
)
"""The speaker as the subject right before the phrase: 这个业务的情况我不知道."""

_PARTICLES: Final = re.compile(r"[呀呢吧了哦噢嘛的哎呐诶啦]*")
"""What may end an answer. Not 吗: that is a question."""

_HEDGES: Final = re.compile(
    r"如果|要是|万一|假如|假使|就算|即使|哪怕|虽然|虽说|除非|是不是|(?:不是|不会|不能|不该|不要|绝不|别)说?$"
)
"""Before a short phrase these take the sting out: 就算跟我们没关系, 不会说没办法解决."""


@dataclass(frozen=True)
class Wording:
    """One way to say a phrase. `bound` wordings are held to the phrase's whole_answer, at_start and at_end."""

    phrase: Phrase
    text: str
    marks: int
    """Clause-ending marks that the wording itself has."""
    bound: bool


@dataclass(frozen=True)
class Candidate:
    """A wording found at `start` to `end` of the folded line, with how sure the finder is (0 to 1)."""

    wording: Wording
    start: int
    end: int
    confidence: float


class Finder(Protocol):
    """Proposes places where wordings may stand. It needs no context: that is judged afterwards."""

    def find(self, line: Line, wordings: Sequence[Wording]) -> Iterable[Candidate]:
        """All the places, in any order; overlapping ones too."""
        ...


class ExactFinder:
    """Compares folded characters."""

    def find(self, line: Line, wordings: Sequence[Wording]) -> Iterator[Candidate]:
        """Every place where the characters of a wording stand, fillers between them aside."""
        for wording in wordings:
            size = len(wording.text)
            start = line.text.find(wording.text)
            while start >= 0:
                filled = line.fillers[start + size - 1] > line.fillers[start]
                yield Candidate(wording, start, start + size, _WITH_FILLERS if filled else _CERTAIN)
                start = line.text.find(wording.text, start + 1)


class PhraseMatcher:
    """Checks texts against the phrases of the rules. Holds no state between checks."""

    def __init__(self, phrases: Sequence[Phrase], finders: Sequence[Finder] = (ExactFinder(),)) -> None:
        self._finders = tuple(finders)
        self._phrases = {moment: tuple(phrase for phrase in phrases if moment in phrase.moments) for moment in Moment}
        self._wordings = {
            moment: tuple(wording for phrase in faults for wording in _wordings(phrase))
            for moment, faults in self._phrases.items()
        }
        self._excuses = {phrase.rule: tuple(map(fold, phrase.not_within)) for phrase in phrases}
        self._order = {phrase.rule: place for place, phrase in enumerate(phrases)}

    def of_moment(self, moment: Moment) -> list[Phrase]:
        """The phrases that are a fault in that moment, in the order of the rules."""
        return list(self._phrases[moment])

    def check(self, text: str, moment: Moment) -> list[Hit]:
        """The hits in `text`, left to right, none overlapping; offsets count characters of `text` as given."""
        line = line_of(text)
        found = [
            candidate
            for finder in self._finders
            for candidate in finder.find(line, self._wordings[moment])
            if self._is_fault(line, candidate)
        ]
        return [_hit(line, candidate) for candidate in self._longest(found)]

    def _is_fault(self, line: Line, found: Candidate) -> bool:
        phrase = found.wording.phrase
        return (
            not line.quoted[found.start]
            and _holds_together(line, found)
            and (not found.wording.bound or _in_place(line, found, phrase))
            and not _hedged(line, found)
            and not _excused(line, found, self._excuses[phrase.rule])
        )

    def _longest(self, found: list[Candidate]) -> list[Candidate]:
        """Of overlapping candidates the longest; of equal ones the first of the rules."""
        found.sort(key=lambda one: (one.start, one.start - one.end, self._order[one.wording.phrase.rule]))
        kept: list[Candidate] = []
        for candidate in found:
            if not kept or candidate.start >= kept[-1].end:
                kept.append(candidate)
            elif candidate.end - candidate.start > kept[-1].end - kept[-1].start:
                kept[-1] = candidate
        return kept


def _wordings(phrase: Phrase) -> Iterator[Wording]:
    bound = [(text, True) for text in (phrase.text, *phrase.variants)]
    seen = set()
    for text, is_bound in [*bound, *((text, False) for text in phrase.anywhere)]:
        line = line_of(text)
        if line.text and line.text not in seen:
            seen.add(line.text)
            yield Wording(phrase, line.text, line.breaks[-1], is_bound)


def _holds_together(line: Line, found: Candidate) -> bool:
    """False when a full stop or comma splits a short wording that has none itself: 请您别着急，什么时候发现的."""
    breaks = line.breaks[found.end - 1] - line.breaks[found.start]
    return breaks <= found.wording.marks or len(found.wording.text) >= LONG_ENOUGH


def _in_place(line: Line, found: Candidate, phrase: Phrase) -> bool:
    if phrase.whole_answer and not (_begins_answer(line, found.start) and _ends_clause(line, found.end)):
        return False
    if phrase.at_start and line.starts[found.start] != found.start:
        return False
    return not phrase.at_end or _ends_clause(line, found.end)


def _begins_answer(line: Line, start: int) -> bool:
    before = _before(line, start)
    return _LEADS.fullmatch(before) is not None or _SUBJECT.search(before) is not None


def _ends_clause(line: Line, end: int) -> bool:
    after = line.text[end : min(line.ends[end - 1], end + _WINDOW)]
    return _PARTICLES.fullmatch(after) is not None


def _hedged(line: Line, found: Candidate) -> bool:
    return len(found.wording.text) <= LONG_ENOUGH and _HEDGES.search(_before(line, found.start)) is not None


def _before(line: Line, start: int) -> str:
    return line.text[max(line.starts[start], start - _WINDOW) : start]


def _excused(line: Line, found: Candidate, excuses: tuple[str, ...]) -> bool:
    """True when the place lies inside a polite wording: 您知道不知道."""
    size = found.end - found.start
    for excuse in excuses:
        for lead in range(len(excuse) - size + 1):
            begin = found.start - lead
            if begin >= 0 and line.text.startswith(excuse, begin):
                return True
    return False


def _hit(line: Line, found: Candidate) -> Hit:
    phrase = found.wording.phrase
    return Hit(
        rule=phrase.rule,
        phrase=phrase.text,
        start=line.places[found.start],
        end=line.tails[found.end - 1],
        say_instead=phrase.say_instead,
        why=phrase.why,
        confidence=found.confidence,
    )
