"""Tickets as they are read: one by its number, lists with the nearest due first; and said to be done."""

import time

import msgspec
from sqlalchemy import ColumnElement, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from api.db import Database
from api.errors import Conflict, Invalid, NotFound
from api.log import EventLog
from api.log_events import TicketSettled
from api.models import CallRow, PhoneRow, ResidentRow, TicketRow
from api.rights import Reach, reach
from api.schemas import AgentView, HomeTicket, TicketState, TicketView
from api.tickets.fold import in_short
from api.tickets.ledger import ticket_of
from scripts_lib.loader import Library
from scripts_lib.procedure import follow_up

LONGEST_RESULT = 500
MOST_OPEN = 200


class TicketFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which tickets a list shows."""

    state: str | None = None
    weight: str | None = None
    kind: str | None = None
    overdue: bool = False


class TicketShelf:
    """Reads tickets from the database, and settles them. `calendar` and `timezone` are those of the procedure."""

    def __init__(self, database: Database, log: EventLog, library: Library, timezone: str) -> None:
        self._database = database
        self._log = log
        self._library = library
        self._timezone = timezone

    async def settle(self, number: str, result: str, by: AgentView) -> TicketView:
        """The matter is done; the follow-up call is owed from now (SLA-10). The same result again changes nothing.

        Raises NotFound for one that this person may not see, Conflict for one that is done otherwise, Invalid without
        a result.
        """
        result = result.strip()
        if not result or len(result) > LONGEST_RESULT:
            why = f"必填，最多 {LONGEST_RESULT} 字 / required, at most {LONGEST_RESULT} characters"
            raise Invalid("请填写处理结果", "say what was done", {"result": why})

        async def work(session: AsyncSession) -> TicketView:
            query = select(TicketRow).where(TicketRow.number == number, *_visible(by))
            row = (await session.scalars(query)).first()
            if row is None:
                raise NotFound("没有这张投诉单", "there is no such ticket")
            ticket = ticket_of(row)
            if ticket.state is TicketState.REGISTERED:
                now = time.time()
                clock = follow_up(
                    now,
                    calendar=self._library.calendar,
                    timezone=self._timezone,
                    procedure=self._library.procedure,
                )
                event = TicketSettled(
                    at=now, number=number, agent_id=by.agent_id, result=result, follow_up_due=clock.due
                )
                await self._log.append_within(session, event)
            elif ticket.result != result:
                raise Conflict("这张投诉单已经办结", "this ticket is done already")
            return ticket_of(await session.get_one(TicketRow, number))

        return await self._log.in_transaction(work)

    async def open_in_short(self, now: float) -> tuple[HomeTicket, ...]:
        """Every open ticket, nearest due first; at most two hundred."""
        query = (
            select(TicketRow)
            .where(TicketRow.state == TicketState.REGISTERED)
            .order_by(TicketRow.next_due.asc().nulls_last(), TicketRow.number)
            .limit(MOST_OPEN)
        )
        async with self._database.reading() as session:
            return tuple(in_short(ticket_of(row), now) for row in await session.scalars(query))

    async def of_number(self, number: str, by: AgentView) -> TicketView | None:
        """The ticket, if this person may see it."""
        async with self._database.reading() as session:
            query = select(TicketRow).where(TicketRow.number == number, *_visible(by))
            row = (await session.scalars(query)).first()
            return ticket_of(row) if row is not None else None

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
            return total, tuple(ticket_of(row) for row in rows)


def _visible(by: AgentView) -> tuple[ColumnElement[bool], ...]:
    """Agents see the tickets they registered, and those of the callers they spoke with and of their homes (SEC-1)."""
    if reach(by) is not Reach.OWN:
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
