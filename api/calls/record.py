"""Everything known of one call. Pure data; `fold.py` makes it of the call's events."""

import msgspec

from api.schemas import (
    AudioTrouble,
    CallFigures,
    CallState,
    ClearMark,
    Direction,
    Disposition,
    Party,
    Promise,
    RecordingState,
    RingResult,
    ScriptStep,
    Span,
    Transfer,
)
from telephony.events import EndCause, MediaQuality, Side

NOT_LOST = (EndCause.TRANSFERRED, EndCause.CALLBACK, EndCause.VOICEMAIL)
"""Ends of calls that no agent took, and that are not abandoned."""


class CallRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One call. `*_ms` are milliseconds since the INVITE, None while it has not happened."""

    call_id: str
    line_id: str
    arrived_at: float
    """Unix time of the INVITE, also of one that we sent."""
    number: str
    name: str
    called: str
    direction: Direction = Direction.INCOMING
    trunk: str = ""
    withheld: bool = False
    ringing_ms: float | None = None
    machine_ms: float | None = None
    """The queue answered by machine; no pick-up (LINE-1)."""
    picked_up_ms: float | None = None
    """A person of ours picked up a call that came in."""
    answered_ms: float | None = None
    """The far end answered a call that we placed."""
    ok_sent_ms: float | None = None
    ack_ms: float | None = None
    ended_ms: float | None = None
    agent_id: str | None = None
    """Who is in charge: talks, or talked last."""
    agents: tuple[str, ...] = ()
    """Everybody who talked with the caller, in order."""
    ring: RingResult | None = None
    held: tuple[Span, ...] = ()
    parked: tuple[Span, ...] = ()
    masked: tuple[Span, ...] = ()
    parties: tuple[Party, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    handed_on: bool = False
    """With an outside party, no agent in it."""
    recording: RecordingState = RecordingState.NONE
    recordings: tuple[str, ...] = ()
    voicemail: bool = False
    audio: tuple[AudioTrouble, ...] = ()
    watchers: tuple[str, ...] = ()
    """Supervisors who listen, whisper or barge in at this moment."""
    ended_by: Side | None = None
    cause: EndCause | None = None
    sip_status: int = 0
    quality: MediaQuality | None = None
    disposition: Disposition | None = None
    ticket_number: str | None = None
    notes: str = ""
    script_id: str = ""
    steps: tuple[ScriptStep, ...] = ()
    clears: tuple[ClearMark, ...] = ()
    promise: Promise | None = None
    home: str = ""
    """Building, unit and room of the resident, `3|2|501`, as known when the outcome was saved."""

    @property
    def ended(self) -> bool:
        """Whether the call is over."""
        return self.cause is not None

    @property
    def person_ms(self) -> float | None:
        """When caller and agent began to talk, whoever called whom."""
        return self.answered_ms if self.direction is Direction.OUTGOING else self.picked_up_ms

    @property
    def on_hold(self) -> Span | None:
        """The hold that lasts at this moment."""
        return _open(self.held)

    @property
    def in_park(self) -> Span | None:
        """The park that lasts at this moment."""
        return _open(self.parked)

    @property
    def present(self) -> tuple[Party, ...]:
        """Third parties who are in the call."""
        return tuple(one for one in self.parties if one.joined and not one.left)

    @property
    def state(self) -> CallState:
        """As screens show it; whom it is offered to is the queue's knowledge, not the record's."""
        if self.ended:
            return CallState.ENDED
        if self.handed_on:
            return CallState.HANDED_ON
        if self.in_park is not None:
            return CallState.PARKED
        if self.person_ms is not None:
            return CallState.TALKING
        return CallState.DIALLING if self.direction is Direction.OUTGOING else CallState.WAITING

    @property
    def done_with(self) -> bool:
        """Whether its agent can say what became of it: over, or left to somebody outside."""
        return self.ended or (self.handed_on and self.agent_id is not None)

    @property
    def abandoned(self) -> bool:
        """A call that came, is over, and found nobody: no person of ours, no message, no wish to be rung back."""
        unmet = self.ended and self.direction is Direction.INCOMING and self.picked_up_ms is None
        return unmet and not self.handed_on and self.cause not in NOT_LOST

    @property
    def talk_ms(self) -> int:
        """From pick-up to the end; 0 where nobody picked up or it is not over."""
        if self.person_ms is None or self.ended_ms is None:
            return 0
        return round(self.ended_ms - self.person_ms)

    @property
    def figures(self) -> CallFigures:
        """Ring time, machine answer and wait to a person, of a call that came in."""
        if self.direction is Direction.OUTGOING:
            return CallFigures()
        first = [one for one in (self.machine_ms, self.picked_up_ms) if one is not None]
        return CallFigures(ring_ms=min(first, default=None), machine_ms=self.machine_ms, wait_ms=self.picked_up_ms)


def _open(spans: tuple[Span, ...]) -> Span | None:
    return spans[-1] if spans and spans[-1].to_ms is None else None
