"""Forbidden phrases in one voice's speech as it comes, segment by segment, partial results first.

A phrase may begin in one segment and end in the next; a final result replaces the partial ones of its segment and
repeats none of their phrases as new. Times are whatever clock the segments are on. Knows no audio and no screen.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from scripts_lib.hearing.readings import check_readings
from scripts_lib.model import Hit, Moment
from scripts_lib.phrases import PhraseMatcher

JOIN_WITHIN_S: Final = 2.0
"""A longer silence ends the sentence."""
_BREATH_S: Final = 0.35
"""After a shorter one the segment was cut within a clause; after a longer one a comma is heard."""
_REMEMBERED: Final = 24
"""Characters of the segment before that may begin a phrase."""
_LEADS: Final = 3
"""In how many of its readings the segment before is looked at."""
_CHECKED: Final = 16
"""Readings whose hits are remembered: the results of one segment have most of theirs in common."""
_REPORTED: Final = 8
"""Segments whose phrases are remembered as told: partial results of older ones no longer come."""


@dataclass(frozen=True)
class Speech:
    """What was understood of one segment so far."""

    segment: int
    readings: tuple[str, ...]
    """Best first; empty when the segment was no speech after all."""
    start: float
    end: float
    """Seconds."""
    final: bool


@dataclass(frozen=True)
class HeardPhrase:
    """A phrase in a segment. `hit` has offsets into its best reading; from the segment before it, 0 is the start."""

    hit: Hit
    start: float
    end: float
    """Seconds at which it was said, by its place among the characters."""
    fresh: bool
    """True the first time that this phrase of this segment is told."""


class _Remembering:
    """What a matcher found in the last readings: each takes it some milliseconds, for which the desk stands still."""

    def __init__(self, matcher: PhraseMatcher) -> None:
        self._matcher = matcher
        self._known: dict[tuple[str, Moment], list[Hit]] = {}

    def check(self, text: str, moment: Moment) -> list[Hit]:
        """See `PhraseMatcher.check`."""
        hits = self._known.pop((text, moment), None)
        if hits is None:
            hits = self._matcher.check(text, moment)
        self._known[text, moment] = hits
        if len(self._known) > _CHECKED:
            del self._known[next(iter(self._known))]
        return hits


class PhraseStream:
    """Hears the segments of one voice in order."""

    def __init__(self, matcher: PhraseMatcher, *, opened: bool = False) -> None:
        """`opened`: what is heard first is no opening any more."""
        self._matcher = _Remembering(matcher)
        self._opened = opened
        self._before: Speech | None = None
        self._told: dict[int, Counter[str]] = {}

    def hear(self, speech: Speech) -> list[HeardPhrase]:
        """All the phrases that stand in this segment now, left to right."""
        if not speech.readings or not speech.readings[0]:
            return []
        lead, *others = self._leads(speech)
        moment = Moment.CALL if self._opened else Moment.OPENING
        hits = check_readings(self._matcher, [lead + reading for reading in speech.readings], moment)
        heard = [self._placed(hit, lead, speech) for hit in hits if hit.end > len(lead)]
        for other in others:
            heard += self._over_the_join(other, speech, moment, {phrase.hit.rule for phrase in heard})
        if speech.final:
            self._opened = True
            self._before = speech
        return self._marked(speech.segment, heard)

    def _leads(self, speech: Speech) -> list[str]:
        """The end of the segment before in each of its readings, best first, when the sentence may go on from it."""
        before = self._before
        if before is None or not 0 <= speech.start - before.end + _BREATH_S <= JOIN_WITHIN_S + _BREATH_S:
            return [""]
        joint = "" if speech.start - before.end < _BREATH_S else "，"
        return [reading[-_REMEMBERED:] + joint for reading in before.readings[:_LEADS]]

    def _over_the_join(self, lead: str, speech: Speech, moment: Moment, known: set[str]) -> list[HeardPhrase]:
        """What begins in a lower reading of the segment before and ends in this one: a reminder."""
        hits = self._matcher.check(lead + speech.readings[0], moment)
        reminders = (msgspec.structs.replace(hit, provable=False) for hit in hits if hit.rule not in known)
        return [self._placed(hit, lead, speech) for hit in reminders if hit.start < len(lead) < hit.end]

    def _placed(self, hit: Hit, lead: str, speech: Speech) -> HeardPhrase:
        size = len(speech.readings[0])
        own = msgspec.structs.replace(hit, start=max(0, hit.start - len(lead)), end=hit.end - len(lead))
        each = (speech.end - speech.start) / size
        start = speech.start + own.start * each
        if hit.start < len(lead) and self._before is not None:
            before = self._before
            start = before.end - (len(lead) - hit.start) * (before.end - before.start) / len(before.readings[0])
        return HeardPhrase(own, start, speech.start + own.end * each, fresh=False)

    def _marked(self, segment: int, heard: Sequence[HeardPhrase]) -> list[HeardPhrase]:
        told = self._told.setdefault(segment, Counter())
        while len(self._told) > _REPORTED:
            del self._told[min(self._told)]
        seen: Counter[str] = Counter()
        marked = []
        for phrase in heard:
            seen[phrase.hit.rule] += 1
            fresh = seen[phrase.hit.rule] > told[phrase.hit.rule]
            marked.append(HeardPhrase(phrase.hit, phrase.start, phrase.end, fresh))
        for rule, count in seen.items():
            told[rule] = max(told[rule], count)
        return marked
