"""Reads a list of open complaints in: first tried, then done. Each becomes a ticket whose clocks began when it was
registered in the earlier system.

With any fault nothing is done. Otherwise each complaint is a transaction of its own, so that calls go on meanwhile;
the old number is its key, and the same list again goes on where a break left it and doubles nothing.
"""

import asyncio
import time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.channels import OpenCase
from api.complaint_lists.table import Line, Listed, read_rows
from api.db import Database
from api.errors import Invalid
from api.log import EventLog
from api.residents.list_file import rows_of
from api.residents.table import Refused
from api.schemas import AgentView, ImportFault
from api.schemas.complaint_lists import ComplaintImport, ImportedComplaint
from api.tickets.registration import Registration
from api.tickets.tables import TicketKeyRow
from scripts_lib.loader import Library


class ComplaintLists:
    """`registration` checks forms, `open_case` makes tickets; `zone` is the site's."""

    def __init__(
        self,
        database: Database,
        log: EventLog,
        library: Library,
        zone: ZoneInfo,
        registration: Registration,
        open_case: OpenCase,
    ) -> None:
        self._database = database
        self._log = log
        self._library = library
        self._zone = zone
        self._registration = registration
        self._open_case = open_case
        self._one = asyncio.Lock()

    async def run(self, content: bytes, by: AgentView, *, dry_run: bool) -> ComplaintImport:
        """What the file adds; with `dry_run` it is only said."""
        async with self._one:
            now = time.time()
            listed = await asyncio.to_thread(self._read, content, now)
            faults = (*listed.faults, *self._incomplete(listed, now))
            if faults:
                return ComplaintImport(dry_run=dry_run, faults=tuple(sorted(faults, key=lambda one: one.row)))
            known = await self._known()
            new = [line for line in listed.lines if _key(line) not in known]
            added = tuple([await self._add(line, by, dry_run=dry_run) for line in new])
            return ComplaintImport(dry_run=dry_run, added=added, unchanged=len(listed.lines) - len(new))

    def _read(self, content: bytes, now: float) -> Listed:
        try:
            return read_rows(rows_of(content), self._library.rules.catalogue, self._zone, now)
        except Refused as refused:
            return Listed(faults=(ImportFault(row=refused.row, zh=refused.zh, en=refused.en),))

    def _incomplete(self, listed: Listed, now: float) -> list[ImportFault]:
        """What the form itself would be refused for (CMP-6)."""
        found = []
        for line in listed.lines:
            try:
                self._registration.check(line.complaint, now)
            except Invalid as refused:
                for name, text in refused.fields.items():
                    zh, _, en = text.partition(" / ")
                    found.append(ImportFault(row=line.row, zh=zh, en=f"{name}: {en}"))
        return found

    async def _known(self) -> set[str]:
        async with self._database.reading() as session:
            query = select(TicketKeyRow.key).where(TicketKeyRow.key.startswith("list:", autoescape=True))
            return set(await session.scalars(query))

    async def _add(self, line: Line, by: AgentView, *, dry_run: bool) -> ImportedComplaint:
        async def work(session: AsyncSession) -> str:
            return await self._open_case(
                session, line.complaint, channel=line.channel, by=by, key=_key(line), at=line.at
            )

        number = "" if dry_run else await self._log.in_transaction(work)
        return ImportedComplaint(row=line.row, old_number=line.old_number, number=number)


def _key(line: Line) -> str:
    return f"list:{line.old_number}"
