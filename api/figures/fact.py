"""One call as figures need it, made of its record; what the record does not know comes beside. Pure."""

import msgspec

from api.calls.record import CallRecord
from api.schemas import CallState, Direction, Span
from telephony.events import EndCause, Verdict


class CallFact(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one call adds to the figures. Milliseconds since the INVITE, None for what did not happen."""

    call_id: str
    arrived_at: float
    outgoing: bool = False
    queue: str = ""
    agent_id: str = ""
    """Who picked up first; of a call of ours, who placed it."""
    building: str = ""
    wait_ms: float | None = None
    verdict: str = ""
    """In the reading in force; empty: nobody picked up."""
    strict: str = ""
    ended_ms: float | None = None
    given_up: bool = False
    turned_away: bool = False
    elsewhere: bool = False
    talk_ms: float | None = None
    """Of a call that is over and whose end is known; None otherwise."""
    held_ms: float = 0.0
    wrap_up_ms: float = 0.0


def fact_of(record: CallRecord, queue: str = "", wrap_up_ms: float = 0.0) -> CallFact:
    """The record's part in the figures."""
    incoming = record.direction is Direction.INCOMING
    unmet = incoming and record.picked_up_ms is None
    given_up = record.abandoned
    known_end = record.ended and record.cause is not EndCause.INTERRUPTED and record.person_ms is not None
    return CallFact(
        call_id=record.call_id,
        arrived_at=record.arrived_at,
        outgoing=not incoming,
        queue=queue,
        agent_id=record.agents[0] if record.agents else "",
        building=building_of(record.home),
        wait_ms=record.picked_up_ms if incoming else None,
        verdict=record.ring.verdict if record.ring is not None else "",
        strict=record.ring.strict if record.ring is not None else "",
        ended_ms=record.ended_ms,
        given_up=given_up,
        turned_away=given_up and record.cause is EndCause.REJECTED,
        elsewhere=unmet and not given_up and (record.ended or record.state is CallState.HANDED_ON),
        talk_ms=_talked(record) if known_end else None,
        held_ms=_length(record.held) + _length(record.parked),
        wrap_up_ms=wrap_up_ms,
    )


def building_of(home: str) -> str:
    """The building of a home as it is logged, `3|2|501`."""
    return home.partition("|")[0]


def _talked(record: CallRecord) -> float:
    return max(0.0, (record.ended_ms or 0.0) - (record.person_ms or 0.0))


def _length(spans: tuple[Span, ...]) -> float:
    return sum(one.to_ms - one.from_ms for one in spans if one.to_ms is not None)


MET, MISSED, CANNOT_TELL = Verdict.MET.value, Verdict.MISSED.value, Verdict.CANNOT_TELL.value
