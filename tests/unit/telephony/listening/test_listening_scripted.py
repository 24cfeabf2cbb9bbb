"""The scripted recogniser keeps to its script and to the interface."""

from telephony.listening.base import Recogniser
from telephony.listening.scripted import Line, ScriptedRecogniser

SECOND = bytes(16000)


def test_partials_and_the_final_come_when_their_time_is_reached() -> None:
    ear: Recogniser = ScriptedRecogniser(
        [Line(0.2, 1.5, "我不知道", others=("我不自道",), partials=((0.8, "我不"),)), Line(2.0, 2.5, "请稍等")]
    )
    first = ear.push(SECOND, 0.0)
    assert [(one.text, one.final, one.segment) for one in first] == [("我不", False, 0)]
    second = ear.push(SECOND, 1.0)
    assert [(one.text, one.start, one.end, one.final) for one in second] == [("我不知道", 0.2, 1.5, True)]
    assert [reading.text for reading in second[0].n_best] == ["我不知道", "我不自道"]
    assert [one.text for one in ear.finish()] == ["请稍等"]
    assert ear.finish() == []


def test_nothing_is_said_before_its_time() -> None:
    assert ScriptedRecogniser([Line(1.0, 1.1, "喂")]).push(SECOND, 0.0) == []


def test_readings_are_ordered_by_score() -> None:
    scores = [one.score for one in ScriptedRecogniser([Line(0, 1, "喂", ("位", "为"))]).finish()[0].n_best]
    assert scores == sorted(scores, reverse=True)
