"""REST of the plan of shifts (LINE-6): who is on when, and sign-in against it."""

from datetime import date, datetime
from typing import Annotated

from litestar import Controller, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from api.guards import needs
from api.live.driver import Live
from api.problems import AnyRequest
from api.rights import Right
from api.schemas.shifts import NewCrew, ShiftDay, ShiftPlan
from api.services import Services

Days = Annotated[int, QueryParameter(ge=1, le=31, description="So many days.")]


class Shifts(Controller):
    """Everybody at the desk sees the plan; supervisors plan for their own team, and see who came and when."""

    path = "/api/shifts"
    tags = ("shifts",)
    guards = (needs(Right.HAND_OVER, Right.SEE_FIGURES),)

    @get(operation_id="shiftPlan")
    async def plan(
        self,
        request: AnyRequest,
        services: NamedDependency[Services],
        live: NamedDependency[Live],
        day: FromQuery[date | None] = None,
        days: Days = 1,
    ) -> ShiftPlan:
        """The shifts of these days, from today on unless `day` names another. A colleague's lateness is not shown."""
        await live.settled()
        first = day if day is not None else datetime.now(services.settings.zone).date()
        return await services.shift.plans.plan(first, days, request.user)

    @put("/{day:date}/{shift:str}", operation_id="staffShift", guards=[needs(Right.PLAN_SHIFTS)])
    async def staff(
        self,
        request: AnyRequest,
        day: FromPath[date],
        shift: FromPath[str],
        data: JSONBody[NewCrew],
        services: NamedDependency[Services],
    ) -> ShiftDay:
        """Put these people on the shift instead of those before; people of other teams stay on it. Nobody is on two
        shifts that touch: that would be more than eight hours on end (409)."""
        return await services.shift.plans.staff(day, shift, data, request.user)
