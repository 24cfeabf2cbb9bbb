"""REST of figures: the board of this moment, alarms, reports of any period, and plans."""

from datetime import date
from typing import Annotated

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from api.errors import Conflict, Invalid, NotFound
from api.figures.erlang import Load, staffing_around
from api.figures.history import Which
from api.figures.steps import Step
from api.guards import needs
from api.live.driver import Live
from api.problems import AnyRequest
from api.rights import Right
from api.schemas import Board, DayPlan, Report, Staffing
from api.schemas.figures import WeekPlan
from api.services import Services

Weeks = Annotated[int, QueryParameter(ge=1, le=26, description="Same weekdays before that are looked at.")]
Calls = Annotated[float, QueryParameter(ge=0, le=100_000, description="Calls of the stretch.")]
Seconds = Annotated[float, QueryParameter(gt=0, le=86_400, description="Seconds.")]
AnySeconds = Annotated[float | None, QueryParameter(gt=0, le=86_400, description="Seconds; the site's.")]
Share = Annotated[float | None, QueryParameter(gt=0, lt=1, description="From 0 to 1.")]


class Figures(Controller):
    """For supervisors, managers and QA; nothing in it is of one resident."""

    path = "/api"
    tags = ("figures",)
    guards = (needs(Right.SEE_FIGURES),)

    @get("/board", operation_id="getBoard")
    async def board(
        self, request: AnyRequest, services: NamedDependency[Services], live: NamedDependency[Live]
    ) -> Board:
        """The hotline at this moment: who waits, who works, today's figures, alarms."""
        live.figures.make()
        return _ready(live.figures.seen(services.seen_by(request.user)))

    @post(
        "/alarms/{alarm_id:str}/acknowledge",
        operation_id="acknowledgeAlarm",
        status_code=200,
        guards=[needs(Right.ACT_FOR_AGENT)],
    )
    async def acknowledge(
        self,
        request: AnyRequest,
        alarm_id: FromPath[str],
        services: NamedDependency[Services],
        live: NamedDependency[Live],
    ) -> Board:
        """Say that you take care of an alarm; everybody sees who does. Logged."""
        if not live.figures.acknowledge(alarm_id, request.user.agent_id):
            raise Conflict("该告警已恢复或已有人处理", "this alarm is over, or somebody takes care of it already")
        return _ready(live.figures.seen(services.seen_by(request.user)))

    @get("/reports", operation_id="getReport")
    async def report(
        self,
        request: AnyRequest,
        services: NamedDependency[Services],
        since: FromQuery[float],
        until: FromQuery[float],
        step: FromQuery[Step] = Step.DAY,
        queue: FromQuery[str | None] = None,
        agent: FromQuery[str | None] = None,
        building: FromQuery[str | None] = None,
    ) -> Report:
        """A period: whole, by stretches of the local clock, and by agent, queue and building."""
        seen = services.seen_by(request.user)
        which = Which(since=since, until=until, queue=queue, agent_id=agent, building=building, seen=seen)
        return await services.figures.reports.report(which, step)

    @get("/reports/plan", operation_id="getPlan")
    async def plan(
        self,
        request: AnyRequest,
        services: NamedDependency[Services],
        day: FromQuery[date],
        weeks: Weeks = 4,
        target_s: AnySeconds = None,
        aim: Share = None,
        aht_s: AnySeconds = None,
    ) -> DayPlan:
        """The forecast of a day by quarter-hour, and the agents that it needs by Erlang C."""
        settings, seen = services.settings, services.seen_by(request.user)
        return await services.figures.reports.plan(
            day, weeks, target_s or settings.service_target_s, aim or settings.plan_aim, aht_s, seen
        )

    @get("/reports/week-plan", operation_id="getWeekPlan")
    async def week_plan(
        self,
        request: AnyRequest,
        services: NamedDependency[Services],
        weeks: Weeks = 4,
        target_s: AnySeconds = None,
        aim: Share = None,
        aht_s: AnySeconds = None,
    ) -> WeekPlan:
        """What each hour of each weekday usually brings, and the agents that it needs by Erlang C."""
        settings, seen = services.settings, services.seen_by(request.user)
        return await services.figures.reports.week_plan(
            weeks, target_s or settings.service_target_s, aim or settings.plan_aim, aht_s, seen
        )

    @get("/reports/staffing", operation_id="getStaffing")
    async def staff(
        self,
        services: NamedDependency[Services],
        calls: Calls,
        aht_s: Seconds,
        period_s: Seconds = 1800,
        target_s: AnySeconds = None,
        aim: Share = None,
    ) -> Staffing:
        """What if: around the number of agents that a load needs, what each gives (Erlang C)."""
        load = Load(calls=calls, period_s=period_s, aht_s=aht_s)
        target = target_s or services.settings.service_target_s
        try:
            return staffing_around(load, target, aim or services.settings.plan_aim)
        except ValueError as error:
            why = f"请减少来电数或处理时间 / {error}"
            raise Invalid("话务量超出可计算范围", str(error), {"calls": why}) from None


def _ready(board: Board | None) -> Board:
    if board is None:
        raise NotFound("看板尚未就绪，请稍后再试", "the board is not ready yet; try again in a moment")
    return board
