"""Reading a list of residents into the book (FILE-1): first tried, then done, all or nothing, each time logged.

Tens of thousands of rows are read beside the event loop and written in portions, so that calls go on meanwhile.
"""

import asyncio
from collections.abc import Iterator, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import delete, insert, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from api.audit.ledger import entry, note
from api.db import Database
from api.models import PhoneRow, ResidentRow
from api.residents.changes import Change, Plan, plan, with_area
from api.residents.list_file import read
from api.residents.reading import everybody, state_of
from api.residents.table import Line
from api.schemas import ImportReport, NewResident, ResidentView

PORTION = 500
IDS_PER_ENTRY = 5
"""A row of the access log has room for so many."""
T = TypeVar("T")


class ResidentImport:
    """Reads lists in, one at a time. `area_code` is the site's own: local numbers are stored with it."""

    def __init__(self, database: Database, area_code: str = "") -> None:
        self._database = database
        self._area_code = area_code
        self._one = asyncio.Lock()

    async def run(self, content: bytes, user_id: str, *, dry_run: bool) -> ImportReport:
        """What the file adds and changes; with `dry_run` it is only said. With faults nothing is done.

        `user_id` is whom the access log names.
        """
        async with self._one:
            listed = await asyncio.to_thread(read, content)
            if listed.faults:
                return ImportReport(dry_run=dry_run, faults=listed.faults)
            lines = await asyncio.to_thread(with_area, listed.lines, self._area_code)
            async with self._database.reading() as session:
                state = await state_of(session)
                found = await self._plan(session, lines)
            if dry_run or found.faults:
                return await self._tried(found, user_id, dry_run=dry_run)
            return await self._done(lines, found, state, user_id)

    async def _tried(self, found: Plan, user_id: str, *, dry_run: bool) -> ImportReport:
        async with self._database.writing() as session:
            await _log(session, user_id, "resident_import_try", found)
        return _report(found, tuple(_view("", one) for one in found.added), dry_run=dry_run)

    async def _done(self, lines: Sequence[Line], found: Plan, state: object, user_id: str) -> ImportReport:
        """Write what was found; compared again only when somebody wrote in between, since calls wait meanwhile."""
        async with self._database.writing() as session:
            if await state_of(session) != state:
                found = await self._plan(session, lines)
                if found.faults:
                    return _report(found, (), dry_run=False)
            added = await _add(session, found.added)
            await _change(session, found.changed)
            await _log(session, user_id, "resident_import", found)
            await note(session, [entry(user_id, "resident_added", one.resident_id) for one in added])
            changes = ((one.resident.resident_id, ",".join(one.shown().changes)) for one in found.changed)
            await note(session, [entry(user_id, "resident_changed", who, what) for who, what in changes])
        return _report(found, added, dry_run=False)

    async def _plan(self, session: AsyncSession, lines: Sequence[Line]) -> Plan:
        book = [one async for one in everybody(session)]
        return await asyncio.to_thread(plan, lines, book, self._area_code)


def _report(found: Plan, added: tuple[ResidentView, ...], *, dry_run: bool) -> ImportReport:
    if found.faults:
        return ImportReport(dry_run=dry_run, faults=found.faults)
    return ImportReport(
        dry_run=dry_run,
        added=added,
        changed=tuple(change.shown() for change in found.changed),
        unchanged=found.unchanged,
    )


def _view(resident_id: str, new: NewResident) -> ResidentView:
    return ResidentView(
        resident_id=resident_id,
        name=new.name,
        building=new.building,
        unit=new.unit,
        room=new.room,
        phones=new.phones,
        note=new.note,
    )


async def _add(session: AsyncSession, new: Sequence[NewResident]) -> tuple[ResidentView, ...]:
    added = []
    for portion in _portions(new):
        pairs = [(uuid7(), one) for one in portion]
        rows = [
            {
                "id": key,
                "name": one.name,
                "building": one.building,
                "unit": one.unit,
                "room": one.room,
                "note": one.note,
            }
            for key, one in pairs
        ]
        await session.execute(insert(ResidentRow), rows)
        await _add_phones(session, [(key, number) for key, one in pairs for number in one.phones])
        added += [_view(str(key), one) for key, one in pairs]
    return tuple(added)


async def _add_phones(session: AsyncSession, phones: Sequence[tuple[UUID, str]]) -> None:
    if phones:
        rows = [{"id": uuid7(), "resident_id": who, "number": number} for who, number in phones]
        await session.execute(insert(PhoneRow), rows)


async def _change(session: AsyncSession, changes: Sequence[Change]) -> None:
    for portion in _portions(changes):
        notes = [{"id": _key(one), "note": one.note} for one in portion if one.note is not None]
        if notes:
            await session.execute(update(ResidentRow), notes)
        gone = [(_key(one), number) for one in portion for number in _only_in(one.resident.phones, one.phones)]
        if gone:
            await session.execute(delete(PhoneRow).where(tuple_(PhoneRow.resident_id, PhoneRow.number).in_(gone)))
        new = [(_key(one), number) for one in portion for number in _only_in(one.phones or (), one.resident.phones)]
        await _add_phones(session, new)


def _key(change: Change) -> UUID:
    return UUID(change.resident.resident_id)


def _only_in(these: Sequence[str], others: Sequence[str] | None) -> list[str]:
    """Those that the others lack; none where nothing is said of the others."""
    return [] if others is None else [one for one in these if one not in others]


async def _log(session: AsyncSession, user_id: str, what: str, found: Plan) -> None:
    """One entry for the list, and one for every few residents of the book whose data it shows."""
    counts = f"added={len(found.added)} changed={len(found.changed)} unchanged={found.unchanged}"
    opened = [change.resident.resident_id for change in found.changed]
    subjects = [counts, *(",".join(ids) for ids in _portions(opened, IDS_PER_ENTRY))]
    await note(session, [entry(user_id, what, subject) for subject in subjects])


def _portions(items: Sequence[T], size: int = PORTION) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
