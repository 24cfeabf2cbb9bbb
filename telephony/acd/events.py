"""What the queue is told. Data only; times are given beside each event, monotonic seconds."""

from dataclasses import dataclass

from telephony.acd.effects import Kind
from telephony.acd.plan import AgentProfile


@dataclass(frozen=True, slots=True)
class CallArrived:
    """A call rings. `number` is who calls, empty when withheld; `waited_s` is how long it rang before (a restart)."""

    call_id: str
    called: str = ""
    number: str = ""
    waited_s: float = 0.0


@dataclass(frozen=True, slots=True)
class TakenUp:
    """After a restart: this call waited already, in the way of `kind`. No rule of arrival (full, closed) applies."""

    call_id: str
    called: str = ""
    number: str = ""
    waited_s: float = 0.0
    kind: Kind = Kind.RINGING
    queue_id: str = ""
    """Where it waited; empty: where the called number leads to."""
    priority: int | None = None
    """None: its queue's."""
    tries: int = 0
    """How often a callback was not reached."""


@dataclass(frozen=True, slots=True)
class CallGone:
    """The caller gave up, or the call ended otherwise, or went on elsewhere."""

    call_id: str


@dataclass(frozen=True, slots=True)
class Requeued:
    """A caller who was answered waits (again): handed over to a queue, or to one agent first."""

    call_id: str
    queue_id: str = ""
    """Empty: the first queue."""
    agent_id: str = ""
    """Only this agent, until the offer is missed; then the whole queue."""
    number: str = ""
    priority: int = 1


@dataclass(frozen=True, slots=True)
class MachineAnswered:
    """The line answered the call by machine."""

    call_id: str


@dataclass(frozen=True, slots=True)
class MachineRefused:
    """The line could not answer the call by machine; it rings on."""

    call_id: str


@dataclass(frozen=True, slots=True)
class DigitPressed:
    """A waiting caller pressed a key."""

    call_id: str
    digit: str


@dataclass(frozen=True, slots=True)
class DivertFailed:
    """The number that a call was to overflow to was not reached."""

    call_id: str


@dataclass(frozen=True, slots=True)
class CallbackMissed:
    """The resident was not reached when rung back."""

    call_id: str


@dataclass(frozen=True, slots=True)
class CallbackDropped:
    """The resident called again, or needs no call any more."""

    call_id: str


@dataclass(frozen=True, slots=True)
class AgentHere:
    """The agent is signed in and not paused: free now, or soon."""

    profile: AgentProfile


@dataclass(frozen=True, slots=True)
class AgentAway:
    """The agent paused or signed out."""

    agent_id: str
    signed_out: bool = False
    """Calls are counted anew when the agent comes back."""


@dataclass(frozen=True, slots=True)
class AgentFree:
    """The agent takes calls, idle since this monotonic time."""

    agent_id: str
    idle_since: float


@dataclass(frozen=True, slots=True)
class AgentBusy:
    """The agent takes no calls."""

    agent_id: str


@dataclass(frozen=True, slots=True)
class AcceptAsked:
    """The agent wants this call: the one offered, or one that rings elsewhere (LINE-4)."""

    call_id: str
    agent_id: str


@dataclass(frozen=True, slots=True)
class Directed:
    """A supervisor wants this free agent to be asked first: it rings there, and after the usual time elsewhere."""

    call_id: str
    agent_id: str


@dataclass(frozen=True, slots=True)
class AnswerConfirmed:
    """Agent and caller talk."""

    call_id: str
    agent_id: str


@dataclass(frozen=True, slots=True)
class AnswerRefused:
    """The line could not join them."""

    call_id: str
    agent_id: str


@dataclass(frozen=True, slots=True)
class OfferFailed:
    """The agent's phone was busy or not reached."""

    call_id: str
    agent_id: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A queue is open from now."""

    queue_id: str


@dataclass(frozen=True, slots=True)
class Closed:
    """A queue is closed from now; who waits already is still served."""

    queue_id: str


@dataclass(frozen=True, slots=True)
class Handled:
    """A call of this queue took an agent this long, wrap-up included."""

    queue_id: str
    seconds: float


Event = (
    CallArrived
    | TakenUp
    | CallGone
    | Directed
    | Requeued
    | MachineAnswered
    | MachineRefused
    | DigitPressed
    | DivertFailed
    | CallbackMissed
    | CallbackDropped
    | AgentHere
    | AgentAway
    | AgentFree
    | AgentBusy
    | AcceptAsked
    | AnswerConfirmed
    | AnswerRefused
    | OfferFailed
    | Opened
    | Closed
    | Handled
)
