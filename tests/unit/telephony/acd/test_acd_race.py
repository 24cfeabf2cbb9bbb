"""The queue with a plan that uses everything, in a hundred thousand random steps."""

from collections import Counter

from tests.acd_race import race

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
        seen.update(race(seed, 25_000).seen)
    assert seen["talks"] > 1000
    for effect in EFFECTS:
        assert seen[effect] > 0, effect
