"""Transcripts: kept sealed, opened with an entry in the log, deleted with their recordings (SEC-1)."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import structlog
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit.ledger import entry, note
from api.db import Database
from api.errors import NotFound, RecordingUnavailable
from api.log import EventLog
from api.models import RecordingRow
from api.recordings.hearing import check_hearing
from api.recordings.retention import DAY_S, Retention
from api.schemas import AgentView, FileState
from api.schemas.transcripts import SuspectedPhrase, TranscriptEntry
from api.transcripts.events import PhraseSuspected, TranscriptOpened
from api.transcripts.sealing import Words, seal, unseal
from api.transcripts.tables import TranscriptRow
from telephony.errors import RecordingUnreadable, SettingsError
from telephony.events import Side
from telephony.recording.keys import Keys, load_keys
from telephony.speech_events import SpeechHeard

log = structlog.get_logger()
SWEEP_S = 3600.0


class TranscriptShelf:
    """`data` holds the key of recordings."""

    def __init__(self, database: Database, events: EventLog, data: Path, rule: Retention) -> None:
        self._database = database
        self._events = events
        self._data = data
        self._rule = rule
        self._keys: Keys | None = None

    async def keep(self, said: SpeechHeard, hits: Sequence[SuspectedPhrase], rules_version: str) -> None:
        """Keep a final segment, and log what is suspected in it, as one write. One that is there is written anew."""
        keys = await self._load_keys()
        words = Words(text=said.text, readings=said.readings, hits=tuple(hits))
        row = TranscriptRow(
            call_id=said.call_id,
            side=said.side.value,
            segment=said.segment,
            at=said.at,
            agent_id=said.agent_id,
            start_ms=said.start_ms,
            end_ms=said.end_ms,
            offset_ms=said.offset_ms,
            engine=said.engine,
            model=said.model,
            rules_version=rules_version,
            sealed=seal(words, _name(said.call_id, said.side, said.segment), keys),
        )
        async with self._database.writing() as session:
            await session.merge(row)
            await self._events.append_within(session, *(_suspected(said, hit, rules_version) for hit in hits))

    async def open(self, call_id: str, by: AgentView, why: str) -> tuple[TranscriptEntry, ...]:
        """What was said, for this person. Raises Forbidden for whoever may not hear the call, NotFound, or
        RecordingUnavailable with the reason."""
        async with self._database.reading() as session:
            await check_hearing(session, by, call_id)
        rows = await self._rows(call_id)
        if not rows:
            raise NotFound("这通电话没有文字记录", "there is no transcript of this call")
        await self._note_opening(call_id, by, why)
        try:
            known = (await self._load_keys()).known
            return tuple(_entry(row, known) for row in rows)
        except RecordingUnreadable as error:
            log.error("transcript_not_readable", call_id=call_id, why=str(error))
            raise RecordingUnavailable("文字记录无法读取", str(error)) from error

    async def _note_opening(self, call_id: str, by: AgentView, why: str) -> None:
        """Into both logs at once: the call's own, and the audit log."""
        opened = TranscriptOpened(at=time.time(), call_id=call_id, agent_id=by.agent_id, why=why)

        async def work(session: AsyncSession) -> None:
            await self._events.append_within(session, opened)
            await note(session, [entry(by.agent_id, "transcript", call_id, why)])

        await self._events.in_transaction(work)

    async def entries_of(self, call_id: str) -> tuple[TranscriptEntry, ...]:
        """The segments of a call for the desk's own judgement, which nobody reads: none where there are none. Raises
        RecordingUnavailable, RecordingUnreadable."""
        rows = await self._rows(call_id)
        known = (await self._load_keys()).known if rows else {}
        return tuple(_entry(row, known) for row in rows)

    async def entries_since(self, since: float) -> list[TranscriptEntry]:
        """Every segment from this Unix second on, by call and time; for judging anew. Raises RecordingUnreadable."""
        known = (await self._load_keys()).known
        order = (TranscriptRow.call_id, TranscriptRow.start_ms)
        async with self._database.reading() as session:
            rows = await session.scalars(select(TranscriptRow).where(TranscriptRow.at >= since).order_by(*order))
            return [_entry(row, known) for row in rows]

    async def judge_anew(self, entry: TranscriptEntry, hits: Sequence[SuspectedPhrase], rules_version: str) -> None:
        """Let other hits stand beside the words of this segment."""
        keys = await self._load_keys()
        words = Words(text=entry.text, readings=entry.readings, hits=tuple(hits))
        async with self._database.writing() as session:
            row = await session.get(TranscriptRow, (entry.call_id, entry.side.value, entry.segment))
            if row is not None:
                row.sealed = seal(words, _name(entry.call_id, entry.side, entry.segment), keys)
                row.rules_version = rules_version

    async def put_anew(self, at: float, entries: Sequence[TranscriptEntry]) -> None:
        """Let these segments of one call stand in place of those that it has; `at` is the call's beginning."""
        keys = await self._load_keys()
        async with self._database.writing() as session:
            call_ids = {entry.call_id for entry in entries}
            await session.execute(delete(TranscriptRow).where(TranscriptRow.call_id.in_(call_ids)))
            session.add_all(_row(entry, at, keys) for entry in entries)

    async def _rows(self, call_id: str) -> Sequence[TranscriptRow]:
        query = select(TranscriptRow).where(TranscriptRow.call_id == call_id).order_by(TranscriptRow.start_ms)
        async with self._database.reading() as session:
            return (await session.scalars(query)).all()

    async def _load_keys(self) -> Keys:
        if self._keys is None:
            try:
                self._keys = await asyncio.to_thread(load_keys, self._data)
            except (OSError, SettingsError) as error:
                raise RecordingUnavailable("录音密钥无法读取", str(error)) from error
        return self._keys

    async def run(self) -> None:
        """Each hour, delete what is old."""
        while True:
            await self.sweep(time.time())
            await asyncio.sleep(SWEEP_S)

    async def sweep(self, now: float) -> int:
        """Delete the words of calls whose recordings were deleted, or that were never recorded and are as old."""
        recorded = select(RecordingRow.call_id)
        gone = recorded.where(RecordingRow.state == FileState.DELETED)
        there = recorded.where(RecordingRow.state != FileState.DELETED)
        kept_of = TranscriptRow.call_id
        rules = [kept_of.in_(gone) & kept_of.not_in(there)]
        if self._rule.keep_days > 0:
            old = TranscriptRow.at < now - self._rule.keep_days * DAY_S
            rules.append(old & kept_of.not_in(recorded))
        deleted = 0
        async with self._database.writing() as session:
            for rule in rules:
                ids = list(await session.scalars(select(kept_of).where(rule).distinct()))
                deleted += len(ids)
                await session.execute(delete(TranscriptRow).where(kept_of.in_(ids)))
        if deleted:
            log.info("transcripts_deleted", calls=deleted)
        return deleted


