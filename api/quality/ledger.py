"""Keeps the rows of quality within the log's own transaction; the projector tells it what happened."""

import msgspec
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from api.log_events import AnyEvent
from api.quality.case import opened, step, takes
from api.quality.events import (
    AppealDecided,
    BonusGiven,
    CaseAppealed,
    CaseConfirmed,
    CaseOpened,
    CaseRejected,
    CaseWithdrawn,
    EntryWithdrawn,
    HintEvent,
    HintSeen,
    HintSettled,
    MonthAdjusted,
    RequiredJudged,
    WorkReported,
)
from api.quality.tables import QualityCaseRow, QualityEntryRow, QualityHintRow, RequiredJudgedRow
from api.schemas.quality import Hint, QualityCase

_CASE = msgspec.json.Decoder(QualityCase)
_HINT = msgspec.json.Decoder(Hint)
_ENTRY = msgspec.json.Decoder(BonusGiven | MonthAdjusted | WorkReported)
Entry = BonusGiven | MonthAdjusted | WorkReported


def case_of(row: QualityCaseRow) -> QualityCase:
    """The fold that a row keeps."""
    case: QualityCase = _CASE.decode(row.record)
    return case


def hint_of(row: QualityHintRow) -> Hint:
    """The fold that a row keeps."""
    hint: Hint = _HINT.decode(row.record)
    return hint


def hint_as_it_begins(event: HintSeen) -> Hint:
    """The hint that nobody has looked at."""
    return Hint(
        hint_id=event.hint_id,
        agent_id=event.agent_id,
        fact=event.fact,
        rule=event.rule,
        at=event.happened_at,
        proof=event.proof,
        bonus=event.bonus,
    )


def entry_of(row: QualityEntryRow) -> Entry:
    """The entry that a row keeps."""
    entry: Entry = _ENTRY.decode(row.record)
    return entry


async def clear(session: AsyncSession) -> None:
    """Empty the tables, before the log is folded anew."""
    await session.execute(delete(QualityCaseRow))
    await session.execute(delete(QualityEntryRow))
    await session.execute(delete(QualityHintRow))
    await session.execute(delete(RequiredJudgedRow))


async def happened(session: AsyncSession, event: AnyEvent) -> None:
    """Fold one event. What a case does not take is passed over: the log keeps it, the case stays as it is."""
    match event:
        case CaseOpened():
            await _open(session, event)
        case CaseConfirmed() | CaseRejected() | CaseAppealed() | AppealDecided() | CaseWithdrawn():
            row = await session.get(QualityCaseRow, event.case_id)
            if row is not None and takes(case_of(row), event):
                _write(row, step(case_of(row), event))
        case BonusGiven() | MonthAdjusted() | WorkReported():
            await _enter(session, event)
        case EntryWithdrawn():
            entry = await session.get(QualityEntryRow, event.entry_id)
            if entry is not None:
                entry.withdrawn = True
        case HintSeen() | HintSettled() | RequiredJudged():
            await _seen(session, event)
        case _:
            pass


async def _open(session: AsyncSession, event: CaseOpened) -> None:
    if await session.get(QualityCaseRow, event.case_id) is not None:
        return
    case = opened(event)
    row = QualityCaseRow(
        case_id=case.case_id,
        agent_id=case.agent_id,
        at=case.at,
        source=case.source,
        opened_rule=case.rule,
        call_id=case.proof.call_id,
    )
    _write(row, case)
    session.add(row)


def _write(row: QualityCaseRow, case: QualityCase) -> None:
    row.rule, row.state = case.rule, case.state
    row.record = _encoded(case)


def _encoded(kept: msgspec.Struct) -> str:
    return msgspec.json.encode(kept).decode()


async def _seen(session: AsyncSession, event: HintEvent | RequiredJudged) -> None:
    match event:
        case HintSeen():
            await _hinted(session, event)
        case RequiredJudged():
            await _judged(session, event)
        case HintSettled():
            hint = await session.get(QualityHintRow, event.hint_id)
            if hint is not None and not hint.settled:
                hint.settled = True
                hint.record = _encoded(_settled(hint_of(hint), event))


async def _hinted(session: AsyncSession, event: HintSeen) -> None:
    if await session.get(QualityHintRow, event.hint_id) is not None:
        return
    hint = hint_as_it_begins(event)
    session.add(
        QualityHintRow(
            hint_id=hint.hint_id,
            agent_id=hint.agent_id,
            at=hint.at,
            fact=hint.fact,
            call_id=hint.proof.call_id,
            settled=False,
            record=_encoded(hint),
        )
    )


async def _judged(session: AsyncSession, event: RequiredJudged) -> None:
    for one in event.moments:
        await session.merge(
            RequiredJudgedRow(
                call_id=event.call_id,
                moment=one.moment,
                agent_id=one.agent_id,
                arrived_at=event.arrived_at,
                heard=" ".join(one.heard),
                missing=" ".join(one.missing),
            )
        )


def _settled(hint: Hint, event: HintSettled) -> Hint:
    return msgspec.structs.replace(
        hint,
        settled_at=event.at,
        settled_by=event.by,
        reason=event.reason,
        case_id=event.case_id,
        entry_id=event.entry_id,
    )


async def _enter(session: AsyncSession, event: Entry) -> None:
    if await session.get(QualityEntryRow, event.entry_id) is None:
        session.add(
            QualityEntryRow(
                entry_id=event.entry_id,
                agent_id=event.agent_id,
                month=event.month,
                kind=type(event).__name__,
                withdrawn=False,
                record=_encoded(event),
            )
        )
