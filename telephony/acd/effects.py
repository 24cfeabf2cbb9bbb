"""What the queue wants done. Data only."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a caller waits."""

    RINGING = "ringing"  # hears it ring; to be answered
    ANSWERED = "answered"  # hears music; to be retrieved
    CALLBACK = "callback"  # has hung up; to be rung back


@dataclass(frozen=True, slots=True)
class Offer:
    """Ring at this agent."""

    call_id: str
    agent_id: str


@dataclass(frozen=True, slots=True)
class EndOffer:
    """Stop ringing there; `why` is accepted, missed, withdrawn or abandoned."""

    call_id: str
    agent_id: str
    why: str


@dataclass(frozen=True, slots=True)
class Connect:
    """Join caller and agent: answer, retrieve, or ring back, by `kind`."""

    call_id: str
    agent_id: str
    kind: Kind = Kind.RINGING
    number: str = ""
    """Whom to ring back."""


@dataclass(frozen=True, slots=True)
class RefuseAccept:
    """The agent cannot have it; `why` is gone, taken or, of one who was chosen, busy."""

    call_id: str
    agent_id: str
    why: str


@dataclass(frozen=True, slots=True)
class MarkAgent:
    """The agent let so many calls in a row ring in vain (ring-no-answer): offer none until the agent says ready."""

    agent_id: str
    misses: int


@dataclass(frozen=True, slots=True)
class AnswerQueue:
    """Answer by machine, so that something can be said."""

    call_id: str


@dataclass(frozen=True, slots=True)
class Announce:
    """Say where the caller stands: `place` from 1, the expected wait in seconds or None where nothing is known."""

    call_id: str
    place: int
    wait_s: float | None
    first: bool
    callback: bool


@dataclass(frozen=True, slots=True)
class CallbackTaken:
    """The caller will be rung back: say so, and end the call. The place in the queue is kept."""

    call_id: str


@dataclass(frozen=True, slots=True)
class CallbackRefused:
    """The caller's number is withheld: say so."""

    call_id: str


@dataclass(frozen=True, slots=True)
class CallbackGivenUp:
    """The resident was not reached as often as is tried: a matter for the duty list."""

    call_id: str
    number: str


@dataclass(frozen=True, slots=True)
class Divert:
    """Overflow: call this number for the caller."""

    call_id: str
    number: str


@dataclass(frozen=True, slots=True)
class TakeMessage:
    """Overflow: let the caller leave a message; it has left the queue."""

    call_id: str
    closed: bool


@dataclass(frozen=True, slots=True)
class SayGoodbye:
    """Overflow: tell the caller and end the call (486 where it rings); it has left the queue."""

    call_id: str
    kind: Kind
    closed: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """The call waits in another queue now."""

    call_id: str
    queue_id: str


Effect = (
    Offer
    | EndOffer
    | Connect
    | RefuseAccept
    | MarkAgent
    | AnswerQueue
    | Announce
    | CallbackTaken
    | CallbackRefused
    | CallbackGivenUp
    | Divert
    | TakeMessage
    | SayGoodbye
    | Moved
)
