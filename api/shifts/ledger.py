"""Keeps the rows of planned shifts within the log's own transaction; the projector tells it what happened."""

import msgspec
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from api.log_events import AnyEvent
from api.shifts.events import ShiftStaffed
from api.shifts.tables import ShiftRow

_STAFFED = msgspec.json.Decoder(ShiftStaffed)


def staffed_of(row: ShiftRow) -> ShiftStaffed:
    """The shift that a row keeps."""
    staffed: ShiftStaffed = _STAFFED.decode(row.record)
    return staffed


async def clear(session: AsyncSession) -> None:
    """Empty the table, before the log is folded anew."""
    await session.execute(delete(ShiftRow))


async def happened(session: AsyncSession, event: AnyEvent) -> None:
    """The newest plan of a shift stands instead of the one before."""
    if not isinstance(event, ShiftStaffed):
        return
    day = event.day.isoformat()
    row = await session.get(ShiftRow, (day, event.shift))
    if row is None:
        row = ShiftRow(day=day, shift=event.shift)
        session.add(row)
    row.since, row.until = event.since, event.until
    row.record = msgspec.json.encode(event).decode()
