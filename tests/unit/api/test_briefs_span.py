"""Days, weeks and months by their keys."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from api.briefs.span import Every, on, span_at, span_of
from tests.unit.api import desk_samples as sample

ZONE = ZoneInfo(sample.ZONE)


@pytest.mark.parametrize(
    ("key", "first", "end", "number"),
    [
        ("2026-11-28", "2026-11-28", "2026-11-29", "20261128"),
        ("2026-W48", "2026-11-23", "2026-11-30", "2026W48"),
        ("2026-W01", "2025-12-29", "2026-01-05", "2026W01"),
        ("2026-11", "2026-11-01", "2026-12-01", "202611"),
        ("2026-W48@west-2", "2026-11-23", "2026-11-30", "2026W48-west-2"),
    ],
)
def test_a_key_names_its_days(key: str, first: str, end: str, number: str) -> None:
    span = span_of(key)
    assert span is not None
    assert (span.key, str(span.first), str(span.end), span.number) == (key, first, end, number)
    assert span.before.after == span
    assert span.until(ZONE) == span.after.since(ZONE)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "2026",
        "2026-02-30",
        "2026-W54",
        "2026-W00",
        "26-11-28",
        "2026-13",
        "x",
        "2026-11-28@",
        "2026-11@east",
        "@east",
    ],
)
def test_what_is_no_key(key: str) -> None:
    assert span_of(key) is None


def test_what_runs_at_a_moment_and_how_people_say_it() -> None:
    assert [span_at(every, sample.NOON, ZONE).key for every in Every] == ["2026-11-23", "2026-W48", "2026-11"]
    assert on(Every.DAY, dt.date(2026, 11, 28)).name.zh == "2026年11月28日（周六）"
    assert on(Every.WEEK, dt.date(2026, 1, 1)).name.zh == "2026年第1周（12月29日至1月4日）"
    assert on(Every.WEEK, dt.date(2026, 11, 25)).name.en == "week 48, 2026-11-23 to 2026-11-29"
    assert on(Every.MONTH, dt.date(2026, 11, 25)).name.en == "November 2026"
