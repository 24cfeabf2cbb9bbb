"""What who may do with an offence now."""

import pytest
from msgspec.structs import replace

from api.quality.case import step as taken
from api.quality.events import CaseConfirmed
from api.quality.offers import CaseStep, event_of, may_take, offered
from api.schemas import Role
from api.schemas.quality import CaseState
from tests.unit.api import desk_samples as sample
from tests.unit.api.review.test_review_timeline import CASE

LI = sample.person("a1")
QA = sample.person("q1", Role.QA)
CHIEF = sample.person("s1", Role.SUPERVISOR)
CONFIRMED = taken(CASE, CaseConfirmed(at=2.0, case_id="q1", by="q1", rule="PEN-3-11", points=5, reason=""))


def test_a_proposal_is_decided_by_reviewers_and_seen_by_its_agent() -> None:
    assert offered(CASE, QA) == (CaseStep.CONFIRM, CaseStep.REJECT)
    assert offered(CASE, LI) == ()


def test_nobody_confirms_an_offence_of_the_own() -> None:
    assert offered(CASE, sample.person("a1", Role.SUPERVISOR)) == (CaseStep.REJECT,)


def test_what_is_confirmed_is_appealed_by_its_agent_and_ruled_by_another() -> None:
    assert offered(CONFIRMED, LI) == (CaseStep.APPEAL,)
    assert offered(CONFIRMED, sample.person("a2")) == ()
    appealed = taken(CONFIRMED, event_of(CONFIRMED, CaseStep.APPEAL, LI, "我在复述", 3.0))
    assert offered(appealed, QA) == ()
    assert offered(appealed, CHIEF) == (CaseStep.UPHOLD, CaseStep.OVERTURN)


@pytest.mark.parametrize(
    ("step", "state"), [(CaseStep.UPHOLD, CaseState.UPHELD), (CaseStep.OVERTURN, CaseState.OVERTURNED)]
)
def test_a_ruling_says_which_way(step: CaseStep, state: CaseState) -> None:
    appealed = replace(CONFIRMED, state=CaseState.APPEALED)
    assert taken(appealed, event_of(appealed, step, CHIEF, "复核过", 4.0)).state is state


@pytest.mark.parametrize("state", [CaseState.REJECTED, CaseState.OVERTURNED, CaseState.WITHDRAWN])
def test_what_is_over_is_over(state: CaseState) -> None:
    assert offered(replace(CASE, state=state), QA) == ()
    assert not may_take(replace(CASE, state=state), CaseStep.APPEAL, LI)
