"""Erlang C against the reference vector and its own laws."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.figures.erlang import MOST_AGENTS, Load, agents_needed, staffing, wait_probability

REFERENCE = Load(calls=100, period_s=1800, aht_s=180)


def test_the_reference_vector() -> None:
    got = staffing(14, REFERENCE, 20)
    assert REFERENCE.erlangs == 10
    assert f"{100 * got.level:.3f}" == "88.835"
    assert f"{100 * got.wait_probability:.3f}" == "17.413"
    assert f"{got.asa_s:.3f}" == "7.836"
    assert f"{100 * got.occupancy:.2f}" == "71.43"


def test_the_fewest_agents_who_reach_the_aim() -> None:
    assert agents_needed(REFERENCE, 20, 0.8) == 14
    assert staffing(13, REFERENCE, 20).level < 0.8 <= staffing(14, REFERENCE, 20).level


def test_two_agents_by_the_closed_formula() -> None:
    assert wait_probability(2, 1.0) == pytest.approx(1 / 3)
    assert wait_probability(1, 0.5) == pytest.approx(0.5)


def test_agents_who_cannot_keep_up_reach_nothing() -> None:
    got = staffing(10, REFERENCE, 20)
    assert (got.level, got.wait_probability, got.asa_s, got.occupancy) == (0.0, 1.0, math.inf, 1.0)


def test_without_calls_nobody_is_needed() -> None:
    none = Load(calls=0, period_s=900, aht_s=180)
    assert agents_needed(none, 15, 0.95) == 0
    assert staffing(3, none, 15).level == 1.0


@pytest.mark.parametrize("aim", [0.0, 1.0, 95.0])
def test_an_aim_that_is_no_share_is_refused(aim: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        agents_needed(REFERENCE, 20, aim)


def test_a_load_beyond_any_floor_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 2000 agents"):
        agents_needed(Load(calls=1e6, period_s=900, aht_s=600), 15, 0.9)


@given(st.floats(0.1, 400), st.integers(1, MOST_AGENTS // 4))
def test_one_agent_more_is_never_worse(erlangs: float, agents: int) -> None:
    load = Load(calls=erlangs, period_s=180, aht_s=180)
    here, more = staffing(agents, load, 15), staffing(agents + 1, load, 15)
    assert 0 <= here.wait_probability <= 1
    assert more.level >= here.level
    assert more.asa_s <= here.asa_s
