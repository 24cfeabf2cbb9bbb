"""Keeps the duty list's rows within the log's own transaction; the projector tells it what happened."""

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.calls.record import CallRecord
from api.duty.fold import Owed, added, excused, opened, owed, settled, tried
from api.log_events import AnyEvent, CallbackGivenUp, DutyExcused
from api.models import DutyRow
from api.privacy import normalised
from api.schemas import Direction, DutyItem, DutyKind, DutyState

_ITEM = msgspec.json.Decoder(DutyItem)


def item_of(row: DutyRow) -> DutyItem:
    """The fold that a row keeps."""
    item: DutyItem = _ITEM.decode(row.record)
    return item


async def clear(session: AsyncSession) -> None:
    """Empty the list, before the log is folded anew."""
    await session.execute(delete(DutyRow))


async def call_changed(session: AsyncSession, before: CallRecord, after: CallRecord, at: float) -> None:
    """A call's fold went from `before` to `after` by an event of Unix time `at`."""
    number = normalised(after.number)
    if before.person_ms is None and after.person_ms is not None and number:
        row = await _open(session, number)
        if row is not None:
            _write(row, settled(item_of(row), after, at))
    if before.ended or not after.ended:
        return
    missed = owed(after, number)
    if missed is not None:
        await _owe(session, missed)
    elif after.direction is Direction.OUTGOING and after.person_ms is None:
        row = await _open(session, number)
        if row is not None:
            _write(row, tried(item_of(row), at))


async def desk_event(session: AsyncSession, event: AnyEvent) -> None:
    """What the desk itself did about the list."""
    if isinstance(event, CallbackGivenUp):
        number = normalised(event.number)
        await _owe(
            session,
            Owed(call_id=event.call_id, number=number, kind=DutyKind.CALLBACK, at=event.at, waited_ms=0.0),
        )
    elif isinstance(event, DutyExcused):
        row = await session.get(DutyRow, event.item_id)
        if row is not None and row.state == DutyState.OPEN:
            _write(row, excused(item_of(row), event.agent_id, event.reason, event.at))


async def _owe(session: AsyncSession, call: Owed) -> None:
    row = await _open(session, call.key)
    if row is not None:
        _write(row, added(item_of(row), call))
    elif await session.get(DutyRow, call.call_id) is None:
        row = DutyRow(item_id=call.call_id, match_key=call.key)
        _write(row, opened(call))
        session.add(row)
    await session.flush()


async def _open(session: AsyncSession, key: str) -> DutyRow | None:
    query = select(DutyRow).where(DutyRow.match_key == key, DutyRow.state == DutyState.OPEN)
    return (await session.scalars(query)).first()


def _write(row: DutyRow, item: DutyItem) -> None:
    row.state = item.state
    row.kind = item.kind
    row.first_at = item.first_at
    row.last_at = item.last_at
    row.record = msgspec.json.encode(item).decode()
