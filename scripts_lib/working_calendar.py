"""Which days are worked, and what time it is some working days later (SLA-7).

The State Council's holidays and make-up working days come from the library `chinesecalendar`; a site's file for a
year (`calendar/2027.yaml`) takes its place for the whole year. A year that neither knows follows the week (Monday
to Friday) and `known` says so. Knows no rule but this; times come in as aware datetimes.
"""

import datetime
from collections.abc import Iterable
from functools import lru_cache

import chinese_calendar
import msgspec
from chinese_calendar.constants import holidays

from scripts_lib.errors import ImpossibleTime

_LIBRARY_YEARS = frozenset(day.year for day in holidays)
_ONE_DAY = datetime.timedelta(days=1)
_SEARCH_DAYS = 400
"""A year holds a working day, or the calendar is broken."""


@lru_cache(maxsize=4000)
def _by_library(day: datetime.date) -> bool:
    """Kept: the library goes through all its days for each question."""
    return bool(chinese_calendar.is_workday(day))


class CalendarYear(msgspec.Struct, frozen=True, kw_only=True):
    """One year as a site writes it down. Days that are named nowhere follow the week."""

    year: int
    holidays: tuple[datetime.date, ...] = ()
    """Days off, weekends need not be named."""
    working_days: tuple[datetime.date, ...] = ()
    """Weekend days that are worked to make up for holidays."""


class WorkingCalendar:
    """Working days by the site's years first, then the library, then the week."""

    def __init__(self, years: Iterable[CalendarYear] = ()) -> None:
        kept = tuple(years)
        self._off = {year.year: frozenset(year.holidays) for year in kept}
        self._on = {year.year: frozenset(year.working_days) for year in kept}

    def known(self, year: int) -> bool:
        """True when the holidays of that year are known; False when only the week is."""
        return year in self._off or year in _LIBRARY_YEARS

    def is_workday(self, day: datetime.date) -> bool:
        """True when that day is worked."""
        if day.year in self._off:
            return day in self._on[day.year] or (day.weekday() < 5 and day not in self._off[day.year])
        if day.year in _LIBRARY_YEARS:
            return _by_library(day)
        return day.weekday() < 5

    def next_workday(self, day: datetime.date) -> datetime.date:
        """The first working day after `day`."""
        for ahead in range(1, _SEARCH_DAYS):
            candidate = day + ahead * _ONE_DAY
            if self.is_workday(candidate):
                return candidate
        raise ImpossibleTime("calendar", 0.0, f"no working day within {_SEARCH_DAYS} days after {day}")

    def add_working_days(self, start: datetime.datetime, days: int) -> datetime.datetime:
        """The same time of day, `days` working days later, in the zone of `start` (which must be aware).

        A start on a day off counts from midnight at the beginning of the next working day.
        """
        if start.tzinfo is None:
            raise ValueError("a start without a time zone")
        day, wall = start.date(), start.time()
        if not self.is_workday(day):
            day, wall = self.next_workday(day), datetime.time.min
        for _ in range(days):
            day = self.next_workday(day)
        return datetime.datetime.combine(day, wall, tzinfo=start.tzinfo)
