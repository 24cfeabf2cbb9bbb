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
    """How far a role may adjust a month (PEN-8). `role` and `reason_required` are the rule's words: no file can give
    the right to others, or do without the reason."""

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


class Fact(StrEnum):
    """What the system sees by itself (PEN-11)."""

    RINGS_MISSED = "rings_missed"  # a call rang at a ready agent in vain (LINE-1)
    OPENING_WORDS = "opening_words"  # LINE-3
    FORBIDDEN_PHRASE = "forbidden_phrase"  # SAY
    PHRASE_UNSURE = "phrase_unsure"  # SAY, heard only where the recogniser was asked for it
    REQUIRED_PHRASE = "required_phrase"  # an opening or ending that was not said (LINE-2, ASK-6)
    HUNG_UP_FIRST = "hung_up_first"  # LINE-5
    LONG_SILENCE = "long_silence"
    LATE_ANSWER = "late_answer"  # SLA-7
    EMPTY_RECORD = "empty_record"  # LINE-7
    RECORD_WRONG = "record_wrong"  # PEN-3
    HIDDEN_COMPLAINT = "hidden_complaint"  # PEN-7
    HOTLINE_BUSY = "hotline_busy"  # LINE-9
    LATE_1_TO_10 = "late_1_to_10"  # PEN-3
    LATE_11_TO_30 = "late_11_to_30"  # PEN-4
    LATE_OVER_30 = "late_over_30"  # PEN-5
    INCIDENT_1_TO_10 = "incident_1_to_10"  # PEN-3, how long a report waited (SEC-2)
    INCIDENT_11_TO_30 = "incident_11_to_30"  # PEN-4
    INCIDENT_OVER_30 = "incident_over_30"  # PEN-5
    SHIFT_LATE_1_TO_10 = "shift_late_1_to_10"  # PEN-3, sign-in against the plan (LINE-6)
    SHIFT_LATE_11_TO_30 = "shift_late_11_to_30"  # PEN-4
    SHIFT_LATE_OVER_30 = "shift_late_over_30"  # PEN-5
    LEFT_EARLY = "left_early"  # PEN-3
    ABSENT = "absent"  # PEN-5
    NOT_HANDED_OVER = "not_handed_over"  # PEN-3
    AWAY = "away"  # PEN-3
    WORK_LOAD = "work_load"  # PEN-4
    TEST_FAILED = "test_failed"  # PEN-4
    FULL_MARKS = "full_marks"  # PEN-2


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """What a fact is proposed as. A hint (`certain` false) is shown in the review and never proposed; that of a bonus
    waits for a person to give it."""

    fact: Fact
    rule: str
    points: int
    what: Text
    certain: bool = True
    limit_s: float = 0.0
    """Seconds from which on it is one, where it is a matter of time."""


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
    sights: tuple[Sight, ...] = ()

    def of(self, gravity: Gravity) -> tuple[Offence, ...]:
        """The offences of one gravity, in the order of the rule book."""
        return tuple(offence for offence in self.offences if offence.gravity is gravity)

    def sight(self, fact: Fact) -> Sight | None:
        """What this fact is proposed as; None where the site proposes nothing for it."""
        return next((one for one in self.sights if one.fact is fact), None)

    def bonus(self, rule: str) -> Bonus | None:
        """The bonus with that number; None where there is none (PEN-2)."""
        return next((one for one in self.bonuses if one.rule == rule), None)

    def bounds(self, rule: str) -> tuple[int, int] | None:
        """The least and the most points that this rule takes; None when there is no such rule."""
        for offence in self.offences:
            if offence.rule == rule:
                return offence.least, offence.most
        return (0, 0) if any(one.rule == rule for one in self.concealment) else None

    def offence(self, rule: str) -> Offence:
        """The offence with that number; KeyError when there is none."""
        for offence in self.offences:
            if offence.rule == rule:
                return offence
        raise KeyError(rule)


def faults_of(penalties: Penalties) -> Iterator[tuple[str, str]]:
    """What is inconsistent in the data: rule, or the fact of a sight, and message."""
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
    if adjustment.role != "qa" or not adjustment.reason_required:
        yield adjustment.rule, "only qa adjusts a month, with the reason written down"
    for sight in penalties.sights:
        yield from _faults_of_sight(sight, penalties)
    for shares in (penalties.year.subjects, penalties.year.checks):
        if sum(share.percent for share in shares) != 100:
            yield penalties.year.rule, "the shares must add up to 100"


def _faults_of_offence(offence: Offence) -> Iterator[tuple[str, str]]:
    if offence.gravity is Gravity.DISMISSAL:
        if offence.least or offence.most:
            yield offence.rule, "dismissal takes no points"
    elif not 0 < offence.least <= offence.most:
        yield offence.rule, "points must run from least to most, above 0"


def _faults_of_sight(sight: Sight, penalties: Penalties) -> Iterator[tuple[str, str]]:
    bonus = penalties.bonus(sight.rule)
    bounds = penalties.bounds(sight.rule) if bonus is None else (bonus.points, bonus.points)
    if bonus is not None and sight.certain:
        yield sight.fact, f"{sight.rule} adds points: set certain to false, a person gives it"
    if bounds is None:
        yield sight.fact, f"is proposed as {sight.rule}, a rule that is none"
    elif not bounds[0] <= sight.points <= bounds[1]:
        yield sight.fact, f"{sight.rule} proposes {sight.points} points, outside {bounds[0]} to {bounds[1]}"
    if any(one.rule == sight.rule and one.evidence is Evidence.PERSON for one in penalties.offences):
        yield sight.fact, f"{sight.rule} can be seen by a person only: give it evidence: system"
