"""A call as the fold of its events: `fold(record, event)` over the log gives the record, always the same. Pure.

Events come in order within a stream. One that does not fit (a second answer, an answer after the end) leaves the
record as it is: the log keeps it, the call does not change its story. `FOLDS` says what each event changes; hold,
park, third parties, recording and audio are in `fold_talk.py`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from api.calls import fold_talk
from api.calls.record import CallRecord
from api.log_events import AnyEvent, CallExplained
from api.schemas import Complaint, Direction, Disposition, Explained, RingResult
from api.tickets.events import TicketRegistered
from telephony import events as line
from telephony.cadence import Cadence, judge
from telephony.events import CallAnswered, CallArrived, CallEnded, CallPlaced, EndCause, LineStarted, Side

__all__ = ["FOLDS", "CallRecord", "arrived", "fold", "placed"]


def arrived(event: CallArrived, line_id: str) -> CallRecord:
    """The record of a call that has just come."""
    return CallRecord(
        call_id=event.call_id,
        line_id=line_id,
        arrived_at=event.at,
        number=event.number,
        name=event.name,
        called=event.called,
        trunk=event.trunk,
        withheld=event.withheld,
    )


def placed(event: CallPlaced, line_id: str) -> CallRecord:
    """The record of a call that we have just placed; the agent is in it already."""
    return CallRecord(
        call_id=event.call_id,
        line_id=line_id,
        arrived_at=event.at,
        number=event.number,
        name="",
        called=event.number,
        direction=Direction.OUTGOING,
        trunk=event.trunk,
        agent_id=event.agent_id,
        agents=(event.agent_id,),
    )


def fold(record: CallRecord, event: AnyEvent, cadence: Cadence) -> CallRecord:
    """The record after one more event."""
    if isinstance(event, CallAnswered):
        return _answered(record, event, cadence)
    rule = FOLDS.get(type(event))
    return record if rule is None else rule(record, event)


def _ringing(record: CallRecord, event: line.CallRinging | line.RemoteRinging) -> CallRecord:
    if record.ended or record.ringing_ms is not None:
        return record
    return replace(record, ringing_ms=event.ringing_ms)


def _answered(record: CallRecord, event: CallAnswered, cadence: Cadence) -> CallRecord:
    """The first person (LINE-1). What a machine answered before does not count for the three rings."""
    if record.ended or record.picked_up_ms is not None or record.direction is Direction.OUTGOING:
        return record
    judgement = judge(cadence, event.picked_up_ms, event.error_ms)
    return replace(
        fold_talk.taken_by(record, event.agent_id, event.picked_up_ms),
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


def _queue_answered(record: CallRecord, event: line.QueueAnswered) -> CallRecord:
    if record.ended or record.machine_ms is not None:
        return record
    return replace(record, machine_ms=event.ok_sent_ms)


def _remote_answered(record: CallRecord, event: line.RemoteAnswered) -> CallRecord:
    if record.ended or record.answered_ms is not None:
        return record
    return replace(record, answered_ms=event.answered_ms)


def _established(record: CallRecord, event: line.CallEstablished) -> CallRecord:
    if record.ended or record.ack_ms is not None:
        return record
    return replace(record, ack_ms=event.ack_ms)


def _ended(record: CallRecord, event: CallEnded) -> CallRecord:
    if record.ended:
        return record
    return replace(
        fold_talk.closed(record, event.ended_ms),
        ended_ms=event.ended_ms,
        ended_by=event.by,
        cause=event.cause,
        sip_status=event.sip_status,
        quality=event.quality,
    )


def _interrupted(record: CallRecord, event: LineStarted) -> CallRecord:
    """The line died and is back: when the call really ended is not known, only that it was before now."""
    if record.ended:
        return record
    ended_ms = max(0.0, (event.at - record.arrived_at) * 1000)
    return replace(
        fold_talk.closed(record, ended_ms),
        ended_ms=ended_ms,
        ended_by=Side.LINE,
        cause=EndCause.INTERRUPTED,
    )


def _explained(record: CallRecord, event: CallExplained) -> CallRecord:
    if record.disposition is not None:
        return record
    return _disposed(record, event.agent_id, event.explained, Disposition.EXPLAINED, None, event.home)


def _registered(record: CallRecord, event: TicketRegistered) -> CallRecord:
    if record.disposition is not None:
        return record
    return _disposed(record, event.agent_id, event.complaint, Disposition.COMPLAINT, event.number, event.home)


def _disposed(
    record: CallRecord, by: str, said: Explained | Complaint, as_: Disposition, ticket: str | None, home: str
) -> CallRecord:
    return replace(
        record,
        disposition=as_,
        agent_id=record.agent_id or by,
        ticket_number=ticket,
        notes=said.notes,
        script_id=said.script_id,
        steps=said.steps,
        clears=said.clears,
        promise=said.promise,
        home=home,
    )


FOLDS: Mapping[type, Callable[[CallRecord, Any], CallRecord]] = {
    line.CallRinging: _ringing,
    line.RemoteRinging: _ringing,
    line.RemoteAnswered: _remote_answered,
    line.QueueAnswered: _queue_answered,
    line.CallEstablished: _established,
    line.CallEnded: _ended,
    line.LineStarted: _interrupted,
    CallExplained: _explained,
    TicketRegistered: _registered,
    **fold_talk.FOLDS,
}
"""What each event changes; `CallAnswered` needs the cadence and stands in `fold`."""
