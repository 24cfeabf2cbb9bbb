"""A line folded for the search of phrases, with the way back to the original."""

import pytest

from scripts_lib.line_text import fold, line_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("牆上貼著，沒長眼睛呀", "墙上贴着没长眼睛"),
        ("ＡＢ　１２", "ab12"),
        ("这个事儿", "这个事"),
        ("老人儿子", "老人儿子"),
        ("你急啥子嘛", "你急什么"),
        ("不不不知道", "不知道"),
        ("嗯，那个，不知道啊", "不知道"),
        ("急啊什么", "急什么"),
        ("弗那个晓得", "不知道"),
    ],
)
def test_a_text_is_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_every_character_knows_its_place() -> None:
    text = "好，你 急 啥呀"
    line = line_of(text)
    assert line.text == "好你急什么"
    assert line.places == (0, 2, 4, 6, 6)
    assert line.tails == (1, 3, 5, 7, 7)
    assert line.particles == (0, 0, 0, 0, 8)
    assert line.starts == (0, 1, 1, 1, 1)
    assert line.ends == (1, 5, 5, 5, 5)
    assert line.breaks == (0, 1, 1, 1, 1)


@pytest.mark.parametrize(
    ("text", "breaks"),
    [("急，什么", 1), ("急……什么", 0), ("急。。什么", 0), ("急、什么", 0), ("急，那个，什么", 0), ("急。什么", 1)],
)
def test_a_pause_does_not_part_words(text: str, breaks: int) -> None:
    assert line_of(text).breaks[-1] == breaks


def test_a_space_parts_clauses_only_between_longer_groups() -> None:
    assert line_of("不知道 你问别人吧").starts[-1] == 3
    assert line_of("您 不知道 密码").starts[-1] == 0
