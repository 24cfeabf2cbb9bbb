"""Who may do which step of a ticket: the right for it, and whether it is the person's department or site. Pure.

What each role may do at all stands in `api.rights`; here stand the steps.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from api.errors import Forbidden, NoRight
from api.rights import Right, may, may_extend, of_department, of_site
from api.schemas import AgentView, Role, TicketView
from api.tickets import events
from api.tickets.events import TicketFact
from scripts_lib.model import Weight

RIGHTS: Final[Mapping[type[TicketFact], tuple[Right, ...]]] = {
    events.TicketSent: (Right.SEND_OUT,),
    events.TicketSigned: (Right.SIGN_FOR,),
    events.TicketTaken: (Right.ANSWER, Right.SEND_OUT),
    events.TicketRefused: (Right.ANSWER,),
    events.TicketPassedUp: (Right.JUDGE,),
    events.TicketReplied: (Right.SETTLE,),
    events.TicketProposed: (Right.SETTLE,),
    events.TicketAnswered: (Right.ANSWER,),
    events.TicketSentBack: (Right.CLOSE,),
    events.TicketSettled: (Right.CLOSE,),
    events.TicketTold: (Right.SETTLE,),
    events.TicketRepaired: (Right.SETTLE,),
    events.TicketChecked: (Right.CLOSE,),
    events.TicketFollowedUp: (Right.CLOSE,),
    events.TicketConsented: (Right.CONSENT_CLOSE,),
    events.TicketClosed: (Right.CLOSE,),
    events.DoubtSettled: (Right.JUDGE,),
    events.TicketDeclined: (Right.DECLINE,),
    events.TicketReopened: (Right.CLOSE, Right.JUDGE),
    events.TicketSuspended: (Right.JUDGE,),
    events.TicketResumed: (Right.JUDGE,),
    events.TicketReviewed: (Right.SIGN_QUARTER,),
    events.TicketWeightChanged: (Right.JUDGE,),
    events.TicketNatureChanged: (Right.JUDGE,),
    events.ExtensionAsked: (Right.SETTLE,),
    events.ExtensionDecided: (Right.APPROVE_EXTENSION,),
    events.TicketRelated: (Right.REGISTER,),
    events.TicketProblemFound: (Right.REGISTER,),
    events.TicketNoted: (Right.REGISTER,),
}
"""The rights of which one is needed. What is not here the desk does by itself only."""


def check(by: AgentView, ticket: TicketView, fact: TicketFact) -> None:
    """Raises Forbidden where this person may not do this."""
    if not any(may(by, right) for right in RIGHTS.get(type(fact), ())):
        raise NoRight
    if by.role is Role.DEPARTMENT_HEAD and not of_department(by, ticket.department):
        raise Forbidden("这不是您部门的投诉单", "this ticket is not with your department")
    rule = RULES.get(type(fact))
    if rule is not None:
        rule(by, ticket, fact)


def _taken(by: AgentView, ticket: TicketView, _: events.TicketTaken) -> None:
    """Into the centre's hand by the centre, into a department's by the department."""
    if not may(by, Right.SEND_OUT if ticket.own_duty else Right.ANSWER):
        raise Forbidden("由责任部门接手处理", "the department takes this in hand")


def _of_site(by: AgentView, ticket: TicketView, _: TicketFact) -> None:
    if not of_site(by, ticket.site):
        raise Forbidden("这不是您管理处的投诉单", "this ticket is of another site")


def _decided(by: AgentView, ticket: TicketView, fact: events.ExtensionDecided) -> None:
    asked = next((one for one in ticket.extensions if one.extension_id == fact.extension_id), None)
    if asked is not None and not may_extend(by, asked.role):
        raise Forbidden("这个延期不归您批", "you may not decide about this extension")


def _weight(by: AgentView, ticket: TicketView, fact: events.TicketWeightChanged) -> None:
    """What is grave is not made less by who handles it: that is for the general manager, whom it lies before."""
    if ticket.weight is Weight.GRAVE and not may_extend(by, Role.GENERAL_MANAGER):
        raise Forbidden("重大投诉只能由总经理改轻", "only the general manager may make a grave complaint less")


RULES: Final[Mapping[type[TicketFact], Callable[[AgentView, TicketView, Any], None]]] = {
    events.TicketTaken: _taken,
    events.TicketConsented: _of_site,
    events.TicketReviewed: _of_site,
    events.ExtensionDecided: _decided,
    events.TicketWeightChanged: _weight,
}
"""What is needed beside the right."""
