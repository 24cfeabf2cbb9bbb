"""One caller in the queue. Data; the rules are in `machine.py` and beside it."""

from dataclasses import dataclass, field
from enum import StrEnum

from telephony.acd.effects import Kind
from telephony.acd.plan import QueuePlan, When


class Stage(StrEnum):
    """Where a call in the queue stands."""

    WAITING = "waiting"
    OFFERED = "offered"
    CONNECTING = "connecting"


@dataclass(slots=True)
class Entry:
    """One call. All times are monotonic seconds."""

    call_id: str
    arrived: float
    plan: QueuePlan
    number: str = ""
    kind: Kind = Kind.RINGING
    priority: int = 0
    offers: list[str] = field(default_factory=list)
    """The agents it rings at, or the one for whom it is being connected."""
    deadline: float | None = None
    """When the offer has rung long enough."""
    rounds: int = 0
    """How often it was offered."""
    missed_by: set[str] = field(default_factory=set)
    connecting: bool = False
    only_agent: str = ""
    """Handed over to this agent, who is asked first."""
    only_until: float | None = None
    machine_asked: bool = False
    """The queue has said that it should be answered by machine."""
    answering: bool = False
    """It has said so, and not heard yet what came of it: no rule may send the caller elsewhere meanwhile."""
    announce_at: float | None = None
    announced: bool = False
    entered: float = 0.0
    """When it came into this queue; overflow counts from here."""
    nobody_since: float | None = None
    used: set[tuple[str, int]] = field(default_factory=set)
    """Overflow rules that have been applied: queue and place in its list."""
    visited: set[str] = field(default_factory=set)
    diverting: When | None = None
    """A number is being called for the caller, by a rule of this kind."""
    retry_at: float | None = None
    """A callback that was not reached is tried again then."""
    tries: int = 0

    @property
    def stage(self) -> Stage:
        """Waiting, offered or connecting."""
        if self.connecting:
            return Stage.CONNECTING
        return Stage.OFFERED if self.offers else Stage.WAITING

    @property
    def offered_to(self) -> str | None:
        """The agent it rings at, or for whom it is being connected; the first of several."""
        return self.offers[0] if self.offers else None

    def rank(self, ageing_s: float) -> tuple[float, float]:
        """Order in the queue: the smaller, the sooner."""
        return (self.arrived - self.priority * ageing_s, self.arrived)
