"""Reads what the report of required phrases is counted from: judged calls, and calls that were taken."""

from collections import defaultdict
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from api.agents.organisation import Places
from api.agents.people import People
from api.db import Database
from api.figures.history import Which
from api.figures.tables import CallFactRow
from api.periods.asked import Asked
from api.quality.required import Member, Tally, report
from api.quality.tables import RequiredJudgedRow
from api.schemas.quality import RequiredReport
from scripts_lib.loader import Library
from scripts_lib.model import Moment

MOMENTS = (Moment.OPENING, Moment.ENDING)


class RequiredShelf:
    """Counts by the required phrases in force."""

    def __init__(self, database: Database, library: Library, people: People, places: Places, zone: ZoneInfo) -> None:
        self._database = database
        self._library = library
        self._people = people
        self._places = places
        self._zone = zone

    async def of_days(self, asked: Asked, among: frozenset[str] | None = None) -> RequiredReport:
        """The calls that came in on these days; `among` are those whose calls are counted, None for everybody's."""
        which = asked.which(self._zone)
        tallies: defaultdict[str, Tally] = defaultdict(Tally)
        async with self._database.reading() as session:
            judged = RequiredJudgedRow.arrived_at, RequiredJudgedRow.agent_id
            await _judged(session, tallies, _within(*judged, which, among))
            taken = (
                *_within(CallFactRow.arrived_at, CallFactRow.agent_id, which, among),
                CallFactRow.agent_id != "",
                CallFactRow.outgoing.is_(False),
                CallFactRow.talk_ms.is_not(None),
            )
            await _taken(session, tallies, taken)
        members = [Member(one.agent_id, one.name, one.team) for one in await self._people.all()]
        teams = {one.key: one.name for one in (await self._places.organisation()).teams}
        days = (asked.first.isoformat(), asked.last.isoformat())
        return report(days, self._library.rules.required, tallies, members, teams)


Conditions = tuple[ColumnElement[bool], ...]


def _within(
    at: InstrumentedAttribute[float], agent: InstrumentedAttribute[str], which: Which, among: frozenset[str] | None
) -> Conditions:
    own = (agent.in_(among),) if among is not None else ()
    return (at >= which.since, at < which.until, *own)


async def _judged(session: AsyncSession, tallies: defaultdict[str, Tally], where: Conditions) -> None:
    """Calls alike in what was heard are read as one row."""
    alike = (RequiredJudgedRow.agent_id, RequiredJudgedRow.heard, RequiredJudgedRow.missing)
    for agent_id, heard, missing, calls in await session.execute(
        select(*alike, func.count()).where(*where).group_by(*alike)
    ):
        for rule in heard.split():
            tallies[agent_id].heard[rule] += calls
        for rule in missing.split():
            tallies[agent_id].missing[rule] += calls


async def _taken(session: AsyncSession, tallies: defaultdict[str, Tally], taken: Conditions) -> None:
    """Calls that were taken, and of whose opening or ending nothing was written down."""
    by_agent = select(CallFactRow.agent_id, func.count()).group_by(CallFactRow.agent_id)
    for agent_id, calls in await session.execute(by_agent.where(*taken)):
        tallies[agent_id].calls = calls
    for moment in MOMENTS:
        same = and_(RequiredJudgedRow.call_id == CallFactRow.call_id, RequiredJudgedRow.moment == moment)
        unjudged = by_agent.outerjoin(RequiredJudgedRow, same).where(*taken, RequiredJudgedRow.call_id.is_(None))
        for agent_id, calls in await session.execute(unjudged):
            tallies[agent_id].unjudged[moment] = calls
