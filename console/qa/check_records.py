"""What the terminal of quality asks beside points: hints, required phrases, cards, samples, calibration, the year."""

from typing import Protocol

from api.schemas.quality import CallReview, Hint, HintPage, NewBonus, NewCase, QualityCase, RequiredReport
from api.schemas.quality_checks import (
    Agreement,
    Calibration,
    CardView,
    Grade,
    GradePage,
    NewCalibration,
    NewGrade,
    NewSample,
    NewSpotCheck,
    NewYearMarks,
    ReviewTask,
    Sample,
    SamplePlan,
    TaskPage,
    YearView,
)


class CheckRecords(Protocol):
    """A signed-in person's way to them. Each raises ConsoleError for what the desk refuses."""

    async def hints(self, month: str) -> HintPage:
        """Those of the month that nobody has looked at."""

    async def required(self, first: str, last: str) -> RequiredReport:
        """Required phrases of the calls from one day to another, both counted, as `2026-11-28`."""

    async def dismiss_hint(self, hint_id: str, reason: str) -> Hint:
        """It was nothing."""

    async def enter_hint(self, hint_id: str, rule: str | None, reason: str) -> Hint:
        """It is a case."""

    async def enter_case(self, new: NewCase) -> QualityCase:
        """A person saw it."""

    async def give_bonus(self, new: NewBonus) -> None:
        """PEN-2."""

    async def card(self) -> CardView:
        """The score card in force."""

    async def review(self, call_id: str) -> CallReview:
        """What was proposed of a call, and its hints."""

    async def tasks(self) -> TaskPage:
        """Calls that wait for a grade of this person."""

    async def grade(self, task_id: str, new: NewGrade) -> Grade:
        """Fill in the card."""

    async def grades(self, month: str) -> GradePage:
        """Cards of the month's calls."""

    async def withdraw_grade(self, grade_id: str, reason: str) -> None:
        """The own card was filled in wrong."""

    async def samples(self, month: str) -> tuple[Sample, ...]:
        """Samples of the month, with what they say."""

    async def plan_sample(self, month: str, per_agent: int) -> SamplePlan:
        """What a sample of this size could say."""

    async def draw_sample(self, new: NewSample) -> Sample:
        """Draw it."""

    async def top_up_sample(self, sample_id: str, per_agent: int) -> Sample:
        """Draw it further, of the calls that ended since."""

    async def spot_check(self, new: NewSpotCheck) -> ReviewTask:
        """Any call, with the reason."""

    async def calibrations(self) -> tuple[Calibration, ...]:
        """Newest first."""

    async def calibrate(self, new: NewCalibration) -> Calibration:
        """Two graders on one call."""

    async def agreement(self) -> Agreement:
        """How alike graders judge."""

    async def year(self, year: str) -> YearView:
        """The year's marks and scores."""

    async def mark_year(self, year: str, agent_id: str, new: NewYearMarks) -> YearView:
        """Enter marks (PEN-10)."""
