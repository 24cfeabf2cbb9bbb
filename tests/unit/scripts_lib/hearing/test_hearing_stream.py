"""Phrases in speech as it comes: across segments, with times, none told twice."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts_lib.hearing.stream import PhraseStream, Speech
from scripts_lib.loader import load
from scripts_lib.model import Hit, Moment
from scripts_lib.phrases import PhraseMatcher

MATCHER = PhraseMatcher(load().rules.phrases)


def said(number: int, text: str, start: float, end: float, *, final: bool = True) -> Speech:
    return Speech(number, (text,) if text else (), start, end, final)


def rules(stream: PhraseStream, speech: Speech) -> list[tuple[str, bool]]:
    return [(phrase.hit.rule, phrase.fresh) for phrase in stream.hear(speech)]


def test_a_phrase_is_told_once_while_its_segment_grows() -> None:
    stream = PhraseStream(MATCHER)
    assert rules(stream, said(0, "您好", 0, 1)) == []
    assert rules(stream, said(1, "你急", 2, 2.5, final=False)) == []
    assert rules(stream, said(1, "你急什么", 2, 3, final=False)) == [("SAY-F25", True)]
    assert rules(stream, said(1, "你急什么呀", 2, 3.2)) == [("SAY-F25", False)]
    assert rules(stream, said(2, "你急什么", 9, 10)) == [("SAY-F25", True)]


def test_what_is_said_in_the_midst_of_a_call_is_no_opening() -> None:
    assert rules(PhraseStream(MATCHER), said(0, "喂", 0, 1)) == [("SAY-F01", True)]
    assert rules(PhraseStream(MATCHER, opened=True), said(0, "喂", 0, 1)) == []


def test_a_phrase_that_the_final_result_takes_back_is_gone() -> None:
    stream = PhraseStream(MATCHER)
    assert rules(stream, said(0, "急什么", 0, 1, final=False)) == [("SAY-F25", True)]
    assert rules(stream, said(0, "急什么时候都行", 0, 2)) == []
    assert rules(stream, said(1, "", 3, 4)) == []


def test_a_phrase_across_two_segments_is_found_with_its_times() -> None:
    stream = PhraseStream(MATCHER)
    stream.hear(said(0, "好，墙上贴着", 0.0, 1.2))
    (phrase,) = stream.hear(said(1, "没长眼睛呀", 1.3, 2.3))
    assert phrase.hit.rule == "SAY-F03"
    assert (phrase.hit.start, phrase.hit.end) == (0, 5)
    assert phrase.start == pytest.approx(0.4)
    assert phrase.end == pytest.approx(2.3)


def test_a_lower_reading_of_the_segment_before_is_a_reminder_where_a_phrase_goes_on_from_it() -> None:
    stream = PhraseStream(MATCHER)
    stream.hear(Speech(0, ("姓王，女兆谁呀？", "姓王，你找谁呀？", "业主说我不管"), 0.0, 1.2, final=True))
    (phrase,) = stream.hear(said(1, "再说一遍，我没听清楚。", 1.8, 3.3))
    assert (phrase.hit.rule, phrase.hit.provable) == ("SAY-F23", False)
    assert phrase.hit.start == 0


@pytest.mark.parametrize(("gap", "found"), [(0.1, True), (0.5, False), (5.0, False)])
def test_a_short_phrase_goes_on_only_without_a_breath(gap: float, found: bool) -> None:
    stream = PhraseStream(MATCHER)
    stream.hear(said(0, "材料没审完你急", 0, 2))
    assert bool(stream.hear(said(1, "什么", 2 + gap, 3))) is found


def test_the_segment_before_tells_who_is_quoted() -> None:
    stream = PhraseStream(MATCHER)
    stream.hear(said(0, "保安说", 0, 1))
    assert stream.hear(said(1, "不知道", 1.1, 2)) == []
    assert rules(stream, said(2, "不知道", 9, 10)) == [("SAY-F02", True)]


def test_only_the_first_words_are_the_opening() -> None:
    stream = PhraseStream(MATCHER)
    assert rules(stream, said(0, "喂", 0, 1)) == [("SAY-F01", True)]
    assert rules(stream, said(1, "喂", 2, 3)) == []


def test_times_follow_the_place_among_the_characters() -> None:
    (phrase,) = PhraseStream(MATCHER).hear(said(0, "好好好，你急什么", 10.0, 14.0))
    assert phrase.start == pytest.approx(12.5)
    assert phrase.end == pytest.approx(14.0)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["不知道", "急什么", "您好", "墙上贴着", "没长眼睛呀", ""]), st.booleans()),
        max_size=12,
    )
)
def test_whatever_comes_offsets_and_times_lie_within(pieces: list[tuple[str, bool]]) -> None:
    stream = PhraseStream(MATCHER)
    at, number = 0.0, 0
    for text, final in pieces:
        for phrase in stream.hear(said(number, text, at, at + 1, final=final)):
            assert 0 <= phrase.hit.start < phrase.hit.end <= len(text)
            assert phrase.start <= phrase.end <= at + 1
        if final:
            at, number = at + 1.2, number + 1


def test_a_reading_that_was_looked_at_is_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    stream, looked, check = PhraseStream(MATCHER), [], MATCHER.check

    def noted(text: str, moment: Moment) -> list[Hit]:
        looked.append(text)
        return check(text, moment)

    monkeypatch.setattr(MATCHER, "check", noted)
    assert rules(stream, Speech(0, ("及什么", "急什么"), 0, 1, final=False)) == [("SAY-F25", True)]
    assert rules(stream, Speech(0, ("及什么", "急什么", "机什么"), 0, 1, final=True)) == [("SAY-F25", False)]
    assert looked == ["及什么", "急什么", "机什么"]
