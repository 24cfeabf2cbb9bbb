"""Keeps the narrow facts of complaints within the log's own transaction; the projector tells it what happened."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.log_events import AnyEvent
from api.models import TicketRow
from api.reports.fact import count_of
from api.reports.tables import TicketCountRow
from api.schemas import TicketView
from api.tickets.ledger import ticket_of, ticket_of_event

PAGE = 500


async def clear(session: AsyncSession) -> None:
    """Empty them, before the log is folded anew."""
    await session.execute(delete(TicketCountRow))


async def happened(session: AsyncSession, event: AnyEvent) -> None:
    """Count the event's ticket as it is now; after the ticket's own row was written."""
    number = ticket_of_event(event)
    row = await session.get(TicketRow, number) if number else None
    if row is not None:
        await _count(session, row)


async def count_all(session: AsyncSession, tickets: Sequence[TicketView]) -> None:
    """Count new tickets."""
    await session.execute(insert(TicketCountRow), [msgspec.structs.asdict(count_of(one)) for one in tickets])


async def fill(session: AsyncSession) -> int:
    """Count the tickets of a database from before there were counts; how many."""
    tickets = await session.scalar(select(func.count()).select_from(TicketRow)) or 0
    if not tickets or await session.scalar(select(TicketCountRow.number).limit(1)) is not None:
        return 0
    after = ""
    while rows := (await session.scalars(_page_after(after))).all():
        session.add_all(_row_of(row) for row in rows)
        after = rows[-1].number
        await session.flush()
    return tickets


def _page_after(number: str) -> Select[TicketRow]:
    return select(TicketRow).where(TicketRow.number > number).order_by(TicketRow.number).limit(PAGE)


async def _count(session: AsyncSession, ticket: TicketRow) -> None:
    row = await session.get(TicketCountRow, ticket.number)
    if row is None:
        session.add(_row_of(ticket))
        return
    for name, value in msgspec.structs.asdict(count_of(ticket_of(ticket))).items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _row_of(ticket: TicketRow) -> TicketCountRow:
    return TicketCountRow(**msgspec.structs.asdict(count_of(ticket_of(ticket))))
