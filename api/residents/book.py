"""The book of residents: found by number, home or name, added one by one or from a CSV file. Openings are logged."""

import asyncio
from collections.abc import Iterable, Sequence
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit.ledger import COMMAND_LINE, entry, note
from api.db import Database
from api.errors import Conflict, Invalid, NotFound
from api.models import PhoneRow, ResidentRow
from api.privacy import normalised, plausible
from api.residents import fields, index
from api.residents.reading import everybody, state_of
from api.schemas import NewResident, ResidentChange, ResidentView
from telephony.numbers import spellings

MATCHES = 20
"""More residents of one number than this are a company's switchboard."""


def view_of(row: ResidentRow) -> ResidentView:
    """The resident as screens see it."""
    return ResidentView(
        resident_id=str(row.id),
        name=row.name,
        building=row.building,
        unit=row.unit,
        room=row.room,
        phones=tuple(phone.number for phone in row.phones),
        note=row.note,
    )


class ResidentBook:
    """Residents in the database. `area_code` is the site's own: fixed lines are stored and found with it."""

    def __init__(self, database: Database, area_code: str = "") -> None:
        self._database = database
        self._area_code = area_code
        self._index: list[index.Entry] = []
        self._indexed: tuple[object, ...] = ()
        self._indexing = asyncio.Lock()

    async def of_number(self, number: str) -> ResidentView | None:
        """The resident who calls from this number; None for an unknown or withheld one, or where it is several."""
        wanted = normalised(number, self._area_code)
        if not wanted:
            return None
        async with self._database.reading() as session:
            query = select(ResidentRow).join(PhoneRow).where(self._is(wanted)).distinct().limit(2)
            rows = (await session.scalars(query)).unique().all()
            return view_of(rows[0]) if len(rows) == 1 else None

    async def all_of_number(self, number: str) -> tuple[ResidentView, ...]:
        """Everybody who calls from this number, by home; nobody for an unknown or withheld one."""
        wanted = normalised(number, self._area_code)
        if not wanted:
            return ()
        query = _by_home(select(ResidentRow).where(ResidentRow.phones.any(self._is(wanted)))).limit(MATCHES)
        async with self._database.reading() as session:
            return tuple(view_of(row) for row in await session.scalars(query))

    async def homes_of(self, session: AsyncSession, numbers: Iterable[str]) -> dict[str, set[tuple[str, str, str]]]:
        """Building, unit and room of everybody who calls from each of these numbers, within a transaction."""
        spelled: dict[str, set[str]] = {}
        for number in numbers:
            wanted = normalised(number, self._area_code)
            for spelling in spellings(wanted, self._area_code) if wanted else ():
                spelled.setdefault(spelling, set()).add(number)
        home = (ResidentRow.building, ResidentRow.unit, ResidentRow.room)
        query = select(PhoneRow.number, *home).join(PhoneRow.resident).where(PhoneRow.number.in_(spelled))
        found: dict[str, set[tuple[str, str, str]]] = {}
        for row in await session.execute(query):
            for number in spelled[row[0]]:
                found.setdefault(number, set()).add((row[1], row[2], row[3]))
        return found

    async def known(self, resident_id: str) -> ResidentView | None:
        """The resident of this id."""
        try:
            key = UUID(resident_id)
        except ValueError:
            return None
        async with self._database.reading() as session:
            row = await session.get(ResidentRow, key)
            return view_of(row) if row is not None else None

    async def of_id(self, resident_id: str) -> ResidentView:
        """The same. Raises NotFound."""
        found = await self.known(resident_id)
        if found is None:
            raise NotFound("没有这位住户", "there is no such resident")
        return found

    async def of_home(self, key: str) -> tuple[ResidentView, ...]:
        """Everybody of the home `building|unit|room`."""
        building, unit, room = key.split("|")
        query = select(ResidentRow).where(
            ResidentRow.building == building, ResidentRow.unit == unit, ResidentRow.room == room
        )
        async with self._database.reading() as session:
            return tuple(view_of(row) for row in await session.scalars(_by_home(query)))

    async def find(self, words: str, *, limit: int, offset: int) -> tuple[int, tuple[ResidentView, ...]]:
        """By one line of words (`api.residents.index`): how many fit, and one page of them, the best first."""
        found = index.search(await self._entries(), words)
        return len(found), await self._as_they_are(found[offset : offset + limit])

    async def _as_they_are(self, found: Sequence[ResidentView]) -> tuple[ResidentView, ...]:
        """These residents as the book has them now: an import may have changed a note since they were indexed."""
        ids = [UUID(one.resident_id) for one in found]
        async with self._database.reading() as session:
            rows = {row.id: row for row in await session.scalars(select(ResidentRow).where(ResidentRow.id.in_(ids)))}
        return tuple(view_of(rows[key]) for key in ids if key in rows)

    async def _entries(self) -> Sequence[index.Entry]:
        """The book as it is searched; read again when it has changed, whoever changed it."""
        async with self._indexing, self._database.reading() as session:
            state = await state_of(session)
            if state != self._indexed:
                book = [one async for one in everybody(session)]
                self._index = await asyncio.to_thread(lambda: [index.entry_of(one) for one in book])
                self._indexed = state
        return self._index

    def _is(self, wanted: str) -> ColumnElement[bool]:
        """Is it this number, also where it was stored before the area code was set?"""
        return PhoneRow.number.in_(spellings(wanted, self._area_code))

    async def search(
        self, *, number: str, room: str, name: str, limit: int, offset: int
    ) -> tuple[int, tuple[ResidentView, ...]]:
        """Residents that match all that is given: number whole, room and name in part. Count, and one page."""
        if "\0" in number + room + name:
            return 0, ()  # nobody's name has one; SQLite would end the pattern there and find everybody
        query = select(ResidentRow)
        if number:
            query = query.where(ResidentRow.phones.any(self._is(normalised(number, self._area_code))))
        if room:
            home = ResidentRow.building + "-" + ResidentRow.unit + "-" + ResidentRow.room
            query = query.where(home.contains(room, autoescape=True))
        if name:
            query = query.where(ResidentRow.name.contains(name, autoescape=True))
        async with self._database.reading() as session:
            total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
            ordered = query.order_by(ResidentRow.building, ResidentRow.unit, ResidentRow.room, ResidentRow.name)
            rows = await session.scalars(ordered.limit(limit).offset(offset))
            return total, tuple(view_of(row) for row in rows)

    async def add(self, *new: NewResident, by: str = COMMAND_LINE) -> list[ResidentView]:
        """Add residents, all or none; `by` is who does, for the audit log.

        Raises Invalid for empty fields, Conflict for one who is there already.
        """
        async with self._database.writing() as session:
            rows = [await _add(session, one, self._area_code) for one in new]
            await session.flush()
            await note(session, [entry(by, "resident_added", str(row.id)) for row in rows])
            return [view_of(row) for row in rows]

    async def change(self, resident_id: str, new: ResidentChange, by: str) -> ResidentView:
        """Name, telephones and note as they are now. Raises NotFound, and as `add`."""
        old = await self.of_id(resident_id)
        whole = NewResident(
            name=new.name,
            building=old.building,
            unit=old.unit,
            room=old.room,
            phones=new.phones,
            note=new.note,
        )
        async with self._database.writing() as session:
            row = await session.get_one(ResidentRow, UUID(resident_id))
            checked = await _checked(session, whole, self._area_code, row)
            numbers = {one.number: one for one in row.phones}
            changed = {
                "name": row.name != checked.name,
                "phones": set(numbers) != set(checked.phones),
                "note": row.note != checked.note,
            }
            row.name, row.note = checked.name, checked.note
            row.phones = [numbers.get(one) or PhoneRow(number=one) for one in checked.phones]
            await session.flush()
            what = ",".join(name for name, other in changed.items() if other)
            await note(session, [entry(by, "resident_changed", resident_id, what)])
            self._indexed = ()  # a name is searched too, and no count tells that it is another
            return view_of(row)

    async def move_out(self, resident_id: str, by: str) -> None:
        """Take somebody out of the book who has moved; what was said and done stays. Raises NotFound."""
        await self.of_id(resident_id)
        async with self._database.writing() as session:
            await session.delete(await session.get_one(ResidentRow, UUID(resident_id)))
            await note(session, [entry(by, "resident_moved_out", resident_id)])

    async def keep_number(self, resident_id: str, number: str) -> None:
        """This resident calls from this number too. Raises NotFound, or Invalid for a number that was withheld."""
        wanted = normalised(number, self._area_code)
        if not plausible(wanted):
            raise Invalid("对方未显示号码，无法登记", "the number was withheld; there is nothing to keep")
        resident = await self.of_id(resident_id)
        async with self._database.writing() as session:
            row = await session.get_one(ResidentRow, UUID(resident.resident_id))
            if not {one.number for one in row.phones} & set(spellings(wanted, self._area_code)):
                row.phones.append(PhoneRow(number=wanted))

    async def opened(self, user_id: str, what: str, subject: str) -> None:
        """Log that somebody opened residents' data (SEC-1). `subject` names rows, never a number in clear."""
        async with self._database.writing() as session:
            await note(session, [entry(user_id, what, subject)])


