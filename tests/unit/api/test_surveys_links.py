"""Tokens of links: long, each its own, and known by their digest only."""

from hypothesis import given
from hypothesis import strategies as st

from api.surveys.links import digest, new_token, path_of


def test_tokens_are_long_and_never_the_same() -> None:
    made = {new_token() for _ in range(100)}
    assert len(made) == 100
    assert all(len(one) == 32 and path_of(one) == f"/survey/{one}" for one in made)


@given(st.text())
def test_whatever_is_asked_for_has_a_digest(token: str) -> None:
    assert len(digest(token)) == 64
