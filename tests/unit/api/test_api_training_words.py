"""What the words of a role play cost: forbidden ones, by quality's own rules; what is a hint there is shown only."""

from zoneinfo import ZoneInfo

from msgspec.structs import replace

from api.quality.spoken import Ears
from api.schemas import CallDetail, CallState
from api.schemas.transcripts import SuspectedPhrase, TranscriptEntry
from api.training.role_play import Expected, Fault, score
from api.training.words import faults_of, said
from scripts_lib.hearing.required import RequiredMatcher
from scripts_lib.loader import load
from scripts_lib.model import Text
from telephony.events import EndCause, Side
from tests.unit.api import desk_samples as sample
from tests.unit.api.test_api_training_role_play import CALL, DETAIL, ticket

LIBRARY = load()
EARS = Ears(
    RequiredMatcher(LIBRARY.rules.required, centre="三响物业客服中心"),
    LIBRARY.rules.advice,
    LIBRARY.penalties,
    ZoneInfo("Asia/Shanghai"),
)
OVER = CallDetail(
    call=replace(CALL, state=CallState.ENDED, cause=EndCause.COMPLETED, agent_id="li"),
    times_ms={"picked_up": 7400.0, "ended": 67_400.0},
    agents=("li",),
)
GOOD = (
    "您好，三响物业客服中心，我姓李，请问有什么可以帮助您？",
    "请问还有什么可以帮助您的吗？",
    "谢谢您的来电，再见。",
)


def hit(rule: str, phrase: str, *, provable: bool = True) -> SuspectedPhrase:
    text = Text("换个说法", "another way")
    return SuspectedPhrase(
        rule=rule, phrase=phrase, start=0, end=2, say_instead=text, why=text, confidence=0.9, provable=provable
    )


def entries(*texts: str, hits: dict[int, SuspectedPhrase] | None = None) -> tuple[TranscriptEntry, ...]:
    """Said by the agent, ten seconds apart, from pick-up on."""
    return tuple(
        TranscriptEntry(
            call_id="c-1",
            side=Side.AGENT,
            segment=number,
            agent_id="li",
            text=text,
            readings=(text,),
            hits=(hits[number],) if hits and number in hits else (),
            start_ms=8000.0 + 10_000 * number,
            end_ms=11_000.0 + 10_000 * number,
            offset_ms=0.0,
            engine="scripted",
            model="m",
            rules_version="r1",
        )
        for number, text in enumerate(texts)
    )


def costs(faults: tuple[Fault, ...]) -> list[tuple[str, int, str]]:
    return [(one.rule, one.points, one.words) for one in faults]


def test_who_says_all_that_must_be_said_pays_nothing() -> None:
    assert faults_of(OVER, entries(*GOOD), EARS) == ()
    assert all(heard for _, heard in said(OVER, entries(*GOOD), EARS))


def test_a_forbidden_phrase_costs_what_quality_would_propose_and_a_doubtful_one_nothing() -> None:
    hits = {1: hit("SAY-F02", "不知道啊"), 2: hit("SAY-F10", "就这么说怎么样", provable=False)}
    spoken = entries(GOOD[0], "不知道啊。", "就这么说，怎么样？", *GOOD[1:], hits=hits)
    faults = faults_of(OVER, spoken, EARS)
    assert costs(faults) == [("SAY-F02", 5, "不知道啊"), ("SAY-F10", 0, "就这么说怎么样")]
    assert [one.at_ms for one in faults] == [10_600, 20_600]
    complaint = ticket(sample.complaint())
    expected = Expected(kind="water_leak", weight=complaint.weight)
    assert score(OVER, complaint, expected, faults).total == score(OVER, complaint, expected).total - 5
    assert score(OVER, complaint, expected, faults * 30).total == 0


def test_an_opening_without_greeting_is_a_hint_once_the_call_is_over() -> None:
    spoken = entries("请讲。", "您家里怎么了？", "几点开始的？", *GOOD[1:])
    (opening,) = faults_of(OVER, spoken, EARS)
    assert (opening.points, opening.words) == (0, "开场白缺：问候、报中心名称、报姓氏、主动提供帮助")
    assert faults_of(DETAIL, spoken, EARS) == ()
    heard = {part.rule: heard for part, heard in said(OVER, spoken, EARS)}
    assert (heard["LINE-2-1"], heard["LINE-5-3"]) == (False, True)
