"""Working days: holidays, make-up days, a site's own year, an unknown year, time zones (SLA-7)."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from scripts_lib.errors import ImpossibleTime
from scripts_lib.working_calendar import CalendarYear, WorkingCalendar

BEIJING = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkingCalendar()


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def at(text: str, zone: str = "Asia/Shanghai") -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("text", "worked"),
    [
        ("2026-02-13", True),  # the Friday before Spring Festival
        ("2026-02-14", True),  # a Saturday that is worked for it
        ("2026-02-15", False),
        ("2026-02-23", False),  # the last day of Spring Festival, a Monday
        ("2026-02-24", True),
        ("2026-02-28", True),  # a Saturday that is worked for it
        ("2026-09-20", True),  # a Sunday that is worked for National Day
        ("2026-10-01", False),
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2026-10-10", True),  # a Saturday that is worked for National Day
        ("2026-10-11", False),
        ("2024-02-29", True),
        ("2026-01-01", False),
    ],
)
def test_holidays_and_make_up_days_of_the_library(text: str, worked: bool) -> None:
    assert CALENDAR.known(day(text).year)
    assert CALENDAR.is_workday(day(text)) is worked


def test_an_unknown_year_follows_the_week_and_says_so() -> None:
    assert not CALENDAR.known(2090)
    assert CALENDAR.is_workday(day("2090-10-02"))  # a Monday
    assert not CALENDAR.is_workday(day("2090-10-01"))  # a Sunday
    assert not CALENDAR.known(1999)


def test_a_sites_year_takes_the_place_of_the_library() -> None:
    mine = CalendarYear(year=2090, holidays=(day("2090-10-02"),), working_days=(day("2090-10-01"),))
    calendar = WorkingCalendar([mine])
    assert calendar.known(2090)
    assert not calendar.is_workday(day("2090-10-02"))
    assert calendar.is_workday(day("2090-10-01"))
    assert calendar.is_workday(day("2090-10-03"))
    own_2026 = WorkingCalendar([CalendarYear(year=2026)])
    assert own_2026.is_workday(day("2026-10-01"))  # a Thursday that the site's file does not name


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-03-02T15:00", 3, "2026-03-05T15:00"),  # Monday to Thursday
        ("2026-03-05T15:00", 3, "2026-03-10T15:00"),  # over a weekend
        ("2026-03-07T10:00", 3, "2026-03-12T00:00"),  # a Saturday counts from Monday 0:00
        ("2026-03-07T00:00", 3, "2026-03-12T00:00"),
        ("2026-02-13T09:30", 3, "2026-02-25T09:30"),  # Friday; worked Saturday; Spring Festival; Tue, Wed
        ("2026-02-14T09:30", 3, "2026-02-26T09:30"),
        ("2026-02-17T09:30", 3, "2026-02-27T00:00"),  # in Spring Festival: counts from Tuesday 24, 0:00
        ("2026-02-26T08:00", 3, "2026-03-02T08:00"),  # Friday, worked Saturday, Monday
        ("2026-09-30T18:00", 3, "2026-10-10T18:00"),  # over National Day to a worked Saturday
        ("2026-10-01T00:00", 3, "2026-10-12T00:00"),
        ("2024-02-28T23:59", 1, "2024-02-29T23:59"),  # leap day
        ("2025-12-31T12:00", 1, "2026-01-04T12:00"),  # year's end; Sunday the 4th is worked
        ("2026-03-02T00:00", 1, "2026-03-03T00:00"),  # midnight
        ("2026-03-02T23:59:59", 1, "2026-03-03T23:59:59"),
    ],
)
def test_working_days_are_added(start: str, days: int, due: str) -> None:
    assert CALENDAR.add_working_days(at(start), days) == at(due)


def test_the_wall_clock_is_kept_over_a_change_of_summer_time() -> None:
    berlin = at("2090-03-24T15:00", "Europe/Berlin")  # Friday before the change
    due = CALENDAR.add_working_days(berlin, 1)
    assert due == at("2090-03-27T15:00", "Europe/Berlin")
    assert due.timestamp() - berlin.timestamp() == 71 * 3600


def test_a_calendar_without_working_days_is_an_error_and_no_endless_search() -> None:
    years = range(2090, 2093)
    every_day = [
        CalendarYear(
            year=year,
            holidays=tuple(day(f"{year}-01-01") + datetime.timedelta(days=n) for n in range(365)),
        )
        for year in years
    ]
    with pytest.raises(ImpossibleTime):
        WorkingCalendar(every_day).add_working_days(at("2090-01-02T00:00"), 1)


def test_a_start_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        CALENDAR.add_working_days(datetime.datetime(2026, 3, 2), 1)  # noqa: DTZ001
