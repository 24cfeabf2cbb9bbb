"""Calls, live and past."""

from enum import StrEnum

import msgspec

from api.schemas.lists import Page
from api.schemas.residents import ResidentView
from telephony.events import AudioFault, EndCause, MediaQuality, Side, Verdict


class CallState(StrEnum):
    """Where a call is, as screens show it."""

    WAITING = "waiting"  # rings, or was answered by machine; offered to nobody
    OFFERED = "offered"  # rings at an agent
    DIALLING = "dialling"  # a call of ours that nobody has answered yet
    TALKING = "talking"  # also while on hold
    PARKED = "parked"  # left to wait with music; any agent may take it back (LINE-4)
    HANDED_ON = "handed_on"  # with an outside party, no agent in it
    ENDED = "ended"


class Direction(StrEnum):
    """Who called whom."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


class RecordingState(StrEnum):
    """Whether the call is being recorded."""

    NONE = "none"
    ON = "on"
    MASKED = "masked"  # silence is written for what is said now
    FINISHED = "finished"
    FAILED = "failed"


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


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of a call, in milliseconds since the INVITE; `to_ms` is None while it lasts."""

    from_ms: float
    to_ms: float | None = None
    agent_id: str = ""
    """Who began it."""
    reason: str = ""


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """A third party of a call: consulted, transferred to, or where the queue overflowed to."""

    party_id: str
    number: str = ""
    agent_id: str = ""
    """A colleague instead of a number."""
    joined: bool = False
    with_caller: bool = False
    left: bool = False
    sip_status: int = 0
    """Why it was never reached; 0 otherwise."""


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """The call went from this agent to a number or a colleague."""

    agent_id: str
    party_id: str
    number: str
    at_ms: float


class AudioTrouble(msgspec.Struct, frozen=True, kw_only=True):
    """No audio comes from this side at this moment."""

    side: Side
    fault: AudioFault
    since_ms: float


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
    direction: Direction = Direction.INCOMING
    withheld: bool = False
    machine_ms: float | None = None
    """When the queue answered by machine; that is no pick-up (LINE-1)."""
    held_ms: int | None = None
    """How long the caller has been on hold this time, when this was sent; None when not."""
    parked_ms: int | None = None
    """The same of a parked call: the clock that LINE-4 asks for."""
    parked_by: str = ""
    parties: tuple[Party, ...] = ()
    """Third parties who are in the call, or are being called."""
    recording: RecordingState = RecordingState.NONE
    audio: tuple[AudioTrouble, ...] = ()
    queue: str = ""
    """The queue in which it waits."""
    position: int = 0
    """Its place there from 1; 0 when it waits in none."""
    callback: bool = False
    """The caller has hung up and waits to be rung back."""


class CallFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The three figures that are never mixed, in milliseconds since the INVITE; None for what did not happen."""

    ring_ms: float | None = None
    """How long the caller heard rings: to the first answer of any kind, by person or machine."""
    machine_ms: float | None = None
    """When the queue answered by machine."""
    wait_ms: float | None = None
    """When a person picked up: by this the three rings are judged (LINE-1)."""


class CallDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One call with its times and its events, for GET /api/calls/{call_id}."""

    call: CallView
    times_ms: dict[str, float]
    """ringing, machine, picked_up, answered, ok_sent, ack, ended: milliseconds since the INVITE."""
    codec: str = ""
    lost: int = 0
    jitter_ms: float = 0.0
    quality: MediaQuality | None = None
    """Everything measured of the caller's leg; the three above are of it."""
    figures: CallFigures = CallFigures()
    held: tuple[Span, ...] = ()
    parked: tuple[Span, ...] = ()
    masked: tuple[Span, ...] = ()
    """Not recorded, with the reason."""
    parties: tuple[Party, ...] = ()
    """Every third party there was."""
    transfers: tuple[Transfer, ...] = ()
    agents: tuple[str, ...] = ()
    """Who talked with the caller, in order."""
    recordings: tuple[str, ...] = ()
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
