"""Quality (PEN): what somebody did wrong or well, with its evidence, and what it counts for in a month."""

from enum import StrEnum

import msgspec

from api.schemas.lists import Page
from scripts_lib.model import Moment, Text


class CaseState(StrEnum):
    """Where an offence stands. Only confirmed and upheld ones count."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    APPEALED = "appealed"  # counts for nothing until it is decided
    UPHELD = "upheld"
    OVERTURNED = "overturned"
    WITHDRAWN = "withdrawn"  # a correction: it was confirmed by mistake


class Source(StrEnum):
    """Who saw it first."""

    SYSTEM = "system"
    PERSON = "person"


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """The evidence (PEN-11): where to look and listen, and the words."""

    call_id: str = ""
    ticket_number: str = ""
    at_ms: int | None = None
    """Milliseconds since pick-up; None where no second of a call is meant."""
    words: str = ""
    """What was said or written as it was, or what else shows it: minutes late, parts not said, points of a test."""
    what: Text
    rules_version: str = ""
    """Version of the rules by which the system saw it, or that were in force when a person entered it."""


class QualityCase(msgspec.Struct, frozen=True, kw_only=True):
    """An offence from its proposal to its end."""

    case_id: str
    agent_id: str
    at: float
    """When it happened, Unix seconds: its month counts."""
    rule: str
    source: Source
    proof: Proof
    state: CaseState
    points: int = 0
    """What is taken, above 0; 0 until it is confirmed, and for dismissal."""
    opened_at: float
    opened_by: str = ""
    decided_at: float | None = None
    decided_by: str = ""
    reason: str = ""
    """Why it was confirmed, changed or rejected."""
    appeal: str = ""
    appealed_at: float | None = None
    verdict: str = ""
    """Why the appeal ended as it did, or why it was withdrawn."""
    closed_at: float | None = None
    closed_by: str = ""


class ScoreKind(StrEnum):
    """What a line of a month's score is."""

    DAILY_WORK = "daily_work"  # PEN-1
    BONUS = "bonus"  # PEN-2
    OFFENCE = "offence"  # PEN-3..5
    ACCUMULATION = "accumulation"  # PEN-5, many lighter ones
    ADJUSTMENT = "adjustment"  # PEN-8
    CAP = "cap"  # PEN-1, the maximum; and nothing below 0


class ScoreLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a month's score: its points are added up to the total."""

    kind: ScoreKind
    rule: str
    what: Text
    points: int
    entry_id: str = ""
    """The case, bonus or adjustment that it comes from."""
    proof: Proof | None = None
    reason: str = ""
    by: str = ""


class Warning(msgspec.Struct, frozen=True, kw_only=True):
    """What the supervisor is told, no more (PEN-6, PEN-7, PEN-9)."""

    rule: str
    what: Text
    entry_id: str = ""


class MonthScore(msgspec.Struct, frozen=True, kw_only=True):
    """An agent's month. `total` is the sum of the lines' points."""

    agent_id: str
    month: str
    """`2026-11`, by the site's clock."""
    total: int
    lines: tuple[ScoreLine, ...]
    warnings: tuple[Warning, ...] = ()
    undecided: int = 0
    """Offences proposed or appealed, which count for nothing yet."""
    rank: int = 0
    """1 for the best of the month; equal scores share a rank."""


class ScoreChange(msgspec.Struct, frozen=True, kw_only=True):
    """An agent's month under the rules in force and under others (replay)."""

    agent_id: str
    month: str
    before: int
    after: int
    lines: tuple[tuple[str, int, int], ...]
    """Rule, points before, points after: only what differs."""


