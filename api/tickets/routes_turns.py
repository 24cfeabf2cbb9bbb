"""REST of what happens to a ticket beside its way: words with the resident, weight, time, pauses, relations."""

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.live.driver import Live
from api.problems import AnyRequest
from api.schemas import (
    AskMoreTime,
    ChangeNature,
    ChangeWeight,
    DecideMoreTime,
    Relate,
    ReviewTicket,
    TicketView,
    ToldResident,
    WithNote,
    WithReason,
)
from api.services import Services
from api.tickets import events, making
from api.tickets.guards import may


class TicketTurns(Controller):
    """Each is refused, with the reason, when it may not happen now or this person may not do it."""

    path = "/api/tickets"
    tags = ("tickets",)

    @post("/{number:str}/reply", operation_id="replyTicket", status_code=200, guards=[may(events.TicketReplied)])
    async def replied(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[ToldResident],
        services: NamedDependency[Services],
    ) -> TicketView:
        """The resident was told something (SLA-7); `clear`: the clear answer of SLA-6."""
        return await services.steps.do(number, request.user, making.replied(data, request.user))

    @post("/{number:str}/propose", operation_id="proposeTicket", status_code=200, guards=[may(events.TicketProposed)])
    async def proposed(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[ToldResident],
        services: NamedDependency[Services],
    ) -> TicketView:
        """A solution was proposed to the resident (SLA-7)."""
        return await services.steps.do(number, request.user, making.proposed(data, request.user))

    @post("/{number:str}/tell", operation_id="tellTicket", status_code=200, guards=[may(events.TicketTold)])
    async def told(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[ToldResident],
        services: NamedDependency[Services],
    ) -> TicketView:
        """The resident knows the result (SLA-9)."""
        return await services.steps.do(number, request.user, making.told(data, request.user))

    @post("/{number:str}/decline", operation_id="declineTicket", status_code=200, guards=[may(events.TicketDeclined)])
    async def declined(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[WithReason],
        services: NamedDependency[Services],
    ) -> TicketView:
        """It lies outside the contract and is politely declined (CMP-3)."""
        return await services.steps.do(number, request.user, making.declined(data, request.user))

    @post("/{number:str}/reopen", operation_id="reopenTicket", status_code=200, guards=[may(events.TicketReopened)])
    async def reopened(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[WithReason],
        services: NamedDependency[Services],
        live: NamedDependency[Live],
    ) -> TicketView:
        """It was not settled after all; its clocks begin anew."""
        ticket = await services.steps.do(number, request.user, making.reopened(data, request.user))
        live.duty_moved()
        return ticket

    @post(
        "/{number:str}/suspend", operation_id="suspendTicket", status_code=200, guards=[may(events.TicketSuspended)]
    )
    async def suspended(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[WithReason],
        services: NamedDependency[Services],
    ) -> TicketView:
        """It cannot go on; it waits for the quarterly review (CASE-5)."""
        return await services.steps.do(number, request.user, making.suspended(data, request.user))

    @post("/{number:str}/resume", operation_id="resumeTicket", status_code=200, guards=[may(events.TicketResumed)])
    async def resumed(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[WithReason],
        services: NamedDependency[Services],
    ) -> TicketView:
        """It goes on; due times move by the pause."""
        return await services.steps.do(number, request.user, making.resumed(data, request.user))

    @post("/{number:str}/review", operation_id="reviewTicket", status_code=200, guards=[may(events.TicketReviewed)])
    async def reviewed(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[ReviewTicket],
        services: NamedDependency[Services],
    ) -> TicketView:
        """The site head's signature in the quarterly review: closed, or kept (CASE-5)."""
        return await services.steps.do(number, request.user, making.reviewed(data, request.user))

    @post(
        "/{number:str}/weight", operation_id="weighTicket", status_code=200, guards=[may(events.TicketWeightChanged)]
    )
    async def weighed(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[ChangeWeight],
        services: NamedDependency[Services],
    ) -> TicketView:
        """Another weight, and why (CMP-5)."""
        return await services.steps.do(number, request.user, making.weighed(data, request.user))

    @post(
        "/{number:str}/nature", operation_id="judgeTicket", status_code=200, guards=[may(events.TicketNatureChanged)]
    )
    async def judged(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[ChangeNature],
        services: NamedDependency[Services],
    ) -> TicketView:
        """Another nature, and why (CMP-3)."""
        return await services.steps.do(number, request.user, making.judged(data, request.user))

    @post("/{number:str}/relate", operation_id="relateTicket", status_code=200, guards=[may(events.TicketRelated)])
    async def related(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[Relate],
        services: NamedDependency[Services],
    ) -> TicketView:
        """Another ticket belongs to it."""
        return await services.steps.do(number, request.user, making.related(data, request.user))

    @post(
        "/{number:str}/found",
        operation_id="foundWithTicket",
        status_code=200,
        guards=[may(events.TicketProblemFound)],
    )
    async def problem_found(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[WithNote],
        services: NamedDependency[Services],
    ) -> TicketView:
        """A new problem was found on the way: it gets its own case before this one may close (CASE-4)."""
        return await services.steps.do(number, request.user, making.problem_found(data, request.user))

    @post("/{number:str}/note", operation_id="noteTicket", status_code=200, guards=[may(events.TicketNoted)])
    async def noted(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[WithNote],
        services: NamedDependency[Services],
    ) -> TicketView:
        """A word for its story."""
        return await services.steps.do(number, request.user, making.noted(data, request.user))

    @post(
        "/{number:str}/extensions", operation_id="askMoreTime", status_code=200, guards=[may(events.ExtensionAsked)]
    )
    async def extension_asked(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[AskMoreTime],
        services: NamedDependency[Services],
    ) -> TicketView:
        """More time for one clock is asked for (SLA-4, SLA-5)."""
        return await services.steps.do(number, request.user, making.extension_asked(data, request.user))

    @post(
        "/{number:str}/extensions/{extension_id:str}",
        operation_id="decideMoreTime",
        status_code=200,
        guards=[may(events.ExtensionDecided)],
    )
    async def extension_decided(
        self,
        request: AnyRequest,
        number: FromPath[str],
        extension_id: FromPath[str],
        data: JSONBody[DecideMoreTime],
        services: NamedDependency[Services],
    ) -> TicketView:
        """More time is granted or not, by who may (SLA-4: property manager, SLA-5: general manager)."""
        make = making.extension_decided(extension_id, data, request.user)
        return await services.steps.do(number, request.user, make)
