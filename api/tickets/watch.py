"""Writes what passes by itself: limits that climb the ladder, old complaints that turn grave (SLA-11, SLA-14).

The due times stand in the database. A loop sleeps until the next one and writes what is due then; what fell due while
the desk was down is written when it is up again. Each ticket is one transaction, so nothing is told twice.
"""

import asyncio
import time

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from api.db import Database
from api.log import EventLog
from api.models import TicketRow
from api.tickets.escalation import passed
from api.tickets.ledger import ticket_of
from api.tickets.rules import ClockRules

log = structlog.get_logger()
LOOK_AGAIN_S = 15.0
"""At least this often: a new ticket may be due sooner than all that were there."""
PORTION = 200


class Watch:
    """Looks after the clocks of every ticket."""

    def __init__(self, database: Database, log: EventLog, rules: ClockRules) -> None:
        self._database = database
        self._log = log
        self._rules = rules

    async def run(self) -> None:
        """For ever. A database that cannot be read or written now is asked again later."""
        while True:
            try:
                await self.look(time.time())
                wait = await self._until_next(time.time())
            except SQLAlchemyError as error:
                log.error("clocks_not_looked_at", why=str(error))
                wait = LOOK_AGAIN_S
            await asyncio.sleep(wait)

    async def look(self, now: float) -> int:
        """Write everything that is due by `now`, the oldest first. Returns how many facts were written."""
        written = 0
        while numbers := await self._due(now):
            found = [await self._look_at(number, now) for number in numbers]
            written += sum(found)
            if not all(found):
                return written
        return written

    async def _due(self, now: float) -> list[str]:
        query = select(TicketRow.number).where(TicketRow.wake_at < now).order_by(TicketRow.wake_at).limit(PORTION)
        async with self._database.reading() as session:
            return list((await session.scalars(query)).all())

    async def _look_at(self, number: str, now: float) -> int:
        async def work(session: AsyncSession) -> int:
            row = await session.get(TicketRow, number)
            facts = passed(ticket_of(row), now, self._rules) if row is not None else ()
            if facts:
                await self._log.append_within(session, *facts)
            return len(facts)

        return await self._log.in_transaction(work)

    async def _until_next(self, now: float) -> float:
        async with self._database.reading() as session:
            due = await session.scalar(select(func.min(TicketRow.wake_at)))
        return LOOK_AGAIN_S if due is None else min(LOOK_AGAIN_S, max(0.05, due - now))
