"""An agent's state: signed out, paused, ready, reserved, talking, wrap-up. A pure machine.

    SIGNED_OUT ─SignIn─▶ PAUSED ─GoReady─▶ READY ─Offered─▶ RESERVED ─PickedUp─▶ TALKING ─CallOver─▶ WRAP_UP
                           ▲                 ▲ ▲──OfferOver──┘           │                              │
                           ├──GoPaused───────┘ └─────────────────── GoReady ────────────────────────────┘
                           └──────────────── CallLeft ───────────────────┘

CallLeft: out of a call that goes on, parked (LINE-4) or only consulted; for READY where no pause is named.
A pause that is asked in a call, or while one is being connected, is kept (`pause_pending`) and shown; it counts
instead of READY when wrap-up ends.
Nobody is stuck: every state but TALKING can be left by the agent, and TALKING ends with its call.
What it may not know: the queue, consoles, other agents.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from telephony.errors import IllegalEvent
from telephony.events import AgentState

SIGNED_IN = "signed_in"
"""Reason of the pause in which an agent begins: present, and not yet ready."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A console of the agent connected."""


@dataclass(frozen=True, slots=True)
class SignOut:
    """The agent leaves."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class GoReady:
    """The agent takes calls; ends a pause or wrap-up."""


@dataclass(frozen=True, slots=True)
class GoPaused:
    """The agent takes no calls."""

    reason: str


@dataclass(frozen=True, slots=True)
class Offered:
    """The queue offers a call."""

    call_id: str


@dataclass(frozen=True, slots=True)
class OfferOver:
    """That offer is over without a pick-up; `missed`: it rang in vain (ring-no-answer)."""

    call_id: str
    missed: bool = False


@dataclass(frozen=True, slots=True)
class PickedUp:
    """The agent is in this call: the one offered, or one that rang elsewhere (LINE-4)."""

    call_id: str


@dataclass(frozen=True, slots=True)
class CallOver:
    """The agent's call has ended."""

    call_id: str


@dataclass(frozen=True, slots=True)
class CallLeft:
    """The agent is out of a call that goes on. `reason` names the pause that follows; empty: takes calls again."""

    call_id: str
    reason: str = ""


Event = SignIn | SignOut | GoReady | GoPaused | Offered | OfferOver | PickedUp | CallOver | CallLeft


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The only effect: the agent's new state, the reason of a pause, the call it is about."""

    agent_id: str
    state: AgentState
    reason: str
    call_id: str


S = AgentState

TRANSITIONS: Mapping[tuple[AgentState, type], AgentState] = {
    (S.SIGNED_OUT, SignIn): S.PAUSED,
    (S.PAUSED, GoReady): S.READY,
    (S.WRAP_UP, GoReady): S.READY,
    (S.READY, GoReady): S.READY,
    (S.READY, GoPaused): S.PAUSED,
    (S.RESERVED, GoPaused): S.PAUSED,
    (S.WRAP_UP, GoPaused): S.PAUSED,
    (S.PAUSED, GoPaused): S.PAUSED,
    (S.TALKING, GoPaused): S.TALKING,
    (S.READY, Offered): S.RESERVED,
    (S.RESERVED, OfferOver): S.READY,
    (S.READY, PickedUp): S.TALKING,
    (S.RESERVED, PickedUp): S.TALKING,
    (S.PAUSED, PickedUp): S.TALKING,
    (S.WRAP_UP, PickedUp): S.TALKING,
    (S.TALKING, CallOver): S.WRAP_UP,
    (S.TALKING, CallLeft): S.READY,
    (S.PAUSED, SignOut): S.SIGNED_OUT,
    (S.READY, SignOut): S.SIGNED_OUT,
    (S.RESERVED, SignOut): S.SIGNED_OUT,
    (S.WRAP_UP, SignOut): S.SIGNED_OUT,
}
"""What each state takes, and where it leads. Anything else is an IllegalEvent."""


class Agent:
    """The machine. `since` is the monotonic time of the last change, and the order of the idle (`longest_idle`)."""

    def __init__(self, agent_id: str, now: float) -> None:
        self.agent_id = agent_id
        self.state = AgentState.SIGNED_OUT
        self.since = now
        self.changed_at = now
        """When it last told of a change; unlike `since` never put back."""
        self.call_id = ""
        """The call offered, talked in, or written up; empty otherwise."""
        self.pause_reason = ""
        self.pause_pending = ""
        self.missed = 0
        """Offers that rang in vain since sign-in."""
        self._ready_since = now
        self._gave_up = ""
        """The call that was on offer when the agent paused: the pick-up may be on its way already."""

    @property
    def next_deadline(self) -> float | None:
        """None: wrap-up and pauses are ended by the agent."""
        return None

    def receive(self, event: Event, now: float) -> list[StateChanged]:
        """Take one event. Raises IllegalEvent and stays as it was where the state does not take it."""
        to = TRANSITIONS.get((self.state, type(event)))
        if to is None or not self._about_my_call(event):
            raise IllegalEvent("agent", self.state, event)
        was = (self.state, self.pause_reason, self.call_id)
        if isinstance(event, GoReady) and self.state is S.WRAP_UP and self.pause_pending:
            to, event = S.PAUSED, GoPaused(self.pause_pending)
        if isinstance(event, CallLeft) and (event.reason or self.pause_pending):
            to = S.PAUSED
        self._remember(event)
        self._move(to, event, now)
        if was == (self.state, self.pause_reason, self.call_id):
            return []
        self.changed_at = now
        return [StateChanged(self.agent_id, self.state, self.pause_reason, self.call_id)]

    def _about_my_call(self, event: Event) -> bool:
        return not isinstance(event, OfferOver | CallOver | CallLeft) or event.call_id == self.call_id

    def _remember(self, event: Event) -> None:
        match event:
            case SignIn():
                self.pause_reason, self.missed = SIGNED_IN, 0
            case GoPaused(reason=reason) if self.state is S.TALKING:
                self.pause_pending = reason
            case GoPaused(reason=reason):
                self._gave_up = self.call_id if self.state is S.RESERVED else self._gave_up
                self.pause_reason, self.pause_pending, self.call_id = reason, "", ""
            case Offered(call_id=call_id):
                self.call_id = call_id
            case PickedUp(call_id=call_id):
                self.pause_pending = self.pause_reason if call_id == self._gave_up else ""
                self.call_id, self.pause_reason, self._gave_up = call_id, "", ""
            case OfferOver(missed=missed):
                self.call_id = ""
                self.missed += missed
            case CallLeft(reason=reason):
                self.call_id, self.pause_reason, self.pause_pending = "", self.pause_pending or reason, ""
            case GoReady() | SignOut():
                self.call_id, self.pause_reason, self.pause_pending, self._gave_up = "", "", "", ""
            case CallOver():
                pass  # wrap-up is about the same call

    def _move(self, to: AgentState, event: Event, now: float) -> None:
        """Change the state. An agent whose caller gave up keeps the place in the order of the idle."""
        if to is self.state:
            return
        if self.state is S.READY:
            self._ready_since = self.since
        back = isinstance(event, OfferOver) and not event.missed
        self.state, self.since = to, self._ready_since if back else now
