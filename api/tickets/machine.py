"""The ticket's machine: which fact may happen in which state, and by which rule not (CMP-2, SLA, CASE). Pure.

`receive(ticket, fact)` gives the ticket after the fact. One that may not happen raises `IllegalStep` and changes
nothing. `TABLE` says from which states a fact may come, `RULES` what else it needs. Who may do it is
`api.tickets.rights`.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from api.errors import Conflict
from api.schemas import ENDED, UNDONE, TicketState, TicketView
from api.tickets import events
from api.tickets.clocks import LIVE
from api.tickets.closing import lacks
from api.tickets.events import TicketFact
from api.tickets.fold import changed
from scripts_lib.model import Clock, ClockState, Text, Weight

S = TicketState
NEW = (S.REGISTERED, S.REOPENED)
WITH_DEPARTMENT = (S.SENT, S.SIGNED, S.IN_HAND)
SETTLED = (S.DONE, S.FOLLOWED_UP)
LIVING = (*UNDONE, *SETTLED)
OPEN = (*LIVING, S.SUSPENDED)

TABLE: Final[Mapping[type[TicketFact], tuple[TicketState, ...]]] = {
    events.TicketSent: (*NEW, *WITH_DEPARTMENT),
    events.TicketSigned: (S.SENT,),
    events.TicketTaken: (*NEW, S.SIGNED),
    events.TicketRefused: WITH_DEPARTMENT,
    events.TicketPassedUp: LIVING,
    events.TicketReplied: LIVING,
    events.TicketProposed: LIVING,
    events.TicketAnswered: (S.IN_HAND,),
    events.TicketSentBack: (S.ANSWERED,),
    events.TicketSettled: (*NEW, S.IN_HAND, S.ANSWERED),
    events.TicketTold: SETTLED,
    events.TicketRepaired: LIVING,
    events.TicketChecked: (S.ANSWERED, *SETTLED),
    events.TicketFollowedUp: (S.DONE,),
    events.TicketConsented: (S.ANSWERED, *SETTLED),
    events.TicketClosed: (S.FOLLOWED_UP,),
    events.DoubtSettled: OPEN,
    events.TicketDeclined: (*NEW, *WITH_DEPARTMENT),
    events.TicketReopened: (*SETTLED, *ENDED),
    events.TicketSuspended: UNDONE,
    events.TicketResumed: (S.SUSPENDED,),
    events.TicketReviewed: (S.SUSPENDED,),
    events.TicketWeightChanged: UNDONE,
    events.TicketNatureChanged: UNDONE,
    events.TicketTurnedGrave: UNDONE,
    events.ExtensionAsked: UNDONE,
    events.ExtensionDecided: UNDONE,
    events.TicketRelated: tuple(S),
    events.TicketProblemFound: OPEN,
    events.TicketNoted: tuple(S),
    events.LimitPassed: LIVING,
    events.ClocksReckoned: tuple(S),
}
"""From which states each fact may come."""


class IllegalStep(Conflict):
    """The fact may not happen to this ticket as it stands."""

    def __init__(self, ticket: TicketView, fact: TicketFact, why: Text | None = None) -> None:
        told = why or Text(
            f"投诉单现在是“{STATES[ticket.state].zh}”，不能这样处理",
            f"the ticket is {STATES[ticket.state].en}: this cannot be done now",
        )
        super().__init__(told.zh, told.en)
        self.state = ticket.state
        self.fact = type(fact).__name__


STATES: Final = {
    S.REGISTERED: Text("已登记", "registered"),
    S.SENT: Text("已送达，待签收", "sent and not signed for"),
    S.SIGNED: Text("已签收", "signed for"),
    S.IN_HAND: Text("处理中", "in hand"),
    S.ANSWERED: Text("部门已答复", "answered by the department"),
    S.DONE: Text("已办结，待回访", "done and not followed up"),
    S.FOLLOWED_UP: Text("已回访", "followed up"),
    S.CLOSED: Text("已销项", "closed"),
    S.DECLINED: Text("已婉拒", "declined"),
    S.SUSPENDED: Text("挂起，待季度评审", "set aside for the quarterly review"),
    S.REOPENED: Text("重新立项", "reopened"),
}
"""How each state is called."""


def receive(ticket: TicketView, fact: TicketFact) -> TicketView:
    """The ticket after this fact. Raises IllegalStep, and then nothing has changed."""
    check(ticket, fact)
    return changed(ticket, fact)


def allows(ticket: TicketView, fact: TicketFact) -> bool:
    """Whether this fact may happen now."""
    return (
        fact.number == ticket.number and ticket.state in TABLE.get(type(fact), ()) and _why_not(ticket, fact) is None
    )


def check(ticket: TicketView, fact: TicketFact) -> None:
    """Raises IllegalStep for a fact that may not happen now."""
    if fact.number != ticket.number or ticket.state not in TABLE.get(type(fact), ()):
        raise IllegalStep(ticket, fact)
    why = _why_not(ticket, fact)
    if why is not None:
        raise IllegalStep(ticket, fact, why)


def _why_not(ticket: TicketView, fact: TicketFact) -> Text | None:
    rule = RULES.get(type(fact))
    return rule(ticket, fact) if rule is not None else None


# --- what else is needed --------------------------------------------------------------------------------------------


def _sent(ticket: TicketView, fact: events.TicketSent) -> Text | None:
    if ticket.state in WITH_DEPARTMENT and fact.department == ticket.department and not ticket.own_duty:
        return Text("投诉单已经在这个部门", "the ticket is with this department already")
    moved = fact.department != ticket.department or bool(ticket.refusals)
    if moved and not fact.reason:
        return Text("改派或再次送达要写明原因", "say why it goes to another department, or again to one that refused")
    return None


def _taken(ticket: TicketView, _: events.TicketTaken) -> Text | None:
    if ticket.state in NEW and not ticket.own_duty:
        return Text("先送达责任部门，由部门签收", "send it to the department first, which signs for it")
    return None


def _settled(ticket: TicketView, fact: events.TicketSettled) -> Text | None:
    if ticket.state is not S.ANSWERED and not ticket.own_duty:
        return Text("责任部门还没有交回处理表", "the department has not returned the filled form yet")
    return _within(ticket, fact.finished_at, fact.at)


def _answered(ticket: TicketView, fact: events.TicketAnswered) -> Text | None:
    return _within(ticket, fact.finished_at, fact.at)


def _within(ticket: TicketView, finished_at: float | None, now: float) -> Text | None:
    if finished_at is not None and not ticket.began_at <= finished_at <= now:
        return Text("完成时间要在登记之后、现在之前", "the work was finished after the registration and before now")
    return None


def _closed(ticket: TicketView, _: events.TicketClosed) -> Text | None:
    return next(iter(lacks(ticket)), None)


def _consented(ticket: TicketView, _: events.TicketConsented) -> Text | None:
    if ticket.weight is not Weight.GRAVE:
        return Text("只有重大投诉需要同意", "only a grave complaint needs the consent")
    return None


def _doubt(ticket: TicketView, _: events.DoubtSettled) -> Text | None:
    if ticket.doubt is None or ticket.doubt.settled is not None:
        return Text("没有待答复的请示", "no question waits for an answer")
    return None


def _weight(ticket: TicketView, fact: events.TicketWeightChanged | events.TicketTurnedGrave) -> Text | None:
    return Text("程度没有变", "the weight is the same") if fact.weight is ticket.weight else None


def _nature(ticket: TicketView, fact: events.TicketNatureChanged) -> Text | None:
    return Text("性质没有变", "the nature is the same") if fact.nature is ticket.nature else None


def _extension(ticket: TicketView, fact: events.ExtensionAsked) -> Text | None:
    clock = clock_of(ticket, fact.clock_id)
    if clock is None or clock.state not in LIVE:
        return Text("这个时限不在计时", "this clock does not run")
    if clock.extend_by is None:
        return Text("这个时限不能延长", "nobody may grant more time for this")
    if fact.until <= clock.due:
        return Text("延长后的时间要晚于现在的时限", "the new time must be later than the present one")
    if any(one.clock_id == fact.clock_id and one.granted is None for one in ticket.extensions):
        return Text("已经有一个延期申请在等批复", "more time was asked for already, and is not decided")
    if any(one.extension_id == fact.extension_id for one in ticket.extensions):
        return Text("延期申请重复", "this request is there already")
    return None


def _decided(ticket: TicketView, fact: events.ExtensionDecided) -> Text | None:
    asked = next((one for one in ticket.extensions if one.extension_id == fact.extension_id), None)
    if asked is None or asked.granted is not None:
        return Text("没有等待批复的这个延期申请", "no such request waits for a decision")
    return None


def _related(ticket: TicketView, fact: events.TicketRelated) -> Text | None:
    if fact.other == ticket.number:
        return Text("不能关联自己", "a ticket cannot be related to itself")
    waits = any(one.problem_id == fact.problem_id and not one.ticket_number for one in ticket.problems)
    if fact.problem_id and not waits:
        return Text("没有等待立项的这个问题", "no such problem waits for its case")
    return None


def _problem(ticket: TicketView, fact: events.TicketProblemFound) -> Text | None:
    if any(one.problem_id == fact.problem_id for one in ticket.problems):
        return Text("这个问题已经记下", "this problem is noted already")
    return None


def _passed(ticket: TicketView, fact: events.LimitPassed) -> Text | None:
    clock = clock_of(ticket, fact.clock_id)
    if clock is None or clock.state is not ClockState.RUNNING or clock.passed or clock.due > fact.at:
        return Text("这个时限没有超过", "this limit has not passed")
    return None


def clock_of(ticket: TicketView, clock_id: str) -> Clock | None:
    """The clock of this id."""
    return next((one for one in ticket.clocks if one.clock_id == clock_id), None)


RULES: Final[Mapping[type[TicketFact], Callable[[TicketView, Any], Text | None]]] = {
    events.TicketSent: _sent,
    events.TicketTaken: _taken,
    events.TicketSettled: _settled,
    events.TicketAnswered: _answered,
    events.TicketClosed: _closed,
    events.TicketConsented: _consented,
    events.DoubtSettled: _doubt,
    events.TicketWeightChanged: _weight,
    events.TicketTurnedGrave: _weight,
    events.TicketNatureChanged: _nature,
    events.ExtensionAsked: _extension,
    events.ExtensionDecided: _decided,
    events.TicketRelated: _related,
    events.TicketProblemFound: _problem,
    events.LimitPassed: _passed,
}
"""What a fact needs beside the state: None when it may happen, else why not."""
