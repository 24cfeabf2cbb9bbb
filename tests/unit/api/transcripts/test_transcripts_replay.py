"""What other rules change in past calls."""

from msgspec.structs import replace

from api.schemas.transcripts import SuspectedPhrase, TranscriptEntry
from api.transcripts.judge import Judge
from api.transcripts.replay import judged_anew
from scripts_lib.hearing.matcher import matcher_for_speech
from scripts_lib.loader import load
from telephony.events import Side

MATCHER = matcher_for_speech(load(None).rules.phrases)


def entry(text: str, *, call: str = "c1", segment: int = 0, side: Side = Side.AGENT) -> TranscriptEntry:
    return TranscriptEntry(
        call_id=call,
        side=side,
        segment=segment,
        agent_id="li",
        text=text,
        readings=(text,),
        hits=(),
        start_ms=5000.0 * segment,
        end_ms=5000.0 * segment + 2000.0,
        offset_ms=0.0,
        engine="e",
        model="m",
        rules_version="old",
    )


def hits(text: str) -> tuple[SuspectedPhrase, ...]:
    judge = Judge(MATCHER)
    judge.final(Side.AGENT, "您好,物业服务中心,我姓李。")
    return judge.final(Side.AGENT, text)


def changed(*entries: TranscriptEntry) -> list[tuple[list[str], list[str]]]:
    found = judged_anew(entries, lambda: Judge(MATCHER))
    return [([hit.phrase for hit in one.added], [hit.phrase for hit in one.removed]) for one in found]


GREETING = entry("您好,物业服务中心,我姓李。")


def test_a_phrase_that_the_old_rules_did_not_know_is_added() -> None:
    assert changed(GREETING, entry("这个情况我不知道。", segment=1)) == [(["不知道"], [])]


def test_what_is_judged_as_before_is_no_change() -> None:
    same = replace(entry("这个情况我不知道。", segment=1), hits=hits("这个情况我不知道。"))
    assert changed(GREETING, same) == []


def test_a_hit_that_the_new_rules_let_go_is_removed() -> None:
    wrong = replace(entry("请您稍等。", segment=1), hits=hits("这个情况我不知道。"))
    assert changed(GREETING, wrong) == [([], ["不知道"])]


def test_each_call_has_its_own_opening_and_callers_change_nothing() -> None:
    assert changed(entry("喂,你好"), entry("喂,你好", call="c2")) == [(["喂"], []), (["喂"], [])]
    assert changed(entry("我不知道。", side=Side.CALLER)) == []
