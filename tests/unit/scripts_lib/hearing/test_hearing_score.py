"""Recall, false alarms an hour and delay from labelled recordings."""

import pytest

from scripts_lib.hearing.labels import Label
from scripts_lib.hearing.score import Sighting, empty_score
from scripts_lib.loader import load

PHRASES = load().rules.phrases


def test_found_and_missed_make_the_recall_and_the_delays() -> None:
    score = empty_score(PHRASES)
    score.add(Label("a", "SAY-F25", 2.0, ""), [Sighting("SAY-F25", 2.5, stands=True)], "", 5.0, 0.5)
    score.add(Label("b", "SAY-F25", 2.0, ""), [Sighting("SAY-F25", 2.4, stands=False)], "急的", 5.0, 0.5)
    score.add(Label("c", "SAY-F04", None, ""), [], "", 10.0, 1.0)
    assert score.recall == pytest.approx(1 / 3)
    assert (score.rules["SAY-F25"].said, score.rules["SAY-F25"].found) == (2, 1)
    assert [(label.file, heard) for label, heard in score.missed] == [("b", "急的"), ("c", "")]
    assert score.delay_s(0.5) == pytest.approx(0.5)
    assert score.seconds == 20.0
    assert score.busy_s == 2.0


def test_the_first_telling_counts_for_the_delay_and_the_last_for_the_recall() -> None:
    score = empty_score(PHRASES)
    sightings = [Sighting("SAY-F25", 1.2, stands=False), Sighting("SAY-F25", 3.0, stands=True)]
    score.add(Label("a", "SAY-F25", 1.0, ""), sightings, "", 5.0, 0.0)
    assert score.delay_s(0.9) == pytest.approx(0.2)
    assert score.recall == 1.0


def test_only_polite_speech_has_false_alarms() -> None:
    score = empty_score(PHRASES)
    score.add(Label("a", "", 0.0, "您好"), [Sighting("SAY-F25", 1.0, stands=True)], "", 1800.0, 0.0)
    score.add(Label("b", "", 0.0, "您好"), [Sighting("SAY-F25", 1.0, stands=False)], "", 1800.0, 0.0)
    score.add(Label("c", "SAY-F04", 1.0, ""), [Sighting("SAY-F25", 1.0, stands=True)], "", 600.0, 0.0)
    assert score.false_an_hour() == 1.0
    assert score.false_an_hour(score.rules["SAY-F25"]) == 1.0
    assert score.false_an_hour(score.rules["SAY-F04"]) == 0.0
    assert score.rules["SAY-F25"].beside == 1
    assert [(label.file, rule) for label, rule, _ in score.alarms] == [("a", "SAY-F25")]


def test_nothing_said_is_nothing_missed() -> None:
    score = empty_score(PHRASES)
    assert score.recall == 1.0
    assert score.false_an_hour() == 0.0
    assert score.delay_s(0.5) is None
