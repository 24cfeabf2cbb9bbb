"""Notes of hand-over as they are written, read and signed (LINE-6)."""

import time
import uuid

from msgspec.structs import asdict, replace
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.db import Database
from api.duty.shelf import DutyShelf
from api.errors import Conflict, Invalid, NotFound
from api.handover.ledger import note_of
from api.log import EventLog
from api.log_events import HandoverSigned, HandoverWritten
from api.models import HandoverRow
from api.queues.sites import EVERYTHING
from api.schemas import AgentView, HandoverFacts, HandoverNote, NewHandover
from api.tickets.shelf import TicketShelf

LONGEST = 4000
"""Characters of one part."""
UNREAD_S = 2 * 86_400.0
"""Older notes are history: nobody has to sign them any more."""


class HandoverShelf:
    """Reads, writes and signs notes."""

    def __init__(self, database: Database, log: EventLog, tickets: TicketShelf, duty: DutyShelf) -> None:
        self._database = database
        self._log = log
        self._tickets = tickets
        self._duty = duty

    async def facts(self) -> HandoverFacts:
        """What the desk adds to a note written now: every open complaint, and how many callers are owed something."""
        now = time.time()
        counts = await self._duty.counts(EVERYTHING)
        return HandoverFacts(open_tickets=await self._tickets.open_in_short(now), open_duty=sum(counts.values()))

    async def page(self, *, limit: int, offset: int) -> tuple[int, tuple[HandoverNote, ...]]:
        """How many notes there are, and one page of them, newest first."""
        query = select(HandoverRow).order_by(HandoverRow.at.desc()).limit(limit).offset(offset)
        async with self._database.reading() as session:
            total = await session.scalar(select(func.count()).select_from(HandoverRow)) or 0
            return total, tuple(note_of(row) for row in await session.scalars(query))

    async def unread(self, by: AgentView) -> int:
        """How many notes of the last two days others wrote and this person has not signed."""
        query = select(HandoverRow).where(HandoverRow.at > time.time() - UNREAD_S)
        async with self._database.reading() as session:
            notes = [note_of(row) for row in await session.scalars(query)]
        return sum(
            note.agent_id != by.agent_id and all(one.agent_id != by.agent_id for one in note.signed) for note in notes
        )

    async def write(self, new: NewHandover, by: AgentView) -> HandoverNote:
        """Write a note. Raises Invalid for one that says nothing, or too much."""
        parts = {name: text.strip() for name, text in asdict(new).items()}
        if not any(parts.values()):
            raise Invalid(
                "交接班记录不能全空", "the note says nothing", {"business": "至少填写一项 / fill in one part"}
            )
        long = {
            name: f"最多 {LONGEST} 字 / at most {LONGEST} characters"
            for name, text in parts.items()
            if len(text) > LONGEST
        }
        if long:
            raise Invalid("交接班记录太长", "the note is too long", long)
        facts = await self.facts()
        event = HandoverWritten(
            at=time.time(),
            note_id=str(uuid.uuid4()),
            agent_id=by.agent_id,
            name=by.name,
            note=replace(new, **parts),
            open_tickets=facts.open_tickets,
            open_duty=facts.open_duty,
        )

        async def work(session: AsyncSession) -> HandoverNote:
            await self._log.append_within(session, event)
            return note_of(await session.get_one(HandoverRow, event.note_id))

        return await self._log.in_transaction(work)

    async def sign(self, note_id: str, by: AgentView) -> HandoverNote:
        """This person has read it and taken over. Signing again changes nothing.

        Raises NotFound, Conflict for one's own note.
        """

        async def work(session: AsyncSession) -> HandoverNote:
            row = await session.get(HandoverRow, note_id)
            if row is None:
                raise NotFound("没有这条交接班记录", "there is no such note")
            note = note_of(row)
            if note.agent_id == by.agent_id:
                raise Conflict("自己写的交接班记录由接班人签收", "your own note is signed by who takes over")
            if all(one.agent_id != by.agent_id for one in note.signed):
                event = HandoverSigned(at=time.time(), note_id=note_id, agent_id=by.agent_id, name=by.name)
                await self._log.append_within(session, event)
            return note_of(await session.get_one(HandoverRow, note_id))

        return await self._log.in_transaction(work)
