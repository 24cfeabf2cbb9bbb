"""Lists of calls to review, with what speaks for looking at each: suspected phrases, proposals, points, rings."""

import time
from collections.abc import Iterator, Mapping, Sequence

import msgspec
from sqlalchemy import ColumnElement, and_, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from api.calls.views import view_of
from api.db import Database
from api.figures.tables import CallFactRow
from api.models import SUSPECTED, CallRow, EventRow, RecordingRow
from api.projector import record_of
from api.quality.case import COUNTS, UNDECIDED
from api.quality.checks.ledger import grade_of
from api.quality.checks.tables import QualityGradeRow
from api.quality.ledger import case_of
from api.quality.tables import QualityCaseRow
from api.queues.sites import EVERYTHING, Seen
from api.recordings.hearing import whose
from api.rights import Right, masks, may
from api.schemas import AgentView, CallView, FileState
from telephony.events import Verdict


class CallsWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which calls a list shows; times are Unix seconds, None or False: whatever they are."""

    since: float | None = None
    until: float | None = None
    agent_id: str | None = None
    queue: str | None = None
    missed: bool = False
    """Picked up later than three rings, or by nobody (LINE-1)."""
    hits: bool = False
    """With suspected phrases."""
    proposals: bool = False
    """With offences that somebody has to decide."""
    points: bool = False
    """With points taken."""
    graded: bool = False
    """With a card filled in."""
    failed: bool = False
    """With a card below the mark that a call needs."""
    mark_from: float | None = None
    """With a card of this mark or more, 0 to 100."""
    mark_to: float | None = None
    """With a card of this mark or less; where both are asked for, one card lies between them."""


class CallLine(msgspec.Struct, frozen=True, kw_only=True):
    """One call of the list."""

    call: CallView
    queue: str
    hits: int
    proposals: int
    points: int
    marks: tuple[float, ...]
    """Of its cards, 0 to 100, the newest last."""
    recorded: bool


class CallLists:
    """Reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, wanted: CallsWanted, by: AgentView, *, limit: int, offset: int, seen: Seen = EVERYTHING
    ) -> tuple[int, tuple[CallLine, ...]]:
        """How many match of those that this person may look at, and one page of them, newest first."""
        async with self._database.reading() as session:
            among = await whose(session, by)
            rules = _where(wanted, among, by, seen)
            same = CallFactRow.call_id == CallRow.call_id
            query = select(CallRow, CallFactRow.queue).outerjoin(CallFactRow, same).where(*rules)
            counted = select(func.count()).select_from(CallRow).where(*rules)
            if wanted.queue is not None or wanted.missed or seen.queues is not None:
                counted = counted.outerjoin(CallFactRow, same)
            total = await session.scalar(counted) or 0
            ordered = query.order_by(CallRow.arrived_at.desc(), CallRow.call_id).limit(limit).offset(offset)
            rows = [(row, queue or "") for row, queue in (await session.execute(ordered)).all()]
            return total, await _lines(session, rows, by)


def _where(wanted: CallsWanted, among: frozenset[str] | None, by: AgentView, seen: Seen) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if among is not None:
        own, nobodys = CallRow.agent_id.in_(among), [CallRow.agent_id.is_(None)]
        if seen.queues is not None:
            nobodys.append(CallFactRow.queue.in_(seen.queues))
        found.append(own | and_(*nobodys) if may(by, Right.HEAR_RECORDINGS) else own)
    if wanted.since is not None:
        found.append(CallRow.arrived_at >= wanted.since)
    if wanted.until is not None:
        found.append(CallRow.arrived_at < wanted.until)
    if wanted.agent_id is not None:
        found.append(CallRow.agent_id == wanted.agent_id)
    if wanted.queue is not None:
        found.append(CallFactRow.queue == wanted.queue)
    return [*found, *_worth_a_look(wanted, by)]


def _worth_a_look(wanted: CallsWanted, by: AgentView) -> Iterator[ColumnElement[bool]]:
    """What speaks for looking at a call."""
    if wanted.missed:
        late = CallFactRow.verdict == Verdict.MISSED
        yield (late | (CallFactRow.wait_ms.is_(None) & CallFactRow.outgoing.is_(False) & CallRow.ended))
    if wanted.hits:
        yield CallRow.call_id.in_(select(EventRow.call_id).where(text(SUSPECTED)))
    if (cards := list(_cards(wanted))) or wanted.graded:
        graded = select(QualityGradeRow.grade_id).where(QualityGradeRow.call_id == CallRow.call_id, *_graded(by))
        yield graded.where(*cards).exists()
    for asked, states in ((wanted.proposals, UNDECIDED), (wanted.points, COUNTS)):
        if asked:
            held = select(QualityCaseRow.case_id).where(
                QualityCaseRow.call_id == CallRow.call_id, QualityCaseRow.state.in_(states)
            )
            yield (held.exists())


def _cards(wanted: CallsWanted) -> Iterator[ColumnElement[bool]]:
    """What one and the same card of the call must be."""
    if wanted.failed:
        yield QualityGradeRow.record.contains('"passed":false')
    if wanted.mark_from is not None:
        yield QualityGradeRow.total >= wanted.mark_from
    if wanted.mark_to is not None:
        yield QualityGradeRow.total <= wanted.mark_to


def _graded(by: AgentView) -> list[ColumnElement[bool]]:
    """Cards that count and that this person may see: one of a calibration that goes on is its grader's alone."""
    seen = QualityGradeRow.blind.is_(False) | (QualityGradeRow.grader == by.agent_id)
    return [QualityGradeRow.withdrawn.is_(False), seen]


async def _marks(session: AsyncSession, ids: Sequence[str], by: AgentView) -> Mapping[str, tuple[float, ...]]:
    """The marks of each call's cards, the newest last."""
    rows = await session.scalars(select(QualityGradeRow).where(QualityGradeRow.call_id.in_(ids), *_graded(by)))
    grades = sorted((grade_of(row) for row in rows), key=lambda one: one.at)
    found: dict[str, tuple[float, ...]] = {}
    for one in grades:
        found[one.call_id] = (*found.get(one.call_id, ()), one.total)
    return found


async def _lines(session: AsyncSession, rows: Sequence[tuple[CallRow, str]], by: AgentView) -> tuple[CallLine, ...]:
    ids = [row.call_id for row, _ in rows]
    hits = await _counted(session, ids)
    marks = await _marks(session, ids, by)
    recorded = set(
        await session.scalars(
            select(RecordingRow.call_id).where(RecordingRow.call_id.in_(ids), RecordingRow.state == FileState.READY)
        )
    )
    cases = await session.scalars(select(QualityCaseRow).where(QualityCaseRow.call_id.in_(ids)))
    held = [case_of(row) for row in cases]
    now = time.time()
    return tuple(
        CallLine(
            call=view_of(record_of(row), now, mask=masks(by)),
            queue=queue,
            hits=hits.get(row.call_id, 0),
            proposals=sum(one.proof.call_id == row.call_id and one.state in UNDECIDED for one in held),
            points=sum(one.points for one in held if one.proof.call_id == row.call_id and one.state in COUNTS),
            marks=marks.get(row.call_id, ()),
            recorded=row.call_id in recorded,
        )
        for row, queue in rows
    )


async def _counted(session: AsyncSession, ids: Sequence[str]) -> Mapping[str, int]:
    """Suspected phrases by call."""
    query = (
        select(EventRow.call_id, func.count())
        .where(EventRow.call_id.in_(ids), text(SUSPECTED))
        .group_by(EventRow.call_id)
    )
    return {str(call_id): int(count) for call_id, count in await session.execute(query)}