class NewCase(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/quality/cases: a person saw it."""

    agent_id: str
    rule: str
    happened_at: float
    words: str
    """What was seen, in one's own words."""
    call_id: str = ""
    ticket_number: str = ""
    at_ms: int | None = None


class Confirmation(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/quality/cases/{case_id}/confirm. What is absent is as it was proposed."""

    rule: str | None = None
    points: int | None = None
    reason: str = ""


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Body of a decision that needs nothing but why."""

    reason: str


class AppealRuling(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/quality/cases/{case_id}/ruling."""

    upheld: bool
    reason: str


class NewBonus(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/quality/bonuses (PEN-2)."""

    agent_id: str
    month: str
    rule: str
    reason: str


class NewAdjustment(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/quality/adjustments (PEN-8)."""

    agent_id: str
    month: str
    points: int
    reason: str


class WorkLoad(msgspec.Struct, frozen=True, kw_only=True):
    """Body of PUT /api/quality/work-load/{month}: what an agent reports for a month."""

    calls: int
    tickets: int


class Entered(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to a new bonus, adjustment or report."""

    entry_id: str


class CasePage(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/quality/cases."""

    page: Page
    items: tuple[QualityCase, ...]


class MonthPage(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/quality/scores: best first."""

    month: str
    items: tuple[MonthScore, ...]


class RuleView(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that can be confirmed or given, with its points."""

    rule: str
    what: Text
    least: int
    most: int
    bonus: bool = False


class RuleFairness(msgspec.Struct, frozen=True, kw_only=True):
    """How proposals under one rule fared; a rule that is often rejected says so by itself."""

    rule: str
    what: Text
    proposed: int
    confirmed: int
    rejected: int
    overturned: int
    doubtful: bool


class AgentFairness(msgspec.Struct, frozen=True, kw_only=True):
    """How often an agent was looked at, beside the calls that the agent took."""

    agent_id: str
    calls: int
    cases: int
    confirmed: int
    graded: int = 0
    """Score cards filled in for the agent's calls."""


class GroupFairness(msgspec.Struct, frozen=True, kw_only=True):
    """A queue's or a shift's calls, and how often they were looked at. A group that is looked at more often has more
    offences for that alone."""

    key: str
    """Id of the queue or the shift; empty for what is of none."""
    label: Text
    calls: int
    cases: int
    confirmed: int
    graded: int


class Fairness(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/quality/fairness."""

    month: str
    rules: tuple[RuleFairness, ...]
    agents: tuple[AgentFairness, ...]
    queues: tuple[GroupFairness, ...] = ()
    shifts: tuple[GroupFairness, ...] = ()


class Hint(msgspec.Struct, frozen=True, kw_only=True):
    """Something to look at: not certain enough to be proposed. Agents do not see it, and it counts for nothing."""

    hint_id: str
    agent_id: str
    fact: str
    rule: str
    at: float
    """When it happened, Unix seconds."""
    proof: Proof
    settled_at: float | None = None
    settled_by: str = ""
    reason: str = ""
    """Why it was nothing, or what was seen."""
    case_id: str = ""
    """The case that it became; empty where it was nothing, or nobody has looked."""
    bonus: bool = False
    """It speaks for a bonus (PEN-2), not against the agent."""
    entry_id: str = ""
    """The bonus that was given for it."""


class HintCase(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/quality/hints/{hint_id}/enter: what was seen; `rule` where it is another than the hint's."""

    reason: str
    rule: str | None = None


class HintPage(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/quality/hints."""

    page: Page
    items: tuple[Hint, ...]


class CallReview(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/quality/calls/{call_id}: what a reviewer has beside the recording."""

    call_id: str
    cases: tuple[QualityCase, ...]
    hints: tuple[Hint, ...]


class RequiredCount(msgspec.Struct, frozen=True, kw_only=True):
    """One required phrase over many calls (LINE-2, LINE-5, ASK-6)."""

    rule: str
    moment: Moment
    label: Text
    heard: int
    missing: int
    not_judged: int
    """Calls too short, not recorded, not listened to, or understood too little to tell."""


class RequiredGroup(msgspec.Struct, frozen=True, kw_only=True):
    """An agent, a team, or everybody; the last without key and name."""

    key: str
    name: str
    calls: int
    """Calls that came in and were taken. A call that was passed on counts for who has it last, its opening for who
    picked it up."""
    parts: tuple[RequiredCount, ...]


class RequiredReport(msgspec.Struct, frozen=True, kw_only=True):
    """Required phrases of the calls from the day `first` to the day `last`, as `2026-11-28`."""

    first: str
    last: str
    total: RequiredGroup
    teams: tuple[RequiredGroup, ...]
    agents: tuple[RequiredGroup, ...]


class StaffName(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is scored or who decides, by name."""

    agent_id: str
    name: str
    scored: bool
