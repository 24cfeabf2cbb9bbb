"""Calls as screens see them, read from the projections: one, lists, an agent's unfinished ones, today's counts."""

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.sql import Select

from api.calls.record import CallRecord
from api.db import Database
from api.figures.tables import CallFactRow
from api.log import EventLog
from api.models import CallRow, EventRow
from api.privacy import masked, veiled
from api.projector import record_of
from api.residents.book import ResidentBook
from api.schemas import CallDetail, CallState, CallView, Direction, LoggedEvent, Party, ResidentView, Transfer
from api.tickets.events import TicketRegistered
from telephony.events import Verdict

NUMBERS = ("number", "number_sent", "phone", "called")
"""Fields of the log's entries that may hold a resident's number."""
_REGISTERED = msgspec.json.Decoder(TicketRegistered)


CALLBACK_S = 86_400.0
"""Who asked longer ago is on no list but the duty list."""


class Today(msgspec.Struct, frozen=True, kw_only=True):
    """The day's counts since local midnight (LINE-1)."""

    calls: int = 0
    answered: int = 0
    met: int = 0
    abandoned: int = 0
    own: dict[str, tuple[int, int]] = {}
    """By agent: how many calls this agent picked up, and how many of them within three rings."""

    def picked_up(self, agent_id: str, verdict: Verdict) -> "Today":
        """One more call picked up by this agent."""
        met = verdict is Verdict.MET
        answered, in_time = self.own.get(agent_id, (0, 0))
        own = {**self.own, agent_id: (answered + 1, in_time + met)}
        return replace(self, answered=self.answered + 1, met=self.met + met, own=own)


class CallFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which calls a list shows; times are Unix seconds."""

    since: float | None = None
    until: float | None = None
    agent_id: str | None = None
    disposition: str | None = None
    """`explained`, `complaint`, or `none` for those without one."""
    state: CallState | None = None
    """Waiting and offered are one here: whom a call is offered to is the queue's knowledge."""
    direction: Direction | None = None
    queues: frozenset[str] | None = None
    """Calls of these queues, and of `agents` whatever their queue; None: all."""
    agents: frozenset[str] = frozenset()


def view_of(record: CallRecord, now: float, *, resident: ResidentView | None = None, mask: bool = False) -> CallView:
    """A call at Unix time `now`, its number masked for those who need not see it (SEC-1)."""
    elapsed = record.ended_ms if record.ended_ms is not None else (now - record.arrived_at) * 1000
    return clocked(_still_view(record, resident, mask), record, elapsed)


def clocked(view: CallView, record: CallRecord, elapsed_ms: float) -> CallView:
    """The view with its running clocks at this many milliseconds since the INVITE."""
    hold, park = record.on_hold, record.in_park
    return replace(
        view,
        elapsed_ms=max(0, round(elapsed_ms)),
        talk_ms=talk_ms(record, elapsed_ms),
        held_ms=max(0, round(elapsed_ms - hold.from_ms)) if hold is not None else None,
        parked_ms=max(0, round(elapsed_ms - park.from_ms)) if park is not None else None,
        parked_by=park.agent_id if park is not None else "",
    )


def _still_view(record: CallRecord, resident: ResidentView | None, mask: bool) -> CallView:
    return CallView(
        call_id=record.call_id,
        number=masked(record.number) if mask else record.number,
        name="" if mask else record.name,  # telephones often send their number as the name
        called=masked(record.called) if mask and record.direction is Direction.OUTGOING else record.called,
        state=record.state,
        arrived_at=record.arrived_at,
        elapsed_ms=0,
        agent_id=record.agent_id,
        ring=record.ring,
        ended_by=record.ended_by,
        cause=record.cause,
        resident=resident,
        disposition=record.disposition,
        ticket_number=record.ticket_number,
        direction=record.direction,
        withheld=record.withheld,
        machine_ms=record.machine_ms,
        parties=_parties(record.present, mask),
        recording=record.recording,
        audio=record.audio,
    )


def _parties(parties: tuple[Party, ...], mask: bool) -> tuple[Party, ...]:
    return tuple(replace(one, number=masked(one.number)) for one in parties) if mask else parties


