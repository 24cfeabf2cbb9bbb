"""The 20 ms clock's arithmetic: no drift, no burst."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.media.ticker import MOST_BEHIND, PERIOD_S, ticks_due


@pytest.mark.parametrize(
    ("late", "count", "periods"),
    [(0.0, 1, 1), (0.019, 1, 1), (0.021, 2, 2), (0.045, 3, 3), (0.075, MOST_BEHIND, 4), (1.005, MOST_BEHIND, 51)],
)
def test_ticks_after_a_late_wake_up(late: float, count: int, periods: int) -> None:
    made, following = ticks_due(10.0, 10.0 + late)
    assert made == count
    assert following == pytest.approx(10.0 + periods * PERIOD_S)


def test_waking_too_early_makes_no_tick() -> None:
    assert ticks_due(10.0, 9.9995) == (0, 10.0)


@given(st.floats(0, 1e6), st.floats(0, 5))
def test_the_next_tick_lies_ahead_on_the_same_grid(due: float, late: float) -> None:
    now = due + late
    count, following = ticks_due(due, now)
    assert 1 <= count <= MOST_BEHIND
    assert now < following <= now + PERIOD_S * 1.001 + 1e-6
    assert (following - due) / PERIOD_S == pytest.approx(round((following - due) / PERIOD_S), abs=1e-3)
