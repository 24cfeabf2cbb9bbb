"""One stretch of speech in several readings, as recognisers give them: what the best one shows, and how sure it is.

A phrase that only a lower reading has is found too, and placed in the best reading, unless that says the contrary
there; the more readings agree, the surer. But the lower readings are what the recogniser was asked for
(`proposer.py`), not what it wrote freely: what only they have is a reminder, however likely (PEN-11). Knows no audio.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final, Protocol

import msgspec

from scripts_lib.hearing.turned import turned
from scripts_lib.model import Hit, Moment

MOST_READINGS: Final = 5
_ALONE: Final = 0.6
"""What is left of the confidence when one reading of many has the phrase."""
_PIECE: Final = 3
"""Characters by which a phrase must be longer to hold another."""


class Checks(Protocol):
    """See `PhraseMatcher`."""

    def check(self, text: str, moment: Moment) -> list[Hit]:
        """See `PhraseMatcher.check`."""


def check_readings(matcher: Checks, readings: Sequence[str], moment: Moment) -> list[Hit]:
    """The hits in all of `readings`, best first, with offsets into the first one; overlapping ones are one hit.

    A phrase counts once, under the rule that most readings have, with the confidence of the surest of them; where the
    best reading has one that can cost points, under that, and a longer one that holds it and that only other readings
    have is told beside it. Only what the best reading has is `provable`.
    """
    readings = [*dict.fromkeys(readings)][:MOST_READINGS]
    if not readings:
        return []
    found: list[tuple[int, Hit]] = []
    for number, reading in enumerate(readings):
        carry = _Carry(reading, readings[0]) if number else None
        for hit in matcher.check(reading, moment):
            carried = carry.hit(hit) if carry else hit
            if carry is None or not _against(readings[0][carried.start : carried.end], reading[hit.start : hit.end]):
                found.append((number, carried))
    groups = _together(found)
    return [hit for group in groups for hit in _agreed(group, len(readings))]


def _against(best: str, said: str) -> bool:
    """Whether the best reading has something there, and not just a word left of it, that says the contrary."""
    return 2 * len(best) >= len(said) and turned(best, said)


def _together(found: list[tuple[int, Hit]]) -> list[list[tuple[int, Hit]]]:
    """Hits that overlap in the best reading, left to right."""
    groups: list[list[tuple[int, Hit]]] = []
    reach = -1
    for number, hit in sorted(found, key=lambda one: (one[1].start, -one[1].end)):
        if groups and hit.start < reach:
            groups[-1].append((number, hit))
        else:
            groups.append([(number, hit)])
        reach = max(reach, hit.end)
    return groups


def _agreed(group: list[tuple[int, Hit]], readings: int) -> list[Hit]:
    """The rule that most readings have; of equally many the longest phrase, then the best reading's.

    A phrase that is only a piece of a longer one is not asked: who hears 急什么，烦死人了 also hears 急什么. But the
    longer one takes away nothing that the best reading proves.
    """
    proven = [hit for number, hit in group if number == 0 and hit.provable]
    if not proven:
        return [_chosen(_unheld(group), readings)]
    rules = {hit.rule for hit in proven}
    sure = [
        (number, hit) for number, hit in group if hit.rule in rules and not any(_holds(one, hit) for one in proven)
    ]
    first = _chosen(sure, readings)
    longer = [(number, hit) for number, hit in group if hit.rule not in rules and _holds(hit, first)]
    return [first, *([_chosen(_unheld(longer), readings)] if longer else [])]


def _unheld(group: list[tuple[int, Hit]]) -> list[tuple[int, Hit]]:
    """Without what is a piece of a longer phrase."""
    return [(number, hit) for number, hit in group if not any(_holds(other, hit) for _, other in group)]


def _chosen(group: list[tuple[int, Hit]], readings: int) -> Hit:
    """The hit of the rule that most readings have."""
    by_rule: dict[str, dict[int, Hit]] = {}
    for number, hit in group:
        by_rule.setdefault(hit.rule, {}).setdefault(number, hit)
    chosen = max(by_rule.values(), key=lambda hits: (len(hits), len(hits[min(hits)].phrase), -min(hits)))
    surest = max(hit.confidence for hit in chosen.values())
    share = 1.0 if readings == 1 else _ALONE + (1 - _ALONE) * (len(chosen) - 1) / (readings - 1)
    first = chosen[min(chosen)]
    return msgspec.structs.replace(
        first, confidence=round(surest * share, 2), provable=first.provable and min(chosen) == 0
    )


def _holds(longer: Hit, hit: Hit) -> bool:
    inside = longer.start <= hit.start and hit.end <= longer.end
    return inside and len(longer.phrase) >= len(hit.phrase) + _PIECE


class _Carry:
    """Moves offsets of one reading to where the same words stand in another."""

    def __init__(self, reading: str, best: str) -> None:
        self._codes = SequenceMatcher(None, reading, best, autojunk=False).get_opcodes()
        self._size = len(best)

    def hit(self, hit: Hit) -> Hit:
        start, end = self._place(hit.start, before=True), self._place(hit.end, before=False)
        if start >= end:
            start = max(0, min(start, self._size - 1))
            end = min(self._size, start + 1)
        return msgspec.structs.replace(hit, start=start, end=end)

    def _place(self, offset: int, *, before: bool) -> int:
        for _, low, high, best_low, best_high in self._codes:
            if low <= offset < high or (not before and low < offset <= high):
                if high - low == best_high - best_low:
                    return best_low + offset - low
                return best_low if before else best_high
        return self._size
