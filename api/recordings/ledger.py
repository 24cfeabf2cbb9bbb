"""Keeps the rows of recordings within the log's own transaction; the projector tells it what happened."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.log_events import AnyEvent, RecordingDeleted
from api.models import CallRow, RecordingRow
from api.schemas import FileState
from telephony.events import LineStarted
from telephony.recording_events import RecordingFailed, RecordingFinished, RecordingStarted


async def clear(session: AsyncSession) -> None:
    """Empty the table, before the log is folded anew."""
    await session.execute(delete(RecordingRow))


async def happened(session: AsyncSession, event: AnyEvent) -> None:
    """Fold one event."""
    match event:
        case RecordingStarted():
            await _begin(session, event)
        case RecordingFinished():
            row = await _row(session, event.recording_id, event.call_id, event.at)
            row.state = FileState.READY
            row.length_ms, row.size, row.sha256 = event.length_ms, event.size, event.sha256
            row.voicemail = event.voicemail
        case RecordingFailed():
            row = await _row(session, event.recording_id, event.call_id, event.at)
            if row.state == FileState.RUNNING:
                row.state, row.reason = FileState.FAILED, event.reason
        case LineStarted():
            await _lost(session, event)
        case RecordingDeleted():
            row = await _row(session, event.recording_id, event.call_id, event.at)
            row.state, row.reason = FileState.DELETED, event.why
        case _:
            pass


async def _lost(session: AsyncSession, event: LineStarted) -> None:
    """What a line that died was recording: failed, until it tells that it saved what there was."""
    of_the_line = select(CallRow.call_id).where(CallRow.line_id == event.line_id, CallRow.ended.is_(True))
    running = select(RecordingRow).where(
        RecordingRow.state == FileState.RUNNING, RecordingRow.call_id.in_(of_the_line)
    )
    for row in await session.scalars(running):
        row.state, row.reason = FileState.FAILED, "the line stopped"


async def _begin(session: AsyncSession, event: RecordingStarted) -> None:
    await _row(session, event.recording_id, event.call_id, event.at)


async def _row(session: AsyncSession, recording_id: str, call_id: str, at: float) -> RecordingRow:
    row = await session.get(RecordingRow, recording_id)
    if row is None:
        row = RecordingRow(
            recording_id=recording_id,
            call_id=call_id,
            began_at=at,
            state=FileState.RUNNING,
            length_ms=0.0,
            size=0,
            sha256="",
            voicemail=False,
            reason="",
        )
        session.add(row)
    return row
