"""One incoming call, from INVITE to its end: a pure machine over what the leg does and what the desk commands.

    RINGING ──AnswerAsked──▶ ANSWERING ──OkSent──▶ ANSWERED ──Acked──▶ TALKING
       │                        │                     │                  │
       └── HangUpAsked or StopAsked, from any of them ──▶ ENDING ─LegEnded─▶ ENDED
       └── LegEnded, from any of them ─────────────────────────────────────▶ ENDED

`receive(event, now)` takes `now` from the line's monotonic clock, in seconds, and returns effects for the line to
carry out in order. It has no deadline of its own: rings are judged afterwards, and the leg watches for a lost ACK.
What it may not know: sockets, agents' states, the queue.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from telephony.connectors.base import LegEnd, LegInfo
from telephony.errors import IllegalEvent
from telephony.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallEstablished,
    CallEvent,
    CallRinging,
    CommandRefused,
    EndCause,
    MediaQuality,
    Side,
)


class CallPhase(StrEnum):
    """Where the call stands."""

    RINGING = "ringing"
    ANSWERING = "answering"  # the command came, 200 is on its way
    ANSWERED = "answered"  # 200 sent, no ACK yet
    TALKING = "talking"
    ENDING = "ending"  # we asked the leg to end
    ENDED = "ended"


# --- events ---


@dataclass(frozen=True, slots=True)
class RingSent:
    """180 went out."""


@dataclass(frozen=True, slots=True)
class AnswerAsked:
    """The desk's Answer command arrived: a person has picked up."""

    command_id: str
    agent_id: str
    error_ms: float
    """Bound of the error of this moment, from the event loop's lag."""


@dataclass(frozen=True, slots=True)
class OkSent:
    """200 went out."""


@dataclass(frozen=True, slots=True)
class Acked:
    """The caller's ACK came."""


@dataclass(frozen=True, slots=True)
class HangUpAsked:
    """The desk's HangUp command arrived."""

    command_id: str
    agent_id: str


@dataclass(frozen=True, slots=True)
class StopAsked:
    """The operator stops the line."""


@dataclass(frozen=True, slots=True)
class LegEnded:
    """The leg is over."""

    end: LegEnd
    quality: MediaQuality | None = None


Event = RingSent | AnswerAsked | OkSent | Acked | HangUpAsked | StopAsked | LegEnded


# --- effects ---


@dataclass(frozen=True, slots=True)
class Emit:
    """Journal this event and send it to the desk."""

    event: CallEvent


@dataclass(frozen=True, slots=True)
class AnswerLeg:
    """Send 200 on the leg, and join this agent's headset."""

    agent_id: str


@dataclass(frozen=True, slots=True)
class EndLeg:
    """End the leg; `status` refuses it where it is not answered yet."""

    status: int


Effect = Emit | AnswerLeg | EndLeg

P = CallPhase
_OPEN = (P.RINGING, P.ANSWERING, P.ANSWERED, P.TALKING)

TRANSITIONS: Mapping[tuple[CallPhase, type], CallPhase] = {
    (P.RINGING, RingSent): P.RINGING,
    (P.RINGING, AnswerAsked): P.ANSWERING,
    (P.ANSWERING, OkSent): P.ANSWERED,
    (P.ANSWERED, Acked): P.TALKING,
    (P.TALKING, Acked): P.TALKING,  # each 200 that was sent again brings one
    (P.ENDING, Acked): P.ENDING,
    (P.ENDING, OkSent): P.ENDING,  # hung up while 200 was on its way
    **{(phase, HangUpAsked): P.ENDING for phase in _OPEN},
    **{(phase, StopAsked): P.ENDING for phase in _OPEN},
    **{(phase, LegEnded): P.ENDED for phase in (*_OPEN, P.ENDING)},
    # Commands that come too late are refused by an event, not by an error.
    **{(phase, AnswerAsked): phase for phase in P if phase is not P.RINGING},
    **{(phase, HangUpAsked): phase for phase in (P.ENDING, P.ENDED)},
    **{(phase, StopAsked): phase for phase in (P.ENDING, P.ENDED)},
}
"""What each phase takes, and where it leads. Anything else is an IllegalEvent."""


@dataclass(frozen=True, slots=True)
class _Ending:
    """Our side asked to end the call: when, in which phase, and what it then means."""

    asked_at: float
    was: CallPhase
    by: Side
    cause: EndCause


