"""A spelling laid over text."""

import pytest

from scripts_lib.hearing.alignment import HEARD, TYPED, Place, Window, alike, edited
from scripts_lib.hearing.sounds import syllables_of


class Spelt:
    """A spelling of a text; `telling` and `light` name its characters."""

    def __init__(self, text: str, telling: str = "", light: str = "") -> None:
        self.syllables = syllables_of(text)
        self.telling = tuple(char in telling for char in text)
        self.light = tuple(char in light for char in text)
        self.beginnings: tuple[int, ...] = ()


def test_what_sounds_alike_lies_upon_it() -> None:
    spelling = Spelt("有本事你去告")
    assert alike(spelling, Window("好有本是你取高吧"), 1, TYPED) == Place(1, 7, 0.0)
    assert alike(spelling, Window("有本是你取"), 0, TYPED) is None
    assert alike(spelling, Window("有本是他取高"), 0, TYPED) is None


def test_a_few_close_syllables_are_let_pass_and_no_more() -> None:
    spelling = Spelt("你说话清楚点")
    assert alike(spelling, Window("你嗦话清楚点"), 0, TYPED) == Place(0, 6, 0.25)
    assert alike(spelling, Window("里嗦发清粗典"), 0, TYPED) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("讲了半天你还没听懂", True),
        ("讲了半天你还听懂", False),  # 没 may not be missing
        ("讲了半年你还没听懂", True),
        ("讲了半天还没听懂", True),  # 你 may
        ("讲了半天你还没听", False),  # the end is always heard
        ("半天你还没听懂", False),
        ("讲了半天你们啊还没听懂", False),
    ],
)
def test_a_long_one_may_have_a_slip_where_it_tells_nothing(text: str, found: bool) -> None:
    spelling = Spelt("讲了半天你还没听懂", telling="没", light="你了还")
    assert bool([*edited(spelling, Window(text), HEARD)]) is found


def test_a_syllable_behind_the_end_belongs_to_what_follows() -> None:
    spelling = Spelt("讲了半天你还没听懂")
    (place,) = edited(spelling, Window("讲了半天你还没听懂您"), HEARD)
    assert (place.start, place.end) == (0, 9)


@pytest.mark.parametrize(("size", "edits"), [(3, 0), (6, 0), (7, 1), (9, 1), (10, 2), (13, 3)])
def test_the_longer_the_more_slips(size: int, edits: int) -> None:
    assert HEARD.edits(size) == edits
    assert TYPED.edits(size) == 0
    assert HEARD.limit(size) >= TYPED.limit(size)
