"""Recordings: lists, opening one with its entry in the log, deleting what is old.

SEC-1: recordings are opened only by those allowed, and each opening is logged before the first byte is given out.
"""

import asyncio
import io
import time
from collections.abc import Collection
from pathlib import Path

import soundfile
import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit.ledger import entry, note
from api.db import Database
from api.errors import NotFound, RecordingUnavailable
from api.log import EventLog
from api.log_events import RecordingDeleted, RecordingOpened
from api.models import RecordingRow, TicketRow
from api.recordings.hearing import check_hearing
from api.recordings.retention import Kept, Retention, expired
from api.schemas import ENDED, AgentView, FileState, RecordingView
from telephony.errors import RecordingUnreadable, SettingsError
from telephony.recording.keys import load_keys
from telephony.recording.store import Facts, path_of, read_whole

log = structlog.get_logger()
SWEEP_S = 3600.0


class RecordingShelf:
    """`folder` is where lines of this machine put their recordings, beside the key file in `data`."""

    def __init__(self, database: Database, events: EventLog, data: Path, rule: Retention) -> None:
        self._database = database
        self._events = events
        self._data = data
        self._rule = rule

    async def of_call(self, call_id: str, by: AgentView) -> tuple[RecordingView, ...]:
        """The recordings of a call, oldest first. Raises Forbidden for whoever may not hear it."""
        query = select(RecordingRow).where(RecordingRow.call_id == call_id).order_by(RecordingRow.began_at)
        async with self._database.reading() as session:
            await check_hearing(session, by, call_id)
            return tuple(_view(row) for row in await session.scalars(query))

    async def open(self, recording_id: str, by: AgentView, why: str) -> tuple[RecordingView, bytes]:
        """The FLAC of one recording, for this person. Raises NotFound, Forbidden for whoever may not hear
        the call, or RecordingUnavailable with the reason."""
        view, path = await self.locate(recording_id, by)
        await self._note_opening(view, by, why)
        return view, await self._sound(view, path)

    async def read(self, recording_id: str, by: AgentView) -> tuple[RecordingView, bytes]:
        """The same without an entry in the logs: for what tells nothing of what is said, and for further pieces of
        what this person has opened."""
        view, path = await self.locate(recording_id, by)
        return view, await self._sound(view, path)

    async def locate(self, recording_id: str, by: AgentView) -> tuple[RecordingView, Path]:
        """Where its file lies. Raises NotFound, Forbidden, RecordingUnavailable."""
        async with self._database.reading() as session:
            row = await session.get(RecordingRow, recording_id)
            view = _view(row) if row is not None else None
            if view is not None:
                await check_hearing(session, by, view.call_id)
        if view is None or view.state is not FileState.READY:
            raise NotFound("没有这条录音，或录音尚未完成", "there is no such recording, or it is not finished")
        return view, await asyncio.to_thread(self._find, view)

    async def _sound(self, view: RecordingView, path: Path) -> bytes:
        try:
            return await asyncio.to_thread(self._read, path)
        except (OSError, RecordingUnreadable, SettingsError) as error:
            log.error("recording_not_readable", recording_id=view.recording_id, why=str(error))
            raise RecordingUnavailable("录音无法读取", str(error)) from error

    async def _note_opening(self, view: RecordingView, by: AgentView, why: str) -> None:
        """Into both logs at once: the call's own, and the audit log."""
        opened = RecordingOpened(
            at=time.time(),
            recording_id=view.recording_id,
            call_id=view.call_id,
            agent_id=by.agent_id,
            why=why,
        )

        async def work(session: AsyncSession) -> None:
            await self._events.append_within(session, opened)
            await note(session, [entry(by.agent_id, "recording", f"{view.call_id} {view.recording_id}", why)])

        await self._events.in_transaction(work)

    def _find(self, view: RecordingView) -> Path:
        """Its file; it began on the day of its event, or, around midnight, on a day beside it."""
        folder = self._data / "recordings"
        for offset in (0.0, -86_400.0, 86_400.0):
            facts = Facts(recording_id=view.recording_id, call_id=view.call_id, began_at=view.began_at + offset)
            path = path_of(folder, facts)
            if path.exists():
                return path
        raise RecordingUnavailable(
            "录音文件不在本机，在录下它的线路机上",
            "the file is not on this machine: it lies with the line that recorded it",
        )

    def _read(self, path: Path) -> bytes:
        keys = load_keys(self._data)
        with path.open("rb") as file:
            return read_whole(file, keys.known)[1]

    async def run(self) -> None:
        """Each hour, delete what is old."""
        while True:
            await self.sweep(time.time())
            await asyncio.sleep(SWEEP_S)

    async def sweep(self, now: float) -> int:
        """Delete what the rule lets go; how many. A file that is not here is left to whoever has it."""
        deleted = 0
        for view, kept in await self._kept():
            if not expired(self._rule, kept, now):
                continue
            deleted += await self._let_go(view, f"kept for {self._days(kept)} days", now)
        return deleted

    async def erase(self, recording_ids: Collection[str], now: float) -> None:
        """Delete these, whatever the rule says; what is not on this machine stays."""
        for view in await self._ready(recording_ids):
            await self._let_go(view, "erased", now)

    async def elsewhere(self, recording_ids: Collection[str]) -> tuple[str, ...]:
        """Ids of those that lie on another machine."""
        found = []
        for view in await self._ready(recording_ids):
            try:
                await asyncio.to_thread(self._find, view)
            except RecordingUnavailable:
                found.append(view.recording_id)
        return tuple(found)

    async def _ready(self, recording_ids: Collection[str]) -> list[RecordingView]:
        query = select(RecordingRow).where(
            RecordingRow.recording_id.in_(recording_ids), RecordingRow.state == FileState.READY
        )
        async with self._database.reading() as session:
            return [_view(row) for row in await session.scalars(query.order_by(RecordingRow.recording_id))]

    async def _let_go(self, view: RecordingView, why: str, now: float) -> bool:
        """Delete one, after the log has it; False where its file is not here."""
        try:
            path = await asyncio.to_thread(self._find, view)
        except RecordingUnavailable:
            return False
        gone = RecordingDeleted(at=now, recording_id=view.recording_id, call_id=view.call_id, why=why)
        await self._events.append_desk(gone)
        await asyncio.to_thread(path.unlink, missing_ok=True)
        return True

    def _days(self, kept: Kept) -> int:
        return self._rule.keep_days if kept.ticket_open is None else self._rule.ticket_days

    async def _kept(self) -> list[tuple[RecordingView, Kept]]:
        query = (
            select(RecordingRow, TicketRow)
            .outerjoin(TicketRow, TicketRow.call_id == RecordingRow.call_id)
            .where(RecordingRow.state == FileState.READY)
        )
        async with self._database.reading() as session:
            return [
                (
                    _view(recording),
                    Kept(
                        began_at=recording.began_at,
                        ticket_open=None if ticket is None else ticket.state not in ENDED,
                        ticket_at=0.0 if ticket is None else ticket.registered_at,
                    ),
                )
                for recording, ticket in (await session.execute(query)).all()
            ]


def as_wav(flac: bytes) -> bytes:
    """The same sound as WAV, for programs that read nothing else."""
    samples, rate = soundfile.read(io.BytesIO(flac), dtype="int16")
    wav = io.BytesIO()
    soundfile.write(wav, samples, rate, format="WAV", subtype="PCM_16")
    return wav.getvalue()


def _view(row: RecordingRow) -> RecordingView:
    return RecordingView(
        recording_id=row.recording_id,
        call_id=row.call_id,
        began_at=row.began_at,
        state=FileState(row.state),
        length_ms=row.length_ms,
        size=row.size,
        voicemail=row.voicemail,
        reason=row.reason,
    )
