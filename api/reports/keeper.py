"""Makes the month's papers by itself before they are due (SLA-12), and anew when the month is over.

What was made stands in the log, so that each is made once, also by a desk that was down when it was time. Files lie
in `<data>/desk/reports`. A press that cannot work is tried again each hour.
"""

import asyncio
import time
from collections.abc import Collection
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from api.db import Database
from api.errors import DeskError
from api.known_facts import KnownFacts
from api.log import EventLog
from api.reports.events import MonthReportMade
from api.reports.month import Month, month_of
from api.reports.papers import MonthPapers
from api.reports.shelf import MonthShelf

log = structlog.get_logger()
FIRST_LOOK_S = 600.0
"""A desk that has just started has more urgent things to do than to lay out pages."""
LOOK_EVERY_S = 60.0
TRY_AGAIN_S = 3600.0
ENDINGS = ("pdf", "xlsx")
KEPT = 120
"""Newest reports that are listed: five years of two a month."""


def owed(now: float, made: Collection[tuple[str, bool]], zone: ZoneInfo) -> tuple[Month, bool] | None:
    """The report to be made now: last month's whole one first, then this month's draft; None for none."""
    this = month_of(now, zone)
    if now >= this.before.final(zone) and (str(this.before), True) not in made:
        return this.before, True
    if now >= this.ready(zone) and (str(this), False) not in made:
        return this, False
    return None


class MonthKeeper:
    """`folder` is where the files go, made for its owner only."""

    def __init__(
        self, database: Database, events: EventLog, shelf: MonthShelf, papers: MonthPapers, folder: Path
    ) -> None:
        self._facts = KnownFacts(database, (MonthReportMade.__name__,))
        self._events = events
        self._shelf = shelf
        self._papers = papers
        self._folder = folder

    async def run(self) -> None:
        """For ever."""
        await asyncio.sleep(FIRST_LOOK_S)
        while True:
            try:
                await self.look(time.time())
                wait = LOOK_EVERY_S
            except (DeskError, OSError) as error:
                log.error("month_report_not_made", why=str(error))
                wait = TRY_AGAIN_S
            await asyncio.sleep(wait)

    async def look(self, now: float) -> tuple[Month, bool] | None:
        """Make what is owed at this moment. Raises DeskError, OSError."""
        made = {(one.month, one.whole) for one in await self.made()}
        found = owed(now, made, self._shelf.zone)
        if found is None:
            return None
        month, whole = found
        report = await self._shelf.month(month, now)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for ending in ENDINGS:
            paper = await self._papers.summary(report, month, ending)
            await asyncio.to_thread((self._folder / paper.name).write_bytes, paper.content)
        due = month.due(self._shelf.zone)
        await self._events.append_desk(MonthReportMade(at=now, month=str(month), whole=whole, due=due))
        log.info("month_report_made", month=str(month), whole=whole)
        return found

    async def made(self) -> tuple[MonthReportMade, ...]:
        """What was made, newest first."""
        found = [one for one in await self._facts.read() if isinstance(one, MonthReportMade)]
        return tuple(reversed(found))[:KEPT]