def talk_ms(record: CallRecord, elapsed_ms: float) -> int:
    """Milliseconds of talk so far, or in all once it is over."""
    if not record.ended and record.person_ms is not None:
        return max(0, round(elapsed_ms - record.person_ms))
    return record.talk_ms


class CallViews:
    """Reads calls from the database."""

    def __init__(self, database: Database, residents: ResidentBook, zone: ZoneInfo) -> None:
        self._database = database
        self._residents = residents
        self._zone = zone

    async def find_resident(self, number: str) -> ResidentView | None:
        """The resident who calls from this number."""
        return await self._residents.of_number(number)

    async def record(self, call_id: str) -> CallRecord | None:
        """One call's record."""
        async with self._database.reading() as session:
            row = await session.get(CallRow, call_id)
            return record_of(row) if row is not None else None

    async def is_within(self, call_id: str, queues: frozenset[str], agents: frozenset[str]) -> bool:
        """Whether it is a call of these queues, or one of these agents took it."""
        query = select(CallRow.call_id).where(CallRow.call_id == call_id, within(queues, agents))
        async with self._database.reading() as session:
            return await session.scalar(query) is not None

    async def open_records(self) -> list[CallRecord]:
        """Calls that are not over, oldest first."""
        async with self._database.reading() as session:
            query = select(CallRow).where(CallRow.ended.is_(False)).order_by(CallRow.arrived_at)
            return [record_of(row) for row in await session.scalars(query)]

    async def unfinished(self) -> list[CallRecord]:
        """Ended calls in which an agent talked and that have no disposition, oldest first."""
        query = (
            select(CallRow)
            .where(CallRow.agent_id.is_not(None), CallRow.ended.is_(True), CallRow.disposition.is_(None))
            .order_by(CallRow.arrived_at)
        )
        async with self._database.reading() as session:
            records = [record_of(row) for row in await session.scalars(query)]
        return [one for one in records if one.person_ms is not None]

    async def callbacks_due(self) -> list[tuple[CallRecord, int]]:
        """Calls of the last day whose callers asked the queue to be rung back and were not reached yet, oldest first;
        with the times that somebody tried."""
        asked = _about("CallbackAsked", time.time() - CALLBACK_S)
        given_up = _about("CallbackGivenUp", time.time() - CALLBACK_S)
        query = select(CallRow).where(CallRow.call_id.in_(asked), CallRow.call_id.not_in(given_up))
        due: list[tuple[CallRecord, int]] = []
        async with self._database.reading() as session:
            for row in (await session.scalars(query.order_by(CallRow.arrived_at))).all():
                later = select(CallRow).where(CallRow.number == row.number, CallRow.arrived_at > row.arrived_at)
                calls = [record_of(one) for one in await session.scalars(later)]
                if row.ended and all(one.person_ms is None for one in calls):
                    tries = sum(one.direction is Direction.OUTGOING for one in calls)
                    due.append((record_of(row), tries))
        return due

    async def today(self) -> Today:
        """Counts since local midnight."""
        midnight = datetime.now(self._zone).replace(hour=0, minute=0, second=0, microsecond=0)
        async with self._database.reading() as session:
            query = select(CallRow).where(CallRow.arrived_at >= midnight.timestamp())
            rows = list(await session.scalars(query))
        return counted(record_of(row) for row in rows)

    def next_midnight(self) -> float:
        """When today's counts start anew, Unix seconds."""
        midnight = datetime.now(self._zone).replace(hour=0, minute=0, second=0, microsecond=0)
        return (midnight + timedelta(days=1)).timestamp()

    async def page(
        self, which: CallFilter, *, limit: int, offset: int, mask: bool
    ) -> tuple[int, tuple[CallView, ...]]:
        """How many calls match, and one page of them, newest first."""
        query = _where(select(CallRow), which)
        async with self._database.reading() as session:
            total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
            rows = await session.scalars(query.order_by(CallRow.arrived_at.desc()).limit(limit).offset(offset))
            records = [record_of(row) for row in rows]
        now = time.time()
        return total, tuple(view_of(record, now, mask=mask) for record in records)

    async def detail(self, record: CallRecord, log: EventLog, *, mask: bool) -> CallDetail:
        """One call with its times and its entries in the log."""
        resident = None if mask else await self.find_resident(record.number)
        entries = await log.of_call(record.call_id)
        times = {
            "ringing": record.ringing_ms,
            "machine": record.machine_ms,
            "picked_up": record.picked_up_ms,
            "answered": record.answered_ms,
            "ok_sent": record.ok_sent_ms,
            "ack": record.ack_ms,
            "ended": record.ended_ms,
        }
        quality = record.quality
        detail = CallDetail(
            call=view_of(record, time.time(), resident=resident, mask=mask),
            times_ms={name: value for name, value in times.items() if value is not None},
            codec=quality.codec if quality else "",
            lost=quality.lost if quality else 0,
            jitter_ms=quality.jitter_ms if quality else 0.0,
            quality=quality,
            figures=record.figures,
            held=record.held,
            parked=record.parked,
            masked=record.masked,
            parties=_parties(record.parties, mask),
            transfers=_transfers(record.transfers, mask),
            agents=record.agents,
            recordings=record.recordings,
            notes=record.notes,
            script_id=record.script_id,
            events=tuple(_entry(row, mask=mask) for row in entries),
        )
        return veiled(detail, _contacts(entries)) if mask else detail


