"""How many calls a day will bring: for each quarter-hour the median of the last weeks' same weekdays. Pure.

A median and not a mean, so that one flooded cellar does not staff every Tuesday after it. Days before the hotline's
first call count for nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import msgspec

from api.figures.erlang import Load, agents_needed, staffing
from api.schemas import DayPlan, PlanRow
from api.schemas.figures import HourPlan, WeekPlan

QUARTER_S = 900
QUARTERS = 96
NONE = [0] * QUARTERS


class PlanAim(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan is made for."""

    aht_s: float
    target_s: float
    aim: float
    weeks: int


def by_quarter(times: Iterable[float], zone: ZoneInfo) -> dict[date, list[int]]:
    """Calls by local day and quarter-hour of the clock (0 to 95)."""
    days: dict[date, list[int]] = {}
    for at in times:
        local = datetime.fromtimestamp(at, zone)
        counts = days.setdefault(local.date(), [0] * QUARTERS)
        counts[(local.hour * 60 + local.minute) // 15] += 1
    return days


def by_hour(quarters: Mapping[int, int], zone: ZoneInfo) -> tuple[int, ...]:
    """Calls by hour of the local day, of calls by quarter-hour since 1970."""
    hours = [0] * 24
    for number, count in quarters.items():
        hours[datetime.fromtimestamp(number * QUARTER_S, zone).hour] += count
    return tuple(hours)


def same_weekdays(day: date, weeks: int) -> list[date]:
    """The same weekday of so many weeks before, newest first."""
    return [day - timedelta(weeks=number) for number in range(1, weeks + 1)]


def plan_of(day: date, days: Mapping[date, list[int]], first: date | None, aim: PlanAim, zone: ZoneInfo) -> DayPlan:
    """The plan of this day. `first` is the day of the hotline's first call, None where there was none."""
    before = [one for one in same_weekdays(day, aim.weeks) if first is not None and one >= first]
    rows = tuple(_row(day, quarter, [days.get(one, []) for one in before], aim, zone) for quarter in range(QUARTERS))
    return DayPlan(
        day=day.isoformat(),
        weeks=len(before),
        aht_s=aim.aht_s,
        target_s=aim.target_s,
        aim=aim.aim,
        calls=sum(row.calls for row in rows),
        rows=rows,
    )


def week_of(today: date, days: Mapping[date, list[int]], first: date | None, aim: PlanAim) -> WeekPlan:
    """The usual week: for each hour of each weekday the median of the weeks before `today`."""
    return WeekPlan(
        weeks=aim.weeks,
        aht_s=aim.aht_s,
        target_s=aim.target_s,
        aim=aim.aim,
        days=tuple(_usual_day(_before(today, weekday, aim.weeks, first), days, aim) for weekday in range(7)),
    )


def _before(today: date, weekday: int, weeks: int, first: date | None) -> list[date]:
    """This weekday of so many weeks before today, as far as there was a hotline."""
    newest = today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    found = [newest - timedelta(weeks=number) for number in range(weeks)]
    return [one for one in found if first is not None and one >= first]


def _usual_day(before: list[date], days: Mapping[date, list[int]], aim: PlanAim) -> tuple[HourPlan, ...]:
    return tuple(
        _usual_hour([sum(days.get(one, NONE)[4 * hour : 4 * hour + 4]) for one in before], aim) for hour in range(24)
    )


def _usual_hour(seen: list[int], aim: PlanAim) -> HourPlan:
    calls = float(median(seen)) if seen else 0.0
    if not calls or aim.aht_s <= 0:
        return HourPlan(calls=calls, agents=0)
    load = Load(calls=calls, period_s=4 * QUARTER_S, aht_s=aim.aht_s)
    return HourPlan(calls=calls, agents=agents_needed(load, aim.target_s, aim.aim))


def _row(day: date, quarter: int, before: list[list[int]], aim: PlanAim, zone: ZoneInfo) -> PlanRow:
    seen = tuple(counts[quarter] if counts else 0 for counts in before)
    calls = float(median(seen)) if seen else 0.0
    since = datetime.combine(day, time(quarter // 4, quarter % 4 * 15), zone).timestamp()
    if not calls or aim.aht_s <= 0:
        return PlanRow(since=since, calls=calls, seen=seen, agents=0)
    load = Load(calls=calls, period_s=QUARTER_S, aht_s=aim.aht_s)
    agents = agents_needed(load, aim.target_s, aim.aim)
    return PlanRow(
        since=since,
        calls=calls,
        seen=seen,
        agents=agents,
        chosen=staffing(agents, load, aim.target_s),
        one_more=staffing(agents + 1, load, aim.target_s),
    )
