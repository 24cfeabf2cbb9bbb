"""The words of the call machine (`telephony.calls.machine`): states, what it is told, what it wants done. Data only.

A *seat* is a place in the call that somebody sits in: `caller`, the agent (`agent:ID`), a third party (`party:ID`), a
supervisor (`monitor:ID`). A seat is a headset or a SIP phone; the machine knows its name and nothing else of it.
"""

from dataclasses import dataclass
from enum import StrEnum

from telephony.commands import Command
from telephony.connectors.base import LegEnd, LegInfo
from telephony.events import AudioFault, CallEvent, MediaQuality, PromptEnd

CALLER = "caller"
MUSIC = "music"
RINGBACK = "ringback"


def agent_seat(agent_id: str) -> str:
    """The seat of an agent in charge."""
    return f"agent:{agent_id}"


def party_seat(party_id: str) -> str:
    """The seat of a third party."""
    return f"party:{party_id}"


def monitor_seat(agent_id: str) -> str:
    """The seat of a supervisor."""
    return f"monitor:{agent_id}"


class CallState(StrEnum):
    """Where the call stands."""

    RINGING = "ringing"
    ANSWERING = "answering"  # somebody picked up, 200 is on its way
    QUEUED = "queued"  # answered by machine: music and prompts
    TALKING = "talking"  # with an agent
    HELD = "held"  # the agent is there, the caller hears music
    PARKED = "parked"  # nobody is there, the caller hears music
    CONSULTING = "consulting"  # agent and third party talk, the caller hears music
    CONFERENCE = "conference"  # agent, caller and third party
    HANDED_ON = "handed_on"  # caller and third party, no agent
    MESSAGE = "message"  # the caller leaves a message
    LEAVING = "leaving"  # last words to the caller, then the end
    SEATING = "seating"  # a call of ours: the agent's own phone is called first
    DIALLING = "dialling"  # a call of ours: the far end is called
    ENDING = "ending"  # we asked the leg to end
    ENDED = "ended"


# --- what the machine is told ---


@dataclass(frozen=True, slots=True)
class RingSent:
    """180 went out."""


@dataclass(frozen=True, slots=True)
class OkSent:
    """200 went out."""


@dataclass(frozen=True, slots=True)
class Acked:
    """The caller's ACK came."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The desk's command arrived; `error_ms` bounds the error of this moment, from the event loop's lag."""

    command: Command
    error_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Dialled:
    """The INVITE to the far end of a call of ours went out; its time is the call's zero."""

    info: LegInfo


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """The far end of a call of ours cannot be called at all: no such trunk, no port, no address."""

    why: str


@dataclass(frozen=True, slots=True)
class FarRings:
    """The far end of a call of ours rings."""


@dataclass(frozen=True, slots=True)
class FarAnswered:
    """The far end of a call of ours answered."""


@dataclass(frozen=True, slots=True)
class SeatRings:
    """The phone of a seat rings."""

    seat: str


@dataclass(frozen=True, slots=True)
class SeatTaken:
    """The phone of a seat was lifted, or its headset is joined. `error_ms` as in Asked."""

    seat: str
    error_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class SeatLeft:
    """The phone of a seat hung up, could not be reached, or has no headset; `status` is SIP's where it gave one."""

    seat: str
    status: int = 0


@dataclass(frozen=True, slots=True)
class PromptOver:
    """What `Say` asked for is over."""

    prompt_id: str
    why: PromptEnd


@dataclass(frozen=True, slots=True)
class DigitHeard:
    """The caller pressed a key."""

    digit: str


@dataclass(frozen=True, slots=True)
class AudioChanged:
    """A seat's audio stopped, or is back (None)."""

    seat: str
    fault: AudioFault | None


@dataclass(frozen=True, slots=True)
class MessageFull:
    """The message has reached its limit."""


@dataclass(frozen=True, slots=True)
class StopAsked:
    """The operator stops the line."""


@dataclass(frozen=True, slots=True)
class LegEnded:
    """The caller's leg is over."""

    end: LegEnd
    quality: MediaQuality | None = None


Told = (
    RingSent
    | OkSent
    | Acked
    | Asked
    | Dialled
    | NotPlaced
    | FarRings
    | FarAnswered
    | SeatRings
    | SeatTaken
    | SeatLeft
    | PromptOver
    | DigitHeard
    | AudioChanged
    | MessageFull
    | StopAsked
    | LegEnded
)


# --- what the machine wants done ---


@dataclass(frozen=True, slots=True)
class Emit:
    """Journal this event and send it to the desk."""

    event: CallEvent


@dataclass(frozen=True, slots=True)
class AnswerCaller:
    """Send 200 on the caller's leg; OkSent follows."""


@dataclass(frozen=True, slots=True)
class EndCaller:
    """End the caller's leg; `status` refuses it where it is not answered yet."""

    status: int


@dataclass(frozen=True, slots=True)
class DialOut:
    """Call the far end of a call of ours; Dialled, or the end of the leg, follows."""

    number: str
    trunk: str
    caller: str


@dataclass(frozen=True, slots=True)
class Fill:
    """Bring somebody into this seat: a SIP address or number, else the agent's headset.

    `must` asks for SeatTaken or SeatLeft for a headset too; without it a headset that is missing is waited for.
    `lift` asks the phone to answer by itself.
    """

    seat: str
    agent_id: str = ""
    device: str = ""
    number: str = ""
    lift: bool = False
    must: bool = False


@dataclass(frozen=True, slots=True)
class Clear:
    """Take whoever is in this seat, or is being called for it, out of the call."""

    seat: str


@dataclass(frozen=True, slots=True)
class Say:
    """Say these prompts to the caller; PromptOver follows. `music` goes on afterwards."""

    prompt_id: str
    prompts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hush:
    """Stop what is being said."""


@dataclass(frozen=True, slots=True)
class TakeDown:
    """Record the caller's message, at most this long."""

    limit_s: float


@dataclass(frozen=True, slots=True)
class Mask:
    """Do not record what is said, for this reason; None: record again."""

    agent_id: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Dtmf:
    """Send these digits to this seat."""

    seat: str
    digits: str


Effect = AnswerCaller | Clear | DialOut | Dtmf | Emit | EndCaller | Fill | Hush | Mask | Say | TakeDown
