"""A ticket as the fold of its events. Its later life (hand-over, answers, closing) adds events here. Pure."""

from msgspec.structs import replace

from api.log_events import TicketRegistered
from api.schemas import TicketState, TicketView
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


def next_due(ticket: TicketView) -> float | None:
    """The nearest due time of an open ticket."""
    if ticket.state is TicketState.CLOSED:
        return None
    return min((clock.due for clock in ticket.clocks), default=None)
