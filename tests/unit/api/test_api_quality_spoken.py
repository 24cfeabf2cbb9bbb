"""What the words of a call show: required parts, silence, a complaint; and what nobody can tell."""

from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from api.calls.record import CallRecord
from api.quality.spoken import Ears, in_words
from api.schemas import Direction, Disposition, Span
from api.schemas.transcripts import TranscriptEntry
from scripts_lib.hearing.required import RequiredMatcher
from scripts_lib.loader import load
from scripts_lib.model import Moment
from scripts_lib.penalties import Fact
from telephony.events import EndCause, Side

LIBRARY = load()
EARS = Ears(
    RequiredMatcher(LIBRARY.rules.required, centre="阳光物业"),
    LIBRARY.rules.advice,
    LIBRARY.penalties,
    ZoneInfo("Asia/Shanghai"),
)
NOON = 1_795_406_400.0
CALL = CallRecord(
    call_id="c-1",
    line_id="line-1",
    arrived_at=NOON,
    number="13800001234",
    name="",
    called="96000",
    picked_up_ms=4000.0,
    ended_ms=44_000.0,
    agent_id="li",
    agents=("li",),
    ended_by=Side.CALLER,
    cause=EndCause.COMPLETED,
    disposition=Disposition.EXPLAINED,
    notes="已说明",
)
OPENING = "下午好，阳光物业客服中心，我姓李，请问有什么可以帮助您"
ENDING = "请问还有什么可以帮您，感谢您的来电，再见"


def said(side: Side, text: str, start_ms: float, end_ms: float, agent_id: str = "li") -> TranscriptEntry:
    return TranscriptEntry(
        call_id="c-1",
        side=side,
        segment=round(start_ms),
        agent_id=agent_id if side is Side.AGENT else "",
        text=text,
        readings=(text,),
        hits=(),
        start_ms=start_ms,
        end_ms=end_ms,
        offset_ms=start_ms,
        engine="whisper",
        model="base",
        rules_version="r1",
    )


WHOLE = (
    said(Side.AGENT, OPENING, 4_500, 9_000),
    said(Side.CALLER, "停车月卡怎么办", 9_500, 13_000),
    said(Side.AGENT, "带上行驶证到前台办理", 14_000, 30_000),
    said(Side.AGENT, ENDING, 36_000, 42_000),
)


def numbered(*entries: TranscriptEntry) -> tuple[TranscriptEntry, ...]:
    """As the recogniser numbers them: each side by itself, from 0."""
    count = Counter[Side]()
    made = []
    for one in entries:
        made.append(replace(one, segment=count[one.side]))
        count[one.side] += 1
    return tuple(made)


def seen(record: CallRecord, *entries: TranscriptEntry) -> list[tuple[Fact, str]]:
    return [(one.fact, one.words) for one in in_words(record, entries, EARS).seen]


def test_what_was_heard_is_told_apart_from_what_nobody_can_tell() -> None:
    opening, ending = in_words(CALL, WHOLE, EARS).judged
    assert (opening.agent_id, len(opening.heard), opening.missing) == ("li", 4, ())
    assert (ending.agent_id, len(ending.heard), ending.missing) == ("li", 3, ())
    (opening, ending) = in_words(CALL, (said(Side.AGENT, "您好，请讲", 4_500, 6_000), *WHOLE[1:3]), EARS).judged
    assert (opening.heard, opening.missing) == (("LINE-2-1",), ("LINE-2-2", "LINE-2-3", "LINE-2-4"))
    assert (ending.heard, len(ending.missing)) == ((), 3)
    (ending,) = in_words(CALL, WHOLE[1:], EARS).judged
    assert ending.moment is Moment.ENDING, "the opening was not listened to"
    assert in_words(CALL, (), EARS).judged == ()
    assert in_words(replace(CALL, ended_ms=9_000.0), WHOLE, EARS).judged == ()


def test_a_call_with_opening_and_ending_shows_nothing() -> None:
    assert seen(CALL, *WHOLE) == []


