"""Performance forms are kept for two years (FORM): then the words in them go, and the form is not made any more.

What was said in cases, appeals, reviews and bonuses is redacted in the log by the way that erasing a person takes
(announced, `api.erasing.entries`); rules and points stay, for they are counted. The log is read in its order, from
where the last look ended to the first entry that is younger.
"""

import typing
from typing import Any, Final
from uuid import uuid4
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.db import Database
from api.erasing.entries import Redaction, carry_out, digest_of_all
from api.erasing.person import MARK, without_words
from api.erasing.tables import BY_RETENTION, ErasureRow
from api.log import decoded
from api.log_events import AnyEvent
from api.models import EventRow
from api.outbox.tables import CursorRow
from api.quality import events as said
from api.quality.checks import events as graded
from api.quality.checks.ledger import grade_of, task_of
from api.quality.checks.tables import QualityCheckRow, QualityGradeRow, QualityTaskRow, YearMarkRow
from api.quality.ledger import case_of, hint_of
from api.quality.months import bounds
from api.quality.tables import QualityCaseRow, QualityEntryRow, QualityHintRow
from api.schemas.quality import QualityCase

CURSOR: Final = "retention:performance"
PORTION: Final = 2000
DAY_S = 86_400.0
KINDS: Final = frozenset(one.__name__ for one in typing.get_args(said.QualityEvent))


def is_kept(month: str, days: int, now: float, zone: ZoneInfo) -> bool:
    """Whether the form of this month is still made. Raises Invalid for what is no month."""
    return days <= 0 or bounds(month, zone)[1] > now - days * DAY_S


async def forget(database: Database, before: float, now: float) -> int:
    """Redact what quality logged before this Unix second; how many entries. A portion a transaction."""
    done = 0
    while True:
        async with database.overwriting() as session:
            portion = await _portion(session, before)
            if not portion:
                return done
            redactions = [one for row in portion if row.kind in KINDS and (one := _redacted(row)) is not None]
            if redactions:
                await carry_out(session, _erasure(redactions, now), redactions)
                for one in redactions:
                    await _refold(session, one.event)
            await _go_on(session, portion[-1].number)
        done += len(redactions)


async def _portion(session: AsyncSession, before: float) -> list[Row[int, float, str, str]]:
    """The next entries of the log, up to the first that is younger."""
    cursor = await session.get(CursorRow, CURSOR)
    after = cursor.number if cursor is not None else 0
    query = select(EventRow.number, EventRow.at, EventRow.kind, EventRow.payload).where(EventRow.number > after)
    rows = (await session.execute(query.order_by(EventRow.number).limit(PORTION))).all()
    young = next((place for place, row in enumerate(rows) if row.at >= before), len(rows))
    return list(rows[:young])


async def _go_on(session: AsyncSession, number: int) -> None:
    cursor = await session.get(CursorRow, CURSOR)
    if cursor is None:
        session.add(CursorRow(name=CURSOR, number=number))
    else:
        cursor.number = number


def _redacted(row: Row[int, float, str, str]) -> Redaction | None:
    event = decoded(row.payload)
    after = without_words(event)
    if after == event:
        return None
    return Redaction(log_number=row.number, event=after, payload=msgspec.json.encode(after).decode())


def _erasure(redactions: list[Redaction], now: float) -> ErasureRow:
    return ErasureRow(
        erasure_id=uuid4().hex,
        at=now,
        by_id=BY_RETENTION,
        why="绩效表保存期满",
        resident_id="",
        entries=len(redactions),
        digest=digest_of_all((one.log_number, one.digest) for one in redactions),
    )


async def _refold(session: AsyncSession, event: AnyEvent) -> None:
    """The rows of quality as folding the redacted entry would leave them."""
    if isinstance(event, said.CaseEvent):
        await _case(session, event)
    elif isinstance(event, said.BonusGiven | said.MonthAdjusted):
        _keep(await session.get(QualityEntryRow, event.entry_id), event)
    elif isinstance(event, said.HintEvent):
        await _hint(session, event)
    elif isinstance(event, graded.CheckEvent):
        await _check(session, event)


async def _hint(session: AsyncSession, event: said.HintEvent) -> None:
    row = await session.get(QualityHintRow, event.hint_id)
    if row is not None and isinstance(event, said.HintSeen):
        _keep(row, replace(hint_of(row), proof=event.proof))
    elif row is not None and isinstance(event, said.HintSettled):
        _keep(row, replace(hint_of(row), reason=event.reason))


async def _check(session: AsyncSession, event: graded.CheckEvent) -> None:
    match event:
        case graded.CallGraded() | graded.GradeWithdrawn():
            await _grade(session, event)
        case graded.SpotCheckAsked():
            await _task(session, event.task.task_id)
        case graded.CalibrationOpened():
            _keep(await session.get(QualityCheckRow, event.calibration_id), event)
            for task in event.tasks:
                await _task(session, task.task_id)
        case graded.YearMarked():
            mark = await session.get(YearMarkRow, (event.agent_id, event.year, event.check, event.subject))
            if mark is not None and mark.at == event.at:
                mark.reason = event.reason
        case _:
            pass


async def _case(session: AsyncSession, event: said.CaseEvent) -> None:
    row = await session.get(QualityCaseRow, event.case_id)
    if row is not None:
        _keep(row, replace(case_of(row), **_words_of(case_of(row), event)))


def _words_of(case: QualityCase, event: said.CaseEvent) -> dict[str, Any]:
    """What the event left in the case; a verdict only where no later one took its place."""
    match event:
        case said.CaseOpened():
            return {"proof": event.proof}
        case said.CaseConfirmed() | said.CaseRejected():
            return {"reason": event.reason}
        case said.CaseAppealed():
            return {"appeal": event.reason}
        case _:
            return {"verdict": event.reason} if case.closed_at == event.at else {}


async def _grade(session: AsyncSession, event: graded.CallGraded | graded.GradeWithdrawn) -> None:
    row = await session.get(QualityGradeRow, event.grade_id)
    if row is None:
        return
    if isinstance(event, graded.CallGraded):
        _keep(row, replace(grade_of(row), note=event.note, lines=event.lines))
    else:
        _keep(row, replace(grade_of(row), withdrawn_why=event.reason))


async def _task(session: AsyncSession, task_id: str) -> None:
    row = await session.get(QualityTaskRow, task_id)
    if row is not None and task_of(row).reason:
        _keep(row, replace(task_of(row), reason=MARK))


def _keep(row: Any, record: msgspec.Struct) -> None:
    if row is not None:
        row.record = msgspec.json.encode(record).decode()
