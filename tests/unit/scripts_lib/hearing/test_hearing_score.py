"""Recall, false alarms an hour and delay from labelled recordings."""

import pytest

from scripts_lib.hearing.score import Label, Sighting, empty_score, read_labels
from scripts_lib.loader import load

PHRASES = load().rules.phrases
HEAD = "file\tphrase\tphrase_end_s\tlength_s\ttext\n"


def test_labels_name_phrases_with_or_without_marks() -> None:
    text = HEAD + "a.wav\t急什么烦死人了\t2.5\t4\t急什么，烦死人了。\nb.wav\t\t\t3.0\t您好。\n"
    assert read_labels(text, PHRASES) == [
        Label("a.wav", "SAY-F04", 2.5, "急什么，烦死人了。"),
        Label("b.wav", "", 0.0, "您好。"),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "line 1: the head must be"),
        ("file\ttext\n", "line 1: the head must be"),
        (HEAD + "a.wav\t急什么\n", "line 2: 5 columns are wanted, here are 2"),
        (HEAD + "a.wav\t哼\t1\t2\t哼\n", "line 2: '哼' is no phrase of the rules"),
        (HEAD + "a.wav\t急什么\tlate\t2\t急什么\n", "line 2: 'late' is no second"),
    ],
)
def test_a_label_that_cannot_be_used_is_named(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_labels(text, PHRASES)


def test_a_recording_from_the_midst_of_a_call_says_so() -> None:
    head = HEAD.rstrip() + "\tmoment\n"
    labels = read_labels(head + "a.wav\t\t\t3\t喂？\tcall\nb.wav\t\t\t3\t您好\topening\n", PHRASES)
    assert [label.opening for label in labels] == [False, True]
    with pytest.raises(ValueError, match="line 2: the moment is opening or call, not 'later'"):
        read_labels(head + "a.wav\t\t\t3\t喂？\tlater\n", PHRASES)


def test_found_and_missed_make_the_recall_and_the_delays() -> None:
    score = empty_score(PHRASES)
    score.add(Label("a", "SAY-F25", 2.0, ""), [Sighting("SAY-F25", 2.5, stands=True)], 5.0, 0.5)
    score.add(Label("b", "SAY-F25", 2.0, ""), [Sighting("SAY-F25", 2.4, stands=False)], 5.0, 0.5)
    score.add(Label("c", "SAY-F04", 3.0, ""), [], 10.0, 1.0)
    assert score.recall == pytest.approx(1 / 3)
    assert (score.rules["SAY-F25"].said, score.rules["SAY-F25"].found) == (2, 1)
    assert [label.file for label in score.missed] == ["b", "c"]
    assert score.delay_s(0.5) == pytest.approx(0.5)
    assert score.seconds == 20.0
    assert score.busy_s == 2.0


def test_the_first_telling_counts_for_the_delay_and_the_last_for_the_recall() -> None:
    score = empty_score(PHRASES)
    sightings = [Sighting("SAY-F25", 1.2, stands=False), Sighting("SAY-F25", 3.0, stands=True)]
    score.add(Label("a", "SAY-F25", 1.0, ""), sightings, 5.0, 0.0)
    assert score.delay_s(0.9) == pytest.approx(0.2)
    assert score.recall == 1.0


def test_only_polite_speech_has_false_alarms() -> None:
    score = empty_score(PHRASES)
    score.add(Label("a", "", 0.0, "您好"), [Sighting("SAY-F25", 1.0, stands=True)], 1800.0, 0.0)
    score.add(Label("b", "", 0.0, "您好"), [Sighting("SAY-F25", 1.0, stands=False)], 1800.0, 0.0)
    score.add(Label("c", "SAY-F04", 1.0, ""), [Sighting("SAY-F25", 1.0, stands=True)], 600.0, 0.0)
    assert score.false_an_hour() == 1.0
    assert score.false_an_hour(score.rules["SAY-F25"]) == 1.0
    assert score.false_an_hour(score.rules["SAY-F04"]) == 0.0
    assert score.rules["SAY-F25"].beside == 1
    assert [(label.file, rule) for label, rule in score.alarms] == [("a", "SAY-F25")]


def test_nothing_said_is_nothing_missed() -> None:
    score = empty_score(PHRASES)
    assert score.recall == 1.0
    assert score.false_an_hour() == 0.0
    assert score.delay_s(0.5) is None
