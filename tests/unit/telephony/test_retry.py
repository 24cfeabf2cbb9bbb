"""When the line dials the desk again, and what it says about it."""

from telephony.retry import FIRST_S, LAST_S, REFUSED_FIRST_S, REFUSED_LAST_S, Retry


def test_a_break_is_tried_again_quickly_and_then_slower() -> None:
    retry = Retry()
    delays = [retry.failed() for _ in range(8)]
    assert delays[0] == FIRST_S
    assert delays == sorted(delays)
    assert delays[-1] == LAST_S


def test_a_refusal_is_tried_again_slowly() -> None:
    retry = Retry()
    delays = [retry.failed(refused=True) for _ in range(8)]
    assert delays[0] == REFUSED_FIRST_S
    assert delays[-1] == REFUSED_LAST_S


def test_a_break_after_refusals_is_quick_again() -> None:
    retry = Retry()
    for _ in range(8):
        retry.failed(refused=True)
    assert retry.failed() == FIRST_S


def test_a_good_link_forgets_the_past() -> None:
    retry = Retry()
    for _ in range(8):
        retry.failed()
    retry.succeeded()
    assert retry.failed() == FIRST_S


def test_the_same_reason_is_said_once_a_minute() -> None:
    retry = Retry()
    assert retry.worth_saying("away", 0.0)
    assert not retry.worth_saying("away", 59.0)
    assert retry.worth_saying("away", 60.0)
    assert retry.worth_saying("wrong key", 61.0)
    assert not retry.worth_saying("wrong key", 62.0)
    retry.succeeded()
    assert retry.worth_saying("wrong key", 63.0)
