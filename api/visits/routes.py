"""REST of visits (VISIT-1): the plan, what was said, and the case that it opens."""

import time
from typing import Annotated

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, HeaderParameter, JSONBody, QueryParameter

from api.calls.routes import Limit, Offset
from api.guards import needs
from api.problems import AnyRequest
from api.rights import Right
from api.schemas import Page
from api.schemas.visits import NewVisit, VisitPage, VisitPlan, VisitView
from api.services import Services

Days = Annotated[int, QueryParameter(ge=1, le=366, description="So many planned days.")]
Visitors = Annotated[int, QueryParameter(ge=1, le=50, description="People who visit, each four to five homes a day.")]
When = Annotated[float | None, QueryParameter(ge=0, le=1e11, description="Unix seconds.")]
Key = Annotated[str, HeaderParameter(name="Idempotency-Key", max_length=200)]


class Visits(Controller):
    """Every home once a year, four to five a day."""

    path = "/api/visits"
    tags = ("visits",)
    guards = (needs(Right.VISIT),)

    @get("/plan", operation_id="visitPlan")
    async def plan(self, services: NamedDependency[Services], days: Days = 5, visitors: Visitors = 1) -> VisitPlan:
        """Which homes when, from today on; worked out from the book, this year's visits and the working days."""
        return await services.channels.visits.plan(time.time(), days=days, visitors=visitors)

    @get(operation_id="listVisits")
    async def all(
        self,
        request: AnyRequest,
        services: NamedDependency[Services],
        home: FromQuery[str] = "",
        since: When = None,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> VisitPage:
        """Visits that were made, newest first; of one home where it is named (`3|1|502`). Each list is logged."""
        total, items = await services.channels.visits.page(home=home, since=since, limit=limit, offset=offset)
        await services.residents.book.opened(request.user.agent_id, "visits", home)
        return VisitPage(page=Page(total=total, limit=limit, offset=offset), items=items)

    @post(operation_id="noteVisit")
    async def note(
        self,
        request: AnyRequest,
        data: JSONBody[NewVisit],
        services: NamedDependency[Services],
        key: Key = "",
    ) -> VisitView:
        """Note a visit. With `complaint` it opens a case. The same Idempotency-Key again is the same visit."""
        return await services.channels.visits.note(data, request.user, key)
