"""What lines tell beside their journal: shown to the agent at once, kept behind. I/O."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.errors import RecordingUnavailable
from api.live.hub import Hub
from api.schemas import ListeningShown, TranscriptChanged
from api.schemas.transcripts import Transcript, TranscriptLine
from api.transcripts.live import LiveTranscripts
from api.transcripts.shelf import TranscriptShelf
from telephony.speech_events import ListeningChanged, ListeningState, SpeechHeard

log = structlog.get_logger()


class Spoken:
    """`agent_of` names who has a call; `hub` has the streams to show it on."""

    def __init__(
        self,
        transcripts: LiveTranscripts,
        shelf: TranscriptShelf,
        agent_of: Callable[[str], str | None],
        hub: Hub,
        spawn: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self._transcripts = transcripts
        self._shelf = shelf
        self._agent_of = agent_of
        self._hub = hub
        self._spawn = spawn
        self._prepared = False

    def take(self, line_id: str, event: ListeningChanged | SpeechHeard) -> None:
        """Something that a line tells."""
        match event:
            case ListeningChanged():
                self._transcripts.listening(line_id, event)
                if not self._prepared and event.state is not ListeningState.OFF:
                    self._prepared = True
                    self._spawn(asyncio.to_thread(self._transcripts.prepare))
                view = self._transcripts.view
                self._hub.push_all(lambda number: ListeningShown(number=number, listening=view))
            case SpeechHeard():
                self._said(event)

    def _said(self, said: SpeechHeard) -> None:
        line = self._transcripts.heard(said)
        if line is None:
            return
        agent_id, whole = self._agent_of(said.call_id), self._transcripts.of_call(said.call_id)
        if agent_id is not None and whole is not None:
            self._hub.push(agent_id, lambda number: _changed(number, whole, line))
        if line.final and line.text:
            self._spawn(self._keep(said, line))

    async def _keep(self, said: SpeechHeard, line: TranscriptLine) -> None:
        try:
            await self._shelf.keep(said, line.hits, self._transcripts.rules_version)
        except (SQLAlchemyError, OSError, RecordingUnavailable) as error:
            log.error("transcript_not_kept", call_id=said.call_id, why=str(error))


def _changed(number: int, whole: Transcript, line: TranscriptLine) -> TranscriptChanged:
    return TranscriptChanged(
        number=number, call_id=whole.call_id, line=line, numbers=whole.numbers, required=whole.required
    )
