"""Calls that wait for a grade, cards filled in, and spot checks. Rights are the routes' matter.

A calibration is blind: until both graders are done, a mark of it is seen by its own grader alone.
"""

import time
import uuid
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.calls.record import CallRecord
from api.db import Database
from api.errors import Conflict, Forbidden, Invalid, NotFound
from api.log import EventLog
from api.models import CallRow
from api.projector import record_of
from api.quality.checks.events import CallGraded, GradeWithdrawn, SpotCheckAsked
from api.quality.checks.grading import filled
from api.quality.checks.ledger import grade_of, task_of
from api.quality.checks.tables import QualityGradeRow, QualityTaskRow
from api.quality.shelf import reason_of
from api.schemas import AgentView
from api.schemas.quality_checks import (
    CardView,
    Grade,
    NewGrade,
    NewSpotCheck,
    ReviewTask,
    TaskKind,
)
from scripts_lib.loader import Library
from scripts_lib.score_card import CARD_FILE

LONGEST_NOTE = 1000
R = TypeVar("R")
Among = frozenset[str] | None
"""Agents whose calls may be seen; None: everybody's."""


class GradeFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which grades a list shows, to whom."""

    viewer: str
    among: Among = None
    agent_id: str | None = None
    call_id: str | None = None
    since: float | None = None
    until: float | None = None


class ChecksShelf:
    """Reads and grades by the card in force."""

    def __init__(self, database: Database, log: EventLog, library: Library) -> None:
        self._database = database
        self._log = log
        self._card = library.card
        version = next(one.version for one in reversed(library.files) if one.name == CARD_FILE)
        self.card = CardView(version=f"{version}/{library.rules.version}", card=library.card)

    # --- what waits ----------------------------------------------------------------------------------------------

    async def tasks(
        self, viewer: str, among: Among, *, kind: TaskKind | None, limit: int, offset: int, call_id: str = ""
    ) -> tuple[int, tuple[ReviewTask, ...]]:
        """What is open for this person: not the own calls, nor what another grader is asked for. With `call_id` only
        what is open of that call."""
        query = select(QualityTaskRow).where(
            QualityTaskRow.grade_id == "",
            QualityTaskRow.agent_id != viewer,
            or_(QualityTaskRow.grader == "", QualityTaskRow.grader == viewer),
        )
        if among is not None:
            query = query.where(QualityTaskRow.agent_id.in_(among))
        if kind is not None:
            query = query.where(QualityTaskRow.kind == kind)
        if call_id:
            named = f'"call_id":{msgspec.json.encode(call_id).decode()}'
            query = query.where(QualityTaskRow.record.contains(named, autoescape=True))
        total, rows = await self._page(
            query, (QualityTaskRow.call_at.asc(), QualityTaskRow.task_id.asc()), limit, offset
        )
        return total, tuple(task_of(row) for row in rows)

    async def task(self, task_id: str) -> ReviewTask:
        """One. Raises NotFound."""
        async with self._database.reading() as session:
            return task_of(await _task_row(session, task_id))

    async def spot_check(self, new: NewSpotCheck, by: AgentView) -> ReviewTask:
        """Any call that an agent took, with the reason. Raises NotFound, Invalid, Conflict for one asked already."""
        reason = reason_of(new.reason)
        task_id = f"spot:{new.call_id}"

        async def work(session: AsyncSession) -> ReviewTask:
            record = await talk_of(session, new.call_id)
            if await session.get(QualityTaskRow, task_id) is not None:
                raise Conflict("这通电话已经列入抽查", "this call is on the list of spot checks already")
            task = task_for(record, task_id, TaskKind.SPOT, task_id, reason=reason)
            await self._log.append_within(session, SpotCheckAsked(at=time.time(), by=by.agent_id, task=task))
            return task

        return await self._log.in_transaction(work)

    # --- grades --------------------------------------------------------------------------------------------------

    async def grade(self, task_id: str, new: NewGrade, by: AgentView) -> Grade:
        """Fill in the card. Raises NotFound, Invalid, Forbidden for the own call or another's task, Conflict for one
        that is graded."""
        card = filled(self._card, new.marks)
        note = new.note.strip()
        if len(note) > LONGEST_NOTE:
            why = {"note": f"最多 {LONGEST_NOTE} 字 / at most {LONGEST_NOTE} characters"}
            raise Invalid("评语太长", "the note is too long", why)
        event = CallGraded(
            at=time.time(),
            grade_id=str(uuid.uuid4()),
            task_id=task_id,
            by=by.agent_id,
            card_version=self.card.version,
            lines=card.lines,
            total=card.total,
            passed=card.passed,
            failed_by=card.failed_by,
            note=note,
        )

        async def work(session: AsyncSession) -> Grade:
            _may_grade(await _task_row(session, task_id), by)
            await self._log.append_within(session, event)
            return grade_of(await session.get_one(QualityGradeRow, event.grade_id))

        return await self._log.in_transaction(work)

    async def grades(self, which: GradeFilter, *, limit: int, offset: int) -> tuple[int, tuple[Grade, ...]]:
        """What this person may see, newest call first; withdrawn ones are left out."""
        query = select(QualityGradeRow).where(*_visible(which), QualityGradeRow.withdrawn.is_(False))
        order = (QualityGradeRow.call_at.desc(), QualityGradeRow.grade_id.asc())
        total, rows = await self._page(query, order, limit, offset)
        return total, tuple(grade_of(row) for row in rows)

    async def one_grade(self, grade_id: str, which: GradeFilter) -> Grade:
        """One that this person may see. Raises NotFound."""
        async with self._database.reading() as session:
            query = select(QualityGradeRow).where(QualityGradeRow.grade_id == grade_id, *_visible(which))
            row = await session.scalar(query)
        if row is None:
            raise NotFound("没有这份评分", "there is no such grade")
        return grade_of(row)

    async def withdraw(self, grade_id: str, reason: str, by: AgentView) -> None:
        """The own card was filled in wrong; its task is open again. Raises NotFound, Forbidden, Conflict, Invalid."""
        event = GradeWithdrawn(at=time.time(), grade_id=grade_id, by=by.agent_id, reason=reason_of(reason))

        async def work(session: AsyncSession) -> None:
            row = await session.get(QualityGradeRow, grade_id)
            if row is None:
                raise NotFound("没有这份评分", "there is no such grade")
            if row.grader != by.agent_id:
                raise Forbidden("只能撤回自己的评分", "only an own grade may be taken back")
            if row.withdrawn:
                raise Conflict("这份评分已撤回", "it is taken back already")
            if grade_of(row).kind is TaskKind.CALIBRATION and not row.blind:
                raise Conflict("双方已评完，不能再改", "both are done: it stays as it is")
            await self._log.append_within(session, event)

        await self._log.in_transaction(work)

    async def _page(
        self, query: Select[R], order: Sequence[ColumnElement[Any]], limit: int, offset: int
    ) -> tuple[int, Sequence[R]]:
        async with self._database.reading() as session:
            total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
            rows = await session.scalars(query.order_by(*order).limit(limit).offset(offset))
            return total, rows.all()


def _visible(which: GradeFilter) -> list[ColumnElement[bool]]:
    """What this person may see: nothing of a calibration that goes on but the own card."""
    wanted = [or_(QualityGradeRow.blind.is_(False), QualityGradeRow.grader == which.viewer)]
    if which.among is not None:
        wanted.append(QualityGradeRow.agent_id.in_(which.among))
    for column, value in ((QualityGradeRow.agent_id, which.agent_id), (QualityGradeRow.call_id, which.call_id)):
        if value is not None:
            wanted.append(column == value)
    if which.since is not None:
        wanted.append(QualityGradeRow.call_at >= which.since)
    if which.until is not None:
        wanted.append(QualityGradeRow.call_at < which.until)
    return wanted


def _may_grade(row: QualityTaskRow, by: AgentView) -> None:
    if row.agent_id == by.agent_id:
        raise Forbidden("不能给自己的通话评分", "nobody grades an own call")
    if row.grader not in ("", by.agent_id):
        raise Forbidden("这份评分由他人填写", "somebody else is to grade this one")
    if row.grade_id:
        raise Conflict("这通电话已经评过了", "this call is graded already")


async def _task_row(session: AsyncSession, task_id: str) -> QualityTaskRow:
    row = await session.get(QualityTaskRow, task_id)
    if row is None:
        raise NotFound("没有这项质检任务", "there is no such task")
    return row


async def talk_of(session: AsyncSession, call_id: str) -> CallRecord:
    """A call that is over and that an agent took. Raises NotFound, Invalid."""
    row = await session.get(CallRow, call_id)
    if row is None:
        raise NotFound("没有这通电话", "there is no such call")
    record = record_of(row)
    if not record.ended or record.agent_id is None or record.person_ms is None:
        why = {"call_id": "通话没有结束，或没有人接 / it goes on, or nobody took it"}
        raise Invalid("这通电话不能评分", "this call cannot be graded", why)
    return record


def task_for(
    record: CallRecord, task_id: str, kind: TaskKind, check_id: str, *, reason: str, grader: str = ""
) -> ReviewTask:
    """A task of one call that somebody chose."""
    return ReviewTask(
        task_id=task_id,
        kind=kind,
        check_id=check_id,
        call_id=record.call_id,
        agent_id=record.agent_id or "",
        call_at=record.arrived_at,
        talk_ms=record.talk_ms,
        grader=grader,
        reason=reason,
    )
