"""Tickets as they are read: one by its number, lists with the nearest due first, worklists, the whole story."""

import time
from collections.abc import Sequence
from typing import TypeVar

import msgspec
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.db import Database
from api.log import EventLog
from api.models import EventRow, TicketRow, UserRow
from api.privacy import veiled
from api.rights import masks
from api.schemas import (
    ENDED,
    AgentView,
    HomeTicket,
    Role,
    Story,
    StoryLine,
    TicketDuty,
    TicketView,
    WorkItem,
)
from api.tickets.duties import duties_of
from api.tickets.finding import fits
from api.tickets.fold import in_short
from api.tickets.ledger import ticket_of
from api.tickets.tables import TicketDutyRow
from api.tickets.visible import shown, shown_line, visible

MOST_OPEN = 200
ELSEWHERE = ("IncidentReported", "IncidentTaken")
"""Facts about a ticket that have readers of their own (SEC-2), and are no part of its story."""
T = TypeVar("T")
CENTRE = (Role.SUPERVISOR, Role.ADMIN)
"""Who looks after what the centre's agents have to do, too."""


class TicketFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which tickets a list shows. Times are Unix seconds, `until` not included."""

    state: str | None = None
    weight: str | None = None
    kind: str | None = None
    nature: str | None = None
    department: str | None = None
    channel: str | None = None
    building: str | None = None
    site: str = ""
    """Of this site and of none; empty: of all."""
    open: bool | None = None
    """True: what is neither closed nor declined; False: the others."""
    overdue: bool = False
    since: float | None = None
    until: float | None = None
    q: str = ""
    """A part of the number, a home or building, or a part of the text: matter, place, and for who sees them contact
    and telephone."""


class TicketShelf:
    """Reads tickets."""

    def __init__(self, database: Database, log: EventLog) -> None:
        self._database = database
        self._log = log

    async def open_in_short(self, now: float) -> tuple[HomeTicket, ...]:
        """Every open ticket, nearest due first; at most two hundred."""
        query = (
            select(TicketRow)
            .where(TicketRow.state.not_in(ENDED))
            .order_by(TicketRow.next_due.asc().nulls_last(), TicketRow.number)
            .limit(MOST_OPEN)
        )
        async with self._database.reading() as session:
            return tuple(in_short(ticket_of(row), now) for row in await session.scalars(query))

    async def of_number(self, number: str, by: AgentView) -> TicketView | None:
        """The ticket, if this person may see it."""
        async with self._database.reading() as session:
            query = select(TicketRow).where(TicketRow.number == number, *visible(by))
            row = (await session.scalars(query)).first()
            return shown(ticket_of(row), by) if row is not None else None

    async def seen(self, numbers: Sequence[str], by: AgentView) -> frozenset[str]:
        """Those of these tickets that this person may open."""
        query = select(TicketRow.number).where(TicketRow.number.in_(numbers), *visible(by))
        async with self._database.reading() as session:
            return frozenset(await session.scalars(query))

    async def page(
        self, which: TicketFilter, by: AgentView, *, limit: int, offset: int
    ) -> tuple[int, tuple[TicketView, ...]]:
        """How many tickets match, and one page of them, nearest due first."""
        query = select(TicketRow).where(*visible(by), *_conditions(which, hidden=masks(by)))
        async with self._database.reading() as session:
            total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
            ordered = query.order_by(TicketRow.next_due.asc().nulls_last(), TicketRow.number)
            rows = await session.scalars(ordered.limit(limit).offset(offset))
            return total, tuple(shown(ticket_of(row), by) for row in rows)

    async def waiting(
        self, by: AgentView, *, what: str | None = None, limit: int, offset: int
    ) -> tuple[int, dict[str, int], tuple[WorkItem, ...]]:
        """What waits for this person: how many, by what for, and one page, nearest due first."""
        mine = select(TicketDutyRow, TicketRow).join(TicketRow, TicketRow.number == TicketDutyRow.ticket_number)
        mine = mine.where(_for(by), *visible(by))
        query = mine.where(TicketDutyRow.what == what) if what is not None else mine
        async with self._database.reading() as session:
            each = mine.with_only_columns(TicketDutyRow.what, func.count()).group_by(TicketDutyRow.what)
            counts = {row[0]: row[1] for row in await session.execute(each)}
            ordered = query.order_by(TicketDutyRow.due.asc().nulls_last(), TicketRow.number, TicketDutyRow.place)
            found = (await session.execute(ordered.limit(limit).offset(offset))).all()
        total = sum(counts.values()) if what is None else counts.get(what, 0)
        return total, counts, tuple(WorkItem(duty=_duty(one), ticket=shown(ticket_of(row), by)) for one, row in found)

    async def work(
        self, by: AgentView, *, what: str | None = None, limit: int, offset: int
    ) -> tuple[int, dict[str, int], tuple[tuple[TicketView, tuple[TicketDuty, ...]], ...]]:
        """The same by ticket, each once where its nearest duty stands, with all that it waits for (`what` first): how
        many tickets, how many of them for each thing, and one page."""
        mine = select(TicketDutyRow).join(TicketRow, TicketRow.number == TicketDutyRow.ticket_number)
        mine = mine.where(_for(by), *visible(by))
        wanted = mine.where(TicketDutyRow.what == what) if what is not None else mine
        number, due = TicketDutyRow.ticket_number, func.min(TicketDutyRow.due)
        tickets = wanted.with_only_columns(number).group_by(number).order_by(due.asc().nulls_last(), number)
        each = mine.with_only_columns(TicketDutyRow.what, func.count(number.distinct())).group_by(TicketDutyRow.what)
        async with self._database.reading() as session:
            counts = {row[0]: row[1] for row in await session.execute(each)}
            total = await session.scalar(wanted.with_only_columns(func.count(number.distinct()))) or 0
            page = list(await session.scalars(tickets.limit(limit).offset(offset)))
            rows = {row.number: row for row in await _tickets(session, page)}
            duties: dict[str, list[TicketDuty]] = {}
            order = (TicketDutyRow.due.asc().nulls_last(), TicketDutyRow.place)
            for duty in await session.scalars(mine.where(number.in_(page)).order_by(*order)):
                duties.setdefault(duty.ticket_number, []).append(_duty(duty))
        return (
            total,
            counts,
            tuple(
                (shown(ticket_of(rows[one]), by), tuple(sorted(duties[one], key=lambda duty: duty.what != what)))
                for one in page
            ),
        )

    async def story(self, number: str, by: AgentView) -> Story | None:
        """The ticket with all that happened to it, if this person may see it."""
        ticket = await self.of_number(number, by)
        if ticket is None:
            return None
        rows = [row for row in await self._log.of_ticket(number) if row.kind not in ELSEWHERE]
        async with self._database.reading() as session:
            names = await _names(session, rows)
            contact = await _contact(session, number)
        lines = tuple(shown_line(_line(row, names), by, contact) for row in rows)
        return Story(ticket=ticket, lines=lines, duties=duties_of(ticket))

    async def veiled(self, number: str, value: T, by: AgentView) -> T:
        """What was said of this ticket, for this person: where residents are hidden, without number and name."""
        if not masks(by):
            return value
        async with self._database.reading() as session:
            return veiled(value, (await _contact(session, number),))


async def _contact(session: AsyncSession, number: str) -> str:
    """The resident's name on the form; empty for no such ticket."""
    row = await session.get(TicketRow, number)
    return ticket_of(row).complaint.contact if row is not None else ""


