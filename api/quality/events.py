"""What quality writes into the log (PEN). Nothing is changed afterwards: a correction is an entry of its own."""

import msgspec

from api.facts import DeskFact
from api.quality.checks.events import CheckEvent
from api.schemas.quality import Proof, Source
from scripts_lib.model import Moment


class CaseOpened(DeskFact, frozen=True, kw_only=True):
    """The system proposes an offence, or a person enters one. It counts for nothing yet (PEN-11)."""

    case_id: str
    agent_id: str
    rule: str
    happened_at: float
    source: Source
    proof: Proof
    by: str = ""


class CaseConfirmed(DeskFact, frozen=True, kw_only=True):
    """Somebody looked at the evidence and confirmed it, perhaps as another rule."""

    case_id: str
    by: str
    rule: str
    points: int
    reason: str = ""


class CaseRejected(DeskFact, frozen=True, kw_only=True):
    """It was none, and why."""

    case_id: str
    by: str
    reason: str


class CaseAppealed(DeskFact, frozen=True, kw_only=True):
    """The agent disagrees, and why."""

    case_id: str
    by: str
    reason: str


class AppealDecided(DeskFact, frozen=True, kw_only=True):
    """Somebody else than who confirmed it has decided."""

    case_id: str
    by: str
    upheld: bool
    reason: str


class CaseWithdrawn(DeskFact, frozen=True, kw_only=True):
    """A confirmed offence is taken back."""

    case_id: str
    by: str
    reason: str


class HintSeen(DeskFact, frozen=True, kw_only=True):
    """The system saw something that has an innocent reading too: it is never proposed, a person looks at it."""

    hint_id: str
    agent_id: str
    fact: str
    rule: str
    happened_at: float
    proof: Proof
    bonus: bool = False


class MomentJudged(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent had to say at the opening or the ending of one call (LINE-2, LINE-5), by rule."""

    moment: Moment
    agent_id: str
    heard: tuple[str, ...]
    missing: tuple[str, ...]


class RequiredJudged(DeskFact, frozen=True, kw_only=True):
    """The words of a call were held against the required phrases; written once. A call without it was not judged."""

    call_id: str
    arrived_at: float
    moments: tuple[MomentJudged, ...]
    rules_version: str
    engine: str
    model: str


class HintSettled(DeskFact, frozen=True, kw_only=True):
    """Somebody looked: it became the case `case_id` or the bonus `entry_id`, or was nothing (then both are
    empty), and why."""

    hint_id: str
    by: str
    reason: str
    case_id: str = ""
    entry_id: str = ""
    """The bonus that was given for it."""


class BonusGiven(DeskFact, frozen=True, kw_only=True):
    """Something that adds points (PEN-2)."""

    entry_id: str
    agent_id: str
    month: str
    rule: str
    points: int
    by: str
    reason: str


class MonthAdjusted(DeskFact, frozen=True, kw_only=True):
    """QA adjusts a month, with the reason (PEN-8); the last one of a month counts."""

    entry_id: str
    agent_id: str
    month: str
    points: int
    by: str
    reason: str


class WorkReported(DeskFact, frozen=True, kw_only=True):
    """An agent reports the month's work load, which is held against the records (PEN-4)."""

    entry_id: str
    agent_id: str
    month: str
    calls: int
    tickets: int


class EntryWithdrawn(DeskFact, frozen=True, kw_only=True):
    """A bonus or an adjustment is taken back."""

    entry_id: str
    by: str
    reason: str


CaseEvent = CaseOpened | CaseConfirmed | CaseRejected | CaseAppealed | AppealDecided | CaseWithdrawn
EntryEvent = BonusGiven | MonthAdjusted | WorkReported | EntryWithdrawn
HintEvent = HintSeen | HintSettled
QualityEvent = CaseEvent | EntryEvent | HintEvent | RequiredJudged | CheckEvent
