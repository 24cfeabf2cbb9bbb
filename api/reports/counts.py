"""Counts of a stretch of time, asked of the database in a few passes over narrow indexes (`tables.py`).

Each pass groups once by everything that it can, and the groups, some thousands at most, are added up here: 200,000
complaints are read three times, not once for each topic. Calls are summed day by day, which needs no sorting.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sqlalchemy import ColumnElement, and_, case, func, not_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.db import Database
from api.figures.tables import CallFactRow
from api.queues.sites import EVERYTHING, Seen
from api.reports.outcomes import outcomes_of
from api.reports.tables import TicketCountRow
from api.schemas.surveys import Source
from api.surveys.tables import SatisfactionRow
from telephony.events import Verdict

TOPICS = ("kind", "nature", "weight", "content", "department", "channel", "satisfaction")
MOST_HOMES = 50


@dataclass(slots=True)
class Counts:
    """One stretch, added up. `by` has for each topic how many of each value; `clocks` and `department_clocks` have
    `(name, outcome)` and `(department, outcome)`; days are in the order of the bounds that were asked for."""

    tickets: int = 0
    done: int = 0
    ended: int = 0
    by: dict[str, Counter[str]] = field(default_factory=lambda: {topic: Counter() for topic in (*TOPICS, "building")})
    department_done: Counter[str] = field(default_factory=Counter)
    not_asked: int = 0
    surveys: int = 0
    surveys_content: int = 0
    clocks: Counter[tuple[str, str]] = field(default_factory=Counter)
    department_clocks: Counter[tuple[str, str]] = field(default_factory=Counter)
    homes: list[tuple[str, int]] = field(default_factory=list)
    repeat_homes: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    ticket_days: list[int] = field(default_factory=list)
    call_days: list[int] = field(default_factory=list)


async def counts_of(database: Database, bounds: Sequence[float], seen: Seen = EVERYTHING) -> Counts:
    """Everything from the first bound to the last, Unix seconds, with days between each two, as far as it is seen. A
    questionnaire is of its complaint's site; what has no site is everybody's."""
    made = Counts()
    within = [TicketCountRow.registered_at >= bounds[0], TicketCountRow.registered_at < bounds[-1]]
    of_site: list[ColumnElement[bool]] = [TicketCountRow.site.in_((seen.site, ""))] if seen.site else []

    async def words() -> None:
        async with database.reading() as session:
            await _words(session, made, within + of_site)
            await _ticket_days(session, made, bounds, of_site)

    async def others() -> None:
        async with database.reading() as session:
            await _clocks(session, made, within + of_site)
            await _homes(session, made, within + of_site)
            await _calls(session, made, bounds, seen)
            await _surveys(session, made, bounds, of_site)

    await asyncio.gather(words(), others())  # SQLite counts outside of Python's lock: on two cores at once
    return made


async def _words(session: AsyncSession, made: Counts, within: list[ColumnElement[bool]]) -> None:
    columns = [getattr(TicketCountRow, topic) for topic in TOPICS]
    grouped = (*columns, TicketCountRow.done, TicketCountRow.ended)
    query = select(*grouped, func.count()).where(*within).group_by(*grouped)
    for *values, done, ended, count in await session.execute(query):
        row = dict(zip(TOPICS, values, strict=True))
        made.tickets += count
        made.ended += count if ended else 0
        for topic, value in row.items():
            made.by[topic][value] += count
        if done:
            made.done += count
            made.department_done[row["department"]] += count
            made.not_asked += count if not row["satisfaction"] else 0


async def _clocks(session: AsyncSession, made: Counts, within: list[ColumnElement[bool]]) -> None:
    grouped = (TicketCountRow.department, TicketCountRow.clocks)
    query = select(*grouped, func.count()).where(*within).group_by(*grouped)
    for department, clocks, count in await session.execute(query):
        for name, outcome in outcomes_of(clocks):
            made.clocks[name, outcome] += count
            made.department_clocks[department, outcome] += count


async def _homes(session: AsyncSession, made: Counts, within: list[ColumnElement[bool]]) -> None:
    """Buildings, and homes that complained more than once."""
    grouped = (TicketCountRow.building, TicketCountRow.home)
    query = select(*grouped, func.count()).where(*within).group_by(*grouped)
    repeats = []
    for building, home, count in await session.execute(query):
        made.by["building"][building] += count
        if home and count > 1:
            repeats.append((home, count))
    made.repeat_homes = len(repeats)
    made.homes = sorted(repeats, key=lambda one: (-one[1], one[0]))[:MOST_HOMES]


async def _ticket_days(
    session: AsyncSession, made: Counts, bounds: Sequence[float], of_site: list[ColumnElement[bool]]
) -> None:
    at = TicketCountRow.registered_at
    for since, until in pairwise(bounds):
        query = select(func.count()).select_from(TicketCountRow).where(at >= since, at < until, *of_site)
        made.ticket_days.append(await session.scalar(query) or 0)


async def _calls(session: AsyncSession, made: Counts, bounds: Sequence[float], seen: Seen) -> None:
    incoming = not_(CallFactRow.outgoing)
    sums = {
        "outgoing": CallFactRow.outgoing,
        "calls": incoming,
        "answered": and_(incoming, CallFactRow.wait_ms.is_not(None)),
        "given_up": and_(incoming, CallFactRow.given_up),
        "rings_met": and_(incoming, CallFactRow.verdict == Verdict.MET),
        "rings_missed": and_(incoming, CallFactRow.verdict == Verdict.MISSED),
    }
    columns = [func.coalesce(func.sum(case((which, 1), else_=0)), 0) for which in sums.values()]
    for since, until in pairwise(bounds):
        within = [CallFactRow.arrived_at >= since, CallFactRow.arrived_at < until]
        if seen.queues is not None:
            within.append(CallFactRow.queue.in_(seen.queues))
        day = dict(zip(sums, (await session.execute(select(*columns).where(*within))).one(), strict=True))
        made.call_days.append(day["calls"])
        made.calls.update(day)


async def _surveys(
    session: AsyncSession, made: Counts, bounds: Sequence[float], of_site: list[ColumnElement[bool]]
) -> None:
    """Questionnaires by when they were answered; follow-up calls are counted with their complaints."""
    row = SatisfactionRow
    content = func.coalesce(func.sum(case((row.content, 1), else_=0)), 0)
    query = select(func.count(), content).where(row.at >= bounds[0], row.at < bounds[-1], row.source == Source.SURVEY)
    if of_site:
        query = query.join(TicketCountRow, TicketCountRow.number == row.ticket_number).where(*of_site)
    made.surveys, made.surveys_content = (await session.execute(query)).one()
