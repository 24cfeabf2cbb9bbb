"""Reports of the month as they are asked for: counts from the database, made into a report."""

import time
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from api.db import Database
from api.errors import Invalid, NotFound
from api.models import TicketRow
from api.queues.sites import EVERYTHING, Seen
from api.reports import ledger
from api.reports.counts import counts_of
from api.reports.month import Month, month_of, read
from api.reports.report import Three, report_of, stretches
from api.rights import site_seen
from api.schemas import AgentView, TicketView
from api.schemas.reports import MonthReport
from api.tickets.ledger import ticket_of
from api.tickets.visible import shown, visible
from scripts_lib.loader import Library

MOST_REGISTERED = 20_000
"""Complaints in one register; a workbook of more is of no use to anybody."""


class MonthShelf:
    """Statistics and registers, by the site's own calendar of months."""

    def __init__(self, database: Database, library: Library, zone: ZoneInfo) -> None:
        self._database = database
        self._library = library
        self.zone = zone

    async def fill(self) -> int:
        """Count the tickets of a database from before there were counts; how many."""
        async with self._database.writing() as session:
            return await ledger.fill(session)

    def asked(self, text: str, now: float) -> Month:
        """A month as it is written in a path. Raises Invalid for anything else, NotFound for one that is to come."""
        month = read(text)
        if month is None:
            why = "要写成 2026-11 / write 2026-11"
            raise Invalid("月份不对", "that is no month", {"month": why})
        if month > month_of(now, self.zone):
            raise NotFound("这个月还没有到", "that month is still to come")
        return month

    async def month(self, month: Month, now: float | None = None, seen: Seen = EVERYTHING) -> MonthReport:
        """The report of a month as it stands, as far as it is seen."""
        at = time.time() if now is None else now
        parts = stretches(month, at, lambda one: one.span(self.zone))
        this = parts[0]
        days = (*month.midnights(self.zone, this.until), this.until)
        three = Three(
            await counts_of(self._database, days, seen),
            await counts_of(self._database, (parts[1].since, parts[1].until), seen),
            await counts_of(self._database, (parts[2].since, parts[2].until), seen),
        )
        catalogue = self._library.rules.catalogue
        return report_of(month, this, three, catalogue, self._library.procedure, at=at, seen=seen)

    async def registered(self, month: Month, by: AgentView) -> tuple[TicketView, ...]:
        """The complaints of a month as this person sees them, oldest first. Raises Invalid for too many."""
        since, until = month.span(self.zone)
        within = [TicketRow.registered_at >= since, TicketRow.registered_at < until, *visible(by)]
        if site := site_seen(by):
            within.append(TicketRow.site.in_((site, "")))
        async with self._database.reading() as session:
            count = await session.scalar(select(func.count()).select_from(TicketRow).where(*within)) or 0
            if count > MOST_REGISTERED:
                why = f"本月 {count} 件，最多 {MOST_REGISTERED} 件 / {count} complaints, at most {MOST_REGISTERED}"
                raise Invalid("登记表太长", "the register is too long", {"month": why})
            query = select(TicketRow).where(*within).order_by(TicketRow.registered_at, TicketRow.number)
            return tuple(shown(ticket_of(row), by) for row in await session.scalars(query))
