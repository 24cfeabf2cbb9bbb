"""What one entry of the log shows of an agent, with what the tables know beside it. Reads; what is seen is pure.

Each kind of fact has its look (`_LOOKS`); times are compared with the entry's own, so that a watch which comes late
sees the same.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

import msgspec
import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.agents.teams import role_within
from api.calls.record import CallRecord
from api.errors import RecordingUnavailable
from api.figures.ledger import span_of
from api.figures.spans import AgentSpan
from api.figures.tables import AgentSpanRow, CallFactRow
from api.incidents.events import IncidentTaken
from api.log_events import AgentSignedIn, AgentStateChanged, AnyEvent, CallExplained, OfferEnd, OfferEnded
from api.models import CallRow, TicketRow
from api.quality.events import RequiredJudged, WorkReported
from api.quality.incident_sights import taken_late
from api.quality.months import bounds
from api.quality.presence import CONSOLE_AWAY, gone, left_busy
from api.quality.sights import Seen, in_call, late, phrase_heard, rang_in_vain, test_taken, work_load
from api.quality.spoken import Ears, in_words
from api.quality.ticket_sights import corrected, not_answered, sent_late, wrong_number
from api.schemas import Role, TicketView
from api.schemas.transcripts import TranscriptEntry
from api.tickets.events import (
    LimitPassed,
    TicketNatureChanged,
    TicketPassedUp,
    TicketRegistered,
    TicketReplied,
    TicketSent,
    TicketWeightChanged,
)
from api.tickets.ledger import ticket_of
from api.training.bank import FULL
from api.training.events import ExamTaken
from api.training.shelf import PASS
from api.transcripts.events import PhraseSuspected
from scripts_lib.hearing.finder import HEARD, SoundFinder
from scripts_lib.hearing.required import RequiredMatcher
from scripts_lib.loader import Library
from scripts_lib.phrases import ExactFinder
from telephony.errors import RecordingUnreadable
from telephony.events import AgentState, CallEnded

log = structlog.get_logger()
WordsOf = Callable[[str], Awaitable[Sequence[TranscriptEntry]]]
"""The final segments of a call, in the order of time."""
TAKERS = (Role.AGENT, Role.SUPERVISOR)
"""Whose lateness quality looks at; managers take reports too, and are under no rule of PEN."""
Found = Seen | RequiredJudged
_RECORD = msgspec.json.Decoder(CallRecord)


class Looker:
    """Looks by the rules in force. `centre` is the centre's name, which an opening says."""

    def __init__(self, library: Library, zone: ZoneInfo, centre: str, words_of: WordsOf) -> None:
        rules = library.rules
        matcher = RequiredMatcher(rules.required, centre=centre, finders=(ExactFinder(), SoundFinder(HEARD)))
        self._library = library
        self._ears = Ears(matcher, rules.advice, library.penalties, zone)
        self.zone = zone
        self._words_of = words_of
        options = (*rules.catalogue.weights, *rules.catalogue.natures, *rules.catalogue.pause_reasons)
        self._labels: Mapping[str, str] = {one.value: one.label.zh for one in options}

    async def seen(self, session: AsyncSession, event: AnyEvent) -> tuple[Found, ...]:
        """What this entry shows, and what became of the words of a call; nothing for kinds that nobody asked for."""
        match event:
            case WorkReported():
                return await self._held_against_the_records(session, event)
            case ExamTaken():
                return test_taken(event, PASS, FULL)
            case AgentStateChanged() | AgentSignedIn():
                return await self._present(session, event)
            case TicketRegistered():
                return await self._registered(session, event)
            case TicketReplied() | TicketPassedUp() | TicketSent() | LimitPassed():
                return await self._in_time(session, event)
            case IncidentTaken():
                handled = await role_within(session, event.agent_id) in TAKERS
                return taken_late(event, self._library.penalties) if handled else ()
            case TicketWeightChanged() | TicketNatureChanged():
                ticket = await _ticket(session, event.number)
                return corrected(ticket, event, self._labels) if ticket is not None else ()
            case _:
                return await self._of_call(session, event)

    # --- calls ---------------------------------------------------------------------------------------------------

    async def _of_call(self, session: AsyncSession, event: AnyEvent) -> tuple[Found, ...]:
        record = await _record(session, getattr(event, "call_id", ""))
        if record is None:
            return ()
        match event:
            case OfferEnded(why=OfferEnd.MISSED):
                return (rang_in_vain(record, event.agent_id, event.at),)
            case PhraseSuspected():
                return phrase_heard(record, event)
            case CallEnded():
                return in_call(record, self._library.penalties, self._library.rules.advice)
            case CallExplained():
                written = in_call(record, self._library.penalties, self._library.rules.advice)
                return (*written, *await self._words(record))
            case _:
                return ()

    async def _words(self, record: CallRecord) -> tuple[Found, ...]:
        """By its outcome a call's last words are kept. Nobody reads them here, so no opening is logged (SEC-1)."""
        try:
            entries = await self._words_of(record.call_id)
        except (RecordingUnavailable, RecordingUnreadable) as error:
            log.warning("words_not_judged", call_id=record.call_id, why=str(error))
            return ()
        return await asyncio.to_thread(self._judged, record, entries)

    def _judged(self, record: CallRecord, entries: Sequence[TranscriptEntry]) -> tuple[Found, ...]:
        seen, moments = in_words(record, entries, self._ears)
        if not moments:
            return seen
        told = RequiredJudged(
            at=time.time(),
            call_id=record.call_id,
            arrived_at=record.arrived_at,
            moments=moments,
            rules_version=self._library.rules.version,
            engine=entries[-1].engine,
            model=entries[-1].model,
        )
        return (*seen, told)

    # --- tickets -------------------------------------------------------------------------------------------------

    async def _registered(self, session: AsyncSession, event: TicketRegistered) -> tuple[Found, ...]:
        record = await _record(session, event.call_id)
        ticket = await _ticket(session, event.number) if record is not None else None
        if record is None or ticket is None:
            return ()
        return (*wrong_number(ticket, record.number), *await self._words(record))

    async def _in_time(
        self, session: AsyncSession, event: TicketReplied | TicketPassedUp | TicketSent | LimitPassed
    ) -> tuple[Seen, ...]:
        ticket = await _ticket(session, event.number)
        if ticket is None:
            return ()
        if isinstance(event, TicketSent):
            return sent_late(ticket, event)
        return not_answered(ticket, event) if isinstance(event, LimitPassed) else late(ticket, event.at)

    # --- agents --------------------------------------------------------------------------------------------------

    async def _present(self, session: AsyncSession, event: AgentStateChanged | AgentSignedIn) -> tuple[Seen, ...]:
        """The pause that ended with this entry, or the absence of whoever signs in again."""
        signed_out = isinstance(event, AgentStateChanged) and event.state is AgentState.SIGNED_OUT
        span = await _last_span(session, event.agent_id, event.at)
        if span is None or span.state is not AgentState.PAUSED:
            return ()
        if span.reason == CONSOLE_AWAY:
            return () if signed_out else gone(span, event.at, self._library.penalties, self.zone)
        if isinstance(event, AgentSignedIn):
            return ()
        calls, ready = await _unmet(session, span), await _others_ready(session, span)
        return left_busy(span, calls, ready, self._library.penalties, self.zone, self._labels)

    async def _held_against_the_records(self, session: AsyncSession, report: WorkReported) -> tuple[Seen, ...]:
        begins, ends = bounds(report.month, self.zone)
        calls = select(func.count()).where(
            CallRow.agent_id == report.agent_id, CallRow.arrived_at >= begins, CallRow.arrived_at < ends
        )
        tickets = select(func.count()).where(
            TicketRow.registered_by == report.agent_id,
            TicketRow.registered_at >= begins,
            TicketRow.registered_at < ends,
        )
        taken, registered = await session.scalar(calls), await session.scalar(tickets)
        return work_load(report, taken or 0, registered or 0, ends)


