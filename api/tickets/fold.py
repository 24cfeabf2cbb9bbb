"""A ticket as the fold of its facts: what each of them changes, its clocks included. Pure.

Whether a fact may happen is `api.tickets.machine`; here it has happened. `CHANGES` is the table.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec.structs import replace

from api.schemas import (
    ENDED,
    UNDONE,
    Doubt,
    DoubtEnd,
    HomeTicket,
    Related,
    Relation,
    TicketState,
    TicketView,
)
from api.tickets import clocks, events, fold_steps, fold_turns
from api.tickets.events import TicketFact


def registered(event: events.TicketRegistered) -> TicketView:
    """The ticket as it was registered."""
    complaint = event.complaint
    return TicketView(
        number=event.number,
        state=TicketState.REGISTERED,
        channel=event.channel,
        registered_at=event.at,
        registered_by=event.agent_id,
        call_id=event.call_id or None,
        complaint=complaint,
        clocks=clocks.begun((), event.clocks, event.at),
        rules_version=event.rules_version,
        weight=complaint.weight,
        nature=complaint.nature,
        department=complaint.department,
        own_duty=complaint.own_duty,
        owner=event.agent_id,
        home=event.home,
        site=event.site,
        why_open=event.why_open,
        doubt=Doubt(asked=fold_steps.mark(event, complaint.doubt.strip())) if complaint.doubt.strip() else None,
        related=(Related(number=event.found_in, relation=Relation.OTHER),) if event.found_in else (),
    )


def changed(ticket: TicketView, fact: TicketFact) -> TicketView:
    """The ticket after a fact that may happen to it."""
    after = CHANGES[type(fact)](ticket, fact)
    end = DOUBT_ENDS.get(type(fact))
    if end is None or after.doubt is None or after.doubt.settled is not None:
        return after
    said = fold_steps.mark(fact, fact.note if isinstance(fact, events.DoubtSettled) else getattr(fact, "reason", ""))
    return replace(after, doubt=replace(after.doubt, settled=said, end=end))


def repeated(ticket: TicketView, number: str) -> TicketView:
    """The home complained of the same again, under this number."""
    return ticket if number in ticket.repeats else replace(ticket, repeats=(*ticket.repeats, number))


def in_short(ticket: TicketView, now: float) -> HomeTicket:
    """The ticket as a home's card and a note of hand-over show it. One that is done waits for its follow-up only:
    its resident is shown no due time."""
    due = clocks.next_due(ticket.clocks) if ticket.state in UNDONE else None
    return HomeTicket(
        number=ticket.number,
        state=ticket.state,
        registered_at=ticket.registered_at,
        kind=ticket.complaint.kind,
        weight=ticket.weight,
        matter=ticket.complaint.matter,
        contact=ticket.complaint.contact,
        next_due=due,
        overdue=due is not None and due < now,
    )


def next_due(ticket: TicketView) -> float | None:
    """The nearest due time of a ticket from which something is still owed."""
    return clocks.next_due(ticket.clocks) if ticket.state not in ENDED else None


DOUBT_ENDS: Final[Mapping[type[TicketFact], DoubtEnd]] = {
    events.DoubtSettled: DoubtEnd.STANDS,
    events.TicketNatureChanged: DoubtEnd.NATURE,
    events.TicketWeightChanged: DoubtEnd.WEIGHT,
    events.TicketDeclined: DoubtEnd.DECLINED,
}
"""What settles a doubt whether it is a case (CASE-1), beside what it changes."""
CHANGES: Final[Mapping[type[TicketFact], Callable[[TicketView, Any], TicketView]]] = {
    events.TicketSent: fold_steps.sent,
    events.TicketSigned: fold_steps.signed,
    events.TicketTaken: fold_steps.taken,
    events.TicketRefused: fold_steps.refused,
    events.TicketPassedUp: fold_steps.passed_up,
    events.TicketReplied: fold_steps.replied,
    events.TicketProposed: fold_steps.proposed,
    events.TicketAnswered: fold_steps.answered,
    events.TicketSentBack: fold_steps.sent_back,
    events.TicketSettled: fold_steps.settled,
    events.TicketTold: fold_steps.told,
    events.TicketRepaired: fold_steps.repaired,
    events.TicketChecked: fold_steps.checked,
    events.TicketFollowedUp: fold_steps.followed_up,
    events.TicketConsented: fold_steps.consented,
    events.TicketClosed: fold_steps.closed,
    events.DoubtSettled: fold_turns.doubt_settled,
    events.TicketDeclined: fold_steps.declined,
    events.TicketReopened: fold_turns.reopened,
    events.TicketSuspended: fold_turns.suspended,
    events.TicketResumed: fold_turns.resumed,
    events.TicketReviewed: fold_turns.reviewed,
    events.TicketWeightChanged: fold_turns.weight_changed,
    events.TicketTurnedGrave: fold_turns.weight_changed,
    events.TicketNatureChanged: fold_turns.nature_changed,
    events.ExtensionAsked: fold_turns.extension_asked,
    events.ExtensionDecided: fold_turns.extension_decided,
    events.TicketRelated: fold_turns.related,
    events.TicketProblemFound: fold_turns.problem_found,
    events.TicketNoted: fold_turns.noted,
    events.LimitPassed: fold_turns.limit_passed,
    events.ClocksReckoned: fold_turns.reckoned,
}
