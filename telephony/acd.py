"""The queue (ACD): which ringing call is offered to which agent, and who gets it. A pure machine.

A call waits, is offered to one agent at a time, is being connected once somebody accepted, and leaves when the answer
is confirmed or the caller is gone. The oldest call goes first; among free agents `order` decides (longest idle). An
offer that is not taken in time passes to the next free agent; where there is none, it goes on ringing where it is.
Any agent may pick up a call that rings elsewhere (LINE-4); the first to accept wins.

What it may not know: agents' states beyond free or not, lines, screens. Times are monotonic seconds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from telephony.errors import IllegalEvent


@dataclass(frozen=True, slots=True)
class CallArrived:
    """A call rings."""

    call_id: str


@dataclass(frozen=True, slots=True)
class CallGone:
    """The caller gave up, or the call ended otherwise."""

    call_id: str


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
    """The agent wants this call."""

    call_id: str
    agent_id: str


@dataclass(frozen=True, slots=True)
class AnswerConfirmed:
    """The line answered the call for the agent."""

    call_id: str
    agent_id: str


@dataclass(frozen=True, slots=True)
class AnswerRefused:
    """The line could not answer it."""

    call_id: str
    agent_id: str


Event = CallArrived | CallGone | AgentFree | AgentBusy | AcceptAsked | AnswerConfirmed | AnswerRefused


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
    """Answer the call for this agent."""

    call_id: str
    agent_id: str


@dataclass(frozen=True, slots=True)
class RefuseAccept:
    """The agent cannot have it; `why` is gone or taken."""

    call_id: str
    agent_id: str
    why: str


Effect = Offer | EndOffer | Connect | RefuseAccept


class Stage(StrEnum):
    """Where a call in the queue stands."""

    WAITING = "waiting"
    OFFERED = "offered"
    CONNECTING = "connecting"


@dataclass(slots=True)
class Entry:
    """One call in the queue."""

    call_id: str
    arrived: float
    offered_to: str | None = None
    """The agent it rings at, or for whom it is being answered."""
    deadline: float | None = None
    rounds: int = 0
    """How often it was offered."""
    missed_by: set[str] = field(default_factory=set)
    connecting: bool = False

    @property
    def stage(self) -> Stage:
        """Waiting, offered or connecting."""
        if self.connecting:
            return Stage.CONNECTING
        return Stage.OFFERED if self.offered_to is not None else Stage.WAITING


Order = Callable[[Entry, Mapping[str, float]], str]
"""Picks one of the free agents (id to idle since) for a call."""


def longest_idle(entry: Entry, free: Mapping[str, float]) -> str:
    """The agent who has been idle longest; one who let this call ring in vain only when nobody else is there."""
    return min(free, key=lambda agent_id: (agent_id in entry.missed_by, free[agent_id], agent_id))


class Acd:
    """The machine. `offer_ms` is how long a call rings at one agent before it is offered to the next."""

    def __init__(self, offer_ms: float, order: Order = longest_idle) -> None:
        self._offer_s = offer_ms / 1000
        self._order = order
        self._calls: dict[str, Entry] = {}
        self._free: dict[str, float] = {}
        """Agents who take calls, also while one is offered to them."""

    @property
    def waiting(self) -> tuple[Entry, ...]:
        """Every call that nobody talks in yet, in order of arrival."""
        return tuple(self._calls.values())

    @property
    def next_deadline(self) -> float | None:
        """When the next offer has rung long enough."""
        return min((one.deadline for one in self._calls.values() if one.deadline is not None), default=None)

    def receive(self, event: Event, now: float) -> list[Effect]:
        """Take one event. Raises IllegalEvent, with nothing changed, for a call that arrives twice."""
        match event:
            case CallArrived():
                return self._arrived(event, now)
            case CallGone():
                return self._gone(event) + self._offer_all(now)
            case AgentFree():
                self._free[event.agent_id] = event.idle_since
                return self._offer_all(now)
            case AgentBusy():
                return self._busy(event) + self._offer_all(now)
            case AcceptAsked():
                return self._accept(event) + self._offer_all(now)
            case AnswerConfirmed():
                return self._confirmed(event) + self._offer_all(now)
            case AnswerRefused():
                return self._refused(event) + self._offer_all(now)

    def on_time(self, now: float) -> list[Effect]:
        """Pass on every offer that has rung long enough."""
        effects: list[Effect] = []
        for entry in self._calls.values():
            if entry.deadline is not None and entry.deadline <= now:
                effects += self._missed(entry, now)
        return effects + self._offer_all(now)

    def _arrived(self, event: CallArrived, now: float) -> list[Effect]:
        if event.call_id in self._calls:
            raise IllegalEvent("queue", self._calls[event.call_id].stage, event)
        self._calls[event.call_id] = Entry(event.call_id, now)
        return self._offer_all(now)

    def _gone(self, event: CallGone) -> list[Effect]:
        entry = self._calls.pop(event.call_id, None)
        if entry is None or entry.stage is not Stage.OFFERED:
            return []
        return [self._end(entry, "abandoned")]

    def _busy(self, event: AgentBusy) -> list[Effect]:
        self._free.pop(event.agent_id, None)
        return [
            self._end(entry, "withdrawn")
            for entry in self._calls.values()
            if entry.stage is Stage.OFFERED and entry.offered_to == event.agent_id
        ]

    def _accept(self, event: AcceptAsked) -> list[Effect]:
        entry = self._calls.get(event.call_id)
        if entry is None:
            return [RefuseAccept(event.call_id, event.agent_id, "gone")]
        if entry.connecting or self._connecting_for(event.agent_id):
            return [RefuseAccept(event.call_id, event.agent_id, "taken")]
        effects: list[Effect] = []
        if entry.offered_to is not None:
            effects.append(self._end(entry, "accepted" if entry.offered_to == event.agent_id else "withdrawn"))
        effects += [
            self._end(other, "withdrawn") for other in self._calls.values() if other.offered_to == event.agent_id
        ]
        self._free.pop(event.agent_id, None)
        entry.connecting, entry.offered_to = True, event.agent_id
        return [*effects, Connect(event.call_id, event.agent_id)]

    def _confirmed(self, event: AnswerConfirmed) -> list[Effect]:
        """The line has answered: the call leaves, whoever the queue thought would get it."""
        entry = self._calls.pop(event.call_id, None)
        self._free.pop(event.agent_id, None)
        if entry is None or entry.stage is not Stage.OFFERED:
            return []
        return [self._end(entry, "accepted" if entry.offered_to == event.agent_id else "withdrawn")]

    def _refused(self, event: AnswerRefused) -> list[Effect]:
        entry = self._calls.get(event.call_id)
        if entry is not None and entry.connecting and entry.offered_to == event.agent_id:
            entry.connecting, entry.offered_to = False, None
        return []

    def _missed(self, entry: Entry, now: float) -> list[Effect]:
        assert entry.offered_to is not None
        agent_id = entry.offered_to
        others = self._idle() - {agent_id}
        if not others:
            entry.deadline = now + self._offer_s  # nobody else: it goes on ringing here
            return []
        entry.missed_by.add(agent_id)
        self._free[agent_id] = now  # to the end of the order
        return [self._end(entry, "missed")]

    def _offer_all(self, now: float) -> list[Effect]:
        """Offer every waiting call for which an agent is free, the oldest first."""
        effects: list[Effect] = []
        for entry in self._calls.values():
            idle = {agent_id: self._free[agent_id] for agent_id in self._idle()}
            if not idle:
                break
            if entry.stage is Stage.WAITING:
                agent_id = self._order(entry, idle)
                entry.offered_to, entry.deadline = agent_id, now + self._offer_s
                entry.rounds += 1
                effects.append(Offer(entry.call_id, agent_id))
        return effects

    def _idle(self) -> set[str]:
        """Free agents to whom no call is offered."""
        return set(self._free) - {entry.offered_to for entry in self._calls.values() if entry.offered_to}

    def _connecting_for(self, agent_id: str) -> bool:
        return any(entry.connecting and entry.offered_to == agent_id for entry in self._calls.values())

    def _end(self, entry: Entry, why: str) -> EndOffer:
        assert entry.offered_to is not None
        ended = EndOffer(entry.call_id, entry.offered_to, why)
        entry.offered_to, entry.deadline = None, None
        return ended
