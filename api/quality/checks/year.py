"""The year's assessment (PEN-10): marks as they are entered, and what they come to. Rights are the routes' matter."""

import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from api.db import Database
from api.errors import Invalid
from api.figures.tables import CallFactRow
from api.log import EventLog
from api.quality.checks.events import YearMarked
from api.quality.checks.tables import YearMarkRow
from api.quality.months import bounds
from api.quality.score import WHOLE, year_score
from api.quality.shelf import QualityShelf
from api.schemas import AgentView
from api.schemas.quality_checks import AgentYear, NewYearMarks, YearMark, YearPart, YearView
from scripts_lib.penalties import Penalties, Share

FIRST_YEAR, LAST_YEAR = 2000, 9998
MONTHS = 12


class YearShelf:
    """Reads and enters. `zone` tells which year it is."""

    def __init__(self, database: Database, log: EventLog, quality: QualityShelf, zone: ZoneInfo) -> None:
        self._database = database
        self._log = log
        self._quality = quality
        self._zone = zone

    @property
    def _penalties(self) -> Penalties:
        return self._quality.penalties

    async def mark(self, year: int, agent_id: str, new: NewYearMarks, by: AgentView) -> None:
        """Enter marks of 0 to 100; the last one of a cell counts. Raises Invalid."""
        self.check_year(year)
        if agent_id == by.agent_id:
            raise Invalid("不能给自己打分", "nobody marks the own year", {"agent_id": "本人 / yourself"})
        rule, faults = self._penalties.year, {}
        for one in new.marks:
            name = f"{one.check}-{one.subject}"
            if not (0 <= one.check < len(rule.checks) and 0 <= one.subject < len(rule.subjects)):
                faults[name] = "没有这一项 / there is no such part"
            elif not 0 <= one.mark <= WHOLE:
                faults[name] = f"只能是 0～{WHOLE} / between 0 and {WHOLE}"
        if faults or not new.marks:
            raise Invalid("分数填写有误", "the marks are wrong", faults or {"marks": "必填 / required"})
        now, reason = time.time(), new.reason.strip()
        events = (
            YearMarked(
                at=now,
                agent_id=agent_id,
                year=year,
                check=one.check,
                subject=one.subject,
                mark=one.mark,
                by=by.agent_id,
                reason=reason,
            )
            for one in new.marks
        )
        await self._log.append_desk(*events)

    async def year(self, year: int, agents: Sequence[str]) -> YearView:
        """The year of these agents, best first; those without all marks last. Raises Invalid for no year."""
        self.check_year(year)
        query = select(YearMarkRow).where(YearMarkRow.year == year, YearMarkRow.agent_id.in_(agents))
        async with self._database.reading() as session:
            rows = (await session.scalars(query)).all()
        means = await self._means(year, agents)
        found = [self._agent(one, [row for row in rows if row.agent_id == one], means.get(one)) for one in agents]
        found.sort(key=lambda one: (one.total is None, -(one.total or 0.0), one.agent_id))
        rule = self._penalties.year
        return YearView(
            year=year, rule=rule.rule, checks=_parts(rule.checks), subjects=_parts(rule.subjects), items=tuple(found)
        )

    def check_year(self, year: int) -> None:
        """Raises Invalid for what is no year."""
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Invalid("年份不对", "this is no year", {"year": "写成 2026 / written as 2026"})

    def _agent(self, agent_id: str, rows: Iterable[YearMarkRow], mean: float | None) -> AgentYear:
        marks = tuple(
            YearMark(check=row.check, subject=row.subject, mark=row.mark, by=row.by, at=row.at, reason=row.reason)
            for row in sorted(rows, key=lambda one: (one.check, one.subject))
        )
        given = {(one.check, one.subject): one.mark for one in marks}
        total = year_score(given, self._penalties)
        return AgentYear(agent_id=agent_id, marks=marks, total=total, months_mean=mean)

    async def _means(self, year: int, agents: Sequence[str]) -> dict[str, float]:
        """The mean of each agent's months that are over, of those with calls: what monthly reviews may go by."""
        this_month = datetime.fromtimestamp(time.time(), self._zone).strftime("%Y-%m")
        over = [name for name in (f"{year}-{number:02}" for number in range(1, MONTHS + 1)) if name < this_month]
        totals: dict[str, list[int]] = {}
        for month in over:
            there = await self._at_work(month, agents)
            for score in await self._quality.scores(month, there) if there else ():
                totals.setdefault(score.agent_id, []).append(score.total)
        return {agent: round(sum(found) / len(found), 1) for agent, found in totals.items()}

    async def _at_work(self, month: str, agents: Sequence[str]) -> list[str]:
        """Those of them who took a call in the month: a month away is no month of 80."""
        begins, ends = bounds(month, self._zone)
        query = (
            select(CallFactRow.agent_id)
            .where(CallFactRow.arrived_at >= begins, CallFactRow.arrived_at < ends, CallFactRow.agent_id.in_(agents))
            .distinct()
        )
        async with self._database.reading() as session:
            return sorted(await session.scalars(query))


def _parts(shares: Iterable[Share]) -> tuple[YearPart, ...]:
    return tuple(YearPart(what=one.what, percent=one.percent) for one in shares)
