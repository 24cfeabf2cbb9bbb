"""Proposes what the system sees by itself: follows the log, and writes into it within the same transaction.

So a proposal or a hint is made once, also when the desk dies in between; and a person decides about each (PEN-11).
"""

import asyncio
import time
from collections.abc import Sequence

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from api.db import Database
from api.log import EventLog
from api.outbox.follower import Entry, LogFollower
from api.quality.events import CaseOpened, HintSeen
from api.quality.looking import Looker
from api.quality.sights import Seen, hint, proposal
from api.quality.tables import QualityCaseRow, QualityHintRow
from scripts_lib.loader import Library

log = structlog.get_logger()
EVERY_S = 5.0
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
    "WorkReported",
    "ExamTaken",
    "AgentSignedIn",
    "AgentStateChanged",
)


class QualityWatch:
    """One follower of the log."""

    def __init__(self, database: Database, events: EventLog, library: Library, looker: Looker) -> None:
        self._events = events
        self._library = library
        self._looker = looker
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
        made: dict[str, CaseOpened | HintSeen] = {}
        for entry in entries:
            for seen in await self._looker.seen(session, entry.event):
                if seen.case_id not in made and not await _known(session, seen.case_id):
                    made |= self._made(seen)
        if made:
            await self._events.append_within(session, *made.values())

    def _made(self, seen: Seen) -> dict[str, CaseOpened | HintSeen]:
        """The proposal or the hint that it becomes; nothing where the site does not look for it."""
        rules, version = self._library.penalties, self._library.rules.version
        made = proposal(seen, rules, version, time.time()) or hint(seen, rules, version, time.time())
        return {seen.case_id: made} if made is not None else {}


async def _known(session: AsyncSession, seen_id: str) -> bool:
    case = await session.get(QualityCaseRow, seen_id)
    return case is not None or await session.get(QualityHintRow, seen_id) is not None
