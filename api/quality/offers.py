"""What a person may do with an offence now: the machine is asked, so that no rule stands twice. Pure."""

from enum import StrEnum

from api.quality.case import takes
from api.quality.events import (
    AppealDecided,
    CaseAppealed,
    CaseConfirmed,
    CaseEvent,
    CaseRejected,
    CaseWithdrawn,
)
from api.rights import Right, may
from api.schemas import AgentView
from api.schemas.quality import QualityCase


class CaseStep(StrEnum):
    """A decision; its name stands in addresses."""

    CONFIRM = "confirm"
    REJECT = "reject"
    APPEAL = "appeal"
    UPHOLD = "uphold"
    OVERTURN = "overturn"
    WITHDRAW = "withdraw"


def offered(case: QualityCase, by: AgentView) -> tuple[CaseStep, ...]:
    """The steps that this person may take; who may look at the case at all is `api.recordings.hearing`'s matter."""
    return tuple(step for step in CaseStep if may_take(case, step, by))


def may_take(case: QualityCase, step: CaseStep, by: AgentView) -> bool:
    """Whether this person may take the step now."""
    if step is not CaseStep.APPEAL and not may(by, Right.CONFIRM_POINTS):
        return False
    return takes(case, event_of(case, step, by, "…", 0.0))


def event_of(case: QualityCase, step: CaseStep, by: AgentView, reason: str, at: float) -> CaseEvent:
    """The fact that the step becomes; a confirmation is as it was proposed."""
    case_id, who = case.case_id, by.agent_id
    match step:
        case CaseStep.CONFIRM:
            return CaseConfirmed(at=at, case_id=case_id, by=who, rule=case.rule, points=case.points, reason=reason)
        case CaseStep.REJECT:
            return CaseRejected(at=at, case_id=case_id, by=who, reason=reason)
        case CaseStep.APPEAL:
            return CaseAppealed(at=at, case_id=case_id, by=who, reason=reason)
        case CaseStep.WITHDRAW:
            return CaseWithdrawn(at=at, case_id=case_id, by=who, reason=reason)
        case CaseStep.UPHOLD | CaseStep.OVERTURN:
            upheld = step is CaseStep.UPHOLD
            return AppealDecided(at=at, case_id=case_id, by=who, upheld=upheld, reason=reason)
