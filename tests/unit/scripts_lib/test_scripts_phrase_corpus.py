"""The phrase matcher on several hundred labelled lines of our own: recall and false alarms (SAY-1)."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts_lib.loader import load
from scripts_lib.model import Moment
from scripts_lib.phrases import PhraseMatcher
from scripts_lib.spoken import KEPT_DOUBLE

CORPUS = Path(__file__).parents[2] / "corpus"
PHRASES = load().rules.phrases
MATCHER = PhraseMatcher(PHRASES)


def lines_of(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (CORPUS / name).read_text("utf-8").splitlines()]


FAULTS = lines_of("phrases_faults.tsv")
POLITE = lines_of("phrases_polite.tsv")


def test_the_corpus_is_large_enough_to_say_something() -> None:
    assert len(FAULTS) >= 500
    assert len(POLITE) >= 400
    assert len({rule for _, rules, _ in FAULTS for rule in rules.split("|")}) == 39


def test_every_fault_of_the_corpus_is_found_under_its_rule() -> None:
    missed = [
        (text, rules)
        for moment, rules, text in FAULTS
        if not {hit.rule for hit in MATCHER.check(text, Moment(moment))} & set(rules.split("|"))
    ]
    assert missed == []


def test_no_polite_line_of_the_corpus_is_a_hit() -> None:
    false = [
        (text, text[hit.start : hit.end], hit.rule)
        for moment, text in POLITE
        for hit in MATCHER.check(text, Moment(moment))
    ]
    assert false == []


@pytest.mark.parametrize("wrap", ["好的。{}。再见。", "嗯，{}！", "{}\r", " {} ", "😀{}😀", "{}～～", "{}……"])
def test_what_stands_around_a_fault_does_not_hide_it(wrap: str) -> None:
    missed = [
        text
        for moment, rules, text in FAULTS
        if not {hit.rule for hit in MATCHER.check(wrap.format(text), Moment(moment))} & set(rules.split("|"))
    ]
    assert missed == []


@pytest.mark.parametrize("filler", ["那个", "就是说", "嗯", "呃", "啊", " ", "　", "…", "*", "，那个，"])
def test_a_filler_anywhere_within_a_printed_phrase_does_not_hide_it(filler: str) -> None:
    hidden = [
        text
        for phrase in PHRASES
        for place in range(1, len(phrase.text))
        if phrase.text[place] != "儿"
        for text in [phrase.text[:place] + filler + phrase.text[place:]]
        if phrase.rule not in {hit.rule for hit in MATCHER.check(text, phrase.moments[-1])}
    ]
    assert hidden == []


def test_a_stutter_anywhere_within_a_printed_phrase_does_not_hide_it() -> None:
    hidden = [
        text
        for phrase in PHRASES
        for place in range(len(phrase.text))
        if phrase.text[place] not in KEPT_DOUBLE
        for text in [phrase.text[:place] + 2 * phrase.text[place] + phrase.text[place:]]
        if phrase.rule not in {hit.rule for hit in MATCHER.check(text, phrase.moments[-1])}
    ]
    assert hidden == []


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.sampled_from(Moment))
def test_any_text_is_checked_and_offsets_lie_within_it(text: str, moment: Moment) -> None:
    end = 0
    for hit in MATCHER.check(text, moment):
        assert end <= hit.start < hit.end <= len(text)
        end = hit.end


WORDS = sorted({char for _, _, text in FAULTS for char in text})


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=WORDS, max_size=80), st.sampled_from(Moment))
def test_any_mix_of_the_words_of_faults_is_checked(text: str, moment: Moment) -> None:
    for hit in MATCHER.check(text, moment):
        assert 0 <= hit.start < hit.end <= len(text)
