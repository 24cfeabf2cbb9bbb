"""Keeps the rows of recordings within the log's own transaction; the projector tells it what happened."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from api.log_events import AnyEvent, RecordingDeleted
from api.models import RecordingRow
from api.schemas import FileState
from telephony.events import RecordingFailed, RecordingFinished, RecordingStarted


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
        case RecordingDeleted():
            row = await _row(session, event.recording_id, event.call_id, event.at)
            row.state, row.reason = FileState.DELETED, event.why
        case _:
            pass


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
