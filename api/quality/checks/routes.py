"""REST of checks: the card, what waits to be graded, grades, samples, spot checks, calibration. None takes points."""

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec.structs import replace

from api.calls.routes import Limit, Offset
from api.errors import Invalid
from api.guards import needs
from api.problems import AnyRequest
from api.quality.checks.shelf import GradeFilter
from api.quality.months import bounds
from api.rights import Right, may
from api.schemas import Page
from api.schemas.quality import Reason
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
    ReviewTask,
    Sample,
    SamplePlan,
    TaskKind,
    TaskPage,
)
from api.services import Services

LOOK = needs(Right.REVIEW_QUALITY, Right.TAKE_CALLS)
REVIEW = needs(Right.REVIEW_QUALITY)
PLAN = needs(Right.HEAR_EVERY_TEAM)
"""A sample or a calibration is not one team's."""


class QualityChecks(Controller):
    """QA grades everybody's calls, supervisors those of their team; agents read what was said of their own."""

    path = "/api/quality"
    tags = ("quality",)

    @get("/card", operation_id="getScoreCard", guards=[LOOK])
    async def card(self, services: NamedDependency[Services]) -> CardView:
        """The score card in force."""
        return services.quality.checks.card

    @get("/tasks", operation_id="listReviewTasks", guards=[REVIEW])
    async def tasks(
        self,
        request: AnyRequest,
        services: NamedDependency[Services],
        kind: FromQuery[TaskKind | None] = None,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> TaskPage:
        """Calls that wait for a grade of this person, oldest first."""
        among = await services.calls.hearing.whose(request.user)
        total, items = await services.quality.checks.tasks(
            request.user.agent_id, among, kind=kind, limit=limit, offset=offset
        )
        return TaskPage(page=Page(total=total, limit=limit, offset=offset), items=items)

    @post("/tasks/{task_id:str}/grade", operation_id="gradeCall", guards=[REVIEW])
    async def grade(
        self,
        request: AnyRequest,
        task_id: FromPath[str],
        data: JSONBody[NewGrade],
        services: NamedDependency[Services],
    ) -> Grade:
        """Fill in the card for a call."""
        task = await services.quality.checks.task(task_id)
        await services.calls.hearing.check_call(request.user, task.call_id)
        return await services.quality.checks.grade(task_id, data, request.user)

    @get("/grades", operation_id="listGrades", guards=[LOOK])
    async def grades(
        self,
        request: AnyRequest,
        services: NamedDependency[Services],
        month: FromQuery[str | None] = None,
        agent: FromQuery[str | None] = None,
        call_id: FromQuery[str | None] = None,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> GradePage:
        """Cards that were filled in, newest call first; an agent sees those of the own calls."""
        since, until = bounds(month, services.settings.zone) if month else (None, None)
        which = GradeFilter(
            viewer=request.user.agent_id,
            among=await services.calls.hearing.whose(request.user),
            agent_id=agent,
            call_id=call_id,
            since=since,
            until=until,
        )
        total, items = await services.quality.checks.grades(which, limit=limit, offset=offset)
        return GradePage(page=Page(total=total, limit=limit, offset=offset), items=items)

    @get("/grades/{grade_id:str}", operation_id="getGrade", guards=[LOOK])
    async def one_grade(
        self, request: AnyRequest, grade_id: FromPath[str], services: NamedDependency[Services]
    ) -> Grade:
        """One card. Reviewers' opening is logged (SEC-1)."""
        among = await services.calls.hearing.whose(request.user)
        which = GradeFilter(viewer=request.user.agent_id, among=among)
        found = await services.quality.checks.one_grade(grade_id, which)
        if found.agent_id != request.user.agent_id:
            await services.residents.book.opened(request.user.agent_id, "quality_grade", grade_id)
        return found

    @post("/grades/{grade_id:str}/withdraw", operation_id="withdrawGrade", status_code=204, guards=[REVIEW])
    async def withdraw(
        self,
        request: AnyRequest,
        grade_id: FromPath[str],
        data: JSONBody[Reason],
        services: NamedDependency[Services],
    ) -> Response[None]:
        """The own card was filled in wrong: its call waits again."""
        await services.quality.checks.withdraw(grade_id, data.reason, request.user)
        return Response(None, status_code=204)

    @get("/samples", operation_id="listSamples", guards=[REVIEW])
    async def samples(
        self, request: AnyRequest, services: NamedDependency[Services], month: FromQuery[str | None] = None
    ) -> tuple[Sample, ...]:
        """Samples with what they say so far; a supervisor sees the own team's part."""
        among = await services.calls.hearing.whose(request.user)
        return tuple(_part(one, among) for one in await services.quality.samples.all(month))

    @get("/samples/plan", operation_id="planSample", guards=[REVIEW])
    async def plan(
        self,
        request: AnyRequest,
        services: NamedDependency[Services],
        month: FromQuery[str | None] = None,
        per_agent: FromQuery[int] = 5,
    ) -> SamplePlan:
        """What a sample of this size could say and what not, before it is drawn; a supervisor sees the own team's
        part."""
        wanted = month or services.quality.cases.this_month()
        among = await services.calls.hearing.whose(request.user)
        return await services.quality.samples.plan(NewSample(month=wanted, per_agent=per_agent), among)

    @post("/samples", operation_id="drawSample", guards=[PLAN])
    async def draw(
        self, request: AnyRequest, data: JSONBody[NewSample], services: NamedDependency[Services]
    ) -> Sample:
        """Draw a month's sample; its calls wait to be graded."""
        return await services.quality.samples.draw(data, request.user)

    @post("/samples/{sample_id:str}/more", operation_id="topUpSample", guards=[PLAN])
    async def more(
        self,
        request: AnyRequest,
        sample_id: FromPath[str],
        data: JSONBody[MoreOfSample],
        services: NamedDependency[Services],
    ) -> Sample:
        """Draw further of the calls that ended since; what was drawn stays, and both are weighed by their calls."""
        return await services.quality.samples.top_up(sample_id, data.per_agent, request.user)

    @post("/spot-checks", operation_id="askSpotCheck", guards=[REVIEW])
    async def spot(
        self, request: AnyRequest, data: JSONBody[NewSpotCheck], services: NamedDependency[Services]
    ) -> ReviewTask:
        """Any call, with the reason: it says nothing of the agent's other calls."""
        await services.calls.hearing.check_call(request.user, data.call_id)
        return await services.quality.checks.spot_check(data, request.user)

    @get("/calibrations", operation_id="listCalibrations", guards=[REVIEW])
    async def calibrations(self, request: AnyRequest, services: NamedDependency[Services]) -> tuple[Calibration, ...]:
        """Calibrations, newest first; marks only of those that are over."""
        return await services.quality.calibrations.all(
            request.user.agent_id, await services.calls.hearing.whose(request.user)
        )

    @post("/calibrations", operation_id="openCalibration", guards=[PLAN])
    async def calibrate(
        self, request: AnyRequest, data: JSONBody[NewCalibration], services: NamedDependency[Services]
    ) -> Calibration:
        """Two graders, the same call, each blind to the other."""
        known = {one.agent_id: one for one in await services.staff.people.all() if one.active}
        if not all(one in known and may(known[one], Right.REVIEW_QUALITY) for one in data.graders):
            why = {"graders": "要两名有质检权限的人 / two people who may review"}
            raise Invalid("校准评分人不对", "these graders will not do", why)
        for one in data.graders:
            await services.calls.hearing.check_call(known[one], data.call_id)
        return await services.quality.calibrations.open(data, request.user)

    @get("/agreement", operation_id="getAgreement", guards=[REVIEW])
    async def agreement(
        self,
        request: AnyRequest,
        services: NamedDependency[Services],
        first: FromQuery[str | None] = None,
        second: FromQuery[str | None] = None,
    ) -> Agreement:
        """How alike graders judge, by criterion (Cohen's kappa); a supervisor sees those of the own cards."""
        every = may(request.user, Right.HEAR_EVERY_TEAM)
        return await services.quality.calibrations.agreement(first, second, None if every else request.user.agent_id)


def _part(sample: Sample, among: frozenset[str] | None) -> Sample:
    """What of a sample somebody sees who sees not everybody: the strata and conclusions of these agents."""
    if among is None:
        return sample
    strata = tuple(one for one in sample.strata if one.agent_id in among)
    seen = among | {""} if strata == sample.strata else among
    return replace(
        sample, strata=strata, conclusions=tuple(one for one in sample.conclusions if one.agent_id in seen)
    )
