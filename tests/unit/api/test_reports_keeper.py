"""The month's papers are made by the desk itself, once each, also after it was down (SLA-12)."""

from zoneinfo import ZoneInfo

import pytest

from api.reports.keeper import owed
from api.reports.month import Month
from tests.unit.api import desk_samples as sample

ZONE = ZoneInfo(sample.ZONE)
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
OLD = {("2026-10", True)}


@pytest.mark.parametrize(
    ("now", "made", "found"),
    [
        (NOVEMBER.at(1, ZONE, 0, 10), set(), None),
        (NOVEMBER.at(1, ZONE, 0, 40), set(), (OCTOBER, True)),
        (NOVEMBER.at(20, ZONE), set(), (OCTOBER, True)),  # the desk was down
        (NOVEMBER.at(20, ZONE), OLD, None),
        (NOVEMBER.at(29, ZONE, 5, 59), OLD, None),
        (NOVEMBER.at(29, ZONE, 6), OLD, (NOVEMBER, False)),
        (NOVEMBER.at(30, ZONE, 12), OLD | {("2026-11", False)}, None),
        (NOVEMBER.final(ZONE), OLD | {("2026-11", False)}, (NOVEMBER, True)),
        (NOVEMBER.final(ZONE), OLD | {("2026-11", False), ("2026-11", True)}, None),
    ],
)
def test_what_is_owed(now: float, made: set[tuple[str, bool]], found: tuple[Month, bool] | None) -> None:
    assert owed(now, made, ZONE) == found


def test_the_draft_is_made_before_it_is_due() -> None:
    for month in (Month(2026, 2), Month(2028, 2), NOVEMBER, Month(2026, 12)):
        assert month.ready(ZONE) < month.due(ZONE) - 86_400 < month.after.at(1, ZONE)
