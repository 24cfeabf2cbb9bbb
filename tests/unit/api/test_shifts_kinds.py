"""The shifts of a day as a site names them: eight hours at most, by the clock of the site (LINE-6)."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from api.shifts.kinds import ShiftKind, uncovered_minutes, usual


def kind(begin: str, hours: float) -> ShiftKind:
    return ShiftKind(key="x", zh="班", en="Shift", begin=time.fromisoformat(begin), hours=hours)


def test_a_shift_is_of_eight_hours_at_most() -> None:
    assert kind("08:00", 8).hours == 8
    for hours in (0, 8.5):
        with pytest.raises(ValidationError):
            kind("08:00", hours)


def test_its_times_follow_the_clock_of_the_site() -> None:
    zone = ZoneInfo("Europe/Berlin")
    since, until = kind("22:00", 8).times(date(2026, 10, 24), zone)  # the clock is put back in that night
    assert datetime.fromtimestamp(since, zone) == datetime(2026, 10, 24, 22, tzinfo=zone)
    assert until - since == 8 * 3600


@pytest.mark.parametrize(
    ("kinds", "minutes"),
    [(usual(), 0), ((kind("08:00", 8), kind("16:00", 8)), 480), ((kind("20:00", 8),), 960), ((), 1440)],
)
def test_minutes_that_nobody_covers(kinds: tuple[ShiftKind, ...], minutes: int) -> None:
    assert uncovered_minutes(kinds) == minutes
