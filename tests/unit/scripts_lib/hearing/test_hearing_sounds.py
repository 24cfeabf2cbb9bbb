"""Syllables and how easily they are mixed up."""

import pytest

from scripts_lib.hearing.sounds import CLOSE, NEAR, class_of, cost, sounds_of, syllables_of


def test_a_character_may_have_more_than_one_sound() -> None:
    assert sounds_of("了") == ("le", "liao")
    assert sounds_of("急") == ("ji",)
    assert sounds_of("a") == ("a",)
    assert sounds_of("1") == ("1",)


def test_a_text_is_read_as_a_whole() -> None:
    assert syllables_of("办不了") == ("ban", "bu", "liao")
    assert syllables_of("墙上贴着") == ("qiang", "shang", "tie", "zhe")


@pytest.mark.parametrize(
    ("heard", "meant", "apart"),
    [
        ("shi", "shi", 0.0),
        ("si", "shi", CLOSE),
        ("lin", "ling", CLOSE),
        ("lan", "nang", 2 * CLOSE),
        ("fu", "hu", CLOSE),
        ("ban", "pan", NEAR),
        ("guan", "bu", 1.0),
        ("yang", "yan", CLOSE),
    ],
)
def test_a_cost_is_how_far_apart_they_sound(heard: str, meant: str, apart: float) -> None:
    assert cost(heard, meant) == cost(meant, heard) == apart


@pytest.mark.parametrize(("one", "other"), [("zao", "zhao"), ("nan", "lang"), ("ban", "pang"), ("si", "shi")])
def test_what_may_be_mixed_up_is_in_one_class(one: str, other: str) -> None:
    assert class_of(one) == class_of(other)


def test_what_may_not_is_in_another() -> None:
    assert len({class_of(one) for one in ("bu", "zhi", "guan", "shen", "me")}) == 5
