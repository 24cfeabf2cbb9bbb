"""Opening hours: weeks, working days, dates, midnight."""

import datetime as dt

import pytest

from telephony.acd.hours import Span, is_open, next_change

HOLIDAY = dt.date(2026, 10, 1)
MAKE_UP = dt.date(2026, 10, 10)  # a Saturday on which people work


def is_workday(day: dt.date) -> bool:
    return (day.weekday() < 5 and day != HOLIDAY) or day == MAKE_UP


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


OFFICE = (Span(days="workday", start="08:30", end="18:00"),)
NIGHT = (Span(days="mon-fri", start="18:00", end="08:30"), Span(days="sat,sun", start="00:00", end="24:00"))


@pytest.mark.parametrize(
    ("spans", "when", "open_"),
    [
        (OFFICE, "2026-11-23T08:29:59", False),
        (OFFICE, "2026-11-23T08:30:00", True),
        (OFFICE, "2026-11-23T18:00:00", False),
        (OFFICE, "2026-10-01T10:00:00", False),
        (OFFICE, "2026-10-10T10:00:00", True),
        (NIGHT, "2026-11-23T23:59:00", True),
        (NIGHT, "2026-11-24T08:29:00", True),
        (NIGHT, "2026-11-24T09:00:00", False),
        (NIGHT, "2026-11-29T23:59:59", True),
        (NIGHT, "2026-11-30T00:00:00", False),
        ((), "2026-11-23T03:00:00", True),
        ((Span(days="2026-10-01", start="10:00", end="12:00"),), "2026-10-01T11:00:00", True),
        ((Span(days="fri-mon", start="10:00", end="12:00"),), "2026-11-22T11:00:00", True),
        ((Span(days="fri-mon", start="10:00", end="12:00"),), "2026-11-24T11:00:00", False),
        ((Span(days="restday"),), "2026-10-01T00:00:00", True),
        ((Span(days="daily"),), "2026-11-23T12:00:00", True),
    ],
)
def test_open_or_closed(spans: tuple[Span, ...], when: str, open_: bool) -> None:
    assert is_open(spans, at(when), is_workday) is open_


@pytest.mark.parametrize(
    ("spans", "when", "change"),
    [
        (OFFICE, "2026-11-23T12:00:00", "2026-11-23T18:00:00"),
        (OFFICE, "2026-11-27T19:00:00", "2026-11-30T08:30:00"),
        (OFFICE, "2026-09-30T19:00:00", "2026-10-02T08:30:00"),
        (NIGHT, "2026-11-28T12:00:00", "2026-11-30T00:00:00"),  # Saturday runs into Sunday without a gap
        ((Span(days="daily"),), "2026-11-23T12:00:00", None),
        ((), "2026-11-23T12:00:00", None),
    ],
)
def test_the_next_change(spans: tuple[Span, ...], when: str, change: str | None) -> None:
    assert next_change(spans, at(when), is_workday) == (at(change) if change else None)


@pytest.mark.parametrize("fields", [{"days": "someday"}, {"days": "mon", "start": "25:00"}, {"days": "mon-xyz"}])
def test_what_is_no_day_or_time_is_named(fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="is no"):
        Span(**fields)
