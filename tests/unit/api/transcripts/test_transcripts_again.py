"""A recording recognised anew: who spoke, where it lies, and which phrases come and go."""

import pytest
from msgspec.structs import replace

from api.schemas.transcripts import TranscriptEntry
from api.transcripts.again import Source, compared, entries_of
from api.transcripts.judge import Judge
from scripts_lib.hearing.matcher import matcher_for_speech
from scripts_lib.loader import load
from telephony.events import Side
from telephony.listening.base import Heard, Hypothesis

MATCHER = matcher_for_speech(load().rules.phrases)
SOURCE = Source(call_id="c-1", agent_id="last", began_ms=9000.0, engine="e", model="m", rules_version="r")


def heard(text: str, start: float, *others: str) -> Heard:
    readings = tuple(Hypothesis(one) for one in (text, *others))
    return Heard(segment=0, text=text, start=start, end=start + 1.5, final=True, n_best=readings)


def again(*said: tuple[Side, Heard], before: tuple[TranscriptEntry, ...] = ()) -> tuple[TranscriptEntry, ...]:
    return entries_of(said, SOURCE, before, Judge(MATCHER))


FIRST = (Side.AGENT, heard("您好，这里是物业。", 0.0))
FAULT = (Side.AGENT, heard("你急什么。", 20.0))


def test_each_side_is_numbered_and_only_ours_is_judged() -> None:
    entries = again(FIRST, (Side.CALLER, heard("你急什么。", 10.0)), FAULT)
    assert [(one.side, one.segment, one.agent_id, len(one.hits)) for one in entries] == [
        (Side.AGENT, 0, "last", 0),
        (Side.CALLER, 0, "", 0),
        (Side.AGENT, 1, "last", 1),
    ]
    assert (entries[2].offset_ms, entries[2].start_ms, entries[2].end_ms) == (20_000.0, 29_000.0, 30_500.0)


def test_who_spoke_and_where_it_began_is_taken_from_what_was_kept() -> None:
    kept = tuple(
        replace(one, agent_id=who, start_ms=one.offset_ms + 4000.0)
        for one, who in zip(again(FIRST, FAULT), ("zhao", "li"), strict=True)
    )
    entries = again(FIRST, (Side.AGENT, heard("好的。", 19.0)), before=kept)
    assert [one.agent_id for one in entries] == ["zhao", "li"]
    assert entries[1].start_ms == 23_000.0


@pytest.mark.parametrize(("moved_s", "comes_and_goes"), [(0.0, (0, 0)), (1.5, (0, 0)), (9.0, (1, 1))])
def test_a_phrase_that_is_cut_a_little_elsewhere_is_the_same(moved_s: float, comes_and_goes: tuple[int, int]) -> None:
    change = compared(again(FIRST, (Side.AGENT, heard("你急什么。", 20.0 + moved_s))), again(FIRST, FAULT))
    assert (len(change.added), len(change.removed)) == comes_and_goes


def test_a_phrase_that_is_a_reminder_now_is_a_change() -> None:
    change = compared(again(FIRST, (Side.AGENT, heard("里集市吗。", 20.0, "你急什么。"))), again(FIRST, FAULT))
    assert [one.hit.provable for one in change.added] == [False]
    assert [one.hit.provable for one in change.removed] == [True]