def _name(call_id: str, side: Side, segment: int) -> str:
    return f"{call_id}|{side.value}|{segment}"


def _row(entry: TranscriptEntry, at: float, keys: Keys) -> TranscriptRow:
    words = Words(text=entry.text, readings=entry.readings, hits=entry.hits)
    return TranscriptRow(
        call_id=entry.call_id,
        side=entry.side.value,
        segment=entry.segment,
        at=at + entry.end_ms / 1000,
        agent_id=entry.agent_id,
        start_ms=entry.start_ms,
        end_ms=entry.end_ms,
        offset_ms=entry.offset_ms,
        engine=entry.engine,
        model=entry.model,
        rules_version=entry.rules_version,
        sealed=seal(words, _name(entry.call_id, entry.side, entry.segment), keys),
    )


def _entry(row: TranscriptRow, known: Mapping[str, bytes]) -> TranscriptEntry:
    side = Side(row.side)
    words = unseal(row.sealed, _name(row.call_id, side, row.segment), known)
    return TranscriptEntry(
        call_id=row.call_id,
        side=side,
        segment=row.segment,
        agent_id=row.agent_id,
        text=words.text,
        readings=words.readings,
        hits=words.hits,
        start_ms=row.start_ms,
        end_ms=row.end_ms,
        offset_ms=row.offset_ms,
        engine=row.engine,
        model=row.model,
        rules_version=row.rules_version,
    )


def _suspected(said: SpeechHeard, hit: SuspectedPhrase, rules_version: str) -> PhraseSuspected:
    return PhraseSuspected(
        at=said.at,
        call_id=said.call_id,
        agent_id=said.agent_id,
        segment=said.segment,
        rule=hit.rule,
        phrase=hit.phrase,
        confidence=hit.confidence,
        provable=hit.provable,
        start_ms=said.start_ms,
        offset_ms=said.offset_ms,
        engine=said.engine,
        model=said.model,
        rules_version=rules_version,
    )
