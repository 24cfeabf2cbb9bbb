"""Hints, required phrases, score cards, samples, calibration and the year over the desk's REST."""

from urllib.parse import quote, urlencode

from api.schemas.quality import (
    CallReview,
    Entered,
    Hint,
    HintCase,
    HintPage,
    NewBonus,
    NewCase,
    QualityCase,
    Reason,
    RequiredReport,
)
from api.schemas.quality_checks import (
    Agreement,
    Calibration,
    CardView,
    Grade,
    GradePage,
    MoreOfSample,
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
from console.qa.parts import MOST
from console.rest import Rest


class CheckRest(Rest):
    """`console.qa.check_records.CheckRecords`."""

    async def hints(self, month: str) -> HintPage:
        """GET /api/quality/hints."""
        return self._read(await self._send("GET", _path("hints", month=month, limit=MOST)), HintPage)

    async def required(self, first: str, last: str) -> RequiredReport:
        """GET /api/quality/required."""
        return self._read(await self._send("GET", _path("required", first=first, last=last)), RequiredReport)

    async def dismiss_hint(self, hint_id: str, reason: str) -> Hint:
        """POST /api/quality/hints/{hint_id}/dismiss."""
        path = f"/api/quality/hints/{quote(hint_id, safe='')}/dismiss"
        return self._read(await self._send("POST", path, body=Reason(reason=reason)), Hint)

    async def enter_hint(self, hint_id: str, rule: str | None, reason: str) -> Hint:
        """POST /api/quality/hints/{hint_id}/enter."""
        path = f"/api/quality/hints/{quote(hint_id, safe='')}/enter"
        return self._read(await self._send("POST", path, body=HintCase(reason=reason, rule=rule)), Hint)

    async def enter_case(self, new: NewCase) -> QualityCase:
        """POST /api/quality/cases."""
        return self._read(await self._send("POST", "/api/quality/cases", body=new), QualityCase)

    async def give_bonus(self, new: NewBonus) -> None:
        """POST /api/quality/bonuses."""
        self._read(await self._send("POST", "/api/quality/bonuses", body=new), Entered)

    async def card(self) -> CardView:
        """GET /api/quality/card."""
        return self._read(await self._send("GET", "/api/quality/card"), CardView)

    async def review(self, call_id: str) -> CallReview:
        """GET /api/quality/calls/{call_id}."""
        return self._read(await self._send("GET", f"/api/quality/calls/{quote(call_id, safe='')}"), CallReview)

    async def tasks(self) -> TaskPage:
        """GET /api/quality/tasks."""
        return self._read(await self._send("GET", _path("tasks", limit=MOST)), TaskPage)

    async def grade(self, task_id: str, new: NewGrade) -> Grade:
        """POST /api/quality/tasks/{task_id}/grade."""
        path = f"/api/quality/tasks/{quote(task_id, safe='')}/grade"
        return self._read(await self._send("POST", path, body=new), Grade)

    async def grades(self, month: str) -> GradePage:
        """GET /api/quality/grades."""
        return self._read(await self._send("GET", _path("grades", month=month, limit=MOST)), GradePage)

    async def withdraw_grade(self, grade_id: str, reason: str) -> None:
        """POST /api/quality/grades/{grade_id}/withdraw."""
        await self._send(
            "POST", f"/api/quality/grades/{quote(grade_id, safe='')}/withdraw", body=Reason(reason=reason)
        )

    async def samples(self, month: str) -> tuple[Sample, ...]:
        """GET /api/quality/samples."""
        return self._read(await self._send("GET", _path("samples", month=month)), tuple[Sample, ...])

    async def plan_sample(self, month: str, per_agent: int) -> SamplePlan:
        """GET /api/quality/samples/plan."""
        return self._read(
            await self._send("GET", _path("samples/plan", month=month, per_agent=per_agent)), SamplePlan
        )

    async def draw_sample(self, new: NewSample) -> Sample:
        """POST /api/quality/samples."""
        return self._read(await self._send("POST", "/api/quality/samples", body=new), Sample)

    async def top_up_sample(self, sample_id: str, per_agent: int) -> Sample:
        """POST /api/quality/samples/{sample_id}/more."""
        path = f"/api/quality/samples/{quote(sample_id, safe='')}/more"
        return self._read(await self._send("POST", path, body=MoreOfSample(per_agent=per_agent)), Sample)

    async def spot_check(self, new: NewSpotCheck) -> ReviewTask:
        """POST /api/quality/spot-checks."""
        return self._read(await self._send("POST", "/api/quality/spot-checks", body=new), ReviewTask)

    async def calibrations(self) -> tuple[Calibration, ...]:
        """GET /api/quality/calibrations."""
        return self._read(await self._send("GET", "/api/quality/calibrations"), tuple[Calibration, ...])

    async def calibrate(self, new: NewCalibration) -> Calibration:
        """POST /api/quality/calibrations."""
        return self._read(await self._send("POST", "/api/quality/calibrations", body=new), Calibration)

    async def agreement(self) -> Agreement:
        """GET /api/quality/agreement."""
        return self._read(await self._send("GET", "/api/quality/agreement"), Agreement)

    async def year(self, year: str) -> YearView:
        """GET /api/quality/years/{year}."""
        return self._read(await self._send("GET", f"/api/quality/years/{year}"), YearView)

    async def mark_year(self, year: str, agent_id: str, new: NewYearMarks) -> YearView:
        """PUT /api/quality/years/{year}/{agent_id}."""
        path = f"/api/quality/years/{year}/{quote(agent_id, safe='')}"
        return self._read(await self._send("PUT", path, body=new), YearView)


def _path(name: str, **query: str | int) -> str:
    return f"/api/quality/{name}?{urlencode({key: value for key, value in query.items() if value != ''})}"
