"""Facts of a few rare kinds, kept in memory and read on from the log by number: the log has no index by kind."""

import asyncio
from collections.abc import Sequence

import msgspec
from sqlalchemy import func, select

from api.db import Database
from api.log_events import AnyEvent
from api.models import EventRow

_EVENT = msgspec.json.Decoder(AnyEvent)


class KnownFacts:
    """`kinds` are names of facts, a few a day at most. The first reading goes through the whole log."""

    def __init__(self, database: Database, kinds: Sequence[str]) -> None:
        self._database = database
        self._kinds = tuple(kinds)
        self._after = 0
        self._found: list[AnyEvent] = []
        self._turn = asyncio.Lock()

    async def read(self) -> tuple[AnyEvent, ...]:
        """All of them up to this moment, oldest first."""
        async with self._turn, self._database.reading() as session:
            end = await session.scalar(select(func.max(EventRow.number))) or 0
            query = select(EventRow.payload).where(
                EventRow.number > self._after, EventRow.number <= end, EventRow.kind.in_(self._kinds)
            )
            self._found += [_EVENT.decode(one) for one in await session.scalars(query.order_by(EventRow.number))]
            self._after = end
            return tuple(self._found)
