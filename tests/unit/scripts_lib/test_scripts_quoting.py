"""Whose words they are: the speaker's own, or somebody's that are repeated."""

import pytest

from scripts_lib.line_text import line_of


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("我不管", "我不管"),
        ("业主说我不管", "业主说"),
        ("您刚才说不知道", "您刚才说"),
        ("保安对您说急什么", "保安对您说"),
        ("您不要以为我们不管，我们在跟进", "您不要以为我们在跟进"),
        ("业主反映态度不好，说急什么，我记下了", "业主反映我记下了"),
        ("业主反应说不知道，我记下了", "业主反应我记下了"),
        ("保安说：不知道。我去问", "保安说我去问"),
        ("我跟业主说不知道", "我跟业主说不知道"),
        ("你说你急什么", "你说你急什么"),
        ("说我不管", "说"),
        ("说我不能办就不能办", "说我不能办就不能办"),
        ("说了不知道", "说了不知道"),
        ("您讲“我们不管”，是吗", "您讲是吗"),
        ("「不知道", "不知道"),
    ],
)
def test_what_is_repeated_is_marked(text: str, own: str) -> None:
    line = line_of(text)
    assert "".join(char for char, quoted in zip(line.text, line.quoted, strict=True) if not quoted) == own
