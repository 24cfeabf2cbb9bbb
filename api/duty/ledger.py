"""Keeps the duty list's rows within the log's own transaction; the projector tells it what happened."""

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.calls.record import CallRecord
from api.duty.fold import Owed, added, excused, opened, owed, settled, tried
from api.duty.promises import BY_A_TIME, answered, asked, promised
from api.log_events import (
    AnyEvent,
    CallbackGivenUp,
    CallExplained,
    DutyAnswered,
    DutyExcused,
)
from api.models import CallRow, DutyCallRow, DutyRow
from api.privacy import normalised
from api.schemas import Complaint, Direction, DutyItem, DutyKind, DutyState
from api.tickets.events import TicketFollowedUp, TicketRegistered, TicketReopened

_ITEM = msgspec.json.Decoder(DutyItem)


def item_of(row: DutyRow) -> DutyItem:
    """The fold that a row keeps."""
    item: DutyItem = _ITEM.decode(row.record)
    return item


async def clear(session: AsyncSession) -> None:
    """Empty the list, before the log is folded anew."""
    await session.execute(delete(DutyRow))
    await session.execute(delete(DutyCallRow))


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
        for row in await _open_of(session, number):
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
    elif isinstance(event, DutyAnswered):
        row = await session.get(DutyRow, event.item_id)
        if row is not None and row.state == DutyState.OPEN:
            _write(row, answered(item_of(row), event))
    elif isinstance(event, CallExplained | TicketRegistered):
        await _promised(session, event)
    elif isinstance(event, TicketFollowedUp | TicketReopened):
        await _asked(session, event)


async def _asked(session: AsyncSession, event: TicketFollowedUp | TicketReopened) -> None:
    """The follow-up was made elsewhere than on the list, tried in vain, or is owed no more."""
    query = select(DutyRow).where(
        DutyRow.ticket_number == event.number, DutyRow.kind == DutyKind.FOLLOW_UP, DutyRow.state == DutyState.OPEN
    )
    for row in await session.scalars(query):
        item = item_of(row)
        if isinstance(event, TicketReopened):
            _write(row, excused(item, event.agent_id, event.reason, event.at))
        elif event.reached:
            _write(row, asked(item, event.agent_id, event.result, event.at))
        else:
            _write(row, tried(item, event.at))


async def _promised(session: AsyncSession, event: CallExplained | TicketRegistered) -> None:
    """An outcome may promise an exact answer by a time (LINE-8)."""
    outcome = event.explained if isinstance(event, CallExplained) else event.complaint
    if outcome.promise is None:
        return
    call = await session.get(CallRow, event.call_id) if event.call_id else None
    called_from = call.number if call is not None else ""
    number = outcome.phone if isinstance(outcome, Complaint) else called_from
    ticket = event.number if isinstance(event, TicketRegistered) else ""
    item = promised(event.call_id, number, outcome.promise, event.at, ticket, outcome.resident_id)
    await owe_by_a_time(session, item)


async def owe_by_a_time(session: AsyncSession, item: DutyItem) -> None:
    """Open an item that is due by a time; one that is there already stays as it is."""
    if await session.get(DutyRow, item.item_id) is None:
        row = DutyRow(item_id=item.item_id, match_key=item.item_id, ticket_number=item.ticket_number)
        await _add(session, row, item)


async def _owe(session: AsyncSession, call: Owed) -> None:
    row = await _open(session, call.key)
    if row is not None:
        item = item_of(row)
        if call.call_id not in item.calls:
            session.add(DutyCallRow(item_id=row.item_id, call_id=call.call_id))
        _write(row, added(item, call))
        await session.flush()
    elif await session.get(DutyRow, call.call_id) is None:
        await _add(session, DutyRow(item_id=call.call_id, match_key=call.key), opened(call))


async def _add(session: AsyncSession, row: DutyRow, item: DutyItem) -> None:
    _write(row, item)
    session.add(row)
    session.add_all(DutyCallRow(item_id=item.item_id, call_id=one) for one in item.calls)
    await session.flush()


async def _open(session: AsyncSession, key: str) -> DutyRow | None:
    query = select(DutyRow).where(DutyRow.match_key == key, DutyRow.state == DutyState.OPEN)
    return (await session.scalars(query)).first()


async def _open_of(session: AsyncSession, number: str) -> list[DutyRow]:
    """Every open item for which this number would be rung."""
    by_a_time = select(DutyRow).where(DutyRow.kind.in_(BY_A_TIME), DutyRow.state == DutyState.OPEN)
    found = [row for row in await session.scalars(by_a_time) if item_of(row).number == number]
    row = await _open(session, number)
    return [*found, row] if row is not None else found


def _write(row: DutyRow, item: DutyItem) -> None:
    row.state = item.state
    row.kind = item.kind
    row.first_at = item.first_at
    row.last_at = item.last_at
    row.due_at = item.due_at
    row.record = msgspec.json.encode(item).decode()
