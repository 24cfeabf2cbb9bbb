"""Incidents as they are reported, read and taken in hand (SEC-2). They are few: a fold over facts, and no table."""

import asyncio
import hashlib
import time
import uuid
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.db import Database
from api.errors import Conflict, Forbidden, Invalid, KeyReused, NoRight, NotFound
from api.incidents.events import IncidentReported, IncidentTaken
from api.incidents.fold import begun, by_itself, folded, kind_of, open_ones
from api.incidents.visible import is_told, may_take, sees, shown
from api.incidents.waiting import Waiting
from api.known_facts import KnownFacts
from api.log import EventLog
from api.models import CallRow, TicketRow
from api.outbox.follower import Entry
from api.residents.book import ResidentBook
from api.rights import Right, may
from api.schemas import AgentView, Page
from api.schemas.incidents import (
    REPORTED_BY_HAND,
    Incident,
    IncidentMade,
    IncidentPage,
    IncidentView,
    NewIncident,
)
from api.tickets.registration import check_key
from api.tickets.visible import visible

KINDS = (IncidentReported.__name__, IncidentTaken.__name__)
LONGEST_WORDS = 500
LONGEST_NOTE = 200


class IncidentShelf:
    """`waiting` is told of every change, `book` of every opening (SEC-1)."""

    def __init__(self, database: Database, log: EventLog, waiting: Waiting, book: ResidentBook) -> None:
        self._database = database
        self._book = book
        self._log = log
        self._facts = KnownFacts(database, KINDS)
        self._turn = asyncio.Lock()
        self.waiting = waiting

    async def all(self) -> dict[str, Incident]:
        """Every incident by its id; `waiting` is brought up to date."""
        facts = await self._facts.read()
        found = folded(one for one in facts if isinstance(one, IncidentReported | IncidentTaken))
        self.waiting.put(open_ones(found.values()))
        return found

    # --- reporting ---------------------------------------------------------------------------------------------

    async def report(self, new: NewIncident, by: AgentView, key: str = "") -> IncidentMade:
        """Somebody reports it. The same request again under its Idempotency-Key is answered with what it made.

        Raises Forbidden, Invalid for what is not complete or names what is not there, KeyReused.
        """
        if not may(by, Right.REPORT_INCIDENTS):
            raise NoRight
        new = replace(new, words=new.words.strip())
        check_key(key)
        _check(new)
        digest = hashlib.sha256(msgspec.json.encode(new)).hexdigest() if key else ""
        async with self._turn:
            known = (await self.all()).values()
            made = next((one for one in known if key and (one.agent_id, one.key) == (by.agent_id, key)), None)
            if made is not None and made.digest != digest:
                raise KeyReused
            if made is None:
                fact = replace(await self._fact(new, by), key=key, digest=digest)
                await self._log.append_desk(fact)
                await self.all()
                return IncidentMade(incident=shown(begun(fact), by))
        return IncidentMade(incident=shown(made, by), again=True)

    async def _fact(self, new: NewIncident, by: AgentView) -> IncidentReported:
        """The report with the ticket of its call, and the site that it is of: the ticket's, else the person's."""
        async with self._database.reading() as session:
            ticket = await _ticket(session, new, by)
        return IncidentReported(
            at=time.time(),
            incident_id=str(uuid.uuid4()),
            kind=new.kind,
            words=new.words,
            agent_id=by.agent_id,
            name=by.name,
            site=ticket.site if ticket is not None else by.site,
            call_id=new.call_id,
            ticket_number=ticket.number if ticket is not None else "",
        )

    async def take_up(self, session: AsyncSession, entries: Sequence[Entry]) -> None:
        """Report by itself what these entries say of complaints (CMP-4, CMP-5), once for each ticket."""
        facts = [one.event for one in entries if kind_of(one.event) is not None]
        if not facts:
            return
        known = list((await self.all()).values())
        for event in facts:
            row = await session.get(TicketRow, getattr(event, "number", ""))
            if row is None:
                continue
            fact = by_itself(event, row.site, row.call_id or "", known, time.time())
            if fact is not None:
                known.append(begun(fact))
                await self._log.append_within(session, fact)

    # --- reading -----------------------------------------------------------------------------------------------

    async def page(self, by: AgentView, *, limit: int, offset: int) -> IncidentPage:
        """What this person sees: those that nobody has taken, oldest first, then the others, newest first. Logged."""
        seen = [one for one in (await self.all()).values() if sees(by, one)]
        waiting = open_ones(seen)
        past = sorted((one for one in seen if one.taken_at is not None), key=lambda one: -one.at)
        chosen = [*waiting, *past][offset : offset + limit]
        await self._opened(chosen, by)
        return IncidentPage(
            page=Page(total=len(seen), limit=limit, offset=offset),
            open=len(waiting),
            items=tuple(shown(one, by) for one in await self._with_tickets(chosen)),
        )

    async def told(self, by: AgentView) -> tuple[IncidentView, ...]:
        """Those that this person is told of at once and nobody has taken, oldest first. Logged."""
        found = [one for one in open_ones((await self.all()).values()) if is_told(by, one)]
        await self._opened(found, by)
        return tuple(shown(one, by) for one in await self._with_tickets(found))

    async def _opened(self, shown_ones: Sequence[Incident], by: AgentView) -> None:
        if shown_ones:
            await self._book.opened(by.agent_id, "incidents", shown_ones[0].incident_id)

    async def _with_tickets(self, chosen: Sequence[Incident]) -> list[Incident]:
        """The same; what was reported in a call that became a ticket later names the ticket."""
        calls = {one.call_id for one in chosen if one.call_id and not one.ticket_number}
        if not calls:
            return list(chosen)
        query = select(TicketRow.call_id, TicketRow.number).where(TicketRow.call_id.in_(calls))
        async with self._database.reading() as session:
            numbers = {row.call_id: row.number for row in await session.execute(query)}
        return [replace(one, ticket_number=one.ticket_number or numbers.get(one.call_id, "")) for one in chosen]

    # --- taking ------------------------------------------------------------------------------------------------

    async def take(self, incident_id: str, note: str, by: AgentView) -> IncidentView:
        """This person takes care of it, and what is being done. The same words again change nothing.

        Raises NotFound, Forbidden, Conflict where somebody has taken it, Invalid without a note.
        """
        note = note.strip()
        if not note or len(note) > LONGEST_NOTE:
            why = f"必填，最多 {LONGEST_NOTE} 字 / required, at most {LONGEST_NOTE} characters"
            raise Invalid("请填写怎样处理", "say what is being done", {"note": why})
        async with self._turn:
            incident = (await self.all()).get(incident_id)
            if incident is None or not sees(by, incident):
                raise NotFound("没有这条报告", "there is no such report")
            if incident.taken_at is not None and (incident.taken_by, incident.note) == (by.agent_id, note):
                return shown(incident, by)
            if incident.taken_at is not None:
                raise Conflict(f"{incident.taker}已接手", f"{incident.taker} takes care of it already")
            if not may_take(by, incident):
                raise Forbidden("由主管或经理接手", "a supervisor or a manager takes it in hand")
            now = time.time()
            fact = IncidentTaken(
                at=now,
                incident_id=incident_id,
                agent_id=by.agent_id,
                name=by.name,
                note=note,
                waited_s=max(0.0, now - incident.at),
                call_id=incident.call_id,
                ticket_number=incident.ticket_number,
            )
            await self._log.append_desk(fact)
            return shown((await self.all())[incident_id], by)


