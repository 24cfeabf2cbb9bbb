"""What is seen in a call, and what of it is certain enough to be proposed (PEN-11)."""

import pytest
from msgspec.structs import replace

from api.calls.record import CallRecord
from api.quality.sights import Seen, hint, in_call, late, phrase_heard, proposal, rang_in_vain
from api.schemas import Direction, Disposition, Promise, ScriptStep, TicketState, TicketView
from api.transcripts.events import PhraseSuspected
from scripts_lib.loader import load
from scripts_lib.model import Channel, Clock, ClockState, Stop, Text
from scripts_lib.penalties import Fact
from telephony.events import EndCause, Side
from tests.unit.api import desk_samples as sample

LIBRARY = load()
PENALTIES, ADVICE = LIBRARY.penalties, LIBRARY.rules.advice
CALL = CallRecord(
    call_id="c-1",
    line_id="line-1",
    arrived_at=1000.0,
    number="13800001234",
    name="",
    called="96000",
    picked_up_ms=4000.0,
    ended_ms=64_000.0,
    agent_id="li",
    agents=("li",),
    ended_by=Side.CALLER,
    cause=EndCause.COMPLETED,
    disposition=Disposition.EXPLAINED,
    notes="询问停车月卡办理，已说明",
)


def facts(record: CallRecord) -> list[Fact]:
    return [one.fact for one in in_call(record, PENALTIES, ADVICE)]


@pytest.mark.parametrize(
    ("record", "seen"),
    [
        (CALL, []),
        (replace(CALL, ended_by=Side.AGENT), [Fact.HUNG_UP_FIRST]),
        (replace(CALL, ended_by=Side.AGENT, ended_ms=9000.0), []),  # a wrong number
        (replace(CALL, ended_by=Side.AGENT, cause=EndCause.TRANSFERRED), []),
        (replace(CALL, notes=" "), [Fact.EMPTY_RECORD]),
        (replace(CALL, notes="", ended_ms=9000.0), []),
        (replace(CALL, notes="", steps=(ScriptStep(question_id="q", shown_ms=1, answer="已说明"),)), []),
        (
            replace(CALL, notes="", promise=Promise(what="当前通话结束后回拨", by=9.0)),
            [],
        ),  # LINE-4
        (replace(CALL, notes="", disposition=None), []),
        (replace(CALL, notes="", direction=Direction.OUTGOING, answered_ms=4000.0), []),
        (replace(CALL, notes="楼道里有人被广告牌砸伤"), [Fact.HIDDEN_COMPLAINT]),
        (replace(CALL, notes="问广告牌，没有人砸伤"), []),
        (replace(CALL, agent_id=None, picked_up_ms=None), []),
    ],
)
def test_what_a_call_shows(record: CallRecord, seen: list[Fact]) -> None:
    assert facts(record) == seen


def test_a_certain_one_is_proposed_with_its_evidence_and_no_points_yet() -> None:
    (seen,) = in_call(replace(CALL, notes=""), PENALTIES, ADVICE)
    opened = proposal(seen, PENALTIES, "r1", 2000.0)
    assert opened is not None
    assert (opened.rule, opened.agent_id, opened.happened_at) == ("PEN-3-9", "li", 1064.0)
    assert (opened.proof.call_id, opened.proof.rules_version) == ("c-1", "r1")
    assert hint(seen, PENALTIES, "r1", 2000.0) is None


def test_an_uncertain_one_is_a_hint_and_never_a_proposal() -> None:
    (seen,) = in_call(replace(CALL, ended_by=Side.AGENT), PENALTIES, ADVICE)
    assert proposal(seen, PENALTIES, "r1", 2000.0) is None
    found = hint(seen, PENALTIES, "r1", 2000.0)
    assert found is not None
    assert (found.fact, found.proof.at_ms, found.proof.rules_version) == ("hung_up_first", 60_000, "r1")


def test_a_site_that_looks_for_nothing_proposes_nothing() -> None:
    nothing = replace(PENALTIES, sights=())
    assert in_call(replace(CALL, notes=""), nothing, ADVICE) == ()
    seen = rang_in_vain(CALL, "zhao", 1015.0)
    assert proposal(seen, nothing, "r1", 1.0) is None
    assert hint(seen, nothing, "r1", 1.0) is None


