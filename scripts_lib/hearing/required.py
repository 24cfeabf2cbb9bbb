"""What an agent must say: greeting, centre, surname and offer of help at the opening (LINE-2); question, thanks and
goodbye at the ending (LINE-5, ASK-6).

Tells which parts were heard and where; what is missing is for a person to judge. Knows no audio and no clock: the
local hour is passed in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scripts_lib.hearing.readings import check_readings
from scripts_lib.model import Moment, Phrase, RequiredPhrase
from scripts_lib.phrases import ExactFinder, Finder, PhraseMatcher

GREETING, CENTRE = "LINE-2-1", "LINE-2-2"

_KIND: Final = re.compile(r"(?:客户服务|客服|服务)?(?:中心|热线)$")
_SHORTEST_NAME: Final = 3

_BY_CLOCK: Final = {
    "早上好": range(5, 11),
    "上午好": range(5, 12),
    "中午好": range(11, 14),
    "下午好": range(12, 18),
    "晚上好": (*range(17, 24), *range(5)),
}
"""Local hours at which a greeting that follows the clock is right."""


@dataclass(frozen=True)
class HeardPart:
    """A required part that was said, `start` to `end` of the text."""

    rule: str
    start: int
    end: int
    confidence: float
    timely: bool = True
    """False for a greeting of another time of day: 下午好 in the morning."""


class RequiredMatcher:
    """Looks for the required parts. Holds no state between checks."""

    def __init__(
        self, parts: Sequence[RequiredPhrase], *, centre: str = "", finders: Sequence[Finder] = (ExactFinder(),)
    ) -> None:
        self._parts = tuple(parts)
        # One each: 小王为您服务 is the surname and the offer.
        self._matchers = {part.rule: PhraseMatcher([_as_phrase(part, centre.strip())], finders) for part in parts}

    def of_moment(self, moment: Moment) -> list[RequiredPhrase]:
        """What must be said in that moment, in the order of the rules."""
        return [part for part in self._parts if part.moment is moment]

    def prepare(self) -> None:
        """See `PhraseMatcher.prepare`."""
        for matcher in self._matchers.values():
            matcher.prepare()

    def check(self, text: str, moment: Moment, hour: int, readings: Sequence[str] = ()) -> list[HeardPart]:
        """The parts heard in `text`, each where it is first heard, in the order of the rules.

        `hour` is the local hour, 0 to 23; `readings` are a recogniser's other readings of the same words.
        """
        found: list[HeardPart] = []
        for part in self.of_moment(moment):
            for hit in check_readings(self._matchers[part.rule], [text, *readings], moment)[:1]:
                timely = part.rule != GREETING or _timely(text[hit.start : hit.end], hour)
                found.append(HeardPart(part.rule, hit.start, hit.end, hit.confidence, timely))
        return found


class RequiredTally:
    """Which required parts one agent has said in one call, and at which second."""

    def __init__(self, matcher: RequiredMatcher) -> None:
        self._matcher = matcher
        self.heard: dict[str, tuple[HeardPart, float]] = {}
        """By rule: the part, and the second at which it began."""

    def hear(self, readings: Sequence[str], moment: Moment, hour: int, start: float, end: float) -> list[str]:
        """Take in a final segment said from `start` to `end`; the rules that are heard for the first time."""
        if not readings or not readings[0]:
            return []
        new = []
        for part in self._matcher.check(readings[0], moment, hour, readings[1:]):
            if part.rule not in self.heard:
                self.heard[part.rule] = (part, start + part.start * (end - start) / len(readings[0]))
                new.append(part.rule)
        return new

    def missing(self, moment: Moment) -> list[RequiredPhrase]:
        """What has not been heard of that moment's parts."""
        return [part for part in self._matcher.of_moment(moment) if part.rule not in self.heard]


def _timely(said: str, hour: int) -> bool:
    return next((hour in hours for words, hours in _BY_CLOCK.items() if words in said), True)


def _names_of(centre: str) -> list[str]:
    """The centre's name, and as it is said for short: 阳光物业 of 阳光物业客服中心."""
    short = _KIND.sub("", centre)
    return [centre, short] if len(short) >= _SHORTEST_NAME and short != centre else [centre]


def _as_phrase(part: RequiredPhrase, centre: str) -> Phrase:
    """Found in the same way as a forbidden one."""
    wordings = list(part.wordings)
    if part.rule == CENTRE and centre and not set("()|") & set(centre):
        wordings[:0] = _names_of(centre)
    first, moments, label = wordings[0], (part.moment,), part.label
    return Phrase(rule=part.rule, text=first, variants=tuple(wordings), moments=moments, say_instead=label, why=label)
