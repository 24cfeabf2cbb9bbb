"""The lock grows with each wrong guess, is forgotten after a day, and is counted apart for accounts and sources."""

import pytest

from api.agents.lockout import ACCOUNT, FORGOTTEN_S, SOURCE, Guesses, Limit, account_key, source_key


def after(count: int, limit: Limit, every_s: float = 0.0) -> Guesses:
    guesses = Guesses()
    for number in range(count):
        guesses = guesses.counted(limit, 1000.0 + number * every_s)
    return guesses


@pytest.mark.parametrize(
    ("limit", "wrong", "wait_s"),
    [
        (ACCOUNT, 1, 0),
        (ACCOUNT, 4, 0),
        (ACCOUNT, 5, 60),
        (ACCOUNT, 6, 120),
        (ACCOUNT, 7, 240),
        (ACCOUNT, 11, 3600),
        (ACCOUNT, 5000, 3600),
        (SOURCE, 29, 0),
        (SOURCE, 30, 60),
        (SOURCE, 31, 120),
        (SOURCE, 40, 900),
    ],
)
def test_how_long_nothing_is_heard(limit: Limit, wrong: int, wait_s: float) -> None:
    guesses = after(wrong, limit)
    assert guesses.wait_s(1000.0) == wait_s
    assert guesses.wait_s(1000.0 + wait_s) == 0.0


def test_after_a_day_the_count_starts_anew() -> None:
    guesses = after(9, ACCOUNT)
    assert guesses.counted(ACCOUNT, 1000.0 + FORGOTTEN_S).wrong == 10
    assert guesses.counted(ACCOUNT, 1001.0 + FORGOTTEN_S) == Guesses(wrong=1, last_at=1001.0 + FORGOTTEN_S)


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.7", "source:192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "source:2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "source:2001:db8:1:2::"),
        ("", ""),
        ("a socket", ""),
    ],
)
def test_sources_are_addresses_and_networks(address: str, key: str) -> None:
    assert source_key(address) == key


def test_a_login_is_one_however_it_is_written() -> None:
    assert account_key("Li") == account_key("LI") != account_key("L1")
    assert len(account_key("x" * 5000)) <= 100