def test_the_same_thing_has_the_same_id_and_another_one_another() -> None:
    first, again = rang_in_vain(CALL, "zhao", 1015.0), rang_in_vain(CALL, "zhao", 1015.0)
    later = rang_in_vain(CALL, "zhao", 1030.0)
    assert first.case_id == again.case_id != later.case_id
    assert first.case_id == "rings_missed:zhao:c-1:15000"
    assert Seen(fact=Fact.LATE_ANSWER, agent_id="li", at=1.0, ticket_number="TS-1").case_id == "late_answer:li:TS-1"


HEARD = PhraseSuspected(
    at=1030.0,
    call_id="c-1",
    agent_id="li",
    segment=4,
    rule="SAY-F05",
    phrase="急什么，没看到我在忙着吗",
    confidence=0.93,
    provable=True,
    start_ms=24_000.0,
    offset_ms=20_000.0,
    engine="whisper",
    model="base",
    rules_version="r1",
)


def test_a_phrase_that_can_be_told_by_sound_is_proposed_with_its_second_and_words() -> None:
    (seen,) = phrase_heard(CALL, HEARD)
    assert (seen.fact, seen.at_ms, seen.words, seen.at) == (Fact.FORBIDDEN_PHRASE, 20_000, HEARD.phrase, 1024.0)
    opened = proposal(seen, PENALTIES, "r1", 2000.0)
    assert opened is not None
    assert opened.rule == "PEN-3-11"
    (first,) = phrase_heard(CALL, replace(HEARD, start_ms=4500.0))
    assert first.fact is Fact.OPENING_WORDS


def test_a_phrase_too_short_to_be_told_by_sound_costs_nothing() -> None:
    assert phrase_heard(CALL, replace(HEARD, rule="SAY-S4", phrase="随便", provable=False)) == ()


def test_a_phrase_heard_only_where_it_was_asked_for_is_a_hint_and_no_proposal() -> None:
    (seen,) = phrase_heard(CALL, replace(HEARD, provable=False))
    assert proposal(seen, PENALTIES, "r1", 2000.0) is None
    told = hint(seen, PENALTIES, "r1", 2000.0)
    assert told is not None
    assert (told.rule, told.proof.words, told.proof.at_ms) == ("PEN-3-11", HEARD.phrase, 20_000)


@pytest.mark.parametrize(
    ("stop", "minutes", "fact", "told"),
    [
        (Stop.REPLIED, 5, Fact.LATE_ANSWER, 5),
        (Stop.PASSED_UP, 0.1, Fact.LATE_1_TO_10, 1),
        (Stop.PASSED_UP, 10, Fact.LATE_1_TO_10, 10),
        (Stop.PASSED_UP, 10.1, Fact.LATE_11_TO_30, 11),
        (Stop.PASSED_UP, 30, Fact.LATE_11_TO_30, 30),
        (Stop.PASSED_UP, 30.1, Fact.LATE_OVER_30, 31),
        (Stop.DONE, 90, None, 0),  # the department's
    ],
)
def test_what_was_handled_late_falls_under_its_tier_and_its_words_say_so(
    stop: Stop, minutes: float, fact: Fact | None, told: int
) -> None:
    at = 10_000.0
    clock = Clock(
        rule="SLA-7",
        what=Text("首次回复业主", "First reply to the resident"),
        start=0.0,
        due=at - minutes * 60,
        clock_id="SLA-7:replied",
        stop=stop,
        state=ClockState.MISSED,
        stopped_at=at,
    )
    in_time = replace(clock, state=ClockState.MET, clock_id="SLA-2:passed_up")
    complaint = sample.complaint()
    ticket = TicketView(
        number="TS20261129-0001",
        state=TicketState.REGISTERED,
        channel=Channel.CALL,
        registered_at=0.0,
        registered_by="li",
        call_id="c-1",
        complaint=complaint,
        weight=complaint.weight,
        nature=complaint.nature,
        department=complaint.department,
        own_duty=complaint.own_duty,
        owner="li",
        clocks=(clock, in_time),
        rules_version="r1",
    )
    found = [(one.fact, one.agent_id, one.ticket_number, one.key) for one in late(ticket, at)]
    assert found == ([(fact, "li", "TS20261129-0001", "SLA-7:replied")] if fact else [])
    assert [one.words.rpartition("+")[2] for one in late(ticket, at)] == ([f"{told} min"] if fact else [])
    assert late(ticket, at + 1) == ()
