"""Keeps the rows of figures within the log's own transaction; the projector tells it what happened."""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.calls.record import CallRecord
from api.figures.events import CallQueued, DeskStarted
from api.figures.fact import CallFact, fact_of
from api.figures.spans import AgentSpan, ended_at, wrapped_up_ms
from api.figures.tables import AgentSpanRow, CallFactRow
from api.log_events import AgentStateChanged, AnyEvent, CallMoved
from telephony.events import AgentState


async def clear(session: AsyncSession) -> None:
    """Empty both tables, before the log is folded anew."""
    await session.execute(delete(CallFactRow))
    await session.execute(delete(AgentSpanRow))


async def call_changed(session: AsyncSession, record: CallRecord) -> None:
    """Write what the call adds now; its queue and wrap-up stay as they are known."""
    row = await session.get(CallFactRow, record.call_id)
    if row is None:
        session.add(CallFactRow(**msgspec.structs.asdict(fact_of(record))))
        return
    fact = fact_of(record, row.queue, row.wrap_up_ms)
    for name, value in msgspec.structs.asdict(fact).items():
        if getattr(row, name) != value:
            setattr(row, name, value)


async def happened(session: AsyncSession, event: AnyEvent) -> None:
    """Fold what concerns queues and agents' time."""
    if isinstance(event, CallQueued | CallMoved):
        row = await session.get(CallFactRow, event.call_id)
        if row is not None:
            row.queue = event.queue
    elif isinstance(event, AgentStateChanged):
        await _close(session, event.at, event.agent_id, event.lasted_ms)
        if event.state is not AgentState.SIGNED_OUT:
            session.add(_row(event))
    elif isinstance(event, DeskStarted):
        await _close(session, event.last_at)


async def _close(session: AsyncSession, at: float, agent_id: str = "", lasted_ms: float | None = None) -> None:
    """End what lasts, of this agent or of all; wrap-up is put down to its call."""
    query = select(AgentSpanRow).where(AgentSpanRow.until.is_(None))
    if agent_id:
        query = query.where(AgentSpanRow.agent_id == agent_id)
    for row in (await session.scalars(query)).all():
        span = ended_at(span_of(row), at, lasted_ms)
        row.until = span.until
        wrapped_up = wrapped_up_ms(span)
        fact = await session.get(CallFactRow, span.call_id) if wrapped_up else None
        if fact is not None:
            fact.wrap_up_ms += wrapped_up


def _row(event: AgentStateChanged) -> AgentSpanRow:
    return AgentSpanRow(
        agent_id=event.agent_id,
        state=event.state,
        since=event.at,
        until=None,
        reason=event.reason,
        call_id=event.call_id,
    )


def span_of(row: AgentSpanRow) -> AgentSpan:
    """The span that a row keeps."""
    return AgentSpan(
        agent_id=row.agent_id,
        state=AgentState(row.state),
        since=row.since,
        until=row.until,
        reason=row.reason,
        call_id=row.call_id,
    )


COLUMNS = tuple(getattr(CallFactRow, name) for name in CallFact.__struct_fields__)
"""The columns of a fact in the order of its fields, for reading many without objects of the mapper."""


def fact_of_columns(values: Iterable[Any]) -> CallFact:
    """The fact of one row of `COLUMNS`."""
    return CallFact(**dict(zip(CallFact.__struct_fields__, values, strict=True)))
