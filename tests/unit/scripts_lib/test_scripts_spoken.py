"""Dialect, fillers and stutters in folded text."""

import pytest

from scripts_lib.spoken import dialect, fillers, stutters


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("你急啥子", [(2, 4, "什么")]),
        ("咋这么麻烦", [(0, 1, "怎么")]),
        ("我不晓得", [(2, 4, "知道")]),
        ("咋恁麻烦", [(0, 1, "怎么"), (1, 2, "那么")]),
        ("咋恁么麻烦", [(0, 1, "怎么"), (1, 3, "那么")]),
        ("什么事", []),
        ("急么子", [(1, 3, "什么")]),
        ("您知不知道", []),
        ("唔好意思", [(0, 1, "不")]),
        ("你唔好嚟", [(1, 3, "别"), (3, 4, "来")]),
        ("我勿管", [(1, 2, "不")]),
        ("俺知不道", [(0, 1, "我"), (1, 4, "不知道")]),
    ],
)
def test_dialect_is_said_in_mandarin(text: str, words: list[tuple[int, int, str]]) -> None:
    assert list(dialect(text)) == words


def test_fillers_are_no_words_of_their_own() -> None:
    assert [*fillers("我那个就是说不知道")] == [(1, 3), (3, 6)]
    assert [*fillers("这个额度")] == []


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("不不不知道", [(1, 3)]),
        ("我们我们不管", [(2, 4)]),
        ("你自己看看", []),
        ("看看看", [(2, 3)]),
        ("该找谁找谁", []),
        ("13800138000", []),
    ],
)
def test_stutters_are_what_is_only_said_again(text: str, again: list[tuple[int, int]]) -> None:
    assert [*stutters(text, [0] * len(text))] == again


def test_words_of_two_clauses_are_no_stutter() -> None:
    assert [*stutters("我我", [0, 1])] == []
