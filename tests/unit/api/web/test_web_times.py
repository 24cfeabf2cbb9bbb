"""Times as people read them: both languages, the year only where it is needed, what is left."""

from zoneinfo import ZoneInfo

import pytest

from api.web.times import Nearness, clock, duration, iso, left, local
from tests.unit.api.desk_samples import NOON

CN = ZoneInfo("Asia/Shanghai")


def test_a_moment_of_this_year_and_of_another() -> None:
    assert local(NOON, CN, NOON, "zh") == "11月23日 12:00"
    assert local(NOON, CN, NOON, "en") == "23 Nov 12:00"
    a_year_later = NOON + 366 * 86_400
    assert local(NOON, CN, a_year_later, "zh") == "2026年11月23日 12:00"
    assert local(NOON, CN, a_year_later, "en") == "23 Nov 2026 12:00"
    assert iso(NOON, CN) == "2026-11-23T12:00:00+08:00"


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0, "不到1分钟", "under a minute"),
        (59, "不到1分钟", "under a minute"),
        (60, "1分钟", "1 min"),
        (3_600, "1小时", "1 h"),
        (3_660, "1小时1分", "1 h 1 min"),
        (86_400, "1天", "1 d"),
        (86_400 * 2 + 3_600 * 3 + 60, "2天3小时", "2 d 3 h"),
    ],
)
def test_a_span_has_at_most_two_units(seconds: float, zh: str, en: str) -> None:
    assert (duration(seconds).zh, duration(seconds).en) == (zh, en)


@pytest.mark.parametrize(
    ("ahead", "nearness", "zh"),
    [
        (-1, Nearness.OVER, "已超时 不到1分钟"),
        (0, Nearness.SOON, "还剩 不到1分钟"),
        (7_199, Nearness.SOON, "还剩 1小时59分"),
        (7_200, Nearness.AHEAD, "还剩 2小时"),
    ],
)
def test_what_is_left_is_told_by_word_and_nearness(ahead: float, nearness: Nearness, zh: str) -> None:
    found = left(NOON + ahead, NOON)
    assert (found.nearness, found.text.zh) == (nearness, zh)


@pytest.mark.parametrize(
    ("ms", "shown"),
    [(0, "0:00"), (65_999, "1:05"), (3_725_000, "1:02:05"), (-4_200, "−0:04"), (-300, "0:00")],
)
def test_a_clock_of_a_player(ms: float, shown: str) -> None:
    assert clock(ms) == shown
