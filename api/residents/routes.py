"""REST of residents: find and add. Every search is logged (SEC-1)."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody

from api.calls.routes import Limit, Offset
from api.guards import desk_workers, seniors
from api.problems import AnyRequest
from api.schemas import NewResident, Page, ResidentPage, ResidentView
from api.services import Services


class Residents(Controller):
    """The book of residents."""

    path = "/api/residents"
    tags = ("residents",)

    @get(operation_id="findResidents", guards=[desk_workers])
    async def find(
        self,
        request: AnyRequest,
        services: NamedDependency[Services],
        number: FromQuery[str] = "",
        room: FromQuery[str] = "",
        name: FromQuery[str] = "",
        q: FromQuery[str] = "",
        limit: Limit = 20,
        offset: Offset = 0,
    ) -> ResidentPage:
        """Residents by number (whole), by home such as `3-2-501` (in part), by name (in part); or all of these in
        one line, `q`, which also takes the name's pinyin and the end of a number, and answers the best first."""
        book = services.residents
        if q:
            total, items = await book.find(q, limit=limit, offset=offset)
        else:
            total, items = await book.search(number=number, room=room, name=name, limit=limit, offset=offset)
        found = ",".join(one.resident_id for one in items)
        await services.residents.opened(request.user.agent_id, "resident_search", found)
        return ResidentPage(page=Page(total=total, limit=limit, offset=offset), items=items)

    @post(operation_id="addResident", guards=[seniors])
    async def add(self, data: JSONBody[NewResident], services: NamedDependency[Services]) -> ResidentView:
        """Add a resident."""
        (added,) = await services.residents.add(data)
        return added
