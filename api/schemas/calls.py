"""Calls, live and past."""

from enum import StrEnum

import msgspec

from api.schemas.lists import Page
from api.schemas.residents import ResidentView
from telephony.events import EndCause, Side, Verdict


class CallState(StrEnum):
    """Where a call is, as screens show it."""

    WAITING = "waiting"  # rings, offered to nobody
    OFFERED = "offered"  # rings at an agent
    TALKING = "talking"
    ENDED = "ended"


class Disposition(StrEnum):
    """What became of a call (CASE-1)."""

    EXPLAINED = "explained"  # settled by explanation, no case
    COMPLAINT = "complaint"  # a ticket was registered


class RingResult(msgspec.Struct, frozen=True, kw_only=True):
    """The three-ring verdict in both readings (LINE-1). `rings` counts the ring in which it was picked up."""

    ring_ms: float
    error_ms: float
    rings: int
    verdict: Verdict
    strict: Verdict


class CallView(msgspec.Struct, frozen=True, kw_only=True):
    """One call, live or past."""

    call_id: str
    number: str
    name: str
    called: str
    state: CallState
    arrived_at: float
    elapsed_ms: int
    """Since the INVITE, when this was sent; final at the end."""
    talk_ms: int = 0
    offered_to: str | None = None
    agent_id: str | None = None
    ring: RingResult | None = None
    ended_by: Side | None = None
    cause: EndCause | None = None
    resident: ResidentView | None = None
    disposition: Disposition | None = None
    ticket_number: str | None = None


class CallDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One call with its times and its events, for GET /api/calls/{call_id}."""

    call: CallView
    times_ms: dict[str, float]
    """ringing, picked_up, ok_sent, ack, ended: milliseconds since the INVITE."""
    codec: str = ""
    lost: int = 0
    jitter_ms: float = 0.0
    notes: str = ""
    script_id: str = ""
    events: tuple["LoggedEvent", ...] = ()


class LoggedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the event log."""

    number: int
    at: float
    kind: str
    data: dict[str, object]


class CallPage(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/calls."""

    page: Page
    items: tuple[CallView, ...]
