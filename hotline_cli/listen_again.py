"""`hotline listen replay --again`: past recordings recognised anew, and what that changes before it counts.

Recordings are opened through the desk's shelf, so that each opening is in both logs (SEC-1); nothing lies on the disk
in clear. Where nobody is heard any more the kept words stay, and so they do where a recording cannot be read here.
"""

import io
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from api.db import Database
from api.errors import DeskError
from api.log import EventLog
from api.models import CallRow, RecordingRow
from api.recordings.shelf import RecordingShelf
from api.schemas import AgentView, FileState, Role
from api.settings import DeskSettings
from api.transcripts.again import Again, Source, compared, entries_of
from api.transcripts.judge import Judge
from api.transcripts.shelf import TranscriptShelf
from scripts_lib.hearing.matcher import matcher_for_speech
from scripts_lib.hearing.proposer import Proposer
from scripts_lib.model import Rules
from telephony.errors import RecordingUnreadable
from telephony.events import Side
from telephony.listening.base import Heard
from telephony.listening.engine import Engine
from telephony.listening.engines import recogniser_of
from telephony.listening.sound_file import SoundFile
from telephony.listening.transcribe import transcribe

WHO: Final = AgentView(agent_id="administrator", login="administrator", name="管理员", surname="", role=Role.ADMIN)
WHY: Final = "重新识别 / recognised anew"
NICENESS: Final = 15
"""As the line's own process has it: calls that go on come first."""


@dataclass(frozen=True, slots=True)
class _Past:
    """One finished recording of a call."""

    recording_id: str
    call_id: str
    agent_id: str
    arrived_at: float
    began_ms: float


class Listening:
    """Recognises and judges. `engine` is the site's, `rules` are those that judge."""

    def __init__(
        self, settings: DeskSettings, database: Database, log: EventLog, engine: Engine, rules: Rules
    ) -> None:
        self._database = database
        self._engine = engine
        self._rules = rules
        self._matcher = matcher_for_speech(rules.phrases)
        self._propose = Proposer(rules.phrases)
        self._recordings = RecordingShelf(database, log, settings.data, settings.retention)
        self._words = TranscriptShelf(database, log, settings.data, settings.retention)

    async def again(self, first: float, *, keep: bool) -> list[Again]:
        """Every call with a finished recording from this Unix second on, by time. With `keep` each stands at once."""
        os.setpriority(os.PRIO_PROCESS, 0, max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))
        done = []
        for past in await self._past(first):
            try:
                one = await self._call(past)
            except (DeskError, RecordingUnreadable) as error:
                said = error.en if isinstance(error, DeskError) else str(error)
                print(f"{past.call_id}  {past.recording_id}: {said}", file=sys.stderr)
                continue
            if not one.entries:
                continue
            if keep:
                await self._words.put_anew(past.arrived_at, one.entries)
            done.append(one)
        return done

    async def _call(self, past: _Past) -> Again:
        before = await self._words.entries_of(past.call_id)
        _, flac = await self._recordings.open(past.recording_id, WHO, WHY)
        source = Source(
            call_id=past.call_id,
            agent_id=past.agent_id,
            began_ms=past.began_ms,
            engine=self._engine.name,
            model=self._engine.model,
            rules_version=self._rules.version,
        )
        return compared(entries_of(self._heard(flac), source, before, Judge(self._matcher)), before)

    def _heard(self, flac: bytes) -> list[tuple[Side, Heard]]:
        with SoundFile(io.BytesIO(flac)) as sound:
            return transcribe(
                sound.pieces(), lambda: recogniser_of(self._engine, partials=False, propose=self._propose)
            )

    async def _past(self, first: float) -> list[_Past]:
        """The longest recording of each call."""
        query = (
            select(RecordingRow, CallRow)
            .join(CallRow, CallRow.call_id == RecordingRow.call_id)
            .where(RecordingRow.state == FileState.READY, CallRow.arrived_at >= first)
            .order_by(CallRow.arrived_at, RecordingRow.length_ms)
        )
        async with self._database.reading() as session:
            found = [_past_of(recording, call) for recording, call in await session.execute(query)]
        return [*{past.call_id: past for past in found}.values()]


def _past_of(recording: RecordingRow, call: CallRow) -> _Past:
    began_ms = max(0.0, recording.began_at - call.arrived_at) * 1000
    return _Past(recording.recording_id, call.call_id, call.agent_id or "", call.arrived_at, began_ms)


def told(one: Again) -> Iterator[str]:
    """The lines of a call whose hits change, for people."""
    for sign, found in (("+", one.added), ("-", one.removed)):
        for each in sorted(found, key=lambda found: found.at_ms):
            minutes, seconds = divmod(int(each.at_ms / 1000), 60)
            reminder = "" if each.hit.provable else "（仅提醒 / a reminder only）"
            phrase = f"{each.hit.rule} {each.hit.phrase}{reminder}"
            yield f"    {sign} {minutes:02}:{seconds:02}  {phrase}  {each.entry.text}"
