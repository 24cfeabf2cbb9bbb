"""Which passwords are taken: what guessers try first is refused, with a word on what to do."""

import pytest

from api.agents.passwords import MOST, check
from api.errors import Invalid


@pytest.mark.parametrize(
    "password", ["eight-or-more", "long enough", "right password", "锅炉房里的三只花猫", "x7#kQ!vb2"]
)
def test_good_ones(password: str) -> None:
    check(password, "1001", "李明")


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("seven77", "at least 8"),
        ("x" * (MOST + 1), "at most 128"),
        ("13800001234", "login or the name"),
        ("liming-is-here", "login or the name"),
        ("LIMING12", "login or the name"),
        ("password1", "guessed soon"),
        ("qwertyuiop", "guessed soon"),
        ("1qaz2wsx", "guessed soon"),
        ("a123456789", "guessed soon"),
        ("20261129", "guessed soon"),
        ("aaaaaaaaaaaa", "guessed soon"),
        ("woaini1314", "guessed soon"),
        ("kefu5201314", "guessed soon"),
        ("admin888", "guessed soon"),
    ],
)
def test_bad_ones(password: str, says: str) -> None:
    with pytest.raises(Invalid, match=says) as refused:
        check(password, "liming", "13800001234", "")
    assert set(refused.value.fields) == {"password"}
    assert password not in refused.value.en