def test_missing_parts_are_named_with_their_place() -> None:
    greeting = said(Side.AGENT, "您好，请讲", 4_500, 6_000)
    (opening, ending) = in_words(CALL, (greeting, *WHOLE[1:3]), EARS).seen
    assert (opening.words, opening.at_ms, opening.key) == (
        "开场白缺：报中心名称、报姓氏、主动提供帮助",
        0,
        "opening",
    )
    assert (ending.words, ending.at_ms) == ("结束语缺：问是否还有需要、致谢、道别", 40_000)


def test_a_greeting_of_another_time_of_day_is_seen() -> None:
    wrong = said(Side.AGENT, OPENING.replace("下午", "早上"), 4_500, 9_000)
    assert seen(CALL, wrong, *WHOLE[1:]) == [(Fact.REQUIRED_PHRASE, "开场问候与时段不符")]


@pytest.mark.parametrize(
    "record",
    [
        replace(CALL, direction=Direction.OUTGOING, answered_ms=4000.0),
        replace(CALL, ended_ms=9_000.0),  # a wrong number
        replace(CALL, masked=(Span(from_ms=5_000, to_ms=20_000),)),
        replace(CALL, agent_id=None),
        replace(CALL, cause=None, ended_ms=None),
    ],
)
def test_where_nobody_can_tell_nothing_is_seen(record: CallRecord) -> None:
    assert Fact.REQUIRED_PHRASE not in [fact for fact, _ in seen(record, *WHOLE[1:3])]


def test_the_opening_is_not_judged_where_the_first_words_were_not_heard() -> None:
    late = said(Side.AGENT, "带上行驶证", 12_000, 14_000)
    assert [words[:3] for _, words in seen(CALL, late, WHOLE[3])] == []


def test_the_first_agent_opens_and_the_last_one_ends() -> None:
    passed_on = replace(CALL, agents=("zhao", "li"))
    first = said(Side.AGENT, "您好", 4_500, 6_000, "zhao")
    found = in_words(passed_on, (first, *WHOLE[1:]), EARS).seen
    assert [(one.agent_id, one.key) for one in found] == [("zhao", "opening")]


def test_a_long_silence_is_seen_where_nobody_was_on_hold() -> None:
    long = replace(CALL, ended_ms=80_000.0)
    goodbye = said(Side.CALLER, "好，再见", 70_500, 71_000)
    quiet = numbered(*WHOLE[:3], said(Side.AGENT, ENDING, 70_000, 76_000), goodbye)
    assert seen(long, *quiet) == [(Fact.LONG_SILENCE, "静默 40 秒")]
    (one,) = in_words(long, quiet, EARS).seen
    assert one.at_ms == 26_000
    held = replace(long, held=(Span(from_ms=31_000, to_ms=69_000),))
    assert seen(held, *quiet) == []


def test_what_the_recogniser_has_not_heard_is_no_silence() -> None:
    long = replace(CALL, ended_ms=80_000.0)
    late = numbered(*WHOLE[:3], said(Side.AGENT, ENDING, 70_000, 76_000))
    assert seen(long, *late) == [], "the caller's words after 13 s may be still to come"
    goodbye = said(Side.CALLER, "好，再见", 70_500, 71_000)
    given_up = numbered(*WHOLE[:3], said(Side.CALLER, "我还有一事", 40_000, 44_000), *late[3:], goodbye)
    assert seen(long, *given_up[:3], *given_up[4:]) == [], "a segment of the caller is left out"


def test_one_side_alone_tells_no_silence() -> None:
    long = replace(CALL, ended_ms=90_000.0, masked=(Span(from_ms=1, to_ms=2),))
    assert seen(long, WHOLE[0]) == []


def test_a_complaint_told_and_put_down_as_explained_is_seen() -> None:
    told = said(Side.CALLER, "楼道里有人被广告牌砸伤了", 9_500, 13_000)
    entries = (WHOLE[0], told, *WHOLE[2:])
    assert seen(CALL, *entries) == [(Fact.HIDDEN_COMPLAINT, "砸伤")]
    assert seen(replace(CALL, disposition=Disposition.COMPLAINT), *entries) == []
