"""Points, offences and ranges of the month's and year's assessment (PEN-1..11), as the data file gives them.

Typed data and its own consistency only. Nobody is scored here: what the system sees it proposes, a person confirms
(PEN-11).
"""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from scripts_lib.model import Text


class Gravity(StrEnum):
    """How heavy an offence is."""

    LIGHT = "light"  # PEN-3
    MEDIUM = "medium"  # PEN-4
    HEAVY = "heavy"  # PEN-5
    DISMISSAL = "dismissal"  # PEN-6


class Evidence(StrEnum):
    """Who can see an offence: the system by itself, or only a person."""

    SYSTEM = "system"
    PERSON = "person"


class MonthScore(msgspec.Struct, frozen=True, kw_only=True):
    """The month's score (PEN-1)."""

    rule: str
    daily_work: int
    """Points for daily work, before bonus and offences."""
    parts: tuple[Text, ...]
    maximum: int


class Bonus(msgspec.Struct, frozen=True, kw_only=True):
    """Something that adds points (PEN-2). `each` is true when it counts every time."""

    rule: str
    what: Text
    points: int
    each: bool = False


class Offence(msgspec.Struct, frozen=True, kw_only=True):
    """Something that takes points, from `least` to `most`; none for dismissal."""

    rule: str
    what: Text
    gravity: Gravity
    least: int = 0
    most: int = 0
    evidence: Evidence = Evidence.PERSON


class Accumulation(msgspec.Struct, frozen=True, kw_only=True):
    """Lighter offences of one month that together weigh more (PEN-5)."""

    rule: str
    what: Text
    gravity: Gravity
    count: int
    points: int


class Consequence(msgspec.Struct, frozen=True, kw_only=True):
    """What follows a concealed, omitted or unreported complaint (PEN-7)."""

    rule: str
    case: Text
    result: Text


class Adjustment(msgspec.Struct, frozen=True, kw_only=True):
    """How far a role may adjust a month (PEN-8)."""

    rule: str
    role: str
    least: int
    most: int
    reason_required: bool


class Threshold(msgspec.Struct, frozen=True, kw_only=True):
    """A score that is reported to the supervisor, no more (PEN-9)."""

    rule: str
    what: Text
    below: int
    months: int
    last_place: bool = False


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a whole of 100 (PEN-10)."""

    what: Text
    percent: int


class YearScore(msgspec.Struct, frozen=True, kw_only=True):
    """The year's assessment (PEN-10): what is judged, and by which checks."""

    rule: str
    subjects: tuple[Share, ...]
    checks: tuple[Share, ...]


class Penalties(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of PEN, typed."""

    month: MonthScore
    bonuses: tuple[Bonus, ...]
    offences: tuple[Offence, ...]
    accumulations: tuple[Accumulation, ...]
    concealment: tuple[Consequence, ...]
    adjustment: Adjustment
    thresholds: tuple[Threshold, ...]
    year: YearScore
    procedure: Text
    """How points come about (PEN-11)."""

    def of(self, gravity: Gravity) -> tuple[Offence, ...]:
        """The offences of one gravity, in the order of the rule book."""
        return tuple(offence for offence in self.offences if offence.gravity is gravity)

    def offence(self, rule: str) -> Offence:
        """The offence with that number; KeyError when there is none."""
        for offence in self.offences:
            if offence.rule == rule:
                return offence
        raise KeyError(rule)


def faults_of(penalties: Penalties) -> Iterator[tuple[str, str]]:
    """What is inconsistent in the data: rule and message."""
    month, adjustment = penalties.month, penalties.adjustment
    if not 0 < month.daily_work <= month.maximum:
        yield month.rule, "daily_work must lie above 0 and not above maximum"
    for bonus in penalties.bonuses:
        if bonus.points <= 0:
            yield bonus.rule, "a bonus must add points"
    for offence in penalties.offences:
        yield from _faults_of_offence(offence)
    if not adjustment.least <= 0 <= adjustment.most:
        yield adjustment.rule, "an adjustment must reach from a minus to a plus"
    for shares in (penalties.year.subjects, penalties.year.checks):
        if sum(share.percent for share in shares) != 100:
            yield penalties.year.rule, "the shares must add up to 100"


def _faults_of_offence(offence: Offence) -> Iterator[tuple[str, str]]:
    if offence.gravity is Gravity.DISMISSAL:
        if offence.least or offence.most:
            yield offence.rule, "dismissal takes no points"
    elif not 0 < offence.least <= offence.most:
        yield offence.rule, "points must run from least to most, above 0"
