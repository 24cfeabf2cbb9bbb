"""An offence from its proposal to its end, row by row of the table (PEN-11)."""

import itertools

import pytest

from api.quality.case import TAKES, opened, step, takes
from api.quality.events import (
    AppealDecided,
    CaseAppealed,
    CaseConfirmed,
    CaseEvent,
    CaseOpened,
    CaseRejected,
    CaseWithdrawn,
)
from api.schemas.quality import CaseState, Proof, QualityCase, Source
from scripts_lib.model import Text
from telephony.errors import IllegalEvent

S = CaseState
PROOF = Proof(call_id="c-1", at_ms=12_300, words="不知道", what=Text("忌语", "forbidden phrase"), rules_version="r1")
OPENED = CaseOpened(
    at=100.0, case_id="q-1", agent_id="li", rule="PEN-3-11", happened_at=50.0, source=Source.SYSTEM, proof=PROOF
)
CONFIRMED = CaseConfirmed(at=101.0, case_id="q-1", by="qian", rule="PEN-3-11", points=5, reason="听过录音")
REJECTED = CaseRejected(at=101.0, case_id="q-1", by="qian", reason="是复述业主的话")
APPEALED = CaseAppealed(at=102.0, case_id="q-1", by="li", reason="我在复述")
UPHELD = AppealDecided(at=103.0, case_id="q-1", by="chief", upheld=True, reason="录音清楚")
OVERTURNED = AppealDecided(at=103.0, case_id="q-1", by="chief", upheld=False, reason="确是复述")
WITHDRAWN = CaseWithdrawn(at=104.0, case_id="q-1", by="qian", reason="记错了人")
EVENTS: tuple[CaseEvent, ...] = (CONFIRMED, REJECTED, APPEALED, UPHELD, WITHDRAWN)
WAYS: dict[CaseState, tuple[CaseEvent, ...]] = {
    S.PROPOSED: (),
    S.CONFIRMED: (CONFIRMED,),
    S.REJECTED: (REJECTED,),
    S.APPEALED: (CONFIRMED, APPEALED),
    S.UPHELD: (CONFIRMED, APPEALED, UPHELD),
    S.OVERTURNED: (CONFIRMED, APPEALED, OVERTURNED),
    S.WITHDRAWN: (CONFIRMED, WITHDRAWN),
}


def at(state: CaseState) -> QualityCase:
    case = opened(OPENED)
    for event in WAYS[state]:
        case = step(case, event)
    assert case.state is state
    return case


@pytest.mark.parametrize(("state", "event"), list(itertools.product(S, EVENTS)))
def test_every_row_of_the_table(state: CaseState, event: CaseEvent) -> None:
    case = at(state)
    if isinstance(event, TAKES[state]):
        assert takes(case, event)
        assert step(case, event).state is not state
    else:
        with pytest.raises(IllegalEvent):
            step(case, event)
        assert case == at(state)


def test_nothing_counts_before_it_is_confirmed_and_the_whole_way_is_kept() -> None:
    assert at(S.PROPOSED).points == 0
    case = at(S.UPHELD)
    assert (case.points, case.decided_by, case.appeal, case.verdict, case.closed_by) == (
        5,
        "qian",
        "我在复述",
        "录音清楚",
        "chief",
    )
    assert case.proof == PROOF


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (S.PROPOSED, CaseConfirmed(at=1.0, case_id="q-1", by="li", rule="PEN-3-11", points=5)),
        (S.CONFIRMED, CaseAppealed(at=1.0, case_id="q-1", by="zhao", reason="不是我")),
        (S.APPEALED, AppealDecided(at=1.0, case_id="q-1", by="qian", upheld=True, reason="没错")),
        (S.APPEALED, AppealDecided(at=1.0, case_id="q-1", by="li", upheld=False, reason="没错")),
    ],
    ids=["their own", "another's", "who confirmed it", "the agent"],
)
def test_nobody_judges_their_own(state: CaseState, event: CaseEvent) -> None:
    case = at(state)
    assert not takes(case, event)
    with pytest.raises(IllegalEvent):
        step(case, event)


def test_it_can_be_confirmed_as_another_rule() -> None:
    case = step(opened(OPENED), CaseConfirmed(at=1.0, case_id="q-1", by="qian", rule="PEN-3-3", points=2))
    assert (case.rule, case.points) == ("PEN-3-3", 2)
