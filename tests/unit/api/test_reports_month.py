"""The month as a stretch of time, when its report is due (SLA-12), and what it is compared with."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from api.reports.month import Month, month_of, read
from api.reports.report import stretches
from tests.unit.api import desk_samples as sample

ZONE = ZoneInfo(sample.ZONE)


def local(at: float) -> str:
    return f"{dt.datetime.fromtimestamp(at, ZONE):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("month", "ready", "due", "final"),
    [
        (Month(2026, 11), "2026-11-29 06:00", "2026-12-01 00:00", "2026-12-01 00:30"),
        (Month(2026, 12), "2026-12-29 06:00", "2026-12-31 00:00", "2027-01-01 00:30"),
        (Month(2026, 2), "2026-02-27 06:00", "2026-03-01 00:00", "2026-03-01 00:30"),
        (Month(2028, 2), "2028-02-28 06:00", "2028-03-01 00:00", "2028-03-01 00:30"),
    ],
)
def test_the_report_is_ready_the_day_before_it_is_due(month: Month, ready: str, due: str, final: str) -> None:
    assert (local(month.ready(ZONE)), local(month.due(ZONE)), local(month.final(ZONE))) == (ready, due, final)


def test_months_follow_each_other() -> None:
    assert (Month(2026, 12).after, Month(2027, 1).before) == (Month(2027, 1), Month(2026, 12))
    assert Month(2026, 11).year_before == Month(2025, 11)
    assert month_of(sample.NOON, ZONE) == Month(2026, 11)
    assert (str(Month(2026, 2)), Month(2026, 2).number, Month(2026, 2).chinese) == ("2026-02", "202602", "2026年2月")


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "26-11", "2026-1", "", "2026-11-01", "1999-01"])
def test_what_is_no_month(text: str) -> None:
    assert read(text) is None


def test_a_whole_month_is_compared_with_whole_months() -> None:
    month = Month(2026, 3)
    parts = stretches(month, month.final(ZONE), lambda one: one.span(ZONE))
    assert [(local(one.since), local(one.until), one.whole) for one in parts] == [
        ("2026-03-01 00:00", "2026-04-01 00:00", True),
        ("2026-02-01 00:00", "2026-03-01 00:00", True),
        ("2025-03-01 00:00", "2025-04-01 00:00", True),
    ]


def test_a_month_that_is_not_over_is_compared_with_the_same_part() -> None:
    month = Month(2026, 3)
    parts = stretches(month, month.at(30, ZONE, 6), lambda one: one.span(ZONE))
    assert [(local(one.until), one.whole) for one in parts] == [
        ("2026-03-30 06:00", False),
        ("2026-03-01 00:00", False),
        ("2025-03-30 06:00", False),
    ]


def test_midnights_are_those_that_have_come() -> None:
    month = Month(2026, 11)
    assert [local(one) for one in month.midnights(ZONE, month.at(2, ZONE, 1))] == [
        "2026-11-01 00:00",
        "2026-11-02 00:00",
    ]
    assert len(month.midnights(ZONE, month.final(ZONE))) == 30
