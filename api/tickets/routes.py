"""REST of tickets: lists and one."""

import time

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from api.calls.routes import Limit, Offset
from api.errors import Invalid, NotFound
from api.guards import desk_workers
from api.live.driver import Live
from api.problems import AnyRequest
from api.schemas import ClocksAsked, ClocksShown, Page, TicketDone, TicketPage, TicketState, TicketView
from api.services import Services
from api.tickets.shelf import TicketFilter
from scripts_lib.errors import ImpossibleTime
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

    @post("/clocks", operation_id="ticketClocks", status_code=200)
    async def clocks(self, data: JSONBody[ClocksAsked], services: NamedDependency[Services]) -> ClocksShown:
        """Which clocks a complaint would start, were it registered now (SLA-1..8)."""
        now = time.time()
        try:
            return ClocksShown(at=now, clocks=services.dispositions.clocks(data, now))
        except ImpossibleTime:
            why = {"requested_by": "约定时间必须晚于现在 / must lie in the future"}
            raise Invalid("约定时间不对", "the time asked for is wrong", why) from None

    @post("/{number:str}/done", operation_id="settleTicket", status_code=200)
    async def done(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[TicketDone],
        services: NamedDependency[Services],
        live: NamedDependency[Live],
    ) -> TicketView:
        """The matter is done: the follow-up call is on the duty list from now (SLA-10)."""
        ticket = await services.tickets.settle(number, data.result, request.user)
        live.duty_moved()
        return ticket

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