def _check(new: NewIncident) -> None:
    fields = {}
    if new.kind not in REPORTED_BY_HAND:
        fields["kind"] = "请选择一种情况 / choose one from the list"
    if not 0 < len(new.words) <= LONGEST_WORDS:
        fields["words"] = f"必填，最多 {LONGEST_WORDS} 字 / required, at most {LONGEST_WORDS} characters"
    if fields:
        raise Invalid("报告还没有填好", "the report is not complete", fields)


async def _ticket(session: AsyncSession, new: NewIncident, by: AgentView) -> TicketRow | None:
    """The ticket that is named, which this person must be allowed to see, or else that of the call."""
    if new.call_id and await session.get(CallRow, new.call_id) is None:
        why = "没有这通来电 / no such call"
        raise Invalid("没有这通来电", "there is no such call", {"call_id": why})
    if new.ticket_number:
        query = select(TicketRow).where(TicketRow.number == new.ticket_number, *visible(by))
    elif new.call_id:
        query = select(TicketRow).where(TicketRow.call_id == new.call_id)
    else:
        return None
    found = (await session.scalars(query.limit(1))).first()
    if found is None and new.ticket_number:
        why = "没有这张投诉单 / no such ticket"
        raise Invalid("没有这张投诉单", "there is no such ticket", {"ticket_number": why})
    return found
