"""Delays that grow, and an end to trying."""

from hypothesis import given
from hypothesis import strategies as st

from api.outbox.plan import DELAYS_S, LONGEST_ASKED_S, next_try


def test_each_pause_is_longer_than_the_one_before_and_all_are_about_a_day() -> None:
    waits = [next_try(failures, 0.0) or 0.0 for failures in range(1, len(DELAYS_S) + 1)]
    assert waits == sorted(waits) == list(DELAYS_S)
    assert 20 * 3600 < sum(DELAYS_S) < 30 * 3600


def test_after_the_last_it_is_given_up() -> None:
    assert next_try(len(DELAYS_S) + 1, 0.0) is None


def test_a_receiver_may_ask_for_a_pause_but_not_for_ever() -> None:
    assert next_try(1, 100.0, asked_s=60.0) == 160.0
    assert next_try(1, 100.0, asked_s=1.0) == 105.0
    assert next_try(1, 100.0, asked_s=1e9) == 100.0 + LONGEST_ASKED_S


@given(st.integers(1, 50), st.floats(0, 4e9), st.floats(0, 1e12))
def test_it_never_lies_in_the_past(failures: int, now: float, asked_s: float) -> None:
    again = next_try(failures, now, asked_s)
    assert again is None or again > now or now > 2**52
