"""Finds whose a number, a call, a complaint is: the traces of one person in the book, the calls and the tickets.

What names a resident (the agent chose one) is that resident's. What names nobody is the person's by the telephone
number, or by the home where nobody else lives. A number that another resident has too is not this person's alone: it
stays, and the answer says so.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from api.errors import Invalid, NotFound
from api.log_events import CallExplained
from api.models import CallRow, EventRow, PhoneRow, ResidentRow, TicketRow
from api.privacy import normalised, plausible
from api.residents.book import view_of
from api.schemas import Direction, ResidentView, TicketView
from api.tickets.ledger import ticket_of
from telephony.numbers import spellings

Column = InstrumentedAttribute[str] | InstrumentedAttribute[str | None]
_EXPLAINED = msgspec.json.Decoder(CallExplained)


class CallTrace(msgspec.Struct, frozen=True, kw_only=True):
    """A call that may be the person's."""

    call_id: str
    number: str
    home: str
    ended: bool
    claimed: str = ""
    """The resident whom the agent chose."""


class Traces(msgspec.Struct, frozen=True, kw_only=True):
    """What was found of one person."""

    resident: ResidentView | None = None
    home: str = ""
    alone: bool = False
    """Nobody else of the home is in the book."""
    numbers: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    """Numbers that others have too, or that are the hotline's own."""
    calls: tuple[CallTrace, ...] = ()
    tickets: tuple[TicketView, ...] = ()

    @property
    def call_ids(self) -> frozenset[str]:
        """Ids of the person's calls."""
        return frozenset(one.call_id for one in self.calls)

    @property
    def ticket_numbers(self) -> frozenset[str]:
        """Numbers of the person's complaints."""
        return frozenset(one.number for one in self.tickets)

    @property
    def names(self) -> frozenset[str]:
        """How the person is called."""
        contacts = {one.complaint.contact.strip() for one in self.tickets}
        own = {self.resident.name} if self.resident is not None else set()
        return frozenset(name for name in contacts | own if name)


async def traces_of(session: AsyncSession, resident_id: str, number: str, area_code: str) -> Traces:
    """Everything that is this person's. Raises NotFound for nobody, Invalid for a number that is none, or that a
    resident of the book has: then the resident is meant."""
    if resident_id:
        start = await _of_resident(session, resident_id, area_code)
    else:
        start = await _of_number(session, number, area_code)
    found = start
    while True:
        wider = await _wider(session, found, area_code)
        if wider == found:
            break
        found = wider
    if found.resident is None and not found.calls and not found.tickets:
        raise NotFound("没有找到这个号码的任何记录", "nothing is known of this number")
    return found


async def _of_resident(session: AsyncSession, resident_id: str, area_code: str) -> Traces:
    try:
        row = await session.get(ResidentRow, UUID(resident_id))
    except ValueError:
        row = None
    if row is None:
        raise NotFound("没有这位住户", "there is no such resident")
    resident = view_of(row)
    shared = await _shared(session, resident.phones, resident.resident_id, area_code)
    others = select(ResidentRow.id).where(
        ResidentRow.building == row.building,
        ResidentRow.unit == row.unit,
        ResidentRow.room == row.room,
        ResidentRow.id != row.id,
    )
    return Traces(
        resident=resident,
        home="|".join((resident.building, resident.unit, resident.room)),
        alone=await session.scalar(others.limit(1)) is None,
        numbers=frozenset(resident.phones) - shared,
        shared=shared,
    )


async def _of_number(session: AsyncSession, number: str, area_code: str) -> Traces:
    wanted = normalised(number, area_code)
    if not plausible(wanted):
        raise Invalid("电话号码不对", "this is no telephone number", {"number": "请填写号码 / give a number"})
    if await _shared(session, [wanted], "", area_code):
        raise Invalid(
            "这个号码登记在住户名册里（请选择住户），或是本中心的号码",
            "a resident of the book has this number (name the resident), or it is the hotline's own",
            {"number": "已在名册 / in the book"},
        )
    return Traces(numbers=frozenset({wanted}))