async def _record(session: AsyncSession, call_id: str) -> CallRecord | None:
    row = await session.get(CallRow, call_id) if call_id else None
    record: CallRecord | None = _RECORD.decode(row.record) if row is not None else None
    return record


async def _ticket(session: AsyncSession, number: str) -> TicketView | None:
    row = await session.get(TicketRow, number)
    return ticket_of(row) if row is not None else None


async def _last_span(session: AsyncSession, agent_id: str, at: float) -> AgentSpan | None:
    """The agent's span that was over last at that moment."""
    query = (
        select(AgentSpanRow)
        .where(AgentSpanRow.agent_id == agent_id, AgentSpanRow.until <= at)
        .order_by(AgentSpanRow.until.desc(), AgentSpanRow.number.desc())
        .limit(1)
    )
    row = await session.scalar(query)
    return span_of(row) if row is not None else None


async def _unmet(session: AsyncSession, span: AgentSpan) -> list[tuple[float, float]]:
    """Callers who came in that time and gave up."""
    query = select(CallFactRow.arrived_at, CallFactRow.ended_ms).where(
        CallFactRow.given_up, CallFactRow.arrived_at >= span.since, CallFactRow.arrived_at < (span.until or 0.0)
    )
    found = await session.execute(query)
    return [(arrived_at, arrived_at + (ended_ms or 0.0) / 1000) for arrived_at, ended_ms in found]


async def _others_ready(session: AsyncSession, span: AgentSpan) -> list[AgentSpan]:
    """When others were ready in that time."""
    query = select(AgentSpanRow).where(
        AgentSpanRow.state == AgentState.READY,
        AgentSpanRow.agent_id != span.agent_id,
        AgentSpanRow.since < (span.until or 0.0),
        (AgentSpanRow.until.is_(None)) | (AgentSpanRow.until > span.since),
    )
    return [span_of(row) for row in await session.scalars(query)]
