"""Phrases by their sound: found when misheard, quiet on polite speech, bounded in work."""

from pathlib import Path

import pytest

from scripts_lib.hearing.finder import HEARD, MOST_CELLS, TYPED, SoundFinder
from scripts_lib.loader import load
from scripts_lib.model import Moment
from scripts_lib.phrases import ExactFinder, PhraseMatcher

CORPUS = Path(__file__).parents[3] / "corpus"
PHRASES = load().rules.phrases
BY_SOUND = {
    "typed": PhraseMatcher(PHRASES, (ExactFinder(), SoundFinder(TYPED))),
    "heard": PhraseMatcher(PHRASES, (ExactFinder(), SoundFinder(HEARD))),
}


def lines_of(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (CORPUS / name).read_text("utf-8").splitlines()]


@pytest.mark.parametrize("tolerance", BY_SOUND)
def test_what_is_misheard_is_found(tolerance: str) -> None:
    lines = lines_of("phrases_sound.tsv")
    missed = [
        text
        for moment, rule, text in lines
        if rule not in {hit.rule for hit in BY_SOUND[tolerance].check(text, Moment(moment))}
    ]
    assert len(missed) <= 0.05 * len(lines), missed


@pytest.mark.parametrize("tolerance", BY_SOUND)
def test_polite_speech_stays_quiet_by_sound_too(tolerance: str) -> None:
    false = [
        (text, text[hit.start : hit.end])
        for moment, text in lines_of("phrases_polite.tsv")
        for hit in BY_SOUND[tolerance].check(text, Moment(moment))
    ]
    assert false == []


@pytest.mark.parametrize("tolerance", BY_SOUND)
def test_what_is_spelt_right_is_found_as_before(tolerance: str) -> None:
    missed = [
        text
        for moment, rules, text in lines_of("phrases_faults.tsv")
        if not {hit.rule for hit in BY_SOUND[tolerance].check(text, Moment(moment))} & set(rules.split("|"))
    ]
    assert missed == []


def test_a_hit_by_sound_is_less_sure_than_the_very_words() -> None:
    (sound,) = BY_SOUND["typed"].check("有本是你取高", Moment.CALL)
    (exact,) = BY_SOUND["typed"].check("有本事你去告", Moment.CALL)
    assert (sound.rule, sound.start, sound.end) == (exact.rule, exact.start, exact.end)
    assert sound.confidence <= 0.8 < exact.confidence == 1.0


@pytest.mark.parametrize("text", ["您要寄什么", "随变", "为，您好", "那里", "不关阀门不行", "这个事儿我处理得了"])
def test_another_sentence_that_sounds_alike_is_none(text: str) -> None:
    assert BY_SOUND["heard"].check(text, Moment.CALL) == []


@pytest.mark.parametrize("unit", ["讲了半年你还没听懂", "不只道", "处理", "您好", "a", "我"])
def test_the_work_on_a_long_line_is_bounded(unit: str) -> None:
    text = unit * (MOST_CELLS // 10 // len(unit))
    for hit in BY_SOUND["heard"].check(text, Moment.CALL):
        assert 0 <= hit.start < hit.end <= len(text)


@pytest.mark.parametrize("text", ["这几天的施工把您反死了吧", "吵得您凡死了", "您及什么时候要"])
def test_what_excuses_a_phrase_excuses_what_sounds_like_it(text: str) -> None:
    assert BY_SOUND["heard"].check(text, Moment.CALL) == []
