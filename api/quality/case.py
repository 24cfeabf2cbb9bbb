"""One offence, from proposal to its end (PEN-11). A pure machine: an illegal event raises and changes nothing.

    PROPOSED ─confirmed─▶ CONFIRMED ─appealed─▶ APPEALED ─┬─upheld─────▶ UPHELD ─withdrawn─▶ WITHDRAWN
        │                     │                           └─overturned─▶ OVERTURNED
        └─rejected─▶ REJECTED └─withdrawn─▶ WITHDRAWN

Knows no database and no rights, but that whoever confirmed it does not decide its appeal, and that nobody confirms an
offence of their own.
"""

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from api.quality.events import (
    AppealDecided,
    CaseAppealed,
    CaseConfirmed,
    CaseEvent,
    CaseOpened,
    CaseRejected,
    CaseWithdrawn,
)
from api.schemas.quality import CaseState, QualityCase
from telephony.errors import IllegalEvent

S = CaseState
TAKES: Final[Mapping[CaseState, tuple[type[CaseEvent], ...]]] = {
    S.PROPOSED: (CaseConfirmed, CaseRejected),
    S.CONFIRMED: (CaseAppealed, CaseWithdrawn),
    S.REJECTED: (),
    S.APPEALED: (AppealDecided,),
    S.UPHELD: (CaseWithdrawn,),
    S.OVERTURNED: (),
    S.WITHDRAWN: (),
}
"""Which events a state takes."""
COUNTS: Final = frozenset({S.CONFIRMED, S.UPHELD})
UNDECIDED: Final = frozenset({S.PROPOSED, S.APPEALED})


def opened(event: CaseOpened) -> QualityCase:
    """The case as it begins."""
    return QualityCase(
        case_id=event.case_id,
        agent_id=event.agent_id,
        at=event.happened_at,
        rule=event.rule,
        source=event.source,
        proof=event.proof,
        state=S.PROPOSED,
        opened_at=event.at,
        opened_by=event.by,
    )


def takes(case: QualityCase, event: CaseEvent) -> bool:
    """Whether `step` would take it."""
    if not isinstance(event, TAKES[case.state]):
        return False
    if isinstance(event, CaseConfirmed):
        return event.by != case.agent_id
    if isinstance(event, AppealDecided):
        return event.by not in (case.decided_by, case.agent_id)
    if isinstance(event, CaseAppealed):
        return event.by == case.agent_id
    return True


def step(case: QualityCase, event: CaseEvent) -> QualityCase:
    """The case after the event. Raises IllegalEvent for one that its state does not take."""
    if not takes(case, event):
        raise IllegalEvent("quality case", case.state, type(event).__name__)
    match event:
        case CaseConfirmed():
            decided = replace(case, state=S.CONFIRMED, rule=event.rule, points=event.points, reason=event.reason)
            return replace(decided, decided_at=event.at, decided_by=event.by)
        case CaseRejected():
            return replace(case, state=S.REJECTED, reason=event.reason, decided_at=event.at, decided_by=event.by)
        case CaseAppealed():
            return replace(case, state=S.APPEALED, appeal=event.reason, appealed_at=event.at)
        case AppealDecided():
            return _closed(case, S.UPHELD if event.upheld else S.OVERTURNED, event)
        case CaseWithdrawn():
            return _closed(case, S.WITHDRAWN, event)
        case _:
            raise IllegalEvent("quality case", case.state, type(event).__name__)


def _closed(case: QualityCase, state: CaseState, event: AppealDecided | CaseWithdrawn) -> QualityCase:
    return replace(case, state=state, verdict=event.reason, closed_at=event.at, closed_by=event.by)