def _conditions(which: TicketFilter, *, hidden: bool) -> list[ColumnElement[bool]]:
    """`hidden`: residents' names and numbers are, so nothing is found by them either."""
    found: list[ColumnElement[bool]] = [
        column == wanted
        for column, wanted in (
            (TicketRow.state, which.state),
            (TicketRow.weight, which.weight),
            (TicketRow.kind, which.kind),
            (TicketRow.nature, which.nature),
            (TicketRow.department, which.department),
            (TicketRow.channel, which.channel),
            (TicketRow.building, which.building),
        )
        if wanted is not None
    ]
    if which.site:
        found.append(TicketRow.site.in_((which.site, "")))
    if which.open is not None:
        found.append(TicketRow.state.not_in(ENDED) if which.open else TicketRow.state.in_(ENDED))
    if which.overdue:
        found.append(TicketRow.next_due < time.time())
    if which.since is not None:
        found.append(TicketRow.registered_at >= which.since)
    if which.until is not None:
        found.append(TicketRow.registered_at < which.until)
    wanted = which.q.strip()
    if wanted:
        found.append(fits(wanted, hidden=hidden))
    return found


def _for(by: AgentView) -> ColumnElement[bool]:
    """Which duties are this person's."""
    if by.role is Role.DEPARTMENT_HEAD:
        return (TicketDutyRow.role == by.role) & TicketDutyRow.department.in_(by.departments)
    if by.role is Role.AGENT:
        return (TicketDutyRow.role == by.role) & TicketDutyRow.person.in_((by.agent_id, ""))
    if by.role in CENTRE:
        return TicketDutyRow.role.in_((Role.AGENT, Role.SUPERVISOR))
    return TicketDutyRow.role == by.role


def _duty(row: TicketDutyRow) -> TicketDuty:
    return TicketDuty(role=row.role, what=row.what, department=row.department, person=row.person, due=row.due)


async def _tickets(session: AsyncSession, numbers: Sequence[str]) -> Sequence[TicketRow]:
    return (await session.scalars(select(TicketRow).where(TicketRow.number.in_(numbers)))).all()


async def _names(session: AsyncSession, rows: Sequence[EventRow]) -> dict[str, str]:
    """Names by id, for entries from before names stood in them."""
    if all("name" in msgspec.json.decode(row.payload) for row in rows):
        return {}
    found = await session.execute(select(UserRow.id, UserRow.name))
    return {str(one[0]): one[1] for one in found}


def _line(row: EventRow, names: dict[str, str]) -> StoryLine:
    facts = msgspec.json.decode(row.payload)
    by = facts.pop("agent_id", "")
    name = facts.pop("name", "") or names.get(by, "")
    doubt = (facts.get("complaint") or {}).get("doubt")
    if doubt:
        facts["doubt"] = doubt
    for known in ("type", "at", "number", "key", "digest", "complaint", "home"):
        facts.pop(known, None)
    return StoryLine(number=row.number, at=row.at, kind=row.kind, agent_id=by, name=name, facts=facts)