class Call:
    """The machine. `info.received_at` is zero of all its milliseconds; `wall_offset` makes Unix time of monotonic."""

    def __init__(self, call_id: str, info: LegInfo, wall_offset: float) -> None:
        self.call_id = call_id
        self.info = info
        self.phase = CallPhase.RINGING
        self.agent_id = ""
        self._wall_offset = wall_offset
        self._picked_up_ms = 0.0
        self._error_ms = 0.0
        self._ending: _Ending | None = None

    @property
    def next_deadline(self) -> float | None:
        """None: this machine waits for nothing by the clock."""
        return None

    def arrived(self) -> CallArrived:
        """The first event of the call."""
        info = self.info
        return CallArrived(
            at=info.received_at + self._wall_offset,
            call_id=self.call_id,
            sip_call_id=info.sip_call_id,
            number=info.number,
            name=info.name,
            called=info.called,
            source=info.source,
        )

    def receive(self, event: Event, now: float) -> list[Effect]:
        """Take one event. Raises IllegalEvent and stays as it was where the phase does not take it."""
        to = TRANSITIONS.get((self.phase, type(event)))
        if to is None:
            raise IllegalEvent("call", self.phase, event)
        was, self.phase = self.phase, to
        return self._effects(was, event, now)

    def _effects(self, was: CallPhase, event: Event, now: float) -> list[Effect]:
        match event:
            case RingSent():
                return [Emit(CallRinging(at=self._at(now), call_id=self.call_id, ringing_ms=self._ms(now)))]
            case AnswerAsked():
                return self._answer_asked(was, event, now)
            case OkSent():
                return self._ok_sent(was, now)
            case Acked():
                if was is not P.ANSWERED:
                    return []
                return [Emit(CallEstablished(at=self._at(now), call_id=self.call_id, ack_ms=self._ms(now)))]
            case HangUpAsked():
                return self._hang_up_asked(was, event, now)
            case StopAsked():
                return self._stop_asked(was, now)
            case LegEnded():
                return [self._ended(was, event, now)]

    def _answer_asked(self, was: CallPhase, event: AnswerAsked, now: float) -> list[Effect]:
        if was is not P.RINGING:
            return [self._refused(event.command_id, f"call is {was}", now)]
        self.agent_id = event.agent_id
        self._picked_up_ms = self._ms(now)
        self._error_ms = event.error_ms
        return [AnswerLeg(event.agent_id)]

    def _ok_sent(self, was: CallPhase, now: float) -> list[Effect]:
        answered = CallAnswered(
            at=self._at(now),
            call_id=self.call_id,
            agent_id=self.agent_id,
            picked_up_ms=self._picked_up_ms,
            ok_sent_ms=self._ms(now),
            error_ms=self._error_ms,
        )
        again: list[Effect] = [EndLeg(603)] if was is P.ENDING else []
        return [Emit(answered), *again]

    def _hang_up_asked(self, was: CallPhase, event: HangUpAsked, now: float) -> list[Effect]:
        if was in (P.ENDING, P.ENDED):
            return [self._refused(event.command_id, "call is over", now)]
        talked = was in (P.ANSWERED, P.TALKING)
        self._ending = _Ending(now, was, Side.AGENT, EndCause.COMPLETED if talked else EndCause.REJECTED)
        return [EndLeg(603)]

    def _stop_asked(self, was: CallPhase, now: float) -> list[Effect]:
        if was in (P.ENDING, P.ENDED):
            return []
        self._ending = _Ending(now, was, Side.LINE, EndCause.SHUTDOWN)
        return [EndLeg(503)]

    def _ended(self, was: CallPhase, event: LegEnded, now: float) -> Emit:
        by, cause = self._who_and_why(was, event.end, now)
        return Emit(
            CallEnded(
                at=self._at(now),
                call_id=self.call_id,
                ended_ms=self._ms(now),
                by=by,
                cause=cause,
                sip_status=event.end.status,
                quality=event.quality,
            )
        )

    def _who_and_why(self, was: CallPhase, end: LegEnd, now: float) -> tuple[Side, EndCause]:
        """Whoever was first ended the call, also where the other side's BYE or CANCEL crossed ours on the way.

        `now` is when the leg saw its end: that may lie before our asking, although we hear of it afterwards.
        """
        ending = self._ending
        if ending is None:
            return _why(was, end)
        if end.by is Side.CALLER and now < ending.asked_at:
            return _why(ending.was, end)
        return ending.by, ending.cause

    def _refused(self, command_id: str, reason: str, now: float) -> Emit:
        return Emit(CommandRefused(at=self._at(now), command_id=command_id, call_id=self.call_id, reason=reason))

    def _ms(self, now: float) -> float:
        return round((now - self.info.received_at) * 1000, 3)

    def _at(self, now: float) -> float:
        return now + self._wall_offset


def _why(was: CallPhase, end: LegEnd) -> tuple[Side, EndCause]:
    """Who ended a call that nobody on our side asked to end, and why."""
    if end.reason == "no_ack":
        return Side.LINE, EndCause.NO_ACK
    if end.by is Side.CALLER:
        talked = was in (P.ANSWERED, P.TALKING)
        return Side.CALLER, EndCause.COMPLETED if talked else EndCause.ABANDONED
    if end.status >= 300:
        return Side.LINE, EndCause.REJECTED
    return Side.LINE, EndCause.FAILED
