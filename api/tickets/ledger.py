"""Keeps the tickets' rows within the log's own transaction; the projector tells it what happened."""

import msgspec
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from api.duty.ledger import owe_by_a_time
from api.duty.promises import follow_up_id_of, to_follow_up
from api.log_events import AnyEvent, DutyAnswered, TicketRegistered, TicketSettled
from api.models import DutyRow, TicketRow
from api.schemas import TicketView
from api.tickets.fold import followed_up, next_due, registered, repeated, settled

_TICKET = msgspec.json.Decoder(TicketView)


def ticket_of(row: TicketRow) -> TicketView:
    """The fold that a row keeps."""
    ticket: TicketView = _TICKET.decode(row.record)
    return ticket


async def clear(session: AsyncSession) -> None:
    """Empty the tickets, before the log is folded anew."""
    await session.execute(delete(TicketRow))


async def happened(session: AsyncSession, event: AnyEvent) -> None:
    """Fold what concerns a ticket."""
    if isinstance(event, TicketRegistered):
        await _register(session, event)
    elif isinstance(event, TicketSettled):
        row = await session.get(TicketRow, event.number)
        if row is not None:
            ticket = settled(ticket_of(row), event)
            _write(row, ticket)
            await owe_by_a_time(session, to_follow_up(ticket, row.phone, event.at, event.follow_up_due))
    elif isinstance(event, DutyAnswered):
        item = await session.get(DutyRow, event.item_id)
        if item is not None and item.item_id == follow_up_id_of(item.ticket_number):
            row = await session.get_one(TicketRow, item.ticket_number)
            _write(row, followed_up(ticket_of(row), event.at))


async def _register(session: AsyncSession, event: TicketRegistered) -> None:
    earlier = await session.get(TicketRow, event.complaint.repeat_of) if event.complaint.repeat_of else None
    if earlier is not None:
        _write(earlier, repeated(ticket_of(earlier), event.number))
    ticket = registered(event)
    row = TicketRow(
        number=ticket.number,
        registered_at=ticket.registered_at,
        registered_by=ticket.registered_by,
        call_id=ticket.call_id,
        phone=ticket.complaint.phone,
        weight=ticket.complaint.weight,
        kind=ticket.complaint.kind,
        home=event.home,
    )
    _write(row, ticket)
    session.add(row)


def _write(row: TicketRow, ticket: TicketView) -> None:
    row.state = ticket.state
    row.next_due = next_due(ticket)
    row.record = msgspec.json.encode(ticket).decode()
