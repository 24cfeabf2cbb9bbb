"""A sample is random, even over agents, in proportion over queues, and can be drawn again."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from api.quality.checks.sampling import Drawable, allotted, draw, frame_of


def call(call_id: str, agent_id: str = "li", queue: str = "main") -> Drawable:
    return Drawable(call_id=call_id, agent_id=agent_id, queue=queue, call_at=0.0, talk_ms=60_000, ended_at=60.0)


CALLS = [
    call(f"{agent}{queue}{number}", agent, queue)
    for agent, queue, size in (("li", "main", 30), ("li", "night", 10), ("zhao", "main", 3))
    for number in range(size)
]


def test_the_same_seed_over_the_same_calls_draws_the_same() -> None:
    again = draw(list(reversed(CALLS)), 8, "a")
    assert draw(CALLS, 8, "a") == again
    assert draw(CALLS, 8, "b")[1] != again[1]


def test_a_call_more_of_one_agent_moves_nobody_elses_draw() -> None:
    def of_li(calls: list[Drawable]) -> list[str]:
        return [one.call_id for one in draw(calls, 8, "a")[1] if one.agent_id == "li"]

    assert of_li(CALLS) == of_li([*CALLS, call("new", "zhao")])


def test_a_later_draw_is_another_one_and_says_so() -> None:
    strata, drawn = draw(CALLS, 8, "a", part=1)
    assert {one.part for one in strata} == {1}
    assert drawn != draw(CALLS, 8, "a")[1]
    assert drawn == draw(CALLS, 8, "a", part=1)[1]


def test_each_agent_gives_the_same_number_over_the_queues_in_proportion() -> None:
    strata, drawn = draw(CALLS, 8, "a")
    assert [(one.agent_id, one.queue, one.population, one.drawn) for one in strata] == [
        ("li", "main", 30, 6),
        ("li", "night", 10, 2),
        ("zhao", "main", 3, 3),
    ]
    assert len({one.call_id for one in drawn}) == 11


def test_every_call_has_the_same_chance() -> None:
    calls = [call(f"c{number}") for number in range(10)]
    drawn = Counter(one.call_id for seed in range(2000) for one in draw(calls, 3, str(seed))[1])
    assert all(520 <= drawn[one.call_id] <= 680 for one in calls), "600 each, within four standard deviations"


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 50), max_size=6), st.integers(0, 80))
def test_shares_add_up_and_never_pass_what_there_is(sizes: dict[str, int], wanted: int) -> None:
    shares = allotted(sizes, wanted)
    assert sum(shares.values()) == min(wanted, sum(sizes.values()))
    assert all(0 <= shares[name] <= sizes[name] for name in shares)


def test_the_frame_names_the_calls_in_whatever_order() -> None:
    assert frame_of(CALLS) == frame_of(list(reversed(CALLS))) != frame_of(CALLS[1:])
