"""The append-only event log: the truth. Appending and folding into the projections is one transaction.

Events of a line are taken once each by (stream, number); a number that is already there is passed over. The desk's
own events are a stream of their own (`DESK_STREAM`), numbered within the transaction.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.db import Database
from api.log_events import DESK_STREAM, AgentStateChanged, AnyEvent, DeskEvent
from api.models import EventRow, StreamRow
from api.projector import Projector
from api.schemas import TicketView
from api.tickets.events import TicketRegistered
from api.tickets.ledger import ticket_of_event
from telephony.events import LineStarted
from telephony.wire import Numbered

_EVENT = msgspec.json.Decoder(AnyEvent)
PAGE = 500
T = TypeVar("T")


class LoggedRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the log."""

    number: int
    stream_id: str
    seq: int
    event: AnyEvent


class EventLog:
    """Appends events and reads them back, in order."""

    def __init__(self, database: Database, projector: Projector) -> None:
        self._database = database
        self._projector = projector

    async def append_line(self, stream_id: str, line_id: str, numbered: Sequence[Numbered]) -> int:
        """Append what follows the last number of this stream. Returns the last number that is on disk now.

        Numbers that are there already are passed over; a gap is logged as it is (the line has lost those events).
        """
        async with self._database.writing() as session:
            stream = await _stream(session, stream_id, line_id)
            for one in numbered:
                if one.seq > stream.seq:
                    await self._append(session, stream, one.seq, one.event)
            return stream.seq

    async def append_desk(self, *events: DeskEvent) -> None:
        """Append events of the desk, all or none."""
        async with self._database.writing() as session:
            await self.append_within(session, *events)

    async def append_within(self, session: AsyncSession, *events: DeskEvent) -> None:
        """Append events of the desk as part of a transaction that is already open."""
        stream = await _stream(session, DESK_STREAM, "")
        for event in events:
            await self._append(session, stream, stream.seq + 1, event)

    async def append_registered(
        self, session: AsyncSession, events: Sequence[TicketRegistered]
    ) -> tuple[TicketView, ...]:
        """The same for new tickets of no call that repeat none and promise nothing: each table is written once for
        all of them. The rows are those that `append_within` gives. Returns the tickets."""
        if not events:
            return ()
        stream = await _stream(session, DESK_STREAM, "")
        rows = [_entry(stream.stream_id, stream.seq + place, one) for place, one in enumerate(events, start=1)]
        stream.seq += len(rows)
        await session.execute(insert(EventRow), rows)
        return await self._projector.registered(session, events)

    async def in_transaction(self, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """Run `work` as one write; it appends by `append_within`."""
        async with self._database.writing() as session:
            return await work(session)

    async def have_seq(self, stream_id: str) -> int:
        """The last number of this stream that is on disk, 0 for none."""
        async with self._database.reading() as session:
            stream = await session.get(StreamRow, stream_id)
            return stream.seq if stream is not None else 0

    async def read(self, after: int = 0) -> AsyncIterator[LoggedRecord]:
        """Every entry after log number `after`, in order."""
        while True:
            async with self._database.reading() as session:
                query = select(EventRow).where(EventRow.number > after).order_by(EventRow.number).limit(PAGE)
                rows = (await session.scalars(query)).all()
            for row in rows:
                yield LoggedRecord(
                    number=row.number, stream_id=row.stream_id, seq=row.seq, event=_EVENT.decode(row.payload)
                )
                after = row.number
            if len(rows) < PAGE:
                return

    async def of_call(self, call_id: str) -> list[EventRow]:
        """The entries about one call, in order."""
        async with self._database.reading() as session:
            query = select(EventRow).where(EventRow.call_id == call_id).order_by(EventRow.number)
            return list((await session.scalars(query)).all())

    async def of_ticket(self, number: str) -> list[EventRow]:
        """The entries about one ticket, in order."""
        async with self._database.reading() as session:
            query = select(EventRow).where(EventRow.ticket_number == number).order_by(EventRow.number)
            return list((await session.scalars(query)).all())

    async def agent_states(self) -> dict[str, tuple[str, str]]:
        """Each agent's last state and its reason, as far as the newest entries tell."""
        states: dict[str, tuple[str, str]] = {}
        for event in await self._newest("AgentStateChanged", 1000):
            if isinstance(event, AgentStateChanged):
                states.setdefault(event.agent_id, (event.state, event.reason))
        return states

    async def headset_urls(self) -> dict[str, str]:
        """Where each line's headset socket was last, by line id."""
        urls: dict[str, str] = {}
        for event in await self._newest("LineStarted", 200):
            if isinstance(event, LineStarted):
                urls.setdefault(event.line_id, event.headset_url)
        return urls

    async def _newest(self, kind: str, limit: int) -> list[AnyEvent]:
        query = select(EventRow).where(EventRow.kind == kind).order_by(EventRow.number.desc()).limit(limit)
        async with self._database.reading() as session:
            return [_EVENT.decode(row.payload) for row in await session.scalars(query)]

    async def rebuild(self) -> int:
        """Empty the projections and fold the whole log again, as one transaction. Returns the entries folded."""
        count = 0
        async with self._database.writing() as session:
            lines = {row.stream_id: row.first_line_id for row in await session.scalars(select(StreamRow))}
            await self._projector.clear(session)
            after = 0
            while True:
                query = select(EventRow).where(EventRow.number > after).order_by(EventRow.number).limit(PAGE)
                rows = (await session.scalars(query)).all()
                for row in rows:
                    event = _EVENT.decode(row.payload)
                    lines[row.stream_id] = _line_of(event, lines[row.stream_id])
                    await self._projector.apply(session, event, row.stream_id, lines[row.stream_id])
                    after, count = row.number, count + 1
                if len(rows) < PAGE:
                    return count

    async def _append(self, session: AsyncSession, stream: StreamRow, seq: int, event: AnyEvent) -> None:
        stream.line_id = _line_of(event, stream.line_id)
        session.add(EventRow(**_entry(stream.stream_id, seq, event)))
        stream.seq = seq
        await self._projector.apply(session, event, stream.stream_id, stream.line_id)


def decoded(payload: str) -> AnyEvent:
    """The event that an entry's payload keeps."""
    event: AnyEvent = _EVENT.decode(payload)
    return event


def _entry(stream_id: str, seq: int, event: AnyEvent) -> dict[str, Any]:
    """The columns of an entry."""
    return {
        "stream_id": stream_id,
        "seq": seq,
        "at": event.at,
        "kind": type(event).__name__,
        "call_id": getattr(event, "call_id", None) or None,
        "ticket_number": ticket_of_event(event),
        "payload": msgspec.json.encode(event).decode(),
    }


def _line_of(event: AnyEvent, line_id: str) -> str:
    """The line's name from this event on."""
    return event.line_id if isinstance(event, LineStarted) else line_id


async def _stream(session: AsyncSession, stream_id: str, line_id: str) -> StreamRow:
    stream = await session.get(StreamRow, stream_id)
    if stream is None:
        stream = StreamRow(stream_id=stream_id, first_line_id=line_id, line_id=line_id, seq=0)
        session.add(stream)
    return stream
