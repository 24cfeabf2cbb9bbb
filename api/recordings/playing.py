"""Recordings as players ask for them: in pieces, which are one opening (SEC-1).

The opening is in both logs before its first byte is given out. When nobody has asked for more for a while, or the
desk ends, a second entry tells how much of the recording was given out in those pieces.
"""

import asyncio
import time
from math import inf

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit.ledger import entry, note
from api.log import EventLog
from api.recordings.events import RecordingGivenOut
from api.recordings.openings import Given, Opening, Openings
from api.recordings.shelf import RecordingShelf
from api.schemas import AgentView, RecordingView

TELL_S = 60.0


class Playing:
    """Remembers what is being played, in memory."""

    def __init__(self, shelf: RecordingShelf, events: EventLog) -> None:
        self._shelf = shelf
        self._events = events
        self._openings = Openings()
        self._calls: dict[str, str] = {}

    async def sound(
        self, recording_id: str, by: AgentView, why: str, session: str, *, whole: bool = False
    ) -> tuple[RecordingView, bytes]:
        """The FLAC; pieces of one listening in one session are one opening, whoever asks for the `whole` opens it
        anew. Raises as `RecordingShelf.open`."""
        opening = Opening(by.agent_id, recording_id, why, session)
        if not self._openings.is_new(opening, time.monotonic()) and not whole:
            return await self._shelf.read(recording_id, by)
        try:
            view, flac = await self._shelf.open(recording_id, by, why)
        except BaseException:
            self._openings.undone(opening)
            raise
        self._calls[recording_id] = view.call_id
        return view, flac

    def gave(
        self, recording_id: str, by: AgentView, why: str, session: str, piece: tuple[int, int], size: int
    ) -> None:
        """The piece from its first to its last byte, of `size` in all, is being given out."""
        first, last = piece
        if size and first <= last:
            opening = Opening(by.agent_id, recording_id, why, session)
            self._openings.gave(opening, first / size, (last + 1) / size)

    async def run(self) -> None:
        """Each minute, tell of listenings that are over; of all when the desk ends."""
        try:
            while True:
                await self.tell(time.monotonic())
                await asyncio.sleep(TELL_S)
        finally:
            await self.tell(inf)

    async def tell(self, now: float) -> None:
        """Into both logs, how much was given out of what nobody asked for any more."""
        for opening, given in self._openings.over(now):
            await self._told(opening, given)

    async def _told(self, opening: Opening, given: Given) -> None:
        call_id = self._calls[opening.recording_id]
        fact = RecordingGivenOut(
            at=time.time(),
            recording_id=opening.recording_id,
            call_id=call_id,
            agent_id=opening.agent_id,
            why=opening.why,
            percent=round(100 * given.share),
            pieces=given.requests,
        )
        told = f"{fact.percent} %, {fact.pieces} pieces; {opening.why}"

        async def work(session: AsyncSession) -> None:
            await self._events.append_within(session, fact)
            await note(
                session, [entry(opening.agent_id, "recording_part", f"{call_id} {opening.recording_id}", told)]
            )

        await self._events.in_transaction(work)
