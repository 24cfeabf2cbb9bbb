"""Follows the event log by number; what it writes into an outbox stands in one transaction with its place in the log.

So nothing is forgotten or sent twice by us when the desk dies in between, and whoever writes into the log waits for
nobody: the log itself is the outbox's source.
"""

from collections.abc import Awaitable, Callable, Sequence

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.db import Database
from api.log_events import AnyEvent
from api.models import EventRow
from api.outbox.tables import CursorRow

PORTION = 200
_EVENT = msgspec.json.Decoder(AnyEvent)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the log, with its number."""

    number: int
    event: AnyEvent


Taking = Callable[[AsyncSession, Sequence[Entry]], Awaitable[None]]


class LogFollower:
    """One reader of the log. `kinds` are the names of the facts that it wants; `take` writes what follows."""

    def __init__(self, database: Database, name: str, kinds: Sequence[str], take: Taking) -> None:
        self._database = database
        self._name = name
        self._kinds = tuple(kinds)
        self._take = take

    async def follow(self) -> int:
        """Take what is new; the first time ever only a place at the end of the log. Returns how many were taken."""
        taken = 0
        while True:
            async with self._database.reading() as session:
                place = await session.get(CursorRow, self._name)
                if place is None:
                    break
                after = place.number
                end = await end_of(session)
                entries = await self._entries(session, after, end)
            if end <= after:
                return taken
            async with self._database.writing() as session:
                await self._take(session, entries)
                row = await session.get_one(CursorRow, self._name)
                row.number = entries[-1].number if len(entries) == PORTION else end
            taken += len(entries)
            if len(entries) < PORTION:
                return taken
        await self._begin()
        return 0

    async def _begin(self) -> None:
        async with self._database.writing() as session:
            session.add(CursorRow(name=self._name, number=await end_of(session)))

    async def _entries(self, session: AsyncSession, after: int, end: int) -> list[Entry]:
        query = (
            select(EventRow)
            .where(EventRow.number > after, EventRow.number <= end, EventRow.kind.in_(self._kinds))
            .order_by(EventRow.number)
            .limit(PORTION)
        )
        rows = await session.scalars(query)
        return [Entry(number=row.number, event=_EVENT.decode(row.payload)) for row in rows]


async def end_of(session: AsyncSession) -> int:
    """The number of the log's last entry, 0 for an empty one."""
    return await session.scalar(select(func.max(EventRow.number))) or 0
