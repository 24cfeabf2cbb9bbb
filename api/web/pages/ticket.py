"""One ticket: what it is about, its clocks, its story, and what this person may do now."""

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from api.errors import NotFound
from api.problems import AnyRequest
from api.services import Services
from api.web.render import page


@get("/tickets/{number:str}")
async def ticket(request: AnyRequest, number: FromPath[str], services: NamedDependency[Services]) -> Template:
    """The page. Each opening is logged (SEC-1)."""
    found = await services.tickets.of_number(number, request.user)
    if found is None:
        raise NotFound("没有这张投诉单", "There is no such ticket")
    await services.residents.opened(request.user.agent_id, "ticket", number)
    return page(request, "ticket.html", ticket=found)


PAGES = (ticket,)
