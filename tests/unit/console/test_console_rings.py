"""Rings counted against the plans of several countries (LINE-1)."""

import pytest

from api.schemas import RingPlan
from console.rings import circled, count

CHINA = RingPlan(country="CN", ring_ms=1000, period_ms=5000, limit_ms=15000, strict_ms=11000)
JAPAN = RingPlan(country="JP", ring_ms=1000, period_ms=3000, limit_ms=9000, strict_ms=7000)


@pytest.mark.parametrize(
    ("elapsed", "number", "sounding", "left", "over"),
    [
        (-5, 1, True, 15000, False),
        (0, 1, True, 15000, False),
        (999, 1, True, 14001, False),
        (1000, 1, False, 14000, False),
        (5000, 2, True, 10000, False),
        (14999, 3, False, 1, False),
        (15000, 4, True, 0, True),
        (21500, 5, False, -6500, True),
    ],
)
def test_rings_of_china(elapsed: int, number: int, sounding: bool, left: int, over: bool) -> None:
    rings = count(CHINA, elapsed)
    assert (rings.number, rings.sounding, rings.left_ms, rings.over) == (number, sounding, left, over)
    assert rings.limit == 3


def test_rings_of_japan() -> None:
    assert count(JAPAN, 8999).over is False
    assert count(JAPAN, 9000).number == 4


def test_circled_numbers() -> None:
    assert circled(1) + circled(3) == "①③"
    assert circled(21) == "(21)"
