"""Checks of quality beside PEN: score cards filled in, samples, spot checks, calibration. None of it takes points."""

from enum import StrEnum

import msgspec

from api.schemas.lists import Page
from scripts_lib.model import Text
from scripts_lib.score_card import ScoreCard


class TaskKind(StrEnum):
    """Why a call is to be graded. Only samples say something about an agent's other calls."""

    SAMPLE = "sample"
    SPOT = "spot"
    CALIBRATION = "calibration"


class CardView(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/quality/card: the card in force, with its version."""

    version: str
    card: ScoreCard


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """How well one criterion was met; `level` is None where it does not apply."""

    criterion: str
    level: str | None
    note: str = ""


class NewGrade(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/quality/tasks/{task_id}/grade: every criterion of the card once."""

    marks: tuple[Mark, ...]
    note: str = ""
    """What the agent is told."""


class GradeLine(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion as it was marked, with the card's words of that day, so that an older card is read as it was."""

    criterion: str
    label: Text
    weight: int
    fatal: bool
    level: str | None
    level_label: Text | None
    percent: int | None
    note: str = ""


class Grade(msgspec.Struct, frozen=True, kw_only=True):
    """A card filled in for a call. It takes no points (PEN-11)."""

    grade_id: str
    task_id: str
    kind: TaskKind
    check_id: str
    call_id: str
    agent_id: str
    call_at: float
    grader: str
    at: float
    card_version: str
    lines: tuple[GradeLine, ...]
    total: float
    """0 to 100."""
    passed: bool
    failed_by: tuple[str, ...] = ()
    """Fatal criteria that were not met: the total is 0."""
    note: str = ""
    withdrawn_at: float | None = None
    withdrawn_by: str = ""
    withdrawn_why: str = ""


class GradePage(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/quality/grades, newest first."""

    page: Page
    items: tuple[Grade, ...]


class ReviewTask(msgspec.Struct, frozen=True, kw_only=True):
    """A call that waits for a grade, or has it."""

    task_id: str
    kind: TaskKind
    check_id: str
    """The sample, spot check or calibration that it belongs to."""
    call_id: str
    agent_id: str
    call_at: float
    talk_ms: int
    queue: str = ""
    grader: str = ""
    """Who has to do it; empty: whoever comes first."""
    reason: str = ""
    grade_id: str = ""


class TaskPage(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/quality/tasks: what is open for this person, oldest call first."""

    page: Page
    items: tuple[ReviewTask, ...]


class NewSample(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/quality/samples. Without `seed` one is made and shown; the same seed draws the same calls of
    the same."""

    month: str
    per_agent: int = 5
    seed: str = ""
    least_talk_s: int = 20
    """Shorter calls are wrong numbers and are not drawn from."""


class MoreOfSample(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/quality/samples/{sample_id}/more: how many of each agent's calls that ended since; without
    `per_agent` as many as at first."""

    per_agent: int | None = None


class Stratum(msgspec.Struct, frozen=True, kw_only=True):
    """One agent's calls of one queue: how many there are, and how many were drawn. `part` counts from 0, the first
    draw, on."""

    agent_id: str
    queue: str
    population: int
    drawn: int
    part: int = 0


class SamplePart(msgspec.Struct, frozen=True, kw_only=True):
    """One draw of a sample: of the calls that ended between the draw before and `until`, which `frame` names."""

    at: float
    by: str
    per_agent: int
    until: float
    frame: str


class Conclusion(msgspec.Struct, frozen=True, kw_only=True):
    """What graded calls say about all calls they were drawn from: a share with its interval, and words."""

    agent_id: str
    """Empty: all agents together."""
    population: int
    drawn: int
    graded: int
    passed: int
    rate: float | None
    low: float
    high: float
    """Wilson's interval at 95 %, as shares of 1."""
    words: Text


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """A sample drawn by its plan, and what can be concluded of it so far."""

    sample_id: str
    month: str
    per_agent: int
    seed: str
    least_talk_s: int
    frame: str
    """SHA-256 of the ids of the calls it was drawn from, sorted: who draws anew knows that they are the same."""
    until: float
    """Calls that came before this moment were drawn from, Unix seconds."""
    drawn_at: float
    drawn_by: str
    strata: tuple[Stratum, ...]
    conclusions: tuple[Conclusion, ...] = ()
    more: tuple[SamplePart, ...] = ()
    """What was drawn later, of calls that came since; nothing that was drawn before was given up for it."""


class SamplePlan(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/quality/samples/plan: what a sample of this size could say, before it is drawn."""

    month: str
    per_agent: int
    strata: tuple[Stratum, ...]
    words: tuple[Text, ...]


class NewSpotCheck(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/quality/spot-checks: any call, with the reason."""

    call_id: str
    reason: str


class NewCalibration(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/quality/calibrations: two graders, the same call."""

    call_id: str
    graders: tuple[str, str]
    reason: str


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion as the two graders marked it."""

    criterion: str
    label: Text
    first: str | None
    second: str | None
    agreed: bool


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """Two graders on one call. Until both are done neither sees the other's marks; nor does anybody else."""

    calibration_id: str
    call_id: str
    agent_id: str
    graders: tuple[str, str]
    opened_at: float
    opened_by: str
    reason: str
    done_by: tuple[str, ...] = ()
    grades: tuple[Grade, ...] = ()
    """Both, in the order of `graders`; none before both are done."""
    differences: tuple[Difference, ...] = ()


class CriterionAgreement(msgspec.Struct, frozen=True, kw_only=True):
    """How alike two graders judge one criterion, over several calls."""

    criterion: str
    label: Text
    pairs: int
    """Calls on which both gave a level."""
    agreed: int
    split: int
    """Calls on which one of them thought that it does not apply."""
    kappa: float | None
    """Cohen's; None where chance alone would agree always, or nothing was compared."""
    weighted: float | None
    """With linear weights: a level beside is half as wrong as two levels off."""
    words: Text


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/quality/agreement."""

    calls: int
    within: float
    """Mean distance of the two totals, in points."""
    criteria: tuple[CriterionAgreement, ...]


class YearPart(msgspec.Struct, frozen=True, kw_only=True):
    """A check or a subject of the year with its share."""

    what: Text
    percent: int


class YearMark(msgspec.Struct, frozen=True, kw_only=True):
    """The mark in force of one check and subject, by their numbers from 0."""

    check: int
    subject: int
    mark: float
    by: str
    at: float
    reason: str = ""


class AgentYear(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's year. `total` is None while a mark is missing."""

    agent_id: str
    marks: tuple[YearMark, ...]
    total: float | None
    months_mean: float | None
    """The mean score of the year's months that are over: for the marks of the monthly reviews to go by, no more."""


class YearView(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/quality/years/{year}."""

    year: int
    rule: str
    checks: tuple[YearPart, ...]
    subjects: tuple[YearPart, ...]
    items: tuple[AgentYear, ...]


class CellMark(msgspec.Struct, frozen=True, kw_only=True):
    """One mark to enter, 0 to 100."""

    check: int
    subject: int
    mark: float


class NewYearMarks(msgspec.Struct, frozen=True, kw_only=True):
    """Body of PUT /api/quality/years/{year}/{agent_id}."""

    marks: tuple[CellMark, ...]
    reason: str = ""
