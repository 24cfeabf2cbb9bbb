"""What checks of quality write into the log: samples drawn, calls to look at, cards filled in, marks of the year.

Nothing is changed afterwards: a correction is an entry of its own. None of it takes points (PEN-11).
"""

from api.facts import DeskFact
from api.schemas.quality_checks import GradeLine, ReviewTask, Stratum


class Draw(DeskFact, frozen=True, kw_only=True):
    """One draw of a sample: how many calls of each agent, of which calls, and which were chosen."""

    sample_id: str
    per_agent: int
    frame: str
    """Names the calls that could be drawn (`sampling.frame_of`)."""
    until: float
    """Unix time up to which they came or ended."""
    by: str
    strata: tuple[Stratum, ...]
    tasks: tuple[ReviewTask, ...]


class SampleDrawn(Draw, frozen=True, kw_only=True):
    """A random sample of a month's calls, with everything that is needed to draw it again."""

    month: str
    seed: str
    least_talk_s: int


class SampleToppedUp(Draw, frozen=True, kw_only=True):
    """A sample of a month that went on, drawn further: of the calls that ended since it was drawn last."""

    part: int
    """1 for the first draw after `SampleDrawn`, and so on."""


class SpotCheckAsked(DeskFact, frozen=True, kw_only=True):
    """Somebody wants this call looked at, and why."""

    by: str
    task: ReviewTask


class CalibrationOpened(DeskFact, frozen=True, kw_only=True):
    """Two graders are to grade the same call, each without the other's marks."""

    calibration_id: str
    graders: tuple[str, str]
    by: str
    reason: str
    tasks: tuple[ReviewTask, ...]


class CallGraded(DeskFact, frozen=True, kw_only=True):
    """A card was filled in for a task."""

    grade_id: str
    task_id: str
    by: str
    card_version: str
    lines: tuple[GradeLine, ...]
    total: float
    passed: bool
    failed_by: tuple[str, ...] = ()
    note: str = ""


class GradeWithdrawn(DeskFact, frozen=True, kw_only=True):
    """A card was filled in wrong, and why; its task is open again."""

    grade_id: str
    by: str
    reason: str


class YearMarked(DeskFact, frozen=True, kw_only=True):
    """A mark of the year's assessment (PEN-10); the last one of a cell counts, the others stay in the log."""

    agent_id: str
    year: int
    check: int
    subject: int
    """Numbers of the check and the subject in `penalties.yaml`, from 0."""
    mark: float
    by: str
    reason: str = ""


CheckEvent = (
    SampleDrawn | SampleToppedUp | SpotCheckAsked | CalibrationOpened | CallGraded | GradeWithdrawn | YearMarked
)
