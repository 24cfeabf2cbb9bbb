"""The service level by every formula, on the day that they read so differently."""

import pytest

from api.figures.levels import InTime, LevelRule, service_level
from api.schemas import LevelFormula

DAY = InTime(answered=90, answered_in_time=80, given_up=10, given_up_in_time=6)


@pytest.mark.parametrize(
    ("formula", "per_cent"),
    [
        (LevelFormula.ANSWERED, 88.9),
        (LevelFormula.GIVEN_UP_COUNTED, 86.0),
        (LevelFormula.GIVEN_UP_LEFT_OUT, 85.1),
        (LevelFormula.OFFERED, 80.0),
    ],
)
def test_one_day_reads_four_ways(formula: LevelFormula, per_cent: float) -> None:
    level = service_level(DAY, LevelRule(in_force=formula))
    assert round(100 * (level.values[formula].value or 0), 1) == per_cent
    assert level.value == level.values[formula].value
    assert set(level.values) == set(LevelFormula)


def test_without_calls_there_is_no_level() -> None:
    assert service_level(InTime(), LevelRule()).value is None


def test_the_target_is_what_the_national_standard_asks_for() -> None:
    assert LevelRule().target_ms == 15_000
