"""Keeps the rows of checks within the log's own transaction: tasks, grades, samples, calibrations, the year."""

import msgspec
from advanced_alchemy.base import DefaultBase
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.log_events import AnyEvent
from api.quality.checks.events import (
    CalibrationOpened,
    CallGraded,
    Draw,
    GradeWithdrawn,
    SampleDrawn,
    SampleToppedUp,
    SpotCheckAsked,
    YearMarked,
)
from api.quality.checks.tables import QualityCheckRow, QualityGradeRow, QualityTaskRow, YearMarkRow
from api.schemas.quality_checks import Grade, ReviewTask, TaskKind

_GRADE = msgspec.json.Decoder(Grade)
_TASK = msgspec.json.Decoder(ReviewTask)
MORE = "more"
"""The kind of a row that keeps a later draw of a sample."""
TABLES = (QualityCheckRow, QualityTaskRow, QualityGradeRow, YearMarkRow)


def grade_of(row: QualityGradeRow) -> Grade:
    """The fold that a row keeps."""
    grade: Grade = _GRADE.decode(row.record)
    return grade


def task_of(row: QualityTaskRow) -> ReviewTask:
    """The task that a row keeps."""
    task: ReviewTask = _TASK.decode(row.record)
    return task


async def clear(session: AsyncSession) -> None:
    """Empty the tables, before the log is folded anew."""
    for table in TABLES:
        await session.execute(delete(table))


async def happened(session: AsyncSession, event: AnyEvent) -> None:
    """Fold one event; one that comes again changes nothing."""
    match event:
        case SampleDrawn() if await session.get(QualityCheckRow, event.sample_id) is None:
            session.add_all(_check(event.sample_id, TaskKind.SAMPLE, event))
        case SampleToppedUp() if await session.get(QualityCheckRow, part_id(event.sample_id, event.part)) is None:
            session.add_all(_check(part_id(event.sample_id, event.part), MORE, event))
        case CalibrationOpened() if await session.get(QualityCheckRow, event.calibration_id) is None:
            session.add_all(_check(event.calibration_id, TaskKind.CALIBRATION, event))
        case SpotCheckAsked() if await session.get(QualityTaskRow, event.task.task_id) is None:
            session.add(_task_row(event.task))
        case CallGraded():
            await _graded(session, event)
        case GradeWithdrawn():
            await _withdrawn(session, event)
        case YearMarked():
            await _marked(session, event)
        case _:
            pass


def part_id(sample_id: str, part: int) -> str:
    """The id of the row that keeps a later draw of a sample."""
    return f"{sample_id}+{part}"


def _check(check_id: str, kind: str, event: Draw | CalibrationOpened) -> list[DefaultBase]:
    """The row of what was drawn or opened, and those of its tasks."""
    row = QualityCheckRow(check_id=check_id, kind=kind, at=event.at, record=_encoded(event))
    return [row, *(_task_row(one) for one in event.tasks)]


def _task_row(task: ReviewTask) -> QualityTaskRow:
    return QualityTaskRow(
        task_id=task.task_id,
        check_id=task.check_id,
        kind=task.kind,
        agent_id=task.agent_id,
        grader=task.grader,
        call_at=task.call_at,
        grade_id=task.grade_id,
        record=_encoded(task),
    )


async def _graded(session: AsyncSession, event: CallGraded) -> None:
    row = await session.get(QualityTaskRow, event.task_id)
    if row is None or row.grade_id or await session.get(QualityGradeRow, event.grade_id) is not None:
        return
    task = task_of(row)
    grade = _grade_for(task, event)
    _hand(row, event.grade_id)
    session.add(
        QualityGradeRow(
            grade_id=grade.grade_id,
            task_id=grade.task_id,
            check_id=grade.check_id,
            call_id=grade.call_id,
            agent_id=grade.agent_id,
            grader=grade.grader,
            call_at=grade.call_at,
            blind=task.kind is TaskKind.CALIBRATION,
            withdrawn=False,
            total=grade.total,
            record=_encoded(grade),
        )
    )
    await session.flush()
    if task.kind is TaskKind.CALIBRATION:
        await _unblind(session, task.check_id)


def _grade_for(task: ReviewTask, event: CallGraded) -> Grade:
    return Grade(
        grade_id=event.grade_id,
        task_id=task.task_id,
        kind=task.kind,
        check_id=task.check_id,
        call_id=task.call_id,
        agent_id=task.agent_id,
        call_at=task.call_at,
        grader=event.by,
        at=event.at,
        card_version=event.card_version,
        lines=event.lines,
        total=event.total,
        passed=event.passed,
        failed_by=event.failed_by,
        note=event.note,
    )


async def _unblind(session: AsyncSession, check_id: str) -> None:
    """Both are done: each sees the other's marks, and so does everybody who may."""
    tasks = (await session.scalars(select(QualityTaskRow).where(QualityTaskRow.check_id == check_id))).all()
    if all(one.grade_id for one in tasks):
        for grade in await session.scalars(select(QualityGradeRow).where(QualityGradeRow.check_id == check_id)):
            grade.blind = False


async def _withdrawn(session: AsyncSession, event: GradeWithdrawn) -> None:
    row = await session.get(QualityGradeRow, event.grade_id)
    if row is None or row.withdrawn:
        return
    row.withdrawn = True
    told = msgspec.structs.replace(
        grade_of(row), withdrawn_at=event.at, withdrawn_by=event.by, withdrawn_why=event.reason
    )
    row.record = _encoded(told)
    task = await session.get(QualityTaskRow, row.task_id)
    if task is not None:
        _hand(task, "")


def _hand(row: QualityTaskRow, grade_id: str) -> None:
    row.grade_id = grade_id
    row.record = _encoded(msgspec.structs.replace(task_of(row), grade_id=grade_id))


async def _marked(session: AsyncSession, event: YearMarked) -> None:
    cell = (event.agent_id, event.year, event.check, event.subject)
    row = await session.get(YearMarkRow, cell)
    if row is None:
        agent_id, year, check, subject = cell
        row = YearMarkRow(agent_id=agent_id, year=year, check=check, subject=subject)
        session.add(row)
    row.mark, row.by, row.at, row.reason = event.mark, event.by, event.at, event.reason


def _encoded(kept: msgspec.Struct) -> str:
    return msgspec.json.encode(kept).decode()
