"""The complaint procedure's clocks (SLA-1..14): what is due when, who may grant more time, who hears of it next.

The limits are data (`procedure.yaml`); this file knows what the words mean. Plain days are calendar days counted to
the minute (n times 24 hours). "The same day" ends with the last second of the local day. Working days end at the
same time of day on the nth working day after; a start on a day off counts from the beginning of the next working
day. Knows no ticket and no clock of its own: times come in as Unix seconds.
"""

import datetime
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from scripts_lib.errors import ImpossibleTime, InvalidData
from scripts_lib.model import Clock, Nature, Stop, Text, Weight
from scripts_lib.shape import read
from scripts_lib.working_calendar import WorkingCalendar
from scripts_lib.yaml_nodes import Faults, read_nodes

PROCEDURE_FILE: Final = "procedure.yaml"


class Unit(StrEnum):
    """How a limit is counted."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    SAME_DAY = "same_day"
    WEEKS = "weeks"
    MONTHS = "months"
    DAY_OF_MONTH = "day_of_month"
    """By that day of the month, or its last day when it is shorter."""


class Start(StrEnum):
    """What starts a clock."""

    REGISTERED = "registered"
    DONE = "done"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """How long: `count` units. For the same day the count is 1."""

    unit: Unit
    count: int = 1


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What of a complaint decides which clocks it has."""

    weight: Weight
    own_duty: bool = False
    nature: Nature | None = None
    """None: not judged yet, so no clock that is for one nature only."""
    requested_by: float | None = None
    """A time that the resident asked for (SLA-4), Unix seconds."""


class ClockRule(msgspec.Struct, frozen=True, kw_only=True):
    """One clock of the table."""

    rule: str
    what: Text
    start: Start
    limit: Limit
    stop: Stop
    """What ends it."""
    weights: tuple[Weight, ...] = ()
    """Only for these weights; empty: for all."""
    natures: tuple[Nature, ...] = ()
    """Only for complaints of these natures; empty: for all."""
    of_complaints: bool = True
    """False: of other services, which are no tickets."""
    own_duty: bool | None = None
    """Only when the centre settles it itself, or only when it does not; `None`: both."""
    or_requested: bool = False
    """A time that the resident asked for stands in place of the limit."""
    extend_by: str | None = None
    """Role that may grant a longer time."""
    becomes: Weight | None = None
    """The weight that the complaint takes when the limit passes (SLA-11)."""
    percent: int | None = None
    """How many of all must be within the limit (SLA-10)."""

    def concerns(self, case: Case) -> bool:
        """Whether a complaint like this one has this clock."""
        return (
            self.of_complaints
            and (not self.weights or case.weight in self.weights)
            and (not self.natures or case.nature in self.natures)
            and self.own_duty in (None, case.own_duty)
        )


class RoleRule(msgspec.Struct, frozen=True, kw_only=True):
    """A role of the company, in the order from low to high."""

    value: str
    label: Text


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the ladder that a complaint climbs each time a limit passes (SLA-14)."""

    rule: str
    level: int
    role: str
    what: Text


class Procedure(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of SLA, typed."""

    roles: tuple[RoleRule, ...]
    clocks: tuple[ClockRule, ...]
    escalation: tuple[Level, ...]

    def of(self, start: Start, case: Case) -> tuple[ClockRule, ...]:
        """The clocks that begin then for a complaint like this one."""
        return tuple(rule for rule in self.clocks if rule.start is start and rule.concerns(case))

    def rank(self, role: str) -> int:
        """How high a role stands, from 0; -1 for one that is none of the ladder."""
        return next((index for index, one in enumerate(self.roles) if one.value == role), -1)

    def becomes(self, rule: str) -> Weight | None:
        """The weight that a complaint takes when the limit of this rule passes (SLA-11)."""
        return next((one.becomes for one in self.clocks if one.rule == rule and one.becomes is not None), None)

    def next_level(self, level: int) -> Level | None:
        """Who is told when a limit passes at `level` (0: nobody was yet); None at the top (SLA-14)."""
        above = [step for step in self.escalation if step.level > level]
        return min(above, key=lambda step: step.level, default=None)


def faults_of(procedure: Procedure) -> Iterator[tuple[str, str]]:
    """What is inconsistent in the data: rule and message."""
    roles = {role.value for role in procedure.roles}
    for clock in procedure.clocks:
        if clock.limit.count < 1:
            yield clock.rule, "a limit must be at least 1"
        if clock.extend_by is not None and clock.extend_by not in roles:
            yield clock.rule, f"extend_by names no role: {clock.extend_by!r}"
        if clock.start is Start.REGISTERED and clock.limit.unit is Unit.DAY_OF_MONTH:
            yield clock.rule, "day_of_month cannot start at registration"
    if sum(clock.start is Start.DONE and clock.percent is not None for clock in procedure.clocks) != 1:
        yield "SLA-10", "exactly one clock that starts at done must say percent: the complaint's follow-up"
    if [step.level for step in procedure.escalation] != list(range(1, len(procedure.escalation) + 1)):
        yield "SLA-14", "the levels must be numbered 1, 2, 3 in order"
    for step in procedure.escalation:
        if step.role not in roles:
            yield step.rule, f"names no role: {step.role!r}"


