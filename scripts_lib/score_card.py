"""The score card of calls, as the data file gives it: what a grader looks at, how heavy it is, what is fatal.

Typed data and its own consistency only. A card is a judgement of quality; it never takes points by itself (PEN-11).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

import msgspec

from scripts_lib.model import Text

CARD_FILE = "score_card.yaml"
WHOLE = 100
MOST_CRITERIA = 60


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """How well a criterion was met: `percent` of its weight."""

    value: str
    label: Text
    percent: int


class Criterion(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to look at. A fatal one that is not met at all makes the whole call 0."""

    id: str
    label: Text
    guide: Text
    """What to look for, so that two graders look for the same."""
    weight: int = 0
    fatal: bool = False
    optional: bool = False
    """May be marked as not applicable; its weight is then left out."""
    rules: tuple[str, ...] = ()
    """Rules of the rule book that it comes from."""


class ScoreCard(msgspec.Struct, frozen=True, kw_only=True):
    """The card in force. `levels` are ordered, best first, from 100 to 0 per cent."""

    title: Text
    pass_at: int
    """A call is content from this score on."""
    levels: tuple[Level, ...]
    criteria: tuple[Criterion, ...]


def reached(card: ScoreCard, levels: Mapping[str, str | None]) -> tuple[float | None, tuple[str, ...]]:
    """What a call comes to by these levels (None: does not apply), 0 to 100, and the fatal criteria that were missed.

    The weighted mean of what applies; 0 where a fatal criterion has the lowest level; None where nothing applies.
    Criteria that are not among `levels` are left out, as are levels that the card does not know.
    """
    percents = {one.value: one.percent for one in card.levels}
    marked = ((one, levels.get(one.id)) for one in card.criteria)
    given = [(one, percents[level]) for one, level in marked if level is not None and level in percents]
    failed = tuple(one.id for one, percent in given if one.fatal and percent == 0)
    whole = sum(one.weight for one, _ in given)
    if not whole:
        return None, failed
    return 0.0 if failed else round(sum(one.weight * percent for one, percent in given) / whole, 1), failed


def faults_of(card: ScoreCard) -> Iterator[tuple[str, str]]:
    """What is inconsistent in the data: id of the entry and message."""
    if not 0 < card.pass_at <= WHOLE:
        yield "", f"pass_at must lie above 0 and not above {WHOLE}"
    yield from _faults_of_levels(card.levels)
    if not any(one.weight > 0 for one in card.criteria):
        yield "", "a card needs a criterion with a weight"
    if len(card.criteria) > MOST_CRITERIA:
        yield "", f"a card has at most {MOST_CRITERIA} criteria"
    for name, count in Counter(one.id for one in card.criteria).items():
        if count > 1:
            yield name, "this criterion is here twice"
    for one in card.criteria:
        yield from _faults_of_criterion(one)


def _faults_of_levels(levels: tuple[Level, ...]) -> Iterator[tuple[str, str]]:
    percents = [one.percent for one in levels]
    if len(levels) < 2 or percents[0] != WHOLE or percents[-1] != 0:
        yield "", f"levels run from {WHOLE} per cent to 0, at least two of them"
    for one, following in pairwise(levels):
        if one.percent <= following.percent:
            yield following.value, "levels stand in order, best first, each lower than the one before"
    for name, count in Counter(one.value for one in levels).items():
        if count > 1:
            yield name, "this level is here twice"


def _faults_of_criterion(one: Criterion) -> Iterator[tuple[str, str]]:
    if not one.id.strip():
        yield one.id, "a criterion needs an id"
    if one.weight < 0:
        yield one.id, "a weight is not negative"
    if not one.fatal and one.weight == 0:
        yield one.id, "a criterion has a weight above 0, or is fatal"
