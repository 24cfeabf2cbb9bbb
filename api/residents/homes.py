"""A home as an agent needs it while its resident talks (FILE-1): past calls, open tickets, the last promise (LINE-8).

Knows no console and no call that is not in the database yet; who may open a card is the routes' affair.
"""

import time
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, case, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.calls.record import CallRecord
from api.db import Database
from api.duty.promises import item_id_of
from api.errors import Invalid
from api.models import CallRow, DutyRow, TicketRow, UserRow
from api.privacy import normalised
from api.projector import record_of
from api.residents.book import ResidentBook
from api.schemas import (
    ENDED,
    UNDONE,
    Caller,
    DutyState,
    HomeCall,
    HomeCard,
    Promised,
    ResidentView,
    TicketView,
)
from api.tickets.fold import in_short
from api.tickets.ledger import ticket_of
from telephony.numbers import spellings

SHOWN = 10
LOOKED_AT = 30
"""So many past calls are looked through for the last promise."""
LONGEST_ABOUT = 60


def home_key(resident: ResidentView) -> str:
    """The home as rows of calls and tickets name it."""
    return "|".join((resident.building, resident.unit, resident.room))


class Homes:
    """Reads cards. `area_code` is the site's own."""

    def __init__(self, database: Database, book: ResidentBook, area_code: str = "") -> None:
        self._database = database
        self._book = book
        self._area_code = area_code

    async def caller(self, call_id: str, number: str, resident_id: str = "") -> Caller:
        """Who may be calling from `number`, and the home's card. Raises NotFound for a resident who is none."""
        matches = await self._book.all_of_number(number)
        chosen = await self._book.of_id(resident_id) if resident_id else matches[0] if len(matches) == 1 else None
        homes = {home_key(one) for one in ([chosen] if chosen is not None else matches)}
        key = homes.pop() if len(homes) == 1 else ""
        card = await self._card(call_id, number, chosen, key)
        return Caller(matches=matches, card=card)

    async def home_of(self, number: str, resident_id: str = "") -> str:
        """The key of the home that a call or a ticket belongs to; empty when that is not known.

        Raises Invalid for a resident who is none.
        """
        if resident_id:
            resident = await self._book.known(resident_id)
            if resident is None:
                raise Invalid("没有这位住户", "there is no such resident", {"resident_id": "没有这位住户 / unknown"})
            return home_key(resident)
        homes = {home_key(one) for one in await self._book.all_of_number(number)}
        return homes.pop() if len(homes) == 1 else ""

    async def of_numbers(self, session: AsyncSession, numbers: Iterable[str]) -> dict[str, str]:
        """The same of several numbers within a transaction; a number is not there whose home is not known."""
        found = await self._book.homes_of(session, numbers)
        return {number: "|".join(*homes) for number, homes in found.items() if len(homes) == 1}

    async def _card(self, call_id: str, number: str, resident: ResidentView | None, key: str) -> HomeCard:
        household = await self._book.of_home(key) if key else ()
        numbers = self._numbers((number, *(phone for one in household for phone in one.phones)))
        now = time.time()
        async with self._database.reading() as session:
            records = await self._records(session, call_id, numbers, key)
            tickets = await _tickets(session, numbers, key)
            names = await _names(session, records)
            about = {one.number: one.complaint.matter for one in tickets}
            return HomeCard(
                resident=resident,
                household=tuple(one for one in household if one != resident),
                calls=tuple(_call(one, names, about) for one in records[:SHOWN]),
                tickets=tuple(in_short(one, now) for one in tickets[:SHOWN]),
                promise=await _promise(session, records, names),
            )

    def _numbers(self, numbers: Sequence[str]) -> list[str]:
        known = (normalised(one, self._area_code) for one in numbers)
        return [spelling for one in known if one for spelling in spellings(one, self._area_code)]

    async def _records(
        self, session: AsyncSession, call_id: str, numbers: Sequence[str], key: str
    ) -> list[CallRecord]:
        where: list[ColumnElement[bool]] = [CallRow.number.in_(numbers)]
        if key:
            where.append(CallRow.home == key)
        query = (
            select(CallRow)
            .where(or_(*where), CallRow.call_id != call_id, CallRow.ended.is_(True))
            .order_by(CallRow.arrived_at.desc())
            .limit(LOOKED_AT)
        )
        return [record_of(row) for row in await session.scalars(query)]


async def _tickets(session: AsyncSession, numbers: Sequence[str], key: str) -> list[TicketView]:
    where: list[ColumnElement[bool]] = [TicketRow.phone.in_(numbers)]
    if key:
        where.append(TicketRow.home == key)
    open_first = case((TicketRow.state.in_(UNDONE), 0), (TicketRow.state.in_(ENDED), 2), else_=1)
    query = select(TicketRow).where(or_(*where)).order_by(open_first, TicketRow.registered_at.desc()).limit(SHOWN)
    return [ticket_of(row) for row in await session.scalars(query)]


async def _names(session: AsyncSession, records: Sequence[CallRecord]) -> dict[str, str]:
    """Names of the agents in these calls, by id as text."""
    if not any(one.agent_id for one in records):
        return {}
    rows = await session.execute(select(UserRow.id, UserRow.name))
    return {str(row[0]): row[1] for row in rows}


async def _promise(session: AsyncSession, records: Sequence[CallRecord], names: dict[str, str]) -> Promised | None:
    last = next((one for one in records if one.promise is not None), None)
    if last is None or last.promise is None:
        return None
    item = await session.get(DutyRow, item_id_of(last.call_id))
    return Promised(
        what=last.promise.what,
        by=last.promise.by,
        made_at=last.arrived_at,
        agent_name=names.get(last.agent_id or "", ""),
        call_id=last.call_id,
        ticket_number=last.ticket_number or "",
        kept=item is not None and item.state != DutyState.OPEN,
    )


def _call(record: CallRecord, names: dict[str, str], about: dict[str, str]) -> HomeCall:
    said = about.get(record.ticket_number or "", "") or record.notes
    return HomeCall(
        call_id=record.call_id,
        at=record.arrived_at,
        direction=record.direction,
        talked=record.person_ms is not None,
        agent_name=names.get(record.agent_id or "", ""),
        disposition=record.disposition,
        ticket_number=record.ticket_number or "",
        about=" ".join(said.split())[:LONGEST_ABOUT],
    )
