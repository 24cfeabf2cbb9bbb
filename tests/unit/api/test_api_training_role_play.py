"""The score of a role play: each part from the facts of the call (TRN-1)."""

import pytest
from msgspec.structs import replace

from api.schemas import (
    CallDetail,
    CallState,
    CallView,
    Clear,
    ClearMark,
    Complaint,
    RingResult,
    ScriptStep,
    TicketState,
    TicketView,
)
from api.training.role_play import PASS, Expected, PlayScore, passed, score, total
from scripts_lib.callers import Fact
from scripts_lib.model import Channel, Nature, Weight
from telephony.events import Side, Verdict
from tests.unit.api import desk_samples as sample

RING = RingResult(ring_ms=7400.0, rings=2, verdict=Verdict.MET, strict=Verdict.MET, error_ms=1.0)
CALL = CallView(
    call_id="c-1",
    number="13800001234",
    name="",
    called="96000",
    state=CallState.ENDED,
    arrived_at=0.0,
    elapsed_ms=60_000,
    ring=RING,
    ended_by=Side.CALLER,
)
DETAIL = CallDetail(call=CALL, times_ms={"picked_up": 7400.0})
STEPS = tuple(ScriptStep(question_id=f"q{number}", shown_ms=number, answer="是") for number in range(4))
CLEARS = tuple(ClearMark(clear=clear, at_ms=1) for clear in Clear)
COMPLAINT = sample.complaint(kind="water_leak", weight=Weight.IMPORTANT, steps=STEPS, clears=CLEARS)
EXPECTED = Expected(kind="water_leak", weight=Weight.IMPORTANT)


def ticket(complaint: Complaint) -> TicketView:
    return TicketView(
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
        clocks=(),
        rules_version="r1",
    )


def of(detail: CallDetail = DETAIL, complaint: Complaint | None = COMPLAINT) -> PlayScore:
    return score(detail, ticket(complaint) if complaint is not None else None, EXPECTED)


def lost(play: PlayScore) -> dict[str, tuple[int, str]]:
    return {mark.rule: (mark.most - mark.points, mark.lacking) for mark in play.marks if mark.points < mark.most}


def test_everything_right_is_a_hundred() -> None:
    assert sum(mark.most for mark in of().marks) == 100
    assert of().total == 100
    assert lost(of()) == {}


@pytest.mark.parametrize(
    ("detail", "complaint", "expected"),
    [
        (
            replace(DETAIL, call=replace(CALL, ring=replace(RING, ring_ms=16_200.0, verdict=Verdict.MISSED))),
            COMPLAINT,
            {"LINE-1": (20, "16.2 s")},
        ),
        (replace(DETAIL, call=replace(CALL, ended_by=Side.AGENT)), COMPLAINT, {"LINE-5": (10, "agent")}),
        (
            DETAIL,
            replace(COMPLAINT, steps=(*STEPS[:3], ScriptStep(question_id="q", shown_ms=1, skipped=True))),
            {"ASK": (5, "3/4")},
        ),
        (DETAIL, replace(COMPLAINT, steps=()), {"ASK": (20, "0/0")}),
        (DETAIL, replace(COMPLAINT, clears=CLEARS[1:]), {"CMP-1": (4, "hear")}),
        (
            DETAIL,
            replace(COMPLAINT, clears=(ClearMark(clear=Clear.HEAR, at_ms=1, by_hand=True), *CLEARS[1:])),
            {"CMP-1": (2, "")},
        ),
        (DETAIL, replace(COMPLAINT, demand=" "), {"LINE-7": (4, "demand")}),
        (DETAIL, replace(COMPLAINT, weight=Weight.SLIGHT), {"CMP-5": (5, "important")}),
    ],
)
def test_what_was_lacking_costs_its_part(
    detail: CallDetail, complaint: Complaint, expected: dict[str, tuple[int, str]]
) -> None:
    assert lost(of(detail, complaint)) == expected


def test_a_complaint_that_was_not_registered_fails() -> None:
    play = of(complaint=None)
    assert play.total == 30
    assert total((of(), play)) == 65 < PASS
    assert total(()) == 0
    assert total((of(),), calls=3) == 33, "two never came to be"


def test_a_call_that_nobody_answered_has_no_points() -> None:
    rang = replace(CALL, ring=replace(RING, verdict=Verdict.CANNOT_TELL), ended_by=Side.CALLER)
    assert of(CallDetail(call=rang, times_ms={}), None).total == 0
    assert lost(of(CallDetail(call=rang, times_ms={}), None))["LINE-5"] == (10, "unanswered")


@pytest.mark.parametrize(("points", "trainer", "good"), [(80, None, True), (80, 79, False), (79, 100, False)])
def test_the_rules_and_the_trainer_must_both_pass(points: int, trainer: int | None, good: bool) -> None:
    assert passed(points, trainer) is good


def test_what_the_caller_said_must_stand_in_the_record() -> None:
    expected = Expected(
        kind="water_leak",
        weight=Weight.IMPORTANT,
        nature=Nature.INVALID,
        facts=(Fact(field="place", wordings=("1899", "十八楼")), Fact(field="matter", wordings=(COMPLAINT.matter,))),
    )
    play = score(DETAIL, ticket(COMPLAINT), expected)
    assert lost(play) == {"LINE-7": (3, "place: 1899"), "CMP-5": (4, "invalid")}
