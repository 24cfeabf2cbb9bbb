"""Reads what fairness is counted from: the month's cases, calls by agent, queue and shift, and cards filled in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from api.db import Database
from api.figures.tables import CallFactRow
from api.quality.checks.tables import QualityGradeRow
from api.quality.fairness import Graded, by_group, fairness, shift_of
from api.quality.ledger import case_of
from api.quality.months import bounds
from api.quality.shelf import CaseFilter, QualityShelf
from api.quality.tables import QualityCaseRow
from api.schemas.quality import Fairness, QualityCase
from api.shifts.kinds import ShiftKind
from scripts_lib.model import Text

DAY = timedelta(days=1)


class FairnessShelf:
    """`queues` names the site's queues, `kinds` its shifts; `zone` is the site's."""

    def __init__(
        self,
        database: Database,
        quality: QualityShelf,
        zone: ZoneInfo,
        queues: Mapping[str, Text],
        kinds: Sequence[ShiftKind],
    ) -> None:
        self._database = database
        self._quality = quality
        self._zone = zone
        self._queues = queues
        self._kinds = kinds

    async def of_month(self, month: str, agents: Iterable[str], among: frozenset[str] | None = None) -> Fairness:
        """How proposals fared in the month, and what was looked at how often; `among` are those whose calls and cases
        are counted, None for everybody's. Raises Invalid for what is no month."""
        begins, ends = bounds(month, self._zone)
        taken = (
            CallFactRow.arrived_at >= begins,
            CallFactRow.arrived_at < ends,
            CallFactRow.agent_id != "",
            *_of(CallFactRow.agent_id, among),
        )
        async with self._database.reading() as session:
            cases = await self._cases(session, month, among)
            by_agent = await _counted(session, CallFactRow.agent_id, taken)
            by_queue = await _counted(session, CallFactRow.queue, taken)
            by_shift = {one.key: await self._of_shift(session, one, begins, ends, taken) for one in self._kinds}
            grades = await _grades(session, begins, ends, among)
        names = {one.rule: one.what for one in self._quality.rules()}
        shown = [one for one in agents if among is None or one in among]
        found = fairness(month, [(rule, case) for rule, _, case in cases], by_agent, shown, names, grades)
        shifts = {one.key: Text(one.zh, one.en) for one in self._kinds}
        return replace(
            found,
            queues=by_group(
                self._queues, by_queue, [(queue, case) for _, queue, case in cases], [one.queue for one in grades]
            ),
            shifts=by_group(
                shifts,
                by_shift,
                [(shift_of(case.at, self._kinds, self._zone), case) for _, _, case in cases],
                [shift_of(one.at, self._kinds, self._zone) for one in grades],
            ),
        )

    async def _cases(
        self, session: AsyncSession, month: str, among: frozenset[str] | None
    ) -> list[tuple[str, str, QualityCase]]:
        """The month's cases: the rule each was proposed as, its call's queue, and the case."""
        query = (
            select(QualityCaseRow, CallFactRow.queue)
            .outerjoin(CallFactRow, CallFactRow.call_id == QualityCaseRow.call_id)
            .where(*self._quality.where(CaseFilter(month=month, among=among)))
        )
        return [(row.opened_rule, queue or "", case_of(row)) for row, queue in await session.execute(query)]

    async def _of_shift(
        self, session: AsyncSession, kind: ShiftKind, begins: float, ends: float, taken: Sequence[ColumnElement[bool]]
    ) -> int:
        """How many calls were taken in this shift of the month's days."""
        day, last = (datetime.fromtimestamp(one, self._zone).date() for one in (begins - 1, ends))
        spans = []
        while day <= last:
            since, until = kind.times(day, self._zone)
            spans.append(and_(CallFactRow.arrived_at >= since, CallFactRow.arrived_at < until))
            day += DAY
        return await session.scalar(select(func.count()).where(*taken, or_(*spans))) or 0


async def _counted(
    session: AsyncSession, column: InstrumentedAttribute[str], taken: Sequence[ColumnElement[bool]]
) -> dict[str, int]:
    found = await session.execute(select(column, func.count()).where(*taken).group_by(column))
    return {str(name): int(count) for name, count in found}


def _of(column: InstrumentedAttribute[str], among: frozenset[str] | None) -> tuple[ColumnElement[bool], ...]:
    return (column.in_(among),) if among is not None else ()


async def _grades(session: AsyncSession, begins: float, ends: float, among: frozenset[str] | None) -> list[Graded]:
    query = (
        select(QualityGradeRow.agent_id, QualityGradeRow.call_at, CallFactRow.queue)
        .outerjoin(CallFactRow, CallFactRow.call_id == QualityGradeRow.call_id)
        .where(
            QualityGradeRow.call_at >= begins,
            QualityGradeRow.call_at < ends,
            QualityGradeRow.withdrawn.is_(False),
            QualityGradeRow.blind.is_(False),
            *_of(QualityGradeRow.agent_id, among),
        )
    )
    return [Graded(agent_id, at, queue or "") for agent_id, at, queue in await session.execute(query)]
