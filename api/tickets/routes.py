"""REST of tickets: lists, worklists, one with its story, and registering one that came by any channel."""

import time
from typing import Annotated

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody

from api.calls.routes import Limit, Offset
from api.errors import Invalid, NotFound
from api.guards import needs
from api.problems import AnyRequest
from api.rights import Right
from api.schemas import (
    ClocksAsked,
    ClocksShown,
    NewTicket,
    Page,
    Registered,
    Story,
    TicketPage,
    TicketState,
    TicketView,
    WorkPage,
)
from api.services import Services
from api.tickets.shelf import TicketFilter
from scripts_lib.errors import ImpossibleTime
from scripts_lib.model import Channel, Nature, Weight

Key = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        description="Chosen by the sender: the same request under the same key is carried out once.",
    ),
]
readers = needs(Right.SEE_TICKETS)
registrars = needs(Right.REGISTER)


class Tickets(Controller):
    """How far somebody's view goes says `api.tickets.visible`: agents see their own and their callers', departments
    what was sent to them, managers their site's."""

    path = "/api/tickets"
    tags = ("tickets",)
    guards = (readers,)

    @get(operation_id="listTickets")
    async def all(
        self,
        request: AnyRequest,
        services: NamedDependency[Services],
        ticket_state: FromQuery[TicketState | None] = None,
        weight: FromQuery[Weight | None] = None,
        kind: FromQuery[str | None] = None,
        nature: FromQuery[Nature | None] = None,
        department: FromQuery[str | None] = None,
        channel: FromQuery[Channel | None] = None,
        building: FromQuery[str | None] = None,
        still_open: FromQuery[bool | None] = None,
        overdue: FromQuery[bool] = False,
        since: FromQuery[float | None] = None,
        until: FromQuery[float | None] = None,
        q: FromQuery[str] = "",
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> TicketPage:
        """Tickets, nearest due first. `q` is a part of the number or of what stands in it; times are those of the
        registration."""
        which = TicketFilter(
            state=ticket_state,
            weight=weight,
            kind=kind,
            nature=nature,
            department=department,
            channel=channel,
            building=building,
            open=still_open,
            overdue=overdue,
            since=since,
            until=until,
            q=q,
        )
        total, items = await services.complaints.tickets.page(which, request.user, limit=limit, offset=offset)
        if items:
            await services.residents.book.opened(
                request.user.agent_id, "ticket_list", f"{len(items)} from {items[0].number}"
            )
        return TicketPage(page=Page(total=total, limit=limit, offset=offset), items=items)

    @get("/mine", operation_id="myTickets")
    async def mine(
        self,
        request: AnyRequest,
        services: NamedDependency[Services],
        what: FromQuery[str | None] = None,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> WorkPage:
        """What waits for me, nearest due first. A ticket that waits for several things is there for each."""
        found = await services.complaints.tickets.waiting(request.user, what=what, limit=limit, offset=offset)
        total, counts, items = found
        return WorkPage(page=Page(total=total, limit=limit, offset=offset), counts=counts, items=items)

    @post("/clocks", operation_id="ticketClocks", status_code=200, guards=[registrars])
    async def clocks(self, data: JSONBody[ClocksAsked], services: NamedDependency[Services]) -> ClocksShown:
        """Which clocks a complaint would start, were it registered now (SLA-1..8, SLA-11)."""
        now = time.time()
        try:
            return ClocksShown(at=now, clocks=services.complaints.registration.clocks(data, now))
        except ImpossibleTime:
            why = {"requested_by": "约定时间必须晚于现在 / must lie in the future"}
            raise Invalid("约定时间不对", "the time asked for is wrong", why) from None

    @post(operation_id="registerTicket", guards=[registrars])
    async def register(
        self,
        request: AnyRequest,
        data: JSONBody[NewTicket],
        services: NamedDependency[Services],
        idempotency_key: Key = "",
    ) -> Response[Registered]:
        """A complaint that came by visit, letter, web form, e-mail or opinion box (CHAN-1), or a fault that somebody
        of us found (CASE-1). The same request again under its Idempotency-Key is answered with 200 and the ticket as
        it is now, another one under that key with 422."""
        made = await services.complaints.registration.create(data, request.user, idempotency_key)
        return Response(made, status_code=200 if made.again else 201)

    @get("/{number:str}", operation_id="getTicket")
    async def one(
        self, request: AnyRequest, number: FromPath[str], services: NamedDependency[Services]
    ) -> TicketView:
        """One ticket with its clocks. Each opening is logged (SEC-1)."""
        ticket = await services.complaints.tickets.of_number(number, request.user)
        if ticket is None:
            raise NotFound("没有这张投诉单", "there is no such ticket")
        await services.residents.book.opened(request.user.agent_id, "ticket", number)
        return ticket

    @get("/{number:str}/story", operation_id="ticketStory")
    async def story(self, request: AnyRequest, number: FromPath[str], services: NamedDependency[Services]) -> Story:
        """One ticket with all that happened to it, its clocks, and what it waits for. Each opening is logged."""
        story = await services.complaints.tickets.story(number, request.user)
        if story is None:
            raise NotFound("没有这张投诉单", "there is no such ticket")
        await services.residents.book.opened(request.user.agent_id, "ticket", number)
        return story
