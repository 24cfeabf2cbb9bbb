"""Tickets as they are read: one by its number, lists with the nearest due first."""

import time

import msgspec
from sqlalchemy import ColumnElement, func, or_, select, tuple_

from api.db import Database
from api.models import CallRow, PhoneRow, ResidentRow, TicketRow
from api.schemas import AgentView, Role, TicketView

_TICKET = msgspec.json.Decoder(TicketView)


class TicketFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which tickets a list shows."""

    state: str | None = None
    weight: str | None = None
    kind: str | None = None
    overdue: bool = False


class TicketShelf:
    """Reads tickets from the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_number(self, number: str, by: AgentView) -> TicketView | None:
        """The ticket, if this person may see it."""
        async with self._database.reading() as session:
            query = select(TicketRow).where(TicketRow.number == number, *_visible(by))
            row = (await session.scalars(query)).first()
            return _ticket(row) if row is not None else None

    async def page(
        self, which: TicketFilter, by: AgentView, *, limit: int, offset: int
    ) -> tuple[int, tuple[TicketView, ...]]:
        """How many tickets match, and one page of them, nearest due first."""
        query = select(TicketRow).where(*_visible(by))
        for column, wanted in (
            (TicketRow.state, which.state),
            (TicketRow.weight, which.weight),
            (TicketRow.kind, which.kind),
        ):
            if wanted is not None:
                query = query.where(column == wanted)
        if which.overdue:
            query = query.where(TicketRow.next_due < time.time())
        async with self._database.reading() as session:
            total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
            ordered = query.order_by(TicketRow.next_due.asc().nulls_last(), TicketRow.number)
            rows = await session.scalars(ordered.limit(limit).offset(offset))
            return total, tuple(_ticket(row) for row in rows)


def _visible(by: AgentView) -> tuple[ColumnElement[bool], ...]:
    """Agents see the tickets they registered, and those of the callers they spoke with and of their homes (SEC-1)."""
    if by.role is not Role.AGENT:
        return ()
    callers = select(CallRow.number).where(CallRow.agent_id == by.agent_id, CallRow.number != "")
    home = tuple_(ResidentRow.building, ResidentRow.unit, ResidentRow.room)
    homes = (
        select(ResidentRow.building, ResidentRow.unit, ResidentRow.room)
        .join(PhoneRow)
        .where(PhoneRow.number.in_(callers))
    )
    of_homes = select(PhoneRow.number).join(ResidentRow).where(home.in_(homes))
    return (or_(TicketRow.registered_by == by.agent_id, TicketRow.phone.in_(callers), TicketRow.phone.in_(of_homes)),)


def _ticket(row: TicketRow) -> TicketView:
    ticket: TicketView = _TICKET.decode(row.record)
    return ticket
