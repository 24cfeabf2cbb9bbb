"""REST of a ticket's way: sent, signed for, answered, done, followed up, closed (CMP-2, SLA-1..10, CASE-4..6)."""

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.live.driver import Live
from api.problems import AnyRequest
from api.schemas import (
    AnswerForm,
    AskedResident,
    CloseTicket,
    RepairOrderBack,
    SendForm,
    SignForm,
    TicketDone,
    TicketView,
    WithNote,
    WithReason,
)
from api.services import Services
from api.tickets import events, making
from api.tickets.guards import may
from api.tickets.steps import said


class TicketPath(Controller):
    """Each step is refused, with the reason, when it may not happen now or this person may not do it."""

    path = "/api/tickets"
    tags = ("tickets",)

    @post("/{number:str}/send", operation_id="sendTicket", status_code=200, guards=[may(events.TicketSent)])
    async def sent(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[SendForm],
        services: NamedDependency[Services],
    ) -> TicketView:
        """The form goes to the department (SLA-1); to another one with the reason."""
        return await services.steps.do(number, request.user, making.sent(data, request.user, services.departments))

    @post("/{number:str}/sign", operation_id="signTicket", status_code=200, guards=[may(events.TicketSigned)])
    async def signed(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[SignForm],
        services: NamedDependency[Services],
    ) -> TicketView:
        """The department signs for the form."""
        return await services.steps.do(number, request.user, making.signed(data, request.user))

    @post("/{number:str}/take", operation_id="takeTicket", status_code=200, guards=[may(events.TicketTaken)])
    async def taken(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[WithNote],
        services: NamedDependency[Services],
    ) -> TicketView:
        """Somebody works on it."""
        return await services.steps.do(number, request.user, making.taken(data, request.user))

    @post("/{number:str}/refuse", operation_id="refuseTicket", status_code=200, guards=[may(events.TicketRefused)])
    async def refused(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[WithReason],
        services: NamedDependency[Services],
    ) -> TicketView:
        """The department does not take it, and why; the centre sends it elsewhere."""
        return await services.steps.do(number, request.user, making.refused(data, request.user))

    @post("/{number:str}/pass-up", operation_id="passUpTicket", status_code=200, guards=[may(events.TicketPassedUp)])
    async def passed_up(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[WithNote],
        services: NamedDependency[Services],
    ) -> TicketView:
        """Laid before the manager in charge, or before the general manager when it is grave (SLA-2, SLA-3)."""
        return await services.steps.do(number, request.user, making.passed_up(data, request.user))

    @post("/{number:str}/answer", operation_id="answerTicket", status_code=200, guards=[may(events.TicketAnswered)])
    async def answered(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[AnswerForm],
        services: NamedDependency[Services],
    ) -> TicketView:
        """The department returns the filled form (SLA-9)."""
        return await services.steps.do(number, request.user, making.answered(data, request.user))

    @post(
        "/{number:str}/send-back", operation_id="sendBackTicket", status_code=200, guards=[may(events.TicketSentBack)]
    )
    async def sent_back(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[WithReason],
        services: NamedDependency[Services],
    ) -> TicketView:
        """The centre does not accept the answer, and why."""
        return await services.steps.do(number, request.user, making.sent_back(data, request.user))

    @post("/{number:str}/done", operation_id="settleTicket", status_code=200, guards=[may(events.TicketSettled)])
    async def settled(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[TicketDone],
        services: NamedDependency[Services],
        live: NamedDependency[Live],
    ) -> TicketView:
        """The matter is done: the follow-up call is on the duty list from now (SLA-10). The same result again changes
        nothing."""
        result = said("result", data.result, "请填写处理结果", "say what was done")
        ticket = await services.steps.do(
            number,
            request.user,
            making.settled(result, request.user),
            again=lambda one: one.done_at is not None and one.result == result,
        )
        live.duty_moved()
        return ticket

    @post("/{number:str}/check", operation_id="checkTicket", status_code=200, guards=[may(events.TicketChecked)])
    async def checked(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[WithNote],
        services: NamedDependency[Services],
    ) -> TicketView:
        """The result was checked (CASE-4)."""
        return await services.steps.do(number, request.user, making.checked(data, request.user))

    @post(
        "/{number:str}/repair-order",
        operation_id="repairOrderBack",
        status_code=200,
        guards=[may(events.TicketRepaired)],
    )
    async def repaired(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[RepairOrderBack],
        services: NamedDependency[Services],
    ) -> TicketView:
        """The resident signed the repair order and its copy is back (CASE-4)."""
        return await services.steps.do(number, request.user, making.repaired(data, request.user))

    @post(
        "/{number:str}/follow-up",
        operation_id="followUpTicket",
        status_code=200,
        guards=[may(events.TicketFollowedUp)],
    )
    async def followed_up(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[AskedResident],
        services: NamedDependency[Services],
        live: NamedDependency[Live],
    ) -> TicketView:
        """The resident was asked, and what came of it (SLA-10)."""
        ticket = await services.steps.do(number, request.user, making.followed_up(data, request.user))
        live.duty_moved()
        return ticket

    @post(
        "/{number:str}/consent", operation_id="consentTicket", status_code=200, guards=[may(events.TicketConsented)]
    )
    async def consented(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[WithNote],
        services: NamedDependency[Services],
    ) -> TicketView:
        """The site head agrees that a grave one is closed (CASE-4)."""
        return await services.steps.do(number, request.user, making.consented(data, request.user))

    @post("/{number:str}/close", operation_id="closeTicket", status_code=200, guards=[may(events.TicketClosed)])
    async def closed(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: JSONBody[CloseTicket],
        services: NamedDependency[Services],
    ) -> TicketView:
        """Close it (CASE-4, CASE-6); what is missing is said."""
        return await services.steps.do(number, request.user, making.closed(data, request.user))
