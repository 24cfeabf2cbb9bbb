"""Keeps the tickets' rows within the log's own transaction; the projector tells it what happened."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncSession

from api.duty.ledger import owe_by_a_time
from api.duty.promises import advised, ticket_of_item, to_follow_up
from api.incidents.events import IncidentReported, IncidentTaken
from api.log_events import AnyEvent, DutyAnswered
from api.models import TicketRow
from api.schemas import TicketState, TicketView
from api.tickets import machine
from api.tickets.duties import duties_of
from api.tickets.escalation import wake_at
from api.tickets.events import TicketFact, TicketFollowedUp, TicketRegistered, TicketSettled
from api.tickets.fold import changed, next_due, registered, repeated
from api.tickets.tables import TicketDayRow, TicketDutyRow, TicketKeyRow
from scripts_lib.model import ClockState

_TICKET = msgspec.json.Decoder(TicketView)
_NUMBER = re.compile(r"TS(\d{8})-(\d+)")


def ticket_of(row: TicketRow) -> TicketView:
    """The fold that a row keeps."""
    ticket: TicketView = _TICKET.decode(row.record)
    return ticket


def ticket_of_event(event: AnyEvent) -> str | None:
    """The number of the ticket that an event is about."""
    if isinstance(event, TicketFact):
        return event.number
    if isinstance(event, IncidentReported | IncidentTaken):
        return event.ticket_number or None
    return (ticket_of_item(event.item_id) or None) if isinstance(event, DutyAnswered) else None


async def clear(session: AsyncSession) -> None:
    """Empty the tickets, before the log is folded anew."""
    for table in (TicketRow, TicketDutyRow, TicketKeyRow, TicketDayRow):
        await session.execute(delete(table))


async def happened(session: AsyncSession, event: AnyEvent) -> None:
    """Fold what concerns a ticket. What may not happen to it stays in the log only."""
    fact = fact_of(event)
    if isinstance(fact, TicketRegistered):
        await _register(session, fact)
    elif fact is not None:
        row = await session.get(TicketRow, fact.number)
        if row is not None:
            before = ticket_of(row)
            if machine.allows(before, fact) or _settled_of_old(before, fact):
                await _change(session, row, before, changed(before, fact), fact)


def fact_of(event: AnyEvent) -> TicketFact | None:
    """A follow-up that is answered on the duty list is one of its ticket."""
    if not isinstance(event, DutyAnswered):
        return event if isinstance(event, TicketFact) else None
    number = ticket_of_item(event.item_id)
    if not number:
        return None
    return TicketFollowedUp(
        at=event.at, number=number, agent_id=event.agent_id, result=event.result, satisfied=event.satisfied
    )


def refolded(events: Iterable[AnyEvent], repeats: tuple[str, ...]) -> TicketView | None:
    """A ticket from its entries of the log alone; `repeats` are the later ones of its home, which other entries tell.
    None where none registers it."""
    ticket: TicketView | None = None
    for fact in map(fact_of, events):
        if isinstance(fact, TicketRegistered):
            ticket = ticket or registered(fact)
        elif ticket is None or fact is None:
            continue
        elif machine.allows(ticket, fact) or _settled_of_old(ticket, fact):
            ticket = changed(ticket, fact)
    return msgspec.structs.replace(ticket, repeats=repeats) if ticket is not None else None


def _settled_of_old(ticket: TicketView, fact: TicketFact) -> bool:
    """Before a department had to answer, a ticket was said to be done from where it stood."""
    return isinstance(fact, TicketSettled) and not fact.clocks and ticket.state is TicketState.REGISTERED


async def _change(
    session: AsyncSession, row: TicketRow, before: TicketView, ticket: TicketView, fact: TicketFact
) -> None:
    _write(row, ticket)
    await _write_duties(session, ticket)
    if isinstance(fact, TicketSettled):
        await owe_by_a_time(session, to_follow_up(ticket, row.phone, fact.at, fact.follow_up_due))
    if ticket.doubt != before.doubt:
        await owe_by_a_time(session, advised(ticket, row.phone, fact.at))


async def _register(session: AsyncSession, event: TicketRegistered) -> None:
    earlier = await session.get(TicketRow, event.complaint.repeat_of) if event.complaint.repeat_of else None
    if earlier is not None:
        _write(earlier, repeated(ticket_of(earlier), event.number))
    ticket = registered(event)
    session.add(TicketRow(**_of_registration(event, ticket), **_as_it_stands(ticket)))
    _add_duties(session, ticket)
    if event.key:
        session.add(TicketKeyRow(**_key(event)))
    await _count(session, (event,))


async def register_all(session: AsyncSession, events: Sequence[TicketRegistered]) -> tuple[TicketView, ...]:
    """New tickets that repeat none, each table written once for all of them. The tickets."""
    made = tuple(registered(event) for event in events)
    rows = [_of_registration(event, one) | _as_it_stands(one) for event, one in zip(events, made, strict=True)]
    await session.execute(insert(TicketRow), rows)
    duties = [duty for one in made for duty in _duties(one)]
    keys = [_key(event) for event in events if event.key]
    if duties:
        await session.execute(insert(TicketDutyRow), duties)
    if keys:
        await session.execute(insert(TicketKeyRow), keys)
    await _count(session, events)
    return made


def _of_registration(event: TicketRegistered, ticket: TicketView) -> dict[str, Any]:
    """The columns that stay as they were."""
    return {
        "number": ticket.number,
        "registered_at": ticket.registered_at,
        "registered_by": ticket.registered_by,
        "call_id": ticket.call_id,
        "phone": ticket.complaint.phone,
        "kind": ticket.complaint.kind,
        "content": ticket.complaint.content,
        "channel": ticket.channel,
        "home": event.home,
        "building": event.home.partition("|")[0],
        "site": event.site,
    }


def _key(event: TicketRegistered) -> dict[str, Any]:
    """The key under which it was made."""
    return {"agent_id": event.agent_id, "key": event.key, "digest": event.digest, "number": event.number}


async def _count(session: AsyncSession, events: Sequence[TicketRegistered]) -> None:
    """The last number of each day."""
    last: dict[str, int] = {}
    for event in events:
        found = _NUMBER.fullmatch(event.number)
        if found is not None:
            last[found[1]] = max(last.get(found[1], 0), int(found[2]))
    for day, number in last.items():
        row = await session.get(TicketDayRow, day)
        if row is None:
            session.add(TicketDayRow(day=day, last=number))
        else:
            row.last = max(row.last, number)


def _as_it_stands(ticket: TicketView) -> dict[str, Any]:
    """The columns that its facts change."""
    return {
        "state": ticket.state,
        "weight": ticket.weight,
        "nature": ticket.nature,
        "department": ticket.department,
        "done_at": ticket.done_at,
        "closed_at": ticket.closing.at if ticket.closing is not None else None,
        "met": sum(one.state is ClockState.MET for one in ticket.clocks),
        "missed": sum(one.state is ClockState.MISSED for one in ticket.clocks),
        "satisfied": ticket.follow_up.satisfied if ticket.follow_up is not None else None,
        "next_due": next_due(ticket),
        "wake_at": wake_at(ticket),
        "record": msgspec.json.encode(ticket).decode(),
    }


def _write(row: TicketRow, ticket: TicketView) -> None:
    for name, value in _as_it_stands(ticket).items():
        setattr(row, name, value)


async def _write_duties(session: AsyncSession, ticket: TicketView) -> None:
    await session.execute(delete(TicketDutyRow).where(TicketDutyRow.ticket_number == ticket.number))
    _add_duties(session, ticket)


def _add_duties(session: AsyncSession, ticket: TicketView) -> None:
    session.add_all(TicketDutyRow(**one) for one in _duties(ticket))


def _duties(ticket: TicketView) -> Iterator[dict[str, Any]]:
    for place, duty in enumerate(duties_of(ticket)):
        yield {
            "ticket_number": ticket.number,
            "place": place,
            "role": duty.role,
            "what": duty.what,
            "department": duty.department,
            "person": duty.person,
            "due": duty.due,
        }
