"""REST of what people do with a ticket: its way from sent to closed, and what happens beside it (CMP-2, SLA, CASE).

Most steps have one shape: a body becomes a fact, or is refused with the reason when it may not happen now or this
person may not do it. They are the table `PLAIN`; the few that need more are written out below it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody
from litestar.router import Router

from api.live.driver import Live
from api.problems import AnyRequest
from api.schemas import (
    AgentView,
    AnswerForm,
    AskedResident,
    AskMoreTime,
    ChangeNature,
    ChangeWeight,
    CloseTicket,
    DecideMoreTime,
    Relate,
    RepairOrderBack,
    ReviewTicket,
    SendForm,
    SignForm,
    TicketDone,
    TicketView,
    ToldResident,
    WithNote,
    WithReason,
)
from api.services import Services
from api.tickets import events, making
from api.tickets.events import TicketFact
from api.tickets.guards import may
from api.tickets.steps import Make, said

PATH = "/api/tickets"


@dataclass(frozen=True, slots=True)
class Plain:
    """A step of the one shape: `POST {number}/{path}` with `body` becomes `fact`."""

    path: str
    operation_id: str
    fact: type[TicketFact]
    body: type[msgspec.Struct]
    make: Callable[[Any, AgentView], Make]
    says: str
    """The operation's description."""
    moves_duty: bool = False
    """The duty list changes with it."""


PLAIN = (
    Plain("sign", "signTicket", events.TicketSigned, SignForm, making.signed, "The department signs for the form."),
    Plain("take", "takeTicket", events.TicketTaken, WithNote, making.taken, "Somebody works on it."),
    Plain(
        "refuse",
        "refuseTicket",
        events.TicketRefused,
        WithReason,
        making.refused,
        "The department does not take it, and why; the centre sends it elsewhere.",
    ),
    Plain(
        "pass-up",
        "passUpTicket",
        events.TicketPassedUp,
        WithNote,
        making.passed_up,
        "Laid before the manager in charge, or before the general manager when it is grave (SLA-2, SLA-3).",
    ),
    Plain(
        "answer",
        "answerTicket",
        events.TicketAnswered,
        AnswerForm,
        making.answered,
        "The department returns the filled form (SLA-9).",
    ),
    Plain(
        "send-back",
        "sendBackTicket",
        events.TicketSentBack,
        WithReason,
        making.sent_back,
        "The centre does not accept the answer, and why.",
    ),
    Plain("check", "checkTicket", events.TicketChecked, WithNote, making.checked, "The result was checked (CASE-4)."),
    Plain(
        "repair-order",
        "repairOrderBack",
        events.TicketRepaired,
        RepairOrderBack,
        making.repaired,
        "The resident signed the repair order and its copy is back (CASE-4).",
    ),
    Plain(
        "follow-up",
        "followUpTicket",
        events.TicketFollowedUp,
        AskedResident,
        making.followed_up,
        "The resident was asked, and what came of it (SLA-10).",
        moves_duty=True,
    ),
    Plain(
        "consent",
        "consentTicket",
        events.TicketConsented,
        WithNote,
        making.consented,
        "The site head agrees that a grave one is closed (CASE-4).",
    ),
    Plain(
        "close",
        "closeTicket",
        events.TicketClosed,
        CloseTicket,
        making.closed,
        "Close it (CASE-4, CASE-6); what is missing is said.",
    ),
    Plain(
        "reply",
        "replyTicket",
        events.TicketReplied,
        ToldResident,
        making.replied,
        "The resident was told something (SLA-7); `clear`: the clear answer of SLA-6.",
    ),
    Plain(
        "propose",
        "proposeTicket",
        events.TicketProposed,
        ToldResident,
        making.proposed,
        "A solution was proposed to the resident (SLA-7).",
    ),
    Plain(
        "tell", "tellTicket", events.TicketTold, ToldResident, making.told, "The resident knows the result (SLA-9)."
    ),
    Plain(
        "doubt",
        "settleDoubt",
        events.DoubtSettled,
        WithNote,
        making.doubt_settled,
        "Whoever registered it asked whether it is a case: it is, as it stands, and why (CASE-1). To change its "
        "nature or weight, or to decline it, answers the question too.",
        moves_duty=True,
    ),
    Plain(
        "decline",
        "declineTicket",
        events.TicketDeclined,
        WithReason,
        making.declined,
        "It lies outside the contract and is politely declined (CMP-3).",
        moves_duty=True,
    ),
    Plain(
        "reopen",
        "reopenTicket",
        events.TicketReopened,
        WithReason,
        making.reopened,
        "It was not settled after all; its clocks begin anew.",
        moves_duty=True,
    ),
    Plain(
        "suspend",
        "suspendTicket",
        events.TicketSuspended,
        WithReason,
        making.suspended,
        "It cannot go on; it waits for the quarterly review (CASE-5).",
    ),
    Plain(
        "resume",
        "resumeTicket",
        events.TicketResumed,
        WithReason,
        making.resumed,
        "It goes on; due times move by the pause.",
    ),
    Plain(
        "review",
        "reviewTicket",
        events.TicketReviewed,
        ReviewTicket,
        making.reviewed,
        "The site head's signature in the quarterly review: closed, or kept (CASE-5).",
    ),
    Plain(
        "weight",
        "weighTicket",
        events.TicketWeightChanged,
        ChangeWeight,
        making.weighed,
        "Another weight, and why (CMP-5).",
        moves_duty=True,
    ),
    Plain(
        "nature",
        "judgeTicket",
        events.TicketNatureChanged,
        ChangeNature,
        making.judged,
        "Another nature, and why (CMP-3).",
        moves_duty=True,
    ),
    Plain("relate", "relateTicket", events.TicketRelated, Relate, making.related, "Another ticket belongs to it."),
    Plain(
        "found",
        "foundWithTicket",
        events.TicketProblemFound,
        WithNote,
        making.problem_found,
        "A new problem was found on the way: it gets its own case before this one may close (CASE-4).",
    ),
    Plain("note", "noteTicket", events.TicketNoted, WithNote, making.noted, "A word for its story."),
    Plain(
        "extensions",
        "askMoreTime",
        events.ExtensionAsked,
        AskMoreTime,
        making.extension_asked,
        "More time for one clock is asked for (SLA-4, SLA-5).",
    ),
)


