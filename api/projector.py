"""Keeps the projections beside the log: within the log's own transaction, each event is folded into its rows.

`apply` is the only way into their tables; `clear` empties them, so that replaying the log through `apply` gives the
same rows again.
"""

from collections.abc import Sequence

import msgspec
from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.calls.fold import FOLDS, CallRecord, arrived, fold, placed
from api.duty import ledger
from api.figures import ledger as figures
from api.handover import ledger as handover
from api.log_events import AnyEvent
from api.models import CallRow
from api.privacy import normalised
from api.quality import ledger as quality
from api.quality.checks import ledger as checks
from api.recordings import ledger as recordings
from api.reports import ledger as reports
from api.schemas import TicketView
from api.shifts import ledger as shifts
from api.surveys import ledger as surveys
from api.tickets import ledger as tickets
from api.tickets.events import TicketRegistered
from api.visits import ledger as visits
from telephony.cadence import Cadence
from telephony.events import CallAnswered, CallArrived, CallPlaced, LineStarted

OF_ONE_CALL = (CallAnswered, *(kind for kind in FOLDS if kind is not LineStarted))
_RECORD = msgspec.json.Decoder(CallRecord)


def record_of(row: CallRow) -> CallRecord:
    """The fold that a row keeps."""
    record: CallRecord = _RECORD.decode(row.record)
    return record


class Projector:
    """Folds events into rows, with the cadence of the site."""

    def __init__(self, cadence: Cadence) -> None:
        self._cadence = cadence

    async def apply(self, session: AsyncSession, event: AnyEvent, stream_id: str, line_id: str) -> None:
        """Fold one event of this stream, a line's or the desk's, into the rows it concerns."""
        if isinstance(event, CallArrived):
            await self._begin(session, arrived(event, line_id), stream_id)
        elif isinstance(event, LineStarted):
            await self._interrupt(session, event, stream_id)
        elif isinstance(event, CallPlaced):
            await self._begin(session, placed(event, line_id), stream_id)
        elif isinstance(event, OF_ONE_CALL):
            call_id = getattr(event, "call_id", "")
            row = await session.get(CallRow, call_id) if call_id else None  # a ticket may come by no call
            if row is not None:
                await self._fold(session, row, event)
        await ledger.desk_event(session, event)
        await recordings.happened(session, event)
        await tickets.happened(session, event)
        await reports.happened(session, event)
        await handover.happened(session, event)
        await figures.happened(session, event)
        await shifts.happened(session, event)
        await surveys.happened(session, event)
        await visits.happened(session, event)
        await quality.happened(session, event)
        await checks.happened(session, event)
        await session.flush()

    async def registered(self, session: AsyncSession, events: Sequence[TicketRegistered]) -> tuple[TicketView, ...]:
        """Fold new tickets of no call, which repeat none and promise nothing, all at once: the rows that `apply`
        gives for each. The tickets."""
        made = await tickets.register_all(session, events)
        await reports.count_all(session, made)
        return made

    async def _fold(self, session: AsyncSession, row: CallRow, event: AnyEvent) -> None:
        before = record_of(row)
        after = fold(before, event, self._cadence)
        if after is not before:
            _write(row, after)
            await ledger.call_changed(session, before, after, event.at)
            await figures.call_changed(session, after)

    async def clear(self, session: AsyncSession) -> None:
        """Empty the projections, before the log is folded anew."""
        await ledger.clear(session)
        await recordings.clear(session)
        await handover.clear(session)
        await tickets.clear(session)
        await reports.clear(session)
        await figures.clear(session)
        await shifts.clear(session)
        await surveys.clear(session)
        await visits.clear(session)
        await quality.clear(session)
        await checks.clear(session)
        await session.execute(delete(CallRow))

    async def _begin(self, session: AsyncSession, record: CallRecord, stream_id: str) -> None:
        if await session.get(CallRow, record.call_id) is None:
            row = CallRow(call_id=record.call_id, stream_id=stream_id)
            _write(row, record)
            session.add(row)
            await figures.call_changed(session, record)

    async def _interrupt(self, session: AsyncSession, event: LineStarted, stream_id: str) -> None:
        """What this stream left open (the line may have a new name), and this line in a stream before it."""
        its_own = or_(CallRow.stream_id == stream_id, CallRow.line_id == event.line_id)
        open_calls = select(CallRow).where(its_own, CallRow.ended.is_(False))
        for row in (await session.scalars(open_calls)).all():
            await self._fold(session, row, event)


def _write(row: CallRow, record: CallRecord) -> None:
    row.line_id = record.line_id
    row.arrived_at = record.arrived_at
    row.number = normalised(record.number)
    row.agent_id = record.agent_id
    row.ended = record.ended
    row.disposition = record.disposition
    row.state = record.state
    row.direction = record.direction
    row.home = record.home
    row.record = msgspec.json.encode(record).decode()
