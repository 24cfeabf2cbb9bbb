"""Quality (PEN): what somebody did wrong or well, with its evidence, and what it counts for in a month."""

from enum import StrEnum

import msgspec

from scripts_lib.model import Text


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
    """What was said or written, as it was."""
    what: Text
    rules_version: str = ""
    """Version of the rules by which the system saw it."""


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
