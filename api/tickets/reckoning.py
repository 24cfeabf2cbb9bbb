"""Before and after: what a changed calendar or procedure makes of the clocks of tickets that are in the log.

Looking changes nothing. Applying logs one fact for each ticket that differs, so that the log tells what it is
measured by, and why.
"""

from collections.abc import AsyncIterator, Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.db import Database
from api.log import EventLog
from api.log_events import AnyEvent
from api.models import EventRow, TicketRow
from api.schemas import ENDED, TicketView
from api.tickets.events import ClocksReckoned, TicketFact
from api.tickets.ledger import fact_of, ticket_of
from api.tickets.reckon import Moved, moved, reckoned
from api.tickets.rules import ClockRules

_EVENT = msgspec.json.Decoder(AnyEvent)
PORTION = 100


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket whose clocks would differ."""

    number: str
    before: TicketView
    after: TicketView
    moved: tuple[Moved, ...]


class Reckoning:
    """Compares tickets as they stand with what `rules` would have given."""

    def __init__(self, database: Database, log: EventLog, rules: ClockRules) -> None:
        self._database = database
        self._log = log
        self._rules = rules

    async def changes(self, *, closed: bool = False) -> AsyncIterator[Change]:
        """Every ticket that differs, by number; with `closed` those that are over too."""
        after = ""
        while True:
            async with self._database.reading() as session:
                rows = await self._portion(session, after, closed)
                for row in rows:
                    change = await self._change(session, row)
                    if change is not None:
                        yield change
            if len(rows) < PORTION:
                return
            after = rows[-1].number

    async def apply(self, changes: Sequence[Change], why: str, now: float) -> int:
        """Log the clocks of these as they were reckoned; a ticket that has moved on since is left. How many were
        changed."""

        async def work(session: AsyncSession) -> int:
            count = 0
            for change in changes:
                row = await session.get(TicketRow, change.number)
                if row is not None and ticket_of(row) == change.before:
                    fact = ClocksReckoned(
                        at=now, number=change.number, clocks=change.after.clocks, reason=why.strip()
                    )
                    await self._log.append_within(session, fact)
                    count += 1
            return count

        return await self._log.in_transaction(work)

    async def _portion(self, session: AsyncSession, after: str, closed: bool) -> list[TicketRow]:
        query = select(TicketRow).where(TicketRow.number > after)
        if not closed:
            query = query.where(TicketRow.state.not_in(ENDED))
        return list((await session.scalars(query.order_by(TicketRow.number).limit(PORTION))).all())

    async def _change(self, session: AsyncSession, row: TicketRow) -> Change | None:
        query = select(EventRow.payload).where(EventRow.ticket_number == row.number).order_by(EventRow.number)
        events = [_EVENT.decode(payload) for payload in await session.scalars(query)]
        facts: list[TicketFact] = [fact for event in events if (fact := fact_of(event)) is not None]
        before, other = ticket_of(row), reckoned(facts, self._rules)
        found = moved(before, other) if other is not None else ()
        if other is None or not found:
            return None
        return Change(number=row.number, before=before, after=other, moved=found)