async def _shared(session: AsyncSession, numbers: Iterable[str], resident_id: str, area_code: str) -> frozenset[str]:
    """Those of these numbers that another resident has, or that are the hotline's own."""
    found = set()
    for number in numbers:
        of_others = select(PhoneRow.id).where(PhoneRow.number.in_(spellings(number, area_code)))
        if resident_id:
            of_others = of_others.where(PhoneRow.resident_id != UUID(resident_id))
        ours = select(CallRow.call_id).where(
            CallRow.direction == Direction.INCOMING, CallRow.record.contains(f'"called":"{number}"', autoescape=True)
        )
        for query in (of_others, ours):
            if await session.scalar(query.limit(1)) is not None:
                found.add(number)
    return frozenset(found)


async def _wider(session: AsyncSession, known: Traces, area_code: str) -> Traces:
    """The same, with what its numbers, calls and complaints lead to."""
    spelt = written(known.numbers, area_code)
    calls = await _calls(session, _either(known, spelt, CallRow.number, CallRow.home, CallRow.call_id))
    tickets = await _tickets(session, _either(known, spelt, TicketRow.phone, TicketRow.home, TicketRow.call_id))
    own_tickets = tuple(one for one in tickets if _is_own(known, spelt, one.complaint.resident_id, one))
    claimed = {one.call_id: one.complaint.resident_id for one in tickets if one.call_id}
    calls = [msgspec.structs.replace(one, claimed=one.claimed or claimed.get(one.call_id, "")) for one in calls]
    of_tickets = {one.call_id for one in own_tickets if one.call_id}
    own_calls = tuple(one for one in calls if one.call_id in of_tickets or _is_own(known, spelt, one.claimed, one))
    numbers = {normalised(one.complaint.phone) for one in own_tickets} | {one.number for one in own_calls}
    new = {one for one in numbers if plausible(one)} - known.numbers - known.shared
    resident_id = known.resident.resident_id if known.resident is not None else ""
    shared = await _shared(session, new, resident_id, area_code)
    return msgspec.structs.replace(
        known,
        numbers=known.numbers | (new - shared),
        shared=known.shared | shared,
        calls=own_calls,
        tickets=own_tickets,
    )


def written(numbers: Collection[str], area_code: str) -> frozenset[str]:
    """Every spelling under which these numbers may be stored."""
    return frozenset(one for number in numbers for one in spellings(number, area_code))


def _either(known: Traces, spelt: frozenset[str], number: Column, home: Column, call: Column) -> ColumnElement[bool]:
    """Rows that may be the person's, by number, by home, by a call that is."""
    of_home = [home == known.home] if known.home else []
    return or_(number.in_(spelt), call.in_(known.call_ids), *of_home)


def _is_own(known: Traces, spelt: frozenset[str], claimed: str, one: CallTrace | TicketView) -> bool:
    if claimed:
        return known.resident is not None and claimed == known.resident.resident_id
    if isinstance(one, TicketView) and one.call_id in known.call_ids:
        return True
    if known.home and one.home:  # a number that was lent to another home's call is not all of its words
        return one.home == known.home and (known.alone or _number_of(one) in spelt)
    return _number_of(one) in spelt


def _number_of(one: CallTrace | TicketView) -> str:
    return one.number if isinstance(one, CallTrace) else one.complaint.phone


async def _calls(session: AsyncSession, where: ColumnElement[bool]) -> list[CallTrace]:
    query = select(CallRow.call_id, CallRow.number, CallRow.home, CallRow.ended).where(where)
    rows = (await session.execute(query.order_by(CallRow.call_id))).all()
    ids = [row[0] for row in rows]
    said = select(EventRow.payload).where(EventRow.call_id.in_(ids), EventRow.kind == CallExplained.__name__)
    claimed = {one.call_id: one.explained.resident_id for one in map(_EXPLAINED.decode, await session.scalars(said))}
    return [
        CallTrace(call_id=row[0], number=row[1], home=row[2], ended=row[3], claimed=claimed.get(row[0], ""))
        for row in rows
    ]


async def _tickets(session: AsyncSession, where: ColumnElement[bool]) -> list[TicketView]:
    return [
        ticket_of(row) for row in await session.scalars(select(TicketRow).where(where).order_by(TicketRow.number))
    ]
