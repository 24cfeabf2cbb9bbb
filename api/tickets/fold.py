"""A ticket as the fold of its events. Its later life (hand-over, answers, closing) adds events here. Pure."""

from msgspec.structs import replace

from api.log_events import TicketRegistered, TicketSettled
from api.schemas import HomeTicket, TicketState, TicketView
from scripts_lib.model import Channel


def registered(event: TicketRegistered) -> TicketView:
    """The ticket as it was registered from a call."""
    return TicketView(
        number=event.number,
        state=TicketState.REGISTERED,
        channel=Channel.CALL,
        registered_at=event.at,
        registered_by=event.agent_id,
        call_id=event.call_id,
        complaint=event.complaint,
        clocks=event.clocks,
        rules_version=event.rules_version,
    )


def repeated(ticket: TicketView, number: str) -> TicketView:
    """The home complained of the same again, under this number."""
    return ticket if number in ticket.repeats else replace(ticket, repeats=(*ticket.repeats, number))


def settled(ticket: TicketView, event: TicketSettled) -> TicketView:
    """The matter is done."""
    if ticket.state is not TicketState.REGISTERED:
        return ticket
    return replace(ticket, state=TicketState.DONE, done_at=event.at, result=event.result)


def followed_up(ticket: TicketView, at: float) -> TicketView:
    """The resident was asked (SLA-10)."""
    return ticket if ticket.followed_up_at is not None else replace(ticket, followed_up_at=at)


def in_short(ticket: TicketView, now: float) -> HomeTicket:
    """The ticket as a home's card and a note of hand-over show it."""
    due = next_due(ticket)
    return HomeTicket(
        number=ticket.number,
        state=ticket.state,
        registered_at=ticket.registered_at,
        kind=ticket.complaint.kind,
        weight=ticket.complaint.weight,
        matter=ticket.complaint.matter,
        contact=ticket.complaint.contact,
        next_due=due,
        overdue=due is not None and due < now,
    )


def next_due(ticket: TicketView) -> float | None:
    """The nearest due time of an open ticket."""
    if ticket.state is not TicketState.REGISTERED:
        return None
    return min((clock.due for clock in ticket.clocks), default=None)
