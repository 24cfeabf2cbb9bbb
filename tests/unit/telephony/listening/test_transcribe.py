"""Recordings become lines by speaker and second."""

from telephony.events import Side
from telephony.listening.scripted import Line, ScriptedRecogniser
from telephony.listening.transcribe import transcribe

SECOND = bytes(16000)


def test_both_channels_are_heard_and_ordered_by_time() -> None:
    scripts = [
        [Line(0.0, 1.0, "您好"), Line(3.0, 4.0, "请稍等")],
        [Line(1.5, 2.5, "停水了", partials=((2.0, "停"),))],
    ]
    told: list[float] = []
    said = transcribe([(SECOND, SECOND)] * 5, lambda: ScriptedRecogniser(scripts.pop(0)), told.append)
    assert [(side, heard.text) for side, heard in said] == [
        (Side.AGENT, "您好"),
        (Side.CALLER, "停水了"),
        (Side.AGENT, "请稍等"),
    ]
    assert told == [1.0, 2.0, 3.0, 4.0, 5.0]


def test_one_channel_is_the_agent_and_what_was_no_speech_is_left_out() -> None:
    said = transcribe([(SECOND,)], lambda: ScriptedRecogniser([Line(0, 0.5, ""), Line(0.6, 9.0, "再见")]))
    assert [(side, heard.text) for side, heard in said] == [(Side.AGENT, "再见")]


def test_a_recording_without_audio_says_nothing() -> None:
    assert transcribe([], lambda: ScriptedRecogniser([])) == []
