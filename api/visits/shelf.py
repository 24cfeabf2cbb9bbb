"""Visits as they are planned, noted and read (VISIT-1)."""

import hashlib
import time
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from api.channels import OpenCase
from api.db import Database
from api.errors import Invalid
from api.log import EventLog
from api.models import ResidentRow
from api.schemas import AgentView
from api.schemas.visits import NewVisit, PlannedHome, VisitDay, VisitOutcome, VisitPlan, VisitView
from api.visits.events import VisitMade
from api.visits.ledger import visit_of
from api.visits.plan import PlannedDay, Seen, Workday, plan
from api.visits.tables import VisitRow
from scripts_lib.model import Channel

LONGEST_SAID = 2000
LONGEST_NAME = 64
LOOKED_BACK_S = 3 * 366 * 86_400.0
"""Visits older than this decide nothing in the plan."""
LATE_S = 31 * 86_400.0
"""A visit is noted within a month."""


class VisitShelf:
    """Reads and notes visits. `zone` is the site's; `open_case` makes tickets."""

    def __init__(
        self, database: Database, log: EventLog, zone: ZoneInfo, is_workday: Workday, open_case: OpenCase
    ) -> None:
        self._database = database
        self._log = log
        self._zone = zone
        self._is_workday = is_workday
        self._open_case = open_case

    async def plan(self, now: float, *, days: int, visitors: int) -> VisitPlan:
        """The next `days` planned days; what was visited today stands in today's."""
        today = self._day(now)
        async with self._database.reading() as session:
            homes = await _homes(session)
            visits = await self._visits(session, now - LOOKED_BACK_S)
        before = [one for one in visits if self._day(one.at) < today]
        made = plan(homes, self._seen(before), today, self._is_workday, visitors=visitors)
        seen, of_today = self._seen(visits), [one for one in visits if self._day(one.at) == today]
        return VisitPlan(
            homes=made.homes,
            done=made.done,
            beyond=made.beyond,
            visitors=visitors,
            visitors_needed=made.visitors,
            days=tuple(_shown(one, seen, of_today if one.day == today else []) for one in made.days[:days]),
        )

    async def page(
        self, *, home: str, since: float | None, limit: int, offset: int
    ) -> tuple[int, tuple[VisitView, ...]]:
        """How many visits there are, and one page of them, newest first; of one home where it is named."""
        query = select(VisitRow)
        if home:
            query = query.where(VisitRow.home == home)
        if since is not None:
            query = query.where(VisitRow.at >= since)
        async with self._database.reading() as session:
            total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
            ordered = query.order_by(VisitRow.at.desc(), VisitRow.visit_id.desc()).limit(limit).offset(offset)
            return total, tuple(visit_of(row) for row in await session.scalars(ordered))

    async def check(self, new: NewVisit, now: float) -> None:
        """Whether it could be noted as it stands. Raises Invalid, a message a field."""
        async with self._database.reading() as session:
            await self._check(session, new, now)

    async def note(self, new: NewVisit, by: AgentView, key: str = "") -> VisitView:
        """Keep what was said, and open the case that it gives rise to, all or nothing. `key` is the sender's
        Idempotency-Key: the same one is the same visit. Raises Invalid."""
        now = time.time()
        visit_id = _id_of(by, key)

        async def work(session: AsyncSession) -> VisitView:
            there = await session.get(VisitRow, visit_id)
            if there is not None:
                return visit_of(there)
            await self._check(session, new, now)
            number = ""
            if new.complaint is not None:
                number = await self._open_case(
                    session, new.complaint, channel=Channel.VISIT, by=by, key=f"visit:{visit_id}"
                )
            await self._log.append_within(session, _fact(new, visit_id, number, by, now))
            return visit_of(await session.get_one(VisitRow, visit_id))

        return await self._log.in_transaction(work)

    async def _check(self, session: AsyncSession, new: NewVisit, now: float) -> None:
        fields = {}
        if new.home not in await _homes(session, new.home):
            fields["home"] = "名册里没有这一户 / no such home in the book"
        if new.outcome is VisitOutcome.MET and not new.said.strip():
            fields["said"] = "请记下住户说了什么 / note what was said"
        if len(new.said) > LONGEST_SAID:
            fields["said"] = f"最多 {LONGEST_SAID} 字 / at most {LONGEST_SAID} characters"
        if len(new.spoke_with) > LONGEST_NAME:
            fields["spoke_with"] = f"最多 {LONGEST_NAME} 字 / at most {LONGEST_NAME} characters"
        if new.visited_at is not None and not now - LATE_S <= new.visited_at <= now + 60:
            fields["visited_at"] = "走访时间应在最近一个月内 / must lie within the last month"
        if new.complaint is not None and new.outcome is not VisitOutcome.MET:
            fields["complaint"] = "没有见到住户，不能立项 / nobody was met"
        if fields:
            raise Invalid("走访记录没有填好", "the note of the visit is not complete", fields)

    async def _visits(self, session: AsyncSession, since: float) -> list[VisitView]:
        query = select(VisitRow).where(VisitRow.at >= since).order_by(VisitRow.at)
        return [visit_of(row) for row in await session.scalars(query)]

    def _seen(self, visits: Sequence[VisitView]) -> dict[str, Seen]:
        """The last time of each home; `visits` in order. Who does not want to be visited counts as met."""
        seen: dict[str, Seen] = {}
        for one in visits:
            before, day = seen.get(one.home, Seen()), self._day(one.at)
            absent = one.outcome is VisitOutcome.ABSENT
            seen[one.home] = Seen(met=before.met, tried=day) if absent else Seen(met=day, tried=before.tried)
        return seen

    def _day(self, at: float) -> date:
        return datetime.fromtimestamp(at, self._zone).date()


def _fact(new: NewVisit, visit_id: str, number: str, by: AgentView, now: float) -> VisitMade:
    return VisitMade(
        at=now if new.visited_at is None else new.visited_at,
        visit_id=visit_id,
        home=new.home,
        agent_id=by.agent_id,
        name=by.name,
        outcome=new.outcome,
        spoke_with=new.spoke_with.strip(),
        said=new.said.strip(),
        satisfied=new.satisfied,
        ticket_number=number,
    )


def _id_of(by: AgentView, key: str) -> str:
    """An id of its own, or the one that this person's key always gives."""
    if not key:
        return str(uuid7())
    return hashlib.sha256(f"{by.agent_id}\0{key}".encode("utf-8", "surrogatepass")).hexdigest()[:40]


def _shown(day: PlannedDay, seen: dict[str, Seen], visits: Sequence[VisitView]) -> VisitDay:
    made = {one.home: one for one in visits}
    homes = [
        PlannedHome(
            home=home,
            last_met=seen.get(home, Seen()).met,
            last_tried=seen.get(home, Seen()).tried,
            visit=made.get(home),
        )
        for home in day.homes
    ]
    return VisitDay(day=day.day, homes=tuple(homes))


async def _homes(session: AsyncSession, home: str = "") -> list[str]:
    """Every home of the book, or that one if the book has it."""
    query = select(ResidentRow.building, ResidentRow.unit, ResidentRow.room).distinct()
    if home:
        parts = home.split("|")
        if len(parts) != 3:
            return []
        building, unit, room = parts
        query = query.where(ResidentRow.building == building, ResidentRow.unit == unit, ResidentRow.room == room)
    return ["|".join(row) for row in await session.execute(query)]
