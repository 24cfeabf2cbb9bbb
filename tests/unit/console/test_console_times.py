"""Times as agents type them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from console.times import read_time

ZONE = "Asia/Shanghai"
NOW = datetime(2026, 11, 24, 9, 10, tzinfo=ZoneInfo(ZONE)).timestamp()
"""A Tuesday."""


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("今天 18:00", "2026-11-24T18:00"),
        ("今天下午3点", "2026-11-24T15:00"),
        ("今天下午三点半", "2026-11-24T15:30"),
        ("明天上午10点", "2026-11-25T10:00"),
        ("明天上午十点", "2026-11-25T10:00"),
        ("明早9点", "2026-11-25T09:00"),
        ("今晚八点", "2026-11-24T20:00"),
        ("今晚", "2026-11-24T20:00"),
        ("明天", "2026-11-25T18:00"),
        ("明天中午", "2026-11-25T12:00"),
        ("明天中午11点半", "2026-11-25T11:30"),
        ("后天 9:05", "2026-11-26T09:05"),
        ("后天下班前", "2026-11-26T18:00"),
        ("下班前", "2026-11-24T18:00"),
        ("11-25 18:00", "2026-11-25T18:00"),
        ("11月25日 18点", "2026-11-25T18:00"),
        ("11月25号下午二点", "2026-11-25T14:00"),
        ("2026-12-01 08:30", "2026-12-01T08:30"),
        ("1-5 10:00", "2027-01-05T10:00"),
        ("11/25", "2026-11-25T18:00"),
        ("周五上午10点", "2026-11-27T10:00"),
        ("下周一 9:00", "2026-11-30T09:00"),
        ("18:00", "2026-11-24T18:00"),
        ("１８：００", "2026-11-24T18:00"),
        ("下午4点前", "2026-11-24T16:00"),
        ("30分钟内", "2026-11-24T09:40"),
        ("半小时内", "2026-11-24T09:40"),
        ("两小时内", "2026-11-24T11:10"),
        ("1个半小时", "2026-11-24T10:40"),
        ("3天内", "2026-11-27T09:10"),
        ("tomorrow 10:00", "2026-11-25T10:00"),
    ],
)
def test_what_is_typed_is_a_time(typed: str, wanted: str) -> None:
    at = read_time(typed, ZONE, NOW)
    assert at is not None
    assert datetime.fromtimestamp(at, ZoneInfo(ZONE)).strftime("%Y-%m-%dT%H:%M") == wanted


@pytest.mark.parametrize(
    "typed", ["", "尽快", "25:00", "今天 25:00", "13-45 10:00", "2-30 10:00", "9:75", "3", "abc", "今天三"]
)
def test_what_is_no_time_is_none(typed: str) -> None:
    assert read_time(typed, ZONE, NOW) is None
