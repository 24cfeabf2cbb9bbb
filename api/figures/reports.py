"""Reports and plans from the database: any period, queue, agent, building (SLA-13), and the forecast of a day."""

import time
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from api.agents.people import People
from api.db import Database
from api.duty.sight import shown
from api.errors import Invalid
from api.figures.forecast import QUARTER_S, PlanAim, by_hour, by_quarter, plan_of, same_weekdays, week_of
from api.figures.history import History, Which
from api.figures.report import AGENT, BUILDING, QUEUE, Period
from api.figures.steps import Step, edges_of
from api.models import DutyRow, TicketRow
from api.queues.sites import EVERYTHING, Seen
from api.schemas import DayPlan, DutyState, Report
from api.schemas.figures import WeekPlan

USUAL_AHT_S = 180.0
"""Where no call was ever handled."""
AHT_DAYS = 28


class Reports:
    """Makes them."""

    def __init__(self, history: History, database: Database, people: People, queues: Mapping[str, str]) -> None:
        self._history = history
        self._database = database
        self._people = people
        self.queues = queues
        """Name of each queue, by its id."""

    async def report(self, which: Which, step: Step) -> Report:
        """The period. Raises Invalid for one that ends before it begins, or of too many stretches."""
        try:
            edges = edges_of(which.since, which.until, step, self._history.zone)
        except ValueError as error:
            why = f"结束要晚于开始；时间段太长时请选大一些的步长 / {error}"
            raise Invalid("时间段或步长不对", str(error), {"step": why}) from None
        period = Period(edges, self._history.rule)
        quarters: Counter[int] = Counter()
        async for fact in self._history.facts(which):
            period.add(fact)
            quarters[int(fact.arrived_at // QUARTER_S)] += not fact.outgoing
        if (which.queue, which.building, which.seen.queues) == (None, None, None):  # agents' time belongs to none
            spans = await self._history.spans(which.since, which.until, which.agent_id)
            period.spend(spans, min(time.time(), which.until))
        names = {one.agent_id: one.name for one in await self._people.all()}
        tickets, kinds = await self._tickets(which)
        opened, left = await self._duty(which)
        return Report(
            since=which.since,
            until=which.until,
            step=step,
            total=period.total(),
            buckets=period.buckets(),
            agents=period.by(AGENT, names),
            queues=period.by(QUEUE, self.queues),
            buildings=period.by(BUILDING, {}),
            by_hour=by_hour(quarters, self._history.zone),
            tickets=tickets,
            kinds=kinds,
            duty_opened=opened,
            duty_left=left,
        )

    async def plan(
        self,
        day: date,
        weeks: int,
        target_s: float,
        aim: float,
        aht_s: float | None,
        seen: Seen = EVERYTHING,
    ) -> DayPlan:
        """The forecast of this day for the calls that are seen, and the agents that it needs."""
        zone, before = self._history.zone, same_weekdays(day, weeks)
        days: dict[date, list[int]] = {}
        for one in before:
            since = datetime(one.year, one.month, one.day, tzinfo=zone).timestamp()
            that = Which(since=since, until=self._history.next_midnight(since), seen=seen)
            days |= by_quarter(await self._history.arrivals(that), zone)
        first = await self._history.first_call()
        began = datetime.fromtimestamp(first, zone).date() if first is not None else None
        made = PlanAim(aht_s=aht_s or await self._aht_s(seen), target_s=target_s, aim=aim, weeks=weeks)
        try:
            return plan_of(day, days, began, made, zone)
        except ValueError as error:
            raise _no_plan(error) from None

    async def week_plan(
        self,
        weeks: int,
        target_s: float,
        aim: float,
        aht_s: float | None,
        seen: Seen = EVERYTHING,
    ) -> WeekPlan:
        """What each hour of each weekday usually brings, by the whole weeks up to yesterday."""
        zone = self._history.zone
        today = datetime.fromtimestamp(time.time(), zone).date()
        first = await self._history.first_call()
        began = datetime.fromtimestamp(first, zone).date() if first is not None else None
        since = datetime.combine(today - timedelta(weeks=weeks), datetime.min.time(), zone).timestamp()
        until = datetime.combine(today, datetime.min.time(), zone).timestamp()
        arrivals = await self._history.arrivals(Which(since=since, until=until, seen=seen))
        days = by_quarter(arrivals, zone)
        made = PlanAim(aht_s=aht_s or await self._aht_s(seen), target_s=target_s, aim=aim, weeks=weeks)
        try:
            return week_of(today, days, began, made)
        except ValueError as error:
            raise _no_plan(error) from None

    async def first_call(self) -> float | None:
        """When the hotline's first call came, Unix seconds; None where there was none."""
        return await self._history.first_call()

    async def buildings(self, seen: Seen) -> list[str]:
        """Buildings that these calls came from."""
        return await self._history.buildings(seen)

    async def _aht_s(self, seen: Seen) -> float:
        """Handling time of the last four weeks, in seconds."""
        now = time.time()
        period = Period([now - AHT_DAYS * 86_400, now], self._history.rule)
        lately = Which(since=now - AHT_DAYS * 86_400, until=now, seen=seen)
        async for fact in self._history.facts(lately):
            period.add(fact)
        aht_ms = period.total().aht_ms
        return aht_ms / 1000 if aht_ms else USUAL_AHT_S

    async def _tickets(self, which: Which) -> tuple[int, dict[str, int]]:
        within = (TicketRow.registered_at >= which.since, TicketRow.registered_at < which.until)
        query = select(TicketRow.kind, func.count()).where(*within).group_by(TicketRow.kind)
        if which.agent_id is not None:
            query = query.where(TicketRow.registered_by == which.agent_id)
        if which.building is not None:
            query = query.where(TicketRow.home.startswith(f"{which.building}|", autoescape=True))
        if which.seen.site:
            query = query.where(TicketRow.site.in_((which.seen.site, "")))
        async with self._database.reading() as session:
            rows = (await session.execute(query)).all()
        kinds: dict[str, int] = {row[0]: row[1] for row in sorted(rows, key=lambda one: (-one[1], one[0]))}
        return sum(kinds.values()), kinds

    async def _duty(self, which: Which) -> tuple[int, int]:
        within = (DutyRow.first_at >= which.since, DutyRow.first_at < which.until)
        left = func.count().filter(DutyRow.state == DutyState.OPEN)
        query = select(func.count(), left).select_from(DutyRow).where(*within, shown(which.seen))
        async with self._database.reading() as session:
            opened, still = (await session.execute(query)).one()
        return opened, still


def _no_plan(error: ValueError) -> Invalid:
    why = f"请填 0 到 1 之间的目标；话务量太大时缩短处理时间或放低目标 / {error}"
    return Invalid("无法排出坐席数", str(error), {"aim": why})
