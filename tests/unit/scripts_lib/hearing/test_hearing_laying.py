import pytest

from scripts_lib.hearing.alignment import Window
from scripts_lib.hearing.laying import Layer

SPELLINGS = (
    ("wo", "bu", "zhi", "dao"),
    ("deng", "yi", "xia"),
    ("xia", "ban", "le", "you", "shi", "ming", "tian", "lai"),
)


@pytest.mark.parametrize(
    ("heard", "number", "cost", "start", "end"),
    [
        ("他说我不知道呀", 0, 0.0, 2, 6),
        ("他说我不道呀", 0, 1.0, 2, 5),  # one missing
        ("他说我不就知道呀", 0, 1.0, 2, 7),  # one too many
        ("他说我不见道呀", 0, 0.9, 2, 6),  # quite another
        ("请您等一些", 1, 0.75, 2, 5),  # another final
        ("下班了，有事明天来".replace("，", ""), 2, 0.0, 0, 8),
        ("", 1, 3.0, 0, 0),
    ],
)
def test_a_spelling_lies_where_it_costs_least(heard: str, number: int, cost: float, start: int, end: int) -> None:
    each, first, last = Layer(SPELLINGS).lay([number], Window(heard))[0]

    assert each * len(SPELLINGS[number]) == pytest.approx(cost)
    assert (first, last) == (start, end)


def test_spellings_side_by_side_lie_as_each_alone() -> None:
    layer, window = Layer(SPELLINGS), Window("等一下我不知道下班了明天来")

    together = layer.lay([1, 2, 0], window)

    assert together == [layer.lay([number], window)[0] for number in (1, 2, 0)]
    assert layer.lay([], window) == []


@pytest.mark.parametrize(
    ("heard", "number", "cost"),
    [("我不知道", 0, 0.0), ("他说我不知道呀", 0, 3.0), ("不知道", 0, 1.0), ("等一些", 1, 0.75), ("", 1, 3.0)],
)
def test_a_spelling_as_all_that_was_said_costs_what_is_left_over_too(heard: str, number: int, cost: float) -> None:
    each = Layer(SPELLINGS).lay_over([number], Window(heard))[0]

    assert each * len(SPELLINGS[number]) == pytest.approx(cost)
