"""Who is on which shift, a week at a time, and who has come; supervisors plan their own team (LINE-6).

Agents read the plan without their colleagues' attendance: the shelf decides that.
"""

import datetime as dt

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from api.errors import DeskError
from api.guards import needs
from api.live.driver import Live
from api.periods.plan import WEEKDAYS
from api.periods.routes import today
from api.problems import AnyRequest
from api.rights import Right, may
from api.schemas.shifts import Attendance, NewCrew
from api.services import Services
from api.web.forms import chosen
from api.web.render import error_text, page
from scripts_lib.model import Text

DAYS = 7
STANDINGS = {
    Attendance.PLANNED: Text("未到班", "to come"),
    Attendance.PRESENT: Text("在岗", "here"),
    Attendance.LATE: Text("迟到", "late"),
    Attendance.MISSING: Text("未到岗", "missing"),
    Attendance.LEFT: Text("早退", "left early"),
    Attendance.DONE: Text("已下班", "done"),
    Attendance.ABSENT: Text("缺勤", "absent"),
}
AMISS = (Attendance.LATE, Attendance.MISSING, Attendance.LEFT, Attendance.ABSENT)


@get("/reports/shifts", guards=[needs(Right.HAND_OVER, Right.SEE_FIGURES)])
async def shifts(request: AnyRequest, services: NamedDependency[Services], live: NamedDependency[Live]) -> Template:
    """Seven days from the one in the address, today where there is none."""
    return await _shown(request, services, live, _day(request.query_params.get("day", ""), services), None)


@post("/reports/shifts/{day:str}/{shift:str}", guards=[needs(Right.PLAN_SHIFTS)], status_code=200)
async def staffed(
    request: AnyRequest,
    day: FromPath[str],
    shift: FromPath[str],
    services: NamedDependency[Services],
    live: NamedDependency[Live],
) -> Response[bytes] | Template:
    """Put the ticked people on this shift instead of those of the team before; the week is shown again."""
    on, first = _day(day, services), _day(request.query_params.get("week", ""), services)
    try:
        await services.shift.plans.staff(on, shift, NewCrew(agent_ids=await chosen(request, "agent")), request.user)
    except DeskError as error:
        return await _shown(request, services, live, first, error)
    return Redirect(f"/reports/shifts?day={first}&done=1", status_code=303)


def _day(text: str, services: Services) -> dt.date:
    """The day that is written; today for what is none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return today(services)


async def _shown(
    request: AnyRequest, services: Services, live: Live, first: dt.date, error: DeskError | None
) -> Template:
    await live.settled()
    plan = await services.shift.plans.plan(first, DAYS, request.user)
    return page(
        request,
        "reports_shifts.html",
        error.status if error is not None else 200,
        plan=plan,
        first=first,
        now_day=today(services),
        week=dt.timedelta(days=DAYS),
        weekdays=WEEKDAYS,
        standings=STANDINGS,
        amiss=AMISS,
        figures=may(request.user, Right.SEE_FIGURES),
        may_plan=may(request.user, Right.PLAN_SHIFTS),
        clock_of=lambda at: dt.datetime.fromtimestamp(at, services.settings.zone).strftime("%H:%M"),
        error=error_text(request, error),
        fields=getattr(error, "fields", {}) if error is not None else {},
        done=error is None and "done" in request.query_params,
    )
