"""The queue with a plan that uses everything: a hundred thousand steps, and short races of what happens at once.

`python -m benchmarks.queue_race` runs as many of either as one likes.
"""

from collections import Counter
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acd_hall import Hall
from tests.acd_race import races, walk

EFFECTS = (
    "AnswerQueue",
    "Announce",
    "CallbackGivenUp",
    "CallbackRefused",
    "CallbackTaken",
    "Connect",
    "Divert",
    "EndOffer",
    "MarkAgent",
    "Moved",
    "Offer",
    "RefuseAccept",
    "SayGoodbye",
    "TakeMessage",
)


def test_nobody_is_lost_doubled_or_stuck() -> None:
    seen: Counter[str] = Counter()
    for seed in range(4):
        seen.update(walk(seed, 25_000).seen)
    assert seen["talks"] > 1000
    for effect in EFFECTS:
        assert seen[effect] > 0, effect


def test_races_of_one_moment_end_with_every_caller_served_once() -> None:
    seen = races(seed=3, count=25_000).seen
    assert seen["talks"] > 25_000
    assert seen["RefuseAccept"] > 5_000  # who came too late
    assert seen["CallbackTaken"] > 50


@settings(max_examples=40, deadline=None)
@given(chance=st.randoms(use_true_random=False), steps=st.integers(1, 60))
def test_hypothesis_finds_no_short_order_of_events_that_breaks_it(chance: Random, steps: int) -> None:
    hall = Hall(chance)
    for _ in range(steps):
        hall.step()
        hall.check()
