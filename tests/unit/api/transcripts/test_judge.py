"""Only the agent can be suspected, and only where the words are a fault."""

import pytest

from api.transcripts.judge import Judge
from scripts_lib.hearing.matcher import matcher_for_speech
from scripts_lib.loader import load
from scripts_lib.phrases import PhraseMatcher
from telephony.events import Side


@pytest.fixture
def judge() -> Judge:
    return Judge(PhraseMatcher(load(None).rules.phrases))


def test_a_forbidden_phrase_of_the_agent_is_suspected_with_what_to_say_instead(judge: Judge) -> None:
    judge.final(Side.AGENT, "您好,物业服务中心,我姓李。", ())
    (hit,) = judge.final(Side.AGENT, "这个情况我不知道。", ("这个情况我不知道。",))
    assert hit.phrase == "不知道"
    assert hit.say_instead.zh
    assert "这个情况我不知道。"[hit.start : hit.end] == "不知道"


def test_the_callers_words_raise_nothing(judge: Judge) -> None:
    assert judge.final(Side.CALLER, "我不知道。", ("我不知道。",)) == ()


def test_the_first_words_are_the_opening(judge: Judge) -> None:
    assert [hit.phrase for hit in judge.partial(Side.AGENT, "喂")] == ["喂"]
    assert judge.final(Side.AGENT, "喂,你好") != ()
    assert judge.final(Side.AGENT, "喂,您能听到吗") == (), "in mid-call it asks whether the caller still hears"


def test_an_empty_segment_is_no_opening(judge: Judge) -> None:
    assert judge.final(Side.AGENT, "") == ()
    assert judge.final(Side.AGENT, "喂,你好") != ()


def test_a_phrase_may_begin_in_the_segment_before_where_the_times_say_so() -> None:
    for when, found in (((1.2, 2.0), True), ((9.0, 10.0), False), (None, False)):
        judge = Judge(matcher_for_speech(load(None).rules.phrases))
        judge.final(Side.AGENT, "墙上贴着呢", (), (0.0, 1.1))
        rules = [hit.rule for hit in judge.final(Side.AGENT, "自己看看就行了", (), when)]
        assert (rules == ["SAY-F27"]) is found


def test_a_lower_reading_and_a_like_sound_are_suspected_too(judge: Judge) -> None:
    judge = Judge(matcher_for_speech(load(None).rules.phrases))
    (hit,) = judge.final(Side.AGENT, "有朋是你区告", ("有朋是你区告", "有本是你取高"))
    assert hit.rule == "SAY-F11"
    assert hit.confidence < 0.8
