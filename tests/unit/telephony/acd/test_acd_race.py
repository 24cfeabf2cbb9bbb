"""The queue with a plan that uses everything, in a hundred thousand random steps."""

import pytest

from tests.acd_race import race


@pytest.mark.parametrize("seed", range(4))
def test_nobody_is_lost_doubled_or_stuck(seed: int) -> None:
    hall = race(seed, 25_000)
    assert hall.seen["talks"] > 300
    for effect in (
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
    ):
        assert hall.seen[effect] > 0, effect
