"""What is said in live calls: judged, replaced when understood better, and held for the console."""

import pytest
from msgspec.structs import replace

from api.transcripts import live
from api.transcripts.live import LiveTranscripts
from scripts_lib.loader import load
from telephony.events import Side
from telephony.speech_events import ListeningChanged, ListeningState, SpeechHeard


def said(
    text: str, segment: int = 0, *, final: bool = True, side: Side = Side.AGENT, call: str = "c1"
) -> SpeechHeard:
    return SpeechHeard(
        at=1.0,
        call_id=call,
        side=side,
        agent_id="li" if side is Side.AGENT else "",
        segment=segment,
        text=text,
        readings=(text,) if text else (),
        start_ms=1000.0 * segment,
        end_ms=1000.0 * segment + 900,
        offset_ms=0.0,
        final=final,
        engine="e",
        model="m",
    )


@pytest.fixture
def words() -> LiveTranscripts:
    return LiveTranscripts(load(None).rules)


def texts(words: LiveTranscripts, call: str = "c1") -> list[str]:
    whole = words.of_call(call)
    return [line.text for line in whole.lines] if whole is not None else []


def test_a_better_understanding_replaces_the_one_before(words: LiveTranscripts) -> None:
    words.heard(said("您好,物业", final=False))
    words.heard(said("您好,物业服务中心,我姓李。"))
    assert texts(words) == ["您好,物业服务中心,我姓李。"]
    assert words.heard(said("您好,物业", final=False)) is None, "late, after the final one"


def test_what_was_no_speech_is_taken_away(words: LiveTranscripts) -> None:
    words.heard(said("谢谢", final=False))
    line = words.heard(said(""))
    assert line is not None
    assert line.text == ""
    assert texts(words) == []


def test_a_phrase_is_suspected_in_a_partial_result_already(words: LiveTranscripts) -> None:
    words.heard(said("您好,物业服务中心,我姓李。"))
    line = words.heard(said("这个我不知道", 1, final=False))
    assert line is not None
    assert [hit.phrase for hit in line.hits] == ["不知道"]


def test_the_caller_is_never_suspected_but_numbers_are_noted(words: LiveTranscripts) -> None:
    line = words.heard(said("我不知道,我住三号楼二单元五零二。", side=Side.CALLER))
    assert line is not None
    assert line.hits == ()
    whole = words.of_call("c1")
    assert whole is not None
    assert [(one.field, one.value) for one in whole.numbers] == [("home", "3-2-502")]


def test_lines_are_ordered_by_time_over_both_sides(words: LiveTranscripts) -> None:
    words.heard(said("再见", 5))
    words.heard(said("停水了", 2, side=Side.CALLER))
    assert texts(words) == ["停水了", "再见"]


def test_calls_are_apart_and_old_ones_are_forgotten(words: LiveTranscripts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "CALLS", 2)
    for call in ("c1", "c2", "c3"):
        words.heard(said("您好", call=call))
    assert words.of_call("c1") is None
    assert texts(words, "c3") == ["您好"]


def test_long_calls_keep_their_newest_lines(words: LiveTranscripts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LINES", 3)
    for segment in range(5):
        words.heard(said(f"第{segment}句", segment))
    assert texts(words) == ["第2句", "第3句", "第4句"]


def test_what_had_to_be_said_is_ticked_once_it_was_heard() -> None:
    words = LiveTranscripts(load(None).rules, "幸福家园")
    words.heard(said("您好,幸福家园物业客服中心", final=False))
    first = words.of_call("c1")
    assert first is not None
    assert first.required == (), "only what is final counts"
    words.heard(said("您好,幸福家园物业客服中心,我姓李,请问有什么可以帮助您?"))
    words.heard(said("您好,我姓王。", side=Side.CALLER))
    opened = words.of_call("c1")
    assert opened is not None
    assert set(opened.required) == {"LINE-2-1", "LINE-2-2", "LINE-2-3", "LINE-2-4"}
    words.heard(said("感谢您的来电,再见。", 9))
    ended = words.of_call("c1")
    assert ended is not None
    assert any(rule.startswith("LINE-5") for rule in ended.required)


def test_of_several_lines_the_one_that_listens_is_shown(words: LiveTranscripts) -> None:
    assert words.view.detail == ""
    words.listening("line-1", ListeningChanged(at=1.0, state=ListeningState.OFF, detail="hotline listen setup"))
    assert words.view.detail == "hotline listen setup"
    words.listening("line-2", ListeningChanged(at=1.0, state=ListeningState.BUSY, behind_s=2.5))
    assert (words.view.state, words.view.behind_s) == (ListeningState.BUSY, 2.5)
    words.listening("line-2", replace(ListeningChanged(at=2.0, state=ListeningState.ON)))
    assert words.view.state is ListeningState.ON
