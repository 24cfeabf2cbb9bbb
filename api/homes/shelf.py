"""Reads the file of a home from the book, the calls, the tickets and the visits (FILE-1); keeps its preferences."""

import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from api.calls.record import CallRecord
from api.db import Database
from api.errors import Invalid, NotFound
from api.homes.tables import PreferenceRow
from api.models import CallRow, ResidentRow, TicketRow, UserRow
from api.projector import record_of
from api.residents.book import ResidentBook
from api.residents.homes import home_key
from api.schemas import HomeCall, ResidentView, TicketView
from api.schemas.home_file import HomeFile, HomeInList, HomeList, Preferences
from api.schemas.lists import Page
from api.tickets.fold import in_short
from api.tickets.ledger import ticket_of
from api.visits.ledger import visit_of
from api.visits.tables import VisitRow
from scripts_lib.model import Content
from telephony.numbers import spellings

SHOWN = 100
LOOKED_THROUGH = 500
"""Residents that a search goes through at most."""
LONGEST_ABOUT = 60
LONGEST_TEXT = 2000
REPAIRS = frozenset({"home_repair", "water_leak", "public_facilities", "water_cut", "power_cut", "lift_fault"})
"""Kinds of complaint that are about something to be repaired; and whatever is about equipment."""


class HomeFiles:
    """`area_code` is the site's own."""

    def __init__(self, database: Database, book: ResidentBook, area_code: str = "") -> None:
        self._database = database
        self._book = book
        self._area_code = area_code

    async def of_home(self, home: str) -> HomeFile:
        """The whole file. Raises NotFound for a home that neither the book nor any record knows."""
        residents = await self._book.of_home(home) if home.count("|") == 2 else ()
        now = time.time()
        async with self._database.reading() as session:
            calls, calls_total = await _newest(
                session, select(CallRow), self._calls(home, residents), CallRow.arrived_at
            )
            where = self._tickets(home, residents)
            tickets, tickets_total = await _newest(session, select(TicketRow), where, TicketRow.registered_at)
            visits, visits_total = await _newest(session, select(VisitRow), [VisitRow.home == home], VisitRow.at)
            if not residents and not calls_total and not tickets_total and not visits_total:
                raise NotFound("没有这一户的档案", "there is no such home")
            views = [ticket_of(row) for row in tickets]
            return HomeFile(
                home=home,
                residents=residents,
                preferences=await _preferences(session, home),
                calls=await _calls(session, [record_of(row) for row in calls], views),
                calls_total=calls_total,
                complaints=tuple(in_short(one, now) for one in views),
                complaints_total=tickets_total,
                repairs=tuple(in_short(one, now) for one in views if _is_repair(one)),
                visits=tuple(visit_of(row) for row in visits),
                visits_total=visits_total,
            )

    def _numbers(self, residents: Sequence[ResidentView]) -> list[str]:
        """Every spelling of the household's telephones."""
        return [
            spelling for one in residents for phone in one.phones for spelling in spellings(phone, self._area_code)
        ]

    def _calls(self, home: str, residents: Sequence[ResidentView]) -> list[ColumnElement[bool]]:
        """Calls of the home, and those of its numbers that belong to no other home."""
        of_number = CallRow.number.in_(self._numbers(residents)) & (CallRow.home == "")
        return [or_(CallRow.home == home, of_number)]

    def _tickets(self, home: str, residents: Sequence[ResidentView]) -> list[ColumnElement[bool]]:
        of_number = TicketRow.phone.in_(self._numbers(residents)) & (TicketRow.home == "")
        return [or_(TicketRow.home == home, of_number)]

    async def prefer(self, home: str, text: str, user_id: str) -> Preferences:
        """Keep what the home prefers; empty: nothing any more. Raises NotFound, Invalid for too much."""
        text = text.strip()
        if len(text) > LONGEST_TEXT:
            why = f"最多 {LONGEST_TEXT} 字 / at most {LONGEST_TEXT} characters"
            raise Invalid("内容太长", "too long", {"text": why})
        if home.count("|") != 2 or not await self._book.of_home(home):
            raise NotFound("名册里没有这一户", "there is no such home in the book")
        async with self._database.writing() as session:
            row = await session.get(PreferenceRow, home)
            if row is None:
                row = PreferenceRow(home=home)
                session.add(row)
            row.text, row.changed_at, row.changed_by = text, time.time(), user_id
        return Preferences(text=text, changed_at=row.changed_at, changed_by=user_id)

    async def all(self, building: str, *, limit: int, offset: int) -> HomeList:
        """Homes of the book, of one building where it is named."""
        parts = (ResidentRow.building, ResidentRow.unit, ResidentRow.room)
        query = select(*parts, func.count()).group_by(*parts)
        if building:
            query = query.where(ResidentRow.building == building)
        async with self._database.reading() as session:
            total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
            rows = (await session.execute(query.order_by(*parts).limit(limit).offset(offset))).all()
            homes = {"|".join(row[:3]): int(row[3]) for row in rows}
            open_ones = await _open_complaints(session, list(homes))
        items = tuple(
            HomeInList(home=home, residents=count, open_complaints=open_ones.get(home, 0))
            for home, count in homes.items()
        )
        return HomeList(page=Page(total=total, limit=limit, offset=offset), items=items)

    async def find(self, words: str, *, limit: int, offset: int) -> HomeList:
        """Homes by one line of words as residents are found (`api.residents.index`), the best first."""
        _, residents = await self._book.find(words, limit=LOOKED_THROUGH, offset=0)
        keys = list(dict.fromkeys(home_key(one) for one in residents))
        wanted = keys[offset : offset + limit]
        async with self._database.reading() as session:
            counts, open_ones = await _residents_of(session, wanted), await _open_complaints(session, wanted)
        items = tuple(
            HomeInList(home=home, residents=counts.get(home, 0), open_complaints=open_ones.get(home, 0))
            for home in wanted
        )
        return HomeList(page=Page(total=len(keys), limit=limit, offset=offset), items=items)


