"""Proposes what the system sees by itself: follows the log, and writes into it within the same transaction.

So a proposal or a hint is made once, also when the desk dies in between; and a person decides about each (PEN-11).
"""

import time
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.background import repeated
from api.db import Database
from api.figures.ledger import span_of
from api.figures.tables import AgentSpanRow
from api.log import EventLog
from api.models import HandoverRow
from api.outbox.follower import Entry, LogFollower
from api.outbox.tables import CursorRow
from api.quality.events import CaseOpened, HintSeen, RequiredJudged
from api.quality.looking import Found, Looker
from api.quality.shift_sights import GRACE_S, of_shift
from api.quality.sights import Seen, hint, proposal
from api.quality.tables import QualityCaseRow, QualityHintRow, RequiredJudgedRow
from api.shifts.ledger import staffed_of
from api.shifts.tables import ShiftRow
from scripts_lib.loader import Library

EVERY_S = 5.0
SHIFTS = "quality:shifts"
"""The cursor that tells up to which Unix second shifts were looked at."""
KINDS = (
    "OfferEnded",
    "CallEnded",
    "CallExplained",
    "PhraseSuspected",
    "TicketRegistered",
    "TicketSent",
    "TicketReplied",
    "TicketPassedUp",
    "TicketWeightChanged",
    "TicketNatureChanged",
    "LimitPassed",
    "IncidentTaken",
    "WorkReported",
    "ExamTaken",
    "AgentSignedIn",
    "AgentStateChanged",
)


class QualityWatch:
    """One follower of the log."""

    def __init__(self, database: Database, events: EventLog, library: Library, looker: Looker) -> None:
        self._database = database
        self._events = events
        self._library = library
        self._looker = looker
        self._follower = LogFollower(database, "quality", KINDS, self._take)

    async def run(self) -> None:
        """Look every few seconds, until cancelled."""
        await repeated("quality", self._look_at_both, EVERY_S)

    async def _look_at_both(self) -> None:
        await self.look()
        await self.look_at_shifts(time.time())

    async def look(self) -> int:
        """Look at what is new. Returns how many entries were looked at."""
        return await self._follower.follow()

    async def _take(self, session: AsyncSession, entries: Sequence[Entry]) -> None:
        await self._write(
            session, [one for entry in entries for one in await self._looker.seen(session, entry.event)]
        )

    async def look_at_shifts(self, now: float) -> None:
        """What shifts show that were over, and handed over, since the last look. The first look ever sees none."""
        until = int(now - GRACE_S)
        async with self._database.reading() as session:
            place = await session.get(CursorRow, SHIFTS)
            over = select(ShiftRow.day).where(ShiftRow.until <= until)
            due = place is not None and await session.scalar(over.where(ShiftRow.until > place.number).limit(1))
        if place is not None and due is None:
            return
        async with self._database.writing() as session:
            if place is not None:
                await self._write(session, await self._of_shifts(session, place.number, until))
            await session.merge(CursorRow(name=SHIFTS, number=until))

    async def _of_shifts(self, session: AsyncSession, after: int, until: int) -> list[Seen]:
        rows = await session.scalars(select(ShiftRow).where(ShiftRow.until > after, ShiftRow.until <= until))
        seen: list[Seen] = []
        for shift in [staffed_of(row) for row in rows]:
            spans = await session.scalars(
                select(AgentSpanRow).where(
                    AgentSpanRow.since < shift.until,
                    (AgentSpanRow.until.is_(None)) | (AgentSpanRow.until > shift.since),
                )
            )
            wrote = await session.scalars(
                select(HandoverRow.agent_id).where(
                    HandoverRow.at >= shift.since, HandoverRow.at <= shift.until + GRACE_S
                )
            )
            seen += of_shift(shift, [span_of(row) for row in spans], frozenset(wrote), self._looker.zone)
        return seen

    async def _write(self, session: AsyncSession, found: Sequence[Found]) -> None:
        """A proposal or a hint of each, and what was judged, once."""
        made: dict[str, CaseOpened | HintSeen | RequiredJudged] = {}
        for seen in found:
            if isinstance(seen, RequiredJudged):
                if not await _is_judged(session, seen.call_id):
                    made.setdefault(seen.call_id, seen)
            elif seen.case_id not in made and not await _known(session, seen.case_id):
                made |= self._made(seen)
        if made:
            await self._events.append_within(session, *made.values())

    def _made(self, seen: Seen) -> dict[str, CaseOpened | HintSeen | RequiredJudged]:
        """The proposal or the hint that it becomes; nothing where the site does not look for it."""
        rules, version = self._library.penalties, self._library.rules.version
        made = proposal(seen, rules, version, time.time()) or hint(seen, rules, version, time.time())
        return {seen.case_id: made} if made is not None else {}


async def _is_judged(session: AsyncSession, call_id: str) -> bool:
    query = select(RequiredJudgedRow.call_id).where(RequiredJudgedRow.call_id == call_id).limit(1)
    return await session.scalar(query) is not None


async def _known(session: AsyncSession, seen_id: str) -> bool:
    case = await session.get(QualityCaseRow, seen_id)
    return case is not None or await session.get(QualityHintRow, seen_id) is not None
