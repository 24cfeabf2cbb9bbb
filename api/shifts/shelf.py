"""The plan of shifts as it is read and changed (LINE-6). What colleagues see of each other is decided here, once."""

import time
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.agents.people import People
from api.db import Database
from api.errors import Conflict, Invalid, NotFound
from api.figures.ledger import span_of
from api.figures.spans import AgentSpan
from api.figures.tables import AgentSpanRow
from api.log import EventLog
from api.rights import Right, may, same_team
from api.schemas import AgentView
from api.schemas.shifts import CrewMember, NewCrew, OnShift, ShiftDay, ShiftPlan, ShiftView
from api.shifts.attendance import attend, covering
from api.shifts.events import ShiftStaffed
from api.shifts.kinds import ShiftKind, uncovered_minutes
from api.shifts.ledger import staffed_of
from api.shifts.tables import ShiftRow

FARTHEST = timedelta(days=366)
"""Nobody plans for later."""


class ShiftShelf:
    """Reads and plans. `kinds` are the settings' shifts, `zone` is the site's."""

    def __init__(
        self, database: Database, log: EventLog, people: People, kinds: tuple[ShiftKind, ...], zone: ZoneInfo
    ) -> None:
        self._database = database
        self._log = log
        self._people = people
        self._kinds = kinds
        self._zone = zone

    async def plan(self, first: date, days: int, by: AgentView) -> ShiftPlan:
        """The days from `first` on. Attendance is for whoever plans or sees figures, and one's own."""
        now = time.time()
        wanted = [first + timedelta(days=one) for one in range(days)]
        people = {one.agent_id: one for one in await self._people.all()}
        async with self._database.reading() as session:
            planned = await _planned(session, wanted)
            since = min((one.since for one in planned.values()), default=self._kinds_since(first))
            spans = await _spans(session, min(since, self._kinds_since(first)), now)
        shown = tuple(self._day(day, planned, people, spans, now, by) for day in wanted)
        staff = tuple(_member(one) for one in people.values() if one.active and _plannable(by, one))
        return ShiftPlan(
            days=shown,
            staff=tuple(sorted(staff, key=lambda one: one.name)) if may(by, Right.PLAN_SHIFTS) else (),
            uncovered_minutes=uncovered_minutes(self._kinds),
        )

    async def staff(self, day: date, shift: str, new: NewCrew, by: AgentView) -> ShiftDay:
        """Put these people on the shift; those of other teams stay. Raises NotFound, Invalid, Conflict."""
        kind = next((one for one in self._kinds if one.key == shift), None)
        if kind is None:
            raise NotFound(f"没有班次 {shift}", f"there is no shift {shift!r}")
        now = time.time()
        since, until = kind.times(day, self._zone)
        if until <= now or since > now + FARTHEST.total_seconds():
            raise Invalid(
                "只能排当前和将来一年内的班次",
                "a shift that is over, or more than a year ahead, is not planned",
                {"day": "已结束或太远 / over, or too far ahead"},
            )
        people = {one.agent_id: one for one in await self._people.all()}
        asked = _asked(new, people, by)

        async def work(session: AsyncSession) -> None:
            around = await _planned(session, [day + timedelta(days=one) for one in (-1, 0, 1)])
            before = around.pop((day, shift), None)
            kept = [] if before is None else [one for one in before.crew if not _may_move(by, people, one.agent_id)]
            _check_rest(asked, around.values(), since, until)
            fact = ShiftStaffed(
                at=now,
                day=day,
                shift=shift,
                zh=kind.zh,
                en=kind.en,
                since=since,
                until=until,
                agent_id=by.agent_id,
                crew=(*kept, *asked),
            )
            await self._log.append_within(session, fact)

        await self._log.in_transaction(work)
        return (await self.plan(day, 1, by)).days[0]

    def _kinds_since(self, day: date) -> float:
        return min((one.times(day, self._zone)[0] for one in self._kinds), default=0.0)

    def _day(
        self,
        day: date,
        planned: dict[tuple[date, str], ShiftStaffed],
        people: dict[str, AgentView],
        spans: Sequence[AgentSpan],
        now: float,
        by: AgentView,
    ) -> ShiftDay:
        """A day's shifts: those of the settings, and what was planned under earlier ones."""
        found = [one for (on, _), one in planned.items() if on == day]
        keys = {one.shift for one in found}
        found += [self._unstaffed(day, kind) for kind in self._kinds if kind.key not in keys]
        sees = may(by, Right.PLAN_SHIFTS) or may(by, Right.SEE_FIGURES)
        names = {one.agent_id: one.name for one in people.values() if may(one, Right.TAKE_CALLS)} if sees else {}
        views = [_view(one, names, spans, now, by, sees=sees) for one in found]
        return ShiftDay(day=day, shifts=tuple(sorted(views, key=lambda one: one.since)))

    def _unstaffed(self, day: date, kind: ShiftKind) -> ShiftStaffed:
        since, until = kind.times(day, self._zone)
        return ShiftStaffed(
            at=0, day=day, shift=kind.key, zh=kind.zh, en=kind.en, since=since, until=until, agent_id="", crew=()
        )


