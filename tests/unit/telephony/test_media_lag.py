"""The error bound of every time the line measures."""

import pytest

from telephony.media.lag import LEAST_MS, WINDOW_S, LagGauge


def ticked(gauge: LagGauge, due: float, late: float) -> None:
    gauge.expect(due)
    gauge.observe(due + late)


def test_it_is_never_better_than_a_millisecond() -> None:
    gauge = LagGauge()
    assert gauge.error_ms(0.0) == LEAST_MS
    ticked(gauge, 100.0, 0.0)
    assert gauge.error_ms(100.0) == LEAST_MS


def test_it_is_the_worst_of_the_window_and_forgets_what_is_older() -> None:
    gauge = LagGauge()
    ticked(gauge, 100.0, 0.050)
    ticked(gauge, 101.0, 0.004)
    assert gauge.error_ms(102.0) == pytest.approx(50.0)
    assert gauge.error_ms(100.0 + WINDOW_S + 0.5) == pytest.approx(4.0)
    assert gauge.error_ms(200.0) == LEAST_MS


def test_a_stall_that_the_clock_has_not_seen_yet_counts() -> None:
    gauge = LagGauge()
    ticked(gauge, 100.0, 0.0)
    gauge.expect(100.02)
    assert gauge.error_ms(100.32) == pytest.approx(300.0)
    gauge.observe(100.32)
    assert gauge.error_ms(100.33) == pytest.approx(300.0)


def test_a_tick_that_came_early_is_not_late() -> None:
    gauge = LagGauge()
    ticked(gauge, 100.0, -0.0005)
    assert gauge.error_ms(100.0) == LEAST_MS
