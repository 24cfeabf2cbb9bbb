"""What a sample can say: Wilson's interval against published values, and words that promise no more."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.quality.checks.concluding import expected, of_agent, of_all, wilson
from api.schemas.quality_checks import Stratum

LI, ZHAO = ("li", 0), ("zhao", 0)
"""Each with the first draw."""


def stratum(agent_id: str, population: int, drawn: int, part: int = 0) -> Stratum:
    return Stratum(agent_id=agent_id, queue="main", population=population, drawn=drawn, part=part)


@pytest.mark.parametrize(
    ("passed", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_is_that_of_the_literature(passed: int, of: int, low: float, high: float) -> None:
    """R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""
    assert list(wilson(passed, of)) == pytest.approx([low, high], abs=5e-5)


@given(st.integers(1, 200), st.data())
def test_the_interval_holds_the_share_and_narrows_with_more_calls(of: int, data: st.DataObject) -> None:
    passed = data.draw(st.integers(0, of))
    low, high = wilson(passed, of)
    assert 0.0 <= low <= passed / of <= high <= 1.0
    more_low, more_high = wilson(passed * 4, of * 4)
    assert more_high - more_low < high - low


def test_nothing_graded_says_nothing() -> None:
    found = of_agent("li", [stratum("li", 40, 5)], {LI: (0, 0)})
    assert (found.rate, found.low, found.high) == (None, 0.0, 1.0)
    assert "什么也不能说" in found.words.zh


def test_few_calls_compare_nobody() -> None:
    found = of_agent("li", [stratum("li", 40, 5)], {LI: (5, 4)})
    assert (round(found.low, 3), round(found.high, 3)) == (0.376, 0.964)
    assert "38%～96%" in found.words.zh
    assert "不能据此与别人比较" in found.words.zh
    many = of_agent("li", [stratum("li", 400, 100)], {LI: (100, 90)})
    assert "区间不重叠时才能说谁更好" in many.words.zh


def test_where_every_call_was_graded_nothing_is_left_to_chance() -> None:
    found = of_agent("li", [stratum("li", 5, 5)], {LI: (5, 4)})
    assert (found.low, found.high) == (0.8, 0.8)
    both = of_all([stratum("li", 5, 5), stratum("zhao", 5, 5)], {LI: (5, 4), ZHAO: (5, 5)})
    assert (both.rate, both.low, both.high) == (0.9, 0.9, 0.9)


def test_all_together_are_weighed_by_their_calls() -> None:
    found = of_all([stratum("li", 900, 10), stratum("zhao", 100, 10)], {LI: (10, 5), ZHAO: (10, 10)})
    assert found.rate == pytest.approx(0.9 * 0.5 + 0.1)
    assert found.low < 0.55 < found.high
    assert (found.graded, found.passed, found.population) == (20, 15, 1000)
    missing = of_all([stratum("li", 900, 10), stratum("zhao", 100, 10)], {LI: (10, 5)})
    assert "1 名坐席尚无评分" in missing.words.zh


def test_of_several_draws_each_weighs_as_many_calls_as_it_was_drawn_from() -> None:
    """Five of 50 calls at first, five of the 450 that came since: the first half does not count double."""
    strata = [stratum("li", 50, 5), stratum("li", 450, 5, part=1)]
    found = of_agent("li", strata, {("li", 0): (5, 0), ("li", 1): (5, 5)})
    assert (found.rate, found.population, found.drawn, found.graded, found.passed) == (0.9, 500, 10, 10, 5)
    assert found.low < 0.9 < found.high
    assert "按各次可抽通话数加权，估计为 90%" in found.words.zh
    both = of_all([*strata, stratum("zhao", 500, 5)], {("li", 0): (5, 0), ("li", 1): (5, 5), ZHAO: (5, 5)})
    assert both.rate == pytest.approx(0.95)


def test_a_later_draw_that_nobody_graded_is_not_spoken_of() -> None:
    strata = [stratum("li", 50, 5), stratum("li", 450, 5, part=1)]
    found = of_agent("li", strata, {LI: (5, 4)})
    assert (found.rate, found.graded) == (0.8, 5)
    assert (found.low, found.high) == wilson(4, 5)
    assert "还有 5 通未评" in found.words.zh
    assert "其中 450 通未计入" in found.words.zh
    every = of_all(strata, {LI: (5, 4)})
    assert "其中 450 通未计入" in every.words.zh
    assert "补抽" not in of_agent("li", strata, {}).words.zh


@pytest.mark.parametrize("later", [(0.5, 5), (0.9, 15)], ids=["it grew worse", "three times as many drawn"])
def test_the_interval_of_one_agent_over_two_draws_holds_the_truth_about_as_often_as_it_says(
    later: tuple[float, int],
) -> None:
    share, count = later
    strata = [stratum("li", 100, 5), stratum("li", 200, count, part=1)]
    truth = (100 * 0.8 + 200 * share) / 300
    chance, held = random.Random("parts"), 0
    for _ in range(1000):
        first, second = (
            sum(chance.random() < 0.8 for _ in range(5)),
            sum(chance.random() < share for _ in range(count)),
        )
        found = of_agent("li", strata, {LI: (5, first), ("li", 1): (count, second)})
        held += found.low <= truth <= found.high
    assert held >= 930


def test_the_interval_of_all_holds_the_truth_about_as_often_as_it_says() -> None:
    """Three agents of unlike size and quality, 5 calls each: at least 93 of 100 intervals hold the true share."""
    agents = {"a": (300, 0.95), "b": (120, 0.8), "c": (60, 0.6)}
    strata = [stratum(name, size, 5) for name, (size, _) in agents.items()]
    truth = sum(size * share for size, share in agents.values()) / sum(size for size, _ in agents.values())
    chance, held = random.Random("quality"), 0
    for _ in range(1000):
        counted = {
            (name, 0): (5, sum(chance.random() < share for _ in range(5))) for name, (_, share) in agents.items()
        }
        found = of_all(strata, counted)
        held += found.low <= truth <= found.high
    assert held >= 930


def test_a_plan_says_what_its_size_can_say() -> None:
    words = " ".join(one.zh for one in expected([stratum("li", 40, 5), stratum("zhao", 60, 5)], 5))
    assert "共 100 通可抽，抽 10 通" in words
    assert "不低于 57%" in words, "five of five content"
    assert "没有可抽的通话" in expected([], 5)[0].zh
