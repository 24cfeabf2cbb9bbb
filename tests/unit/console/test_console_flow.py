"""Breaking lines as Chinese is set."""

from itertools import pairwise

import pytest
from rich.cells import cell_len
from textual.content import Content

from console.widgets.flow import Line, breaks, wrapped


def lines(text: str, width: int, hang: int = 0, *, whole: bool = False) -> list[str]:
    return [piece.plain for piece in wrapped(Line(Content(text), hang, whole), width)]


def test_a_number_stays_with_its_chinese_sentence() -> None:
    assert lines("1. 先关进水总阀再说", 12, 3) == ["1. 先关进水", "   总阀再说"]


def test_no_line_begins_with_a_comma_or_ends_with_an_opening_bracket() -> None:
    assert lines("请您稍等，马上", 8) == ["请您稍", "等，马上"]
    assert lines("请看（附件）", 6) == ["请看", "（附", "件）"]


def test_latin_words_stay_whole() -> None:
    assert lines("please hold the line", 11) == ["please hold", "the line"]


def test_a_word_wider_than_the_line_is_cut() -> None:
    assert lines("abcdefghij", 4) == ["abcd", "efgh", "ij"]


def test_phrases_stay_whole_when_asked() -> None:
    assert lines("对不起　请稍等　不客气", 14, whole=True) == ["对不起　请稍等", "不客气"]
    english = "Please hold　May I have your name and number"
    assert lines(english, 14, whole=True) == ["Please hold", "May I have", "your name and", "number"]


@pytest.mark.parametrize("width", range(4, 40))
def test_no_line_is_wider_than_its_room(width: int) -> None:
    text = "您好，和谐家园物业客服中心，我姓李（Li）。How may I help you? 138 0013 5678：请问有什么可以帮助您？"
    cuts = [0, *breaks(text, width), len(text)]
    assert all(cell_len(text[a:b].rstrip()) <= width for a, b in pairwise(cuts))
    assert "".join(lines(text, width)).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(line) <= width for line in lines(text, width))


def test_a_time_of_day_is_one_word() -> None:
    assert lines("promised by 11:00", 15) == ["promised by", "11:00"]
    assert lines("承诺今天 11:00 前", 12) == ["承诺今天", "11:00 前"]
