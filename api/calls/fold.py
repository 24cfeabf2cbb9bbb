"""A call as the fold of its events: `fold(record, event)` over the log gives the record, always the same. Pure.

Events come in order within a stream. One that does not fit (a second answer, an answer after the end) leaves the
record as it is: the log keeps it, the call does not change its story.
"""

import msgspec
from msgspec.structs import replace

from api.log_events import AnyEvent, CallExplained, TicketRegistered
from api.schemas import CallState, Disposition, RingResult, ScriptStep
from telephony.cadence import Cadence, judge
from telephony.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallEstablished,
    CallRinging,
    EndCause,
    LineStarted,
    MediaQuality,
    Side,
)


class CallRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Everything known of one call. `*_ms` are milliseconds since the INVITE, None while it has not happened."""

    call_id: str
    line_id: str
    arrived_at: float
    number: str
    name: str
    called: str
    ringing_ms: float | None = None
    picked_up_ms: float | None = None
    ok_sent_ms: float | None = None
    ack_ms: float | None = None
    ended_ms: float | None = None
    agent_id: str | None = None
    ring: RingResult | None = None
    ended_by: Side | None = None
    cause: EndCause | None = None
    sip_status: int = 0
    quality: MediaQuality | None = None
    disposition: Disposition | None = None
    ticket_number: str | None = None
    notes: str = ""
    script_id: str = ""
    steps: tuple[ScriptStep, ...] = ()

    @property
    def ended(self) -> bool:
        """Whether the call is over."""
        return self.cause is not None

    @property
    def state(self) -> CallState:
        """As screens show it; whom it is offered to is the queue's knowledge, not the record's."""
        if self.ended:
            return CallState.ENDED
        return CallState.TALKING if self.picked_up_ms is not None else CallState.WAITING

    @property
    def talk_ms(self) -> int:
        """From pick-up to the end; 0 where nobody picked up or it is not over."""
        if self.picked_up_ms is None or self.ended_ms is None:
            return 0
        return round(self.ended_ms - self.picked_up_ms)


def arrived(event: CallArrived, line_id: str) -> CallRecord:
    """The record of a call that has just come."""
    return CallRecord(
        call_id=event.call_id,
        line_id=line_id,
        arrived_at=event.at,
        number=event.number,
        name=event.name,
        called=event.called,
    )


def fold(record: CallRecord, event: AnyEvent, cadence: Cadence) -> CallRecord:
    """The record after one more event."""
    match event:
        case CallRinging() if not record.ended and record.ringing_ms is None:
            return replace(record, ringing_ms=event.ringing_ms)
        case CallAnswered() if not record.ended and record.picked_up_ms is None:
            return _answered(record, event, cadence)
        case CallEstablished() if not record.ended and record.ack_ms is None:
            return replace(record, ack_ms=event.ack_ms)
        case CallEnded() if not record.ended:
            return _ended(record, event)
        case LineStarted() if not record.ended:
            return _interrupted(record, event)
        case CallExplained() if record.disposition is None:
            said = event.explained
            return replace(
                record,
                disposition=Disposition.EXPLAINED,
                agent_id=record.agent_id or event.agent_id,
                notes=said.notes,
                script_id=said.script_id,
                steps=said.steps,
            )
        case TicketRegistered() if record.disposition is None:
            said_more = event.complaint
            return replace(
                record,
                disposition=Disposition.COMPLAINT,
                agent_id=record.agent_id or event.agent_id,
                ticket_number=event.number,
                notes=said_more.notes,
                script_id=said_more.script_id,
                steps=said_more.steps,
            )
        case _:
            return record


def _answered(record: CallRecord, event: CallAnswered, cadence: Cadence) -> CallRecord:
    judgement = judge(cadence, event.picked_up_ms, event.error_ms)
    return replace(
        record,
        agent_id=event.agent_id,
        picked_up_ms=event.picked_up_ms,
        ok_sent_ms=event.ok_sent_ms,
        ring=RingResult(
            ring_ms=event.picked_up_ms,
            error_ms=event.error_ms,
            rings=judgement.rings,
            verdict=judgement.verdict,
            strict=judgement.strict,
        ),
    )


def _ended(record: CallRecord, event: CallEnded) -> CallRecord:
    return replace(
        record,
        ended_ms=event.ended_ms,
        ended_by=event.by,
        cause=event.cause,
        sip_status=event.sip_status,
        quality=event.quality,
    )


def _interrupted(record: CallRecord, event: LineStarted) -> CallRecord:
    """The line died and is back: when the call really ended is not known, only that it was before now."""
    return replace(
        record,
        ended_ms=max(0.0, (event.at - record.arrived_at) * 1000),
        ended_by=Side.LINE,
        cause=EndCause.INTERRUPTED,
    )