def _view(
    staffed: ShiftStaffed,
    names: dict[str, str],
    spans: Sequence[AgentSpan],
    now: float,
    by: AgentView,
    *,
    sees: bool,
) -> ShiftView:
    crew = []
    for one in staffed.crew:
        if sees or one.agent_id == by.agent_id:
            own = [span for span in spans if span.agent_id == one.agent_id]
            crew.append(attend(one, staffed.since, staffed.until, own, now))
        else:
            crew.append(OnShift(agent_id=one.agent_id, name=one.name))
    cover = covering(names, staffed.crew, staffed.since, staffed.until, spans, now) if sees else ()
    return ShiftView(
        key=staffed.shift,
        zh=staffed.zh,
        en=staffed.en,
        since=staffed.since,
        until=staffed.until,
        crew=tuple(crew),
        unplanned=cover,
    )


def _plannable(by: AgentView, person: AgentView) -> bool:
    """Whoever takes calls in the planner's own team; an administrator of accounts is not on shifts."""
    return may(person, Right.TAKE_CALLS) and not may(person, Right.MANAGE_PEOPLE) and same_team(by, person)


def _may_move(by: AgentView, people: dict[str, AgentView], agent_id: str) -> bool:
    """Who is unknown by now is nobody's, and may be taken off by anybody who plans."""
    return agent_id not in people or _plannable(by, people[agent_id])


def _asked(new: NewCrew, people: dict[str, AgentView], by: AgentView) -> tuple[CrewMember, ...]:
    ids = tuple(dict.fromkeys(new.agent_ids))
    wrong = [
        people[one].name if one in people else one
        for one in ids
        if one not in people or not people[one].active or not _plannable(by, people[one])
    ]
    if wrong:
        who = "、".join(wrong)
        raise Invalid(
            f"不能安排：{who}",
            f"cannot be planned: {', '.join(wrong)}",
            {"agent_ids": "不在本班组，或账号已停用 / not of your team, or switched off"},
        )
    return tuple(_member(people[one]) for one in ids)


def _check_rest(asked: Iterable[CrewMember], others: Iterable[ShiftStaffed], since: float, until: float) -> None:
    """Nobody is on two shifts that touch or overlap: that would be more than eight hours on end (LINE-6)."""
    beside = [one for one in others if one.since <= until and one.until >= since]
    for member in asked:
        for one in beside:
            if any(other.agent_id == member.agent_id for other in one.crew):
                raise Conflict(
                    f"{member.name} 已排{one.day:%m-%d}{one.zh}，两班相连，连续在岗超过 8 小时",
                    f"{member.name} is on the {one.en.lower()} shift of {one.day:%m-%d}: over eight hours on end",
                )


def _member(person: AgentView) -> CrewMember:
    return CrewMember(agent_id=person.agent_id, name=person.name)


async def _planned(session: AsyncSession, days: Sequence[date]) -> dict[tuple[date, str], ShiftStaffed]:
    query = select(ShiftRow).where(ShiftRow.day.in_([one.isoformat() for one in days]))
    found = [staffed_of(row) for row in await session.scalars(query)]
    return {(one.day, one.shift): one for one in found}


async def _spans(session: AsyncSession, since: float, now: float) -> list[AgentSpan]:
    query = select(AgentSpanRow).where(
        AgentSpanRow.since < now, or_(AgentSpanRow.until.is_(None), AgentSpanRow.until > since)
    )
    return [span_of(row) for row in await session.scalars(query)]
