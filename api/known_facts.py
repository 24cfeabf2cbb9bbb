"""Facts of a few rare kinds, kept in memory and read on from the log by number: the log has no index by kind."""

import asyncio
from collections.abc import Sequence

import msgspec
from sqlalchemy import func, select

from api.db import Database
from api.erasing.events import ResidentErased
from api.log_events import AnyEvent
from api.models import EventRow

ERASED = ResidentErased.__name__
"""After it words in earlier entries are others."""
_EVENT = msgspec.json.Decoder(AnyEvent)


class KnownFacts:
    """`kinds` are names of facts, a few a day at most. The first reading goes through the whole log, and so does the
    one after a resident's data was erased."""

    def __init__(self, database: Database, kinds: Sequence[str]) -> None:
        self._database = database
        self._kinds = tuple(kinds)
        self._after = 0
        self._found: list[AnyEvent] = []
        self._turn = asyncio.Lock()

    async def read(self) -> tuple[AnyEvent, ...]:
        """All of them up to this moment, oldest first."""
        async with self._turn:
            if not await self._read_on() and self._after:
                self._after, self._found = 0, []
                await self._read_on()
            return tuple(self._found)

    async def _read_on(self) -> bool:
        """Read what is new; False where somebody was erased in what is new after what was read before."""
        since = self._after
        async with self._database.reading() as session:
            end = await session.scalar(select(func.max(EventRow.number))) or 0
            query = select(EventRow.kind, EventRow.payload).where(
                EventRow.number > since, EventRow.number <= end, EventRow.kind.in_((*self._kinds, ERASED))
            )
            rows = (await session.execute(query.order_by(EventRow.number))).all()
        self._found += [_EVENT.decode(payload) for kind, payload in rows if kind in self._kinds]
        self._after = end
        return not since or all(kind != ERASED for kind, _ in rows)