def _contacts(entries: Iterable[EventRow]) -> tuple[str, ...]:
    """The resident's name on the complaint that the call became."""
    made = (row.payload for row in entries if row.kind == TicketRegistered.__name__)
    return tuple(_REGISTERED.decode(payload).complaint.contact for payload in made)


def _transfers(transfers: tuple[Transfer, ...], mask: bool) -> tuple[Transfer, ...]:
    return tuple(replace(one, number=masked(one.number)) for one in transfers) if mask else transfers


def counted(records: Iterable[CallRecord]) -> Today:
    """The counts over these calls; those that we placed ourselves are none of them."""
    today = Today()
    for record in records:
        if record.direction is Direction.OUTGOING:
            continue
        today = replace(today, calls=today.calls + 1, abandoned=today.abandoned + record.abandoned)
        if record.ring is not None:
            today = today.picked_up(record.agents[0] if record.agents else "", record.ring.verdict)
    return today


def _about(kind: str, since: float) -> Select[str | None]:
    """Ids of the calls that entries of this kind are about."""
    return select(EventRow.call_id).where(EventRow.kind == kind, EventRow.at >= since, EventRow.call_id.is_not(None))


def within(queues: frozenset[str], agents: frozenset[str]) -> ColumnElement[bool]:
    """Calls of these queues, and those that one of these agents took."""
    of_queue = select(CallFactRow.call_id).where(CallFactRow.queue.in_(queues))
    return CallRow.call_id.in_(of_queue) | CallRow.agent_id.in_(agents)


def _where(query: Select[CallRow], which: CallFilter) -> Select[CallRow]:
    if which.queues is not None:
        query = query.where(within(which.queues, which.agents))
    if which.since is not None:
        query = query.where(CallRow.arrived_at >= which.since)
    if which.until is not None:
        query = query.where(CallRow.arrived_at < which.until)
    if which.agent_id is not None:
        query = query.where(CallRow.agent_id == which.agent_id)
    if which.state in (CallState.WAITING, CallState.OFFERED):
        query = query.where(CallRow.state == CallState.WAITING)
    elif which.state is not None:
        query = query.where(CallRow.state == which.state)
    if which.direction is not None:
        query = query.where(CallRow.direction == which.direction)
    if which.disposition == "none":
        query = query.where(CallRow.disposition.is_(None))
    elif which.disposition is not None:
        query = query.where(CallRow.disposition == which.disposition)
    return query


def _entry(row: EventRow, *, mask: bool) -> LoggedEvent:
    data: dict[str, object] = msgspec.json.decode(row.payload)
    if mask:
        data = {name: masked(str(value)) if name in NUMBERS else value for name, value in data.items()}
        for name in ("complaint", "explained", "name"):
            data.pop(name, None)
    return LoggedEvent(number=row.number, at=row.at, kind=row.kind, data=data)
