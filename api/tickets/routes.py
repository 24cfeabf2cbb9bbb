"""REST of tickets: lists and one."""

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from api.calls.routes import Limit, Offset
from api.errors import NotFound
from api.guards import desk_workers
from api.problems import AnyRequest
from api.schemas import Page, TicketPage, TicketState, TicketView
from api.services import Services
from api.tickets.shelf import TicketFilter
from scripts_lib.model import Weight


class Tickets(Controller):
    """Agents see what they registered and what belongs to their callers; supervisors and administrators see all."""

    path = "/api/tickets"
    tags = ("tickets",)
    guards = (desk_workers,)

    @get(operation_id="listTickets")
    async def all(
        self,
        request: AnyRequest,
        services: NamedDependency[Services],
        ticket_state: FromQuery[TicketState | None] = None,
        weight: FromQuery[Weight | None] = None,
        kind: FromQuery[str | None] = None,
        overdue: FromQuery[bool] = False,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> TicketPage:
        """Tickets, nearest due first."""
        which = TicketFilter(state=ticket_state, weight=weight, kind=kind, overdue=overdue)
        total, items = await services.tickets.page(which, request.user, limit=limit, offset=offset)
        return TicketPage(page=Page(total=total, limit=limit, offset=offset), items=items)

    @get("/{number:str}", operation_id="getTicket")
    async def one(
        self, request: AnyRequest, number: FromPath[str], services: NamedDependency[Services]
    ) -> TicketView:
        """One ticket with its clocks. Each opening is logged (SEC-1)."""
        ticket = await services.tickets.of_number(number, request.user)
        if ticket is None:
            raise NotFound("没有这张投诉单", "there is no such ticket")
        await services.residents.opened(request.user.agent_id, "ticket", number)
        return ticket