def _route(step: Plain) -> HTTPRouteHandler:
    """The handler of a plain step; its body's type and its words are the table's."""

    async def taken(
        request: AnyRequest,
        number: FromPath[str],
        data: Any,
        services: NamedDependency[Services],
        live: NamedDependency[Live],
    ) -> TicketView:
        ticket = await services.complaints.steps.do(number, request.user, step.make(data, request.user))
        if step.moves_duty:
            live.duty_moved()
        return ticket

    taken.__name__ = step.make.__name__
    taken.__doc__ = step.says
    taken.__annotations__["data"] = JSONBody[step.body]  # type: ignore[misc, name-defined]
    return _posted(step.path, step.operation_id, step.fact)(taken)


def _posted(path: str, operation_id: str, fact: type[TicketFact]) -> post:
    return post(f"/{{number:str}}/{path}", operation_id=operation_id, status_code=200, guards=[may(fact)])


@_posted("send", "sendTicket", events.TicketSent)
async def sent(
    request: AnyRequest, number: FromPath[str], data: JSONBody[SendForm], services: NamedDependency[Services]
) -> TicketView:
    """The form goes to the department (SLA-1); to another one with the reason."""
    return await services.complaints.steps.do(number, request.user, making.sent(data, request.user, services.sent_to))


@_posted("done", "settleTicket", events.TicketSettled)
async def settled(
    request: AnyRequest,
    number: FromPath[str],
    data: JSONBody[TicketDone],
    services: NamedDependency[Services],
    live: NamedDependency[Live],
) -> TicketView:
    """The matter is done: the follow-up call is on the duty list from now (SLA-10). The same result again changes
    nothing."""
    result = said("result", data.result, "请填写处理结果", "say what was done")
    ticket = await services.complaints.steps.do(
        number,
        request.user,
        making.settled(result, request.user),
        again=lambda one: one.done_at is not None and one.result == result,
    )
    live.duty_moved()
    return ticket


@_posted("extensions/{extension_id:str}", "decideMoreTime", events.ExtensionDecided)
async def extension_decided(
    request: AnyRequest,
    number: FromPath[str],
    extension_id: FromPath[str],
    data: JSONBody[DecideMoreTime],
    services: NamedDependency[Services],
) -> TicketView:
    """More time is granted or not, by who may (SLA-4: property manager, SLA-5: general manager)."""
    make = making.extension_decided(extension_id, data, request.user)
    return await services.complaints.steps.do(number, request.user, make)


ticket_steps = Router(PATH, route_handlers=[*map(_route, PLAIN), sent, settled, extension_decided], tags=["tickets"])