async def _residents_of(session: AsyncSession, homes: Sequence[str]) -> dict[str, int]:
    """How many live in each of these homes."""
    parts = (ResidentRow.building, ResidentRow.unit, ResidentRow.room)
    named = [tuple(one.split("|")) for one in homes]
    query = select(*parts, func.count()).where(tuple_(*parts).in_(named)).group_by(*parts)
    return {"|".join(row[:3]): int(row[3]) for row in await session.execute(query)}


def _is_repair(ticket: TicketView) -> bool:
    return ticket.complaint.kind in REPAIRS or ticket.complaint.content is Content.EQUIPMENT


async def _newest(
    session: AsyncSession, query: Select[Any], where: Sequence[ColumnElement[bool]], at: Any
) -> tuple[list[Any], int]:
    """The newest rows, and how many there are in all."""
    query = query.where(*where)
    total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return list(await session.scalars(query.order_by(at.desc()).limit(SHOWN))), total


async def _preferences(session: AsyncSession, home: str) -> Preferences:
    row = await session.get(PreferenceRow, home)
    if row is None:
        return Preferences()
    return Preferences(text=row.text, changed_at=row.changed_at, changed_by=row.changed_by)


async def _calls(
    session: AsyncSession, records: Sequence[CallRecord], tickets: Sequence[TicketView]
) -> tuple[HomeCall, ...]:
    names = {str(row[0]): row[1] for row in await session.execute(select(UserRow.id, UserRow.name))}
    about = {one.number: one.complaint.matter for one in tickets}
    return tuple(
        HomeCall(
            call_id=one.call_id,
            at=one.arrived_at,
            direction=one.direction,
            talked=one.person_ms is not None,
            agent_name=names.get(one.agent_id or "", ""),
            disposition=one.disposition,
            ticket_number=one.ticket_number or "",
            about=" ".join((about.get(one.ticket_number or "", "") or one.notes).split())[:LONGEST_ABOUT],
        )
        for one in records
    )


async def _open_complaints(session: AsyncSession, homes: Sequence[str]) -> dict[str, int]:
    query = (
        select(TicketRow.home, func.count())
        .where(TicketRow.home.in_(homes), TicketRow.next_due.is_not(None))
        .group_by(TicketRow.home)
    )
    return {row[0]: row[1] for row in await session.execute(query)}
