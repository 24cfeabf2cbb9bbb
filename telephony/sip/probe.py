"""Is a peer there at which we do not register? Asked by OPTIONS now and then (RFC 3261 §11). Pure.

It takes the events of a registration and gives its effects, so that one driver serves both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from telephony.errors import IllegalEvent
from telephony.sip.registration import Ask, Changed, Effect, Event, FlowLost, NoReply, Reply, Start, Stop, Tick

SOON_S = 15.0
"""Pause while the peer does not answer."""
ANSWERS = "answers"
_ABSENT = frozenset({408, 503})
"""What a proxy says for a peer that is away; every other status is a peer that speaks."""


class State(Enum):
    """Where the asking stands."""

    IDLE = "idle"
    ASKING = "asking"
    RESTING = "resting"
    OVER = "over"


@dataclass
class Probe:
    """The machine. `every` is the pause between two questions, in seconds."""

    every: float
    state: State = State.IDLE
    next_deadline: float | None = None
    _said: Changed | None = None

    def receive(self, event: Event, now: float) -> list[Effect]:
        """Take one event. Raises IllegalEvent where the state does not allow it."""
        step = TABLE.get((self.state, type(event)))
        if step is None:
            if isinstance(event, Tick | FlowLost | Stop):
                return []
            raise IllegalEvent("probe", self.state.value, event)
        return step(self, event, now)

    def ask(self, event: Event, now: float) -> list[Effect]:
        """Ask, when it is time."""
        if isinstance(event, Tick) and self.next_deadline is not None and now < self.next_deadline:
            return []
        self.state, self.next_deadline = State.ASKING, None
        return [Ask(0)]

    def heard(self, event: Event, now: float) -> list[Effect]:
        """The peer, or a proxy before it, answered."""
        assert isinstance(event, Reply)
        if event.status in _ABSENT:
            return self._rest(Changed(False, f"{event.status} {event.reason}".strip()), now)
        return self._rest(Changed(True, ANSWERS), now)

    def silent(self, event: Event, now: float) -> list[Effect]:
        """Nobody answered."""
        assert isinstance(event, NoReply)
        return self._rest(Changed(False, event.detail), now)

    def stop(self, _event: Event, _now: float) -> list[Effect]:
        """Ask no more."""
        self.state, self.next_deadline = State.OVER, None
        return []

    def _rest(self, found: Changed, now: float) -> list[Effect]:
        self.state = State.RESTING
        self.next_deadline = now + (self.every if found.up else min(self.every, SOON_S))
        if found == self._said:
            return []
        self._said = found
        return [found]


TABLE: Mapping[tuple[State, type], Callable[[Probe, Event, float], list[Effect]]] = {
    (State.IDLE, Start): Probe.ask,
    (State.IDLE, Stop): Probe.stop,
    (State.ASKING, Reply): Probe.heard,
    (State.ASKING, NoReply): Probe.silent,
    (State.ASKING, Stop): Probe.stop,
    (State.RESTING, Tick): Probe.ask,
    (State.RESTING, FlowLost): Probe.ask,
    (State.RESTING, Stop): Probe.stop,
    # What is still on its way when we stop means nothing any more.
    (State.OVER, Reply): Probe.stop,
    (State.OVER, NoReply): Probe.stop,
}
