"""Reads facts and agents' time of any stretch of time from the database, and adds them up."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import ColumnElement, func, or_, select

from api.calls.record import CallRecord
from api.db import Database
from api.figures.fact import CallFact
from api.figures.ledger import COLUMNS, fact_of_columns, span_of
from api.figures.levels import LevelRule
from api.figures.spans import AgentSpan
from api.figures.tables import AgentSpanRow, CallFactRow
from api.log import EventLog
from api.models import CallRow, EventRow
from api.projector import record_of
from api.queues.sites import EVERYTHING, Seen

PAGE = 5000
"""Rows after which the event loop has its turn: a report must not make the live side wait."""


class Which(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of calls: by the moment at which they came, Unix seconds, and what else they share; None: any."""

    since: float
    until: float
    queue: str | None = None
    agent_id: str | None = None
    building: str | None = None
    seen: Seen = EVERYTHING
    """By whoever asks."""


class History:
    """The past, as far as figures need it."""

    def __init__(self, database: Database, log: EventLog, zone: ZoneInfo, rule: LevelRule) -> None:
        self._database = database
        self._log = log
        self.zone = zone
        self.rule = rule

    async def fill(self) -> bool:
        """Fold the log anew where calls are known and their facts are not: a database from before there were any."""
        async with self._database.reading() as session:
            calls = await session.scalar(select(func.count()).select_from(CallRow))
            facts = await session.scalar(select(func.count()).select_from(CallFactRow))
        if not calls or facts:
            return False
        await self._log.rebuild()
        return True

    def midnight(self, at: float) -> float:
        """The beginning of the local day in which this moment lies."""
        local = datetime.fromtimestamp(at, self.zone)
        return local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()

    def next_midnight(self, at: float) -> float:
        """The end of that day, also where the clocks change."""
        local = datetime.fromtimestamp(at, self.zone)
        return datetime.combine(local.date() + timedelta(days=1), datetime.min.time(), self.zone).timestamp()

    async def last_at(self) -> float:
        """The time of the last thing in the log; 0 for an empty one."""
        async with self._database.reading() as session:
            query = select(EventRow.at).order_by(EventRow.number.desc()).limit(1)
            return await session.scalar(query) or 0.0

    async def facts(self, which: Which) -> AsyncIterator[CallFact]:
        """Every call of the stretch, in no order."""
        query = select(*COLUMNS).where(*_conditions(which))
        async with self._database.reading() as session:
            stream = await session.stream(query.execution_options(yield_per=PAGE))
            async for page in stream.partitions(PAGE):
                for row in page:
                    yield fact_of_columns(row)
                await asyncio.sleep(0)

    async def spans(self, since: float, until: float, agent_id: str | None = None) -> list[AgentSpan]:
        """Agents' time of which a part lies within."""
        query = select(AgentSpanRow).where(
            AgentSpanRow.since < until, or_(AgentSpanRow.until.is_(None), AgentSpanRow.until > since)
        )
        if agent_id is not None:
            query = query.where(AgentSpanRow.agent_id == agent_id)
        async with self._database.reading() as session:
            return [span_of(row) for row in await session.scalars(query)]

    async def open_calls(self) -> list[tuple[CallRecord, str]]:
        """Calls that go on, with their streams."""
        async with self._database.reading() as session:
            rows = await session.scalars(select(CallRow).where(CallRow.ended.is_(False)))
            return [(record_of(row), row.stream_id) for row in rows]

    async def arrivals(self, which: Which) -> list[float]:
        """When calls came, without those of ours."""
        query = select(CallFactRow.arrived_at).where(*_conditions(which), CallFactRow.outgoing.is_(False))
        async with self._database.reading() as session:
            return list(await session.scalars(query))

    async def buildings(self, seen: Seen) -> list[str]:
        """Every building that one of these calls came from, short names first."""
        query = select(CallFactRow.building).where(CallFactRow.building != "").distinct()
        if seen.queues is not None:
            query = query.where(CallFactRow.queue.in_(seen.queues))
        async with self._database.reading() as session:
            return sorted(await session.scalars(query), key=lambda one: (len(one), one))

    async def first_call(self) -> float | None:
        """When the first call came; None without any."""
        async with self._database.reading() as session:
            return await session.scalar(select(func.min(CallFactRow.arrived_at)))


def _conditions(which: Which) -> Iterator[ColumnElement[bool]]:
    yield CallFactRow.arrived_at >= which.since
    yield CallFactRow.arrived_at < which.until
    if which.seen.queues is not None:
        yield CallFactRow.queue.in_(which.seen.queues)
    for column, wanted in (
        (CallFactRow.queue, which.queue),
        (CallFactRow.agent_id, which.agent_id),
        (CallFactRow.building, which.building),
    ):
        if wanted is not None:
            yield column == wanted