def clocks_from(
    start: Start,
    at: float,
    case: Case,
    *,
    calendar: WorkingCalendar,
    timezone: str,
    procedure: Procedure | None = None,
) -> tuple[Clock, ...]:
    """The clocks of a complaint that begin at `at` with its registration or when it is done, nearest due first.

    Times are Unix seconds; `timezone` is an IANA name. Without `procedure` the shipped one counts.
    """
    rules = (procedure or shipped_procedure()).of(start, case)
    clocks = [clock_of(rule, at, case, calendar=calendar, timezone=timezone) for rule in rules]
    return tuple(sorted(clocks, key=lambda clock: clock.due))


def clock_of(rule: ClockRule, at: float, case: Case, *, calendar: WorkingCalendar, timezone: str) -> Clock:
    """The clock of this rule that begins at `at`."""
    due = _due(datetime.datetime.fromtimestamp(at, ZoneInfo(timezone)), rule.limit, calendar)
    if rule.or_requested and case.requested_by is not None:
        due = case.requested_by
    return Clock(
        rule=rule.rule,
        what=rule.what,
        start=at,
        due=due,
        extend_by=rule.extend_by,
        clock_id=f"{rule.rule}:{rule.stop}",
        stop=rule.stop,
    )


def due_times(
    registered_at: float,
    *,
    weight: Weight,
    own_duty: bool,
    requested_by: float | None,
    calendar: WorkingCalendar,
    timezone: str,
    procedure: Procedure | None = None,
    nature: Nature | None = None,
) -> tuple[Clock, ...]:
    """The clocks that a complaint starts when it is registered (SLA-1..8, and SLA-11 for one that is known to be
    valid), nearest due first. Raises ImpossibleTime when `requested_by` is not after the registration.
    """
    if requested_by is not None and requested_by <= registered_at:
        raise ImpossibleTime("SLA-4", requested_by, "the time asked for is not after the registration")
    case = Case(weight=weight, own_duty=own_duty, nature=nature, requested_by=requested_by)
    return clocks_from(
        Start.REGISTERED, registered_at, case, calendar=calendar, timezone=timezone, procedure=procedure
    )


def follow_up(
    done_at: float, *, calendar: WorkingCalendar, timezone: str, procedure: Procedure | None = None
) -> Clock:
    """The clock of a complaint's follow-up call, which starts when the matter is done (SLA-10).

    The rule has two limits, one for complaints and one for other services; the complaint's is the one that all of
    them have to keep (`percent`).
    """
    rules = (procedure or shipped_procedure()).clocks
    rule = next(one for one in rules if one.start is Start.DONE and one.percent is not None)
    case = Case(weight=Weight.SLIGHT)
    return clock_of(rule, done_at, case, calendar=calendar, timezone=timezone)


def _due(start: datetime.datetime, limit: Limit, calendar: WorkingCalendar) -> float:
    if limit.unit is Unit.SAME_DAY:
        midnight = datetime.datetime.combine(
            start.date() + datetime.timedelta(days=1), datetime.time.min, start.tzinfo
        )
        return midnight.timestamp() - 1
    if limit.unit is Unit.WORKING_DAYS:
        return calendar.add_working_days(start, limit.count).timestamp()
    if limit.unit is Unit.DAY_OF_MONTH:
        after = _months_later(start.replace(day=1, hour=0, minute=0, second=0, microsecond=0), 1)
        days = (after - datetime.timedelta(days=1)).day
        last = start.replace(day=min(limit.count, days), hour=23, minute=59, second=59, microsecond=0)
        return last.timestamp()
    if limit.unit is Unit.MONTHS:
        return _months_later(start, limit.count).timestamp()
    return start.timestamp() + limit.count * _SECONDS[limit.unit]


_SECONDS: Final = {Unit.MINUTES: 60, Unit.HOURS: 3600, Unit.DAYS: 86_400, Unit.WEEKS: 7 * 86_400}


def _months_later(start: datetime.datetime, count: int) -> datetime.datetime:
    """The same day and time `count` months later, or the last day of a shorter month."""
    index = start.year * 12 + start.month - 1 + count
    first = start.replace(year=index // 12, month=index % 12 + 1, day=1)
    last = (first.replace(day=28) + datetime.timedelta(days=4)).replace(day=1) - datetime.timedelta(days=1)
    return first.replace(day=min(start.day, last.day))


@cache
def shipped_procedure() -> Procedure:
    """The procedure as shipped, read once."""
    faults = Faults()
    path = Path(__file__).parent / "data" / PROCEDURE_FILE
    nodes = read_nodes(PROCEDURE_FILE, path.read_bytes(), faults)
    shipped = None
    if nodes is not None:
        for key in ("version", "effective_from"):
            nodes.nodes.pop(key, None)
        shipped = read(nodes, Procedure, faults)
    if shipped is None:
        raise InvalidData(faults.errors)
    return shipped
