"""Words that can be played, the axis and the outline of a voice."""

from msgspec.structs import replace

from api.web.pages.calls.words import outline, said, ticks, words
from telephony.events import Side
from tests.unit.api.review.test_review_timeline import ENTRY


def test_each_character_has_its_moment_and_suspected_ones_say_so() -> None:
    found = list(words(ENTRY))
    assert [one.text for one in found] == list("这个我不知道")
    assert [one.at_ms for one in found] == [20_000, 21_000, 22_000, 23_000, 24_000, 25_000]
    assert [one.text for one in found if one.suspected] == ["不", "知", "道"]


def test_latin_words_stay_whole_and_marks_go_with_what_is_before() -> None:
    found = list(words(replace(ENTRY, text="Wi-Fi 3号楼，好。", hits=())))
    assert [one.text for one in found] == ["Wi-Fi ", "3", "号", "楼，", "好。"]
    assert list(words(replace(ENTRY, text="，好"))) != []


def test_segments_by_time_and_without_empty_ones() -> None:
    later = replace(ENTRY, segment=1, side=Side.CALLER, start_ms=30_000.0, end_ms=31_000.0)
    empty = replace(ENTRY, segment=2, text=" ")
    found = said([later, empty, ENTRY])
    assert [(one.side, one.at_ms, one.to_ms) for one in found] == [
        ("agent", 20_000, 26_000),
        ("caller", 30_000, 31_000),
    ]


def test_the_axis_counts_from_pick_up() -> None:
    assert ticks(68_000, 8_000) == (8_000, 18_000, 28_000, 38_000, 48_000, 58_000, 68_000)
    assert ticks(9_000, 0) == tuple(range(1_000, 9_001, 1_000))
    assert ticks(40_000, 16_000)[:2] == (1_000, 6_000) or ticks(40_000, 16_000)[0] > 0
    assert len(ticks(7_200_000, 0)) <= 9


def test_the_outline_of_a_voice_goes_forth_and_back() -> None:
    assert outline((0, 100)) == "M0 50L1 0L1 100L0 50Z"
    assert outline(()) == ""
