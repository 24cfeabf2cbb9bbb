"""Proposes what the system sees by itself: follows the log, and writes proposals into it within the same transaction.

So a proposal is made once, also when the desk dies in between; and a person decides about each (PEN-11).
"""

import asyncio
import time
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import msgspec
import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from api.calls.record import CallRecord
from api.db import Database
from api.log import EventLog
from api.log_events import AnyEvent, CallExplained, OfferEnd, OfferEnded
from api.models import CallRow, TicketRow
from api.outbox.follower import Entry, LogFollower
from api.quality.events import WorkReported
from api.quality.months import bounds
from api.quality.sights import Seen, in_call, late, phrase_heard, proposal, rang_in_vain, test_failed, work_load
from api.tickets.events import TicketPassedUp, TicketReplied
from api.tickets.ledger import ticket_of
from api.training.events import ExamTaken
from api.training.shelf import PASS
from api.transcripts.events import PhraseSuspected
from scripts_lib.loader import Library
from telephony.events import CallEnded

log = structlog.get_logger()
EVERY_S = 5.0
KINDS = (
    "OfferEnded",
    "CallEnded",
    "CallExplained",
    "PhraseSuspected",
    "TicketReplied",
    "TicketPassedUp",
    "WorkReported",
    "ExamTaken",
)
_RECORD = msgspec.json.Decoder(CallRecord)


class QualityWatch:
    """One follower of the log."""

    def __init__(self, database: Database, events: EventLog, library: Library, zone: ZoneInfo) -> None:
        self._zone = zone
        self._events = events
        self._library = library
        self._follower = LogFollower(database, "quality", KINDS, self._take)

    async def run(self) -> None:
        """Look every few seconds, until cancelled. A database that is away is tried again."""
        while True:
            try:
                await self.look()
            except SQLAlchemyError as error:
                log.warning("quality_not_watched", reason=type(error).__name__)
            await asyncio.sleep(EVERY_S)

    async def look(self) -> int:
        """Look at what is new. Returns how many entries were looked at."""
        return await self._follower.follow()

    async def _take(self, session: AsyncSession, entries: Sequence[Entry]) -> None:
        made = []
        for entry in entries:
            for seen in await self._seen(session, entry.event):
                opened = proposal(seen, self._library.penalties, self._library.rules.version, time.time())
                if opened is not None:
                    made.append(opened)
        if made:
            await self._events.append_within(session, *made)

    async def _seen(self, session: AsyncSession, event: AnyEvent) -> tuple[Seen, ...]:
        if isinstance(event, TicketReplied | TicketPassedUp):
            ticket = await session.get(TicketRow, event.number)
            return late(ticket_of(ticket), event.at) if ticket is not None else ()
        if isinstance(event, WorkReported):
            return await self._held_against_the_records(session, event)
        if isinstance(event, ExamTaken):
            return test_failed(event, PASS)
        call_id = getattr(event, "call_id", "")
        row = await session.get(CallRow, call_id) if call_id else None
        if row is None:
            return ()
        record: CallRecord = _RECORD.decode(row.record)
        match event:
            case OfferEnded(why=OfferEnd.MISSED):
                return (rang_in_vain(record, event.agent_id, event.at),)
            case PhraseSuspected():
                return phrase_heard(record, event)
            case CallEnded() | CallExplained():
                return in_call(record, self._library.penalties, self._library.rules.advice)
            case _:
                return ()

    async def _held_against_the_records(self, session: AsyncSession, report: WorkReported) -> tuple[Seen, ...]:
        begins, ends = bounds(report.month, self._zone)
        calls = select(func.count()).where(
            CallRow.agent_id == report.agent_id, CallRow.arrived_at >= begins, CallRow.arrived_at < ends
        )
        tickets = select(func.count()).where(
            TicketRow.registered_by == report.agent_id,
            TicketRow.registered_at >= begins,
            TicketRow.registered_at < ends,
        )
        taken, registered = await session.scalar(calls), await session.scalar(tickets)
        return work_load(report, taken or 0, registered or 0, ends)