def _by_home(query: Select[ResidentRow]) -> Select[ResidentRow]:
    return query.order_by(ResidentRow.building, ResidentRow.unit, ResidentRow.room, ResidentRow.name)


async def _add(session: AsyncSession, new: NewResident, area_code: str) -> ResidentRow:
    new = await _checked(session, new, area_code)
    row = ResidentRow(
        name=new.name,
        building=new.building,
        unit=new.unit,
        room=new.room,
        note=new.note,
        phones=[PhoneRow(number=number) for number in new.phones],
    )
    session.add(row)
    return row


async def _checked(
    session: AsyncSession, new: NewResident, area_code: str, itself: ResidentRow | None = None
) -> NewResident:
    """As the book keeps it: tidied, each number once. Raises Invalid, and Conflict for another of that name."""
    new = _tidied(new)
    wrong = {name: "必填 / required" for name in ("name", "building", "room") if not getattr(new, name).strip()}
    if not all(plausible(normalised(phone)) for phone in new.phones if phone.strip()):
        wrong["phones"] = "电话号码不对，只能是数字 / not a telephone number"
    for name in fields.LONGEST:
        for zh, en in fields.wrong_text(name, getattr(new, name).strip()):
            wrong.setdefault(name, f"{zh} / {en}")
    if wrong:
        raise Invalid("住户资料不完整", "the resident's data are not complete", wrong)
    same = select(ResidentRow.id).where(
        ResidentRow.name == new.name,
        ResidentRow.building == new.building,
        ResidentRow.unit == new.unit,
        ResidentRow.room == new.room,
    )
    if any(itself is None or one != itself.id for one in await session.scalars(same)):
        home = "-".join(part for part in (new.building, new.unit, new.room) if part)
        raise Conflict(f"{home} 的 {new.name} 已在册", f"{new.name} of {home} is in the book already")
    numbers = dict.fromkeys(normalised(phone, area_code) for phone in new.phones)
    return replace(new, phones=tuple(number for number in numbers if number))


def _tidied(new: NewResident) -> NewResident:
    """Name and home in the one spelling that lists are read into too."""
    parts = {field: fields.home_part(field, getattr(new, field)) for field in ("building", "unit", "room")}
    return replace(new, name=fields.name(new.name), **parts)
