"""Everything of a call on one line: rings, talk, holds, silences, what was said and is proposed."""

from msgspec.structs import replace

from api.calls.record import CallRecord
from api.review.timeline import Missed, Sources, moved, timeline
from api.review.waveform import Stretch
from api.schemas import Direction, RingResult, ScriptStep, Span
from api.schemas.quality import CaseState, Hint, Proof, QualityCase, Source
from api.schemas.transcripts import SuspectedPhrase, TranscriptEntry
from scripts_lib.loader import load
from scripts_lib.model import Text
from telephony.cadence import CADENCES
from telephony.events import EndCause, Side, Verdict

RULES = load().rules
CALL = CallRecord(
    call_id="c1",
    line_id="l1",
    arrived_at=1000.0,
    number="13800001234",
    name="",
    called="962121",
    picked_up_ms=8_000.0,
    ended_ms=68_000.0,
    ended_by=Side.CALLER,
    cause=EndCause.COMPLETED,
    agent_id="a1",
    agents=("a1",),
    ring=RingResult(ring_ms=8_000.0, error_ms=2.0, rings=2, verdict=Verdict.MET, strict=Verdict.MET),
)
SOURCES = Sources(record=CALL, cadence=CADENCES["CN"], rules=RULES)
HIT = SuspectedPhrase(
    rule="SAY-F02",
    phrase="不知道",
    start=3,
    end=6,
    say_instead=Text("我马上帮您核实", "I will find out"),
    why=Text("", ""),
    confidence=1.0,
)
ENTRY = TranscriptEntry(
    call_id="c1",
    side=Side.AGENT,
    segment=0,
    agent_id="a1",
    text="这个我不知道",
    readings=(),
    hits=(HIT,),
    start_ms=20_000.0,
    end_ms=26_000.0,
    offset_ms=12_000.0,
    engine="scripted",
    model="m",
    rules_version="v",
)
CASE = QualityCase(
    case_id="q1",
    agent_id="a1",
    at=1020.0,
    rule="PEN-3-11",
    source=Source.SYSTEM,
    proof=Proof(call_id="c1", at_ms=12_000, words="不知道", what=Text("服务忌语", "A forbidden phrase")),
    state=CaseState.PROPOSED,
    opened_at=1100.0,
)


HINT = Hint(
    hint_id="h1",
    agent_id="a1",
    fact="hung_up_first",
    rule="PEN-3-1",
    at=1060.0,
    proof=Proof(call_id="c1", at_ms=60_000, what=Text("先挂机", "Hung up first")),
)


def kinds(sources: Sources) -> list[tuple[str, float]]:
    return [(one.kind.value, one.at_ms) for one in timeline(sources).marks]


def bars(sources: Sources, kind: str) -> list[tuple[float, float]]:
    return [(one.from_ms, one.to_ms) for one in timeline(sources).bars if one.kind == kind]


def test_rings_until_a_person_picks_up_and_the_talk() -> None:
    assert bars(SOURCES, "ring") == [(0.0, 1000.0), (5000.0, 6000.0)]
    assert bars(SOURCES, "wait") == [(0.0, 8000.0)]
    assert bars(SOURCES, "talk") == [(8000.0, 68_000.0)]
    marks = timeline(SOURCES).marks
    assert marks[0].what.zh == "接听，8.0 秒，三响内"
    assert (marks[-1].kind, marks[-1].what.zh) == ("end", "来电人挂机")


def test_a_machine_ends_the_rings_and_a_call_of_ours_has_none() -> None:
    assert bars(replace(SOURCES, record=replace(CALL, machine_ms=3_000.0)), "ring") == [(0.0, 1000.0)]
    outgoing = replace(CALL, direction=Direction.OUTGOING, picked_up_ms=None, answered_ms=4_000.0, ring=None)
    assert bars(replace(SOURCES, record=outgoing), "ring") == []
    assert timeline(replace(SOURCES, record=outgoing)).marks[0].what.zh == "对方接听"


def test_nobody_picked_up() -> None:
    lost = replace(CALL, picked_up_ms=None, ring=None, agent_id=None, agents=(), ended_ms=12_000.0)
    line = timeline(replace(SOURCES, record=lost, missed=(Missed(at_ms=9_000.0, name="赵敏"),)))
    assert [(one.kind, one.at_ms) for one in line.marks] == [("missed", 9_000.0), ("end", 12_000.0)]
    assert "talk" not in {one.kind for one in line.bars}


def test_holds_that_last_end_with_the_line_and_silences_within_them_have_no_name_of_their_own() -> None:
    record = replace(CALL, held=(Span(from_ms=20_000.0),), masked=(Span(from_ms=50_000.0, to_ms=55_000.0),))
    silences = (
        Stretch(from_ms=0, to_ms=7_000),
        Stretch(from_ms=10_000, to_ms=15_000),
        Stretch(from_ms=21_000, to_ms=30_000),
    )
    sources = replace(SOURCES, record=record, silences=silences)
    assert bars(sources, "hold") == [(20_000.0, 68_000.0)]
    assert bars(sources, "mask") == [(50_000.0, 55_000.0)]
    assert bars(sources, "silence") == [(10_000, 15_000)], "not while it rang, not while on hold"


def test_what_was_said_asked_and_proposed() -> None:
    steps = (
        ScriptStep(question_id=RULES.scripts[0].questions[0].id, shown_ms=1_000, answer="漏水"),
        ScriptStep(question_id="gone", shown_ms=2_000, skipped=True),
    )
    part = RULES.required[0]
    sources = replace(
        SOURCES,
        record=replace(CALL, script_id=RULES.scripts[0].id, steps=steps),
        transcript=(ENTRY,),
        heard={part.rule: 9_500.0},
        cases=(CASE, replace(CASE, case_id="q2", state=CaseState.REJECTED)),
        hints=(HINT, replace(HINT, hint_id="h2", settled_at=1200.0)),
    )
    assert kinds(sources) == [
        ("pick_up", 8_000.0),
        ("step", 9_000.0),
        ("required", 9_500.0),
        ("step", 10_000.0),
        ("case", 20_000.0),
        ("hit", 23_000.0),
        ("end", 68_000.0),
        ("hint", 68_000.0),
    ]
    found = {str(one.kind): one for one in timeline(sources).marks}
    assert found["hit"].more == Text("应说：我马上帮您核实", "Say instead: I will find out")
    assert found["step"].more == Text("跳过", "skipped")


def test_places_on_the_line() -> None:
    line = timeline(SOURCES)
    assert (line.at(-5), line.at(34_000), line.at(99_000)) == (0.0, 50.0, 100.0)
    listed = timeline(replace(SOURCES, silences=(Stretch(from_ms=30_000, to_ms=45_000),))).listed()
    assert [(one.kind, one.at_ms) for one in listed] == [
        ("pick_up", 8_000.0),
        ("silence", 30_000),
        ("end", 68_000.0),
    ]
    assert listed[1].more == Text("15 秒", "15 s")


def test_a_recording_that_began_later() -> None:
    assert moved((Stretch(from_ms=0, to_ms=10),), 8_250.4) == (Stretch(from_ms=8_250, to_ms=8_260),)
