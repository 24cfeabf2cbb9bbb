"""The form all four SIP transactions share: a table of rules, named timers, bytes to send. Pure.

A machine knows neither messages nor addresses: it keeps the bytes to send again and says what to do. Whoever
drives it (`layer.py`) parses, builds and transmits. An event that the table does not list raises `IllegalEvent`
and changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar

from telephony.errors import IllegalEvent
from telephony.sip.timers import DURATION, LINGERING, RESENDING, Timer, Timers


class State(Enum):
    """States of RFC 3261 §17, RFC 6026, and two of ours: CANCEL_WANTED and ACKED."""

    CALLING = "calling"
    CANCEL_WANTED = "cancel wanted"  # asked to CANCEL before any provisional came (RFC 3261 §9.1: must wait)
    TRYING = "trying"
    PROCEEDING = "proceeding"
    COMPLETED = "completed"
    CONFIRMED = "confirmed"
    ACCEPTED = "accepted"
    ACKED = "acked"  # the 2xx we sent was acknowledged
    TERMINATED = "terminated"


@dataclass(frozen=True)
class RequestAgain:
    """The request of this server transaction came again."""


@dataclass(frozen=True)
class AckArrived:
    """The ACK for the final response came."""


@dataclass(frozen=True)
class Provisional:
    """A 1xx: to be sent (server, `data` is the response), or received (client, `data` is empty)."""

    data: bytes = b""


@dataclass(frozen=True)
class Success:
    """A 2xx, likewise."""

    data: bytes = b""


@dataclass(frozen=True)
class Refusal:
    """A 3xx to 6xx. For a client INVITE, `data` is the ACK that answers it."""

    data: bytes = b""


@dataclass(frozen=True)
class Cancel:
    """The user of this client INVITE gives up."""


@dataclass(frozen=True)
class Tick:
    """Time has passed; timers that are due fire."""


Event = RequestAgain | AckArrived | Provisional | Success | Refusal | Cancel | Tick


@dataclass(frozen=True)
class Send:
    """Transmit these bytes to the transaction's peer."""

    data: bytes


@dataclass(frozen=True)
class Deliver:
    """Hand the message that caused this to the transaction's user."""


@dataclass(frozen=True)
class SendCancel:
    """Build a CANCEL for this INVITE and send it in a transaction of its own."""


@dataclass(frozen=True)
class TimedOut:
    """The peer did not react in time: no reply (client), or no ACK (server)."""


Effect = Send | Deliver | SendCancel | TimedOut


class Act(Enum):
    """Things a rule does beside timers."""

    KEEP = "keep the event's bytes as what is sent again"
    SEND = "send what is kept"
    DELIVER = "deliver"
    SEND_CANCEL = "send cancel"
    TIMED_OUT = "timed out"


@dataclass(frozen=True)
class Start:
    """Start a timer with its first duration."""

    timer: Timer


@dataclass(frozen=True)
class Again:
    """Start a timer with twice its last duration, at most T2 unless `capped` is false (timer A)."""

    timer: Timer
    capped: bool = True


@dataclass(frozen=True)
class Stop:
    """Stop a timer."""

    timer: Timer


Trigger = (
    type[RequestAgain] | type[AckArrived] | type[Provisional] | type[Success] | type[Refusal] | type[Cancel] | Timer
)


@dataclass(frozen=True)
class Rule:
    """Where a trigger leads and what it does on the way."""

    to: State
    do: tuple[Act | Start | Again | Stop, ...] = ()


Table = Mapping[tuple[State, Trigger], Rule]

EFFECT: Mapping[Act, Effect] = {
    Act.DELIVER: Deliver(),
    Act.SEND_CANCEL: SendCancel(),
    Act.TIMED_OUT: TimedOut(),
}


@dataclass
class Transaction:
    """One transaction. `last` holds the bytes that a re-send sends.

    Over a `reliable` transport nothing but a 2xx is sent again, and nothing lingers (RFC 3261 §17; §13.3.1.4).
    """

    name: ClassVar[str]
    table: ClassVar[Table]
    state: State
    timers: Timers = field(default_factory=Timers)
    last: bytes = b""
    reliable: bool = False
    _deadlines: dict[Timer, float] = field(default_factory=dict)
    _intervals: dict[Timer, float] = field(default_factory=dict)

    @property
    def next_deadline(self) -> float | None:
        """When `Tick` should come next, or None."""
        return min(self._deadlines.values(), default=None)

    def receive(self, event: Event, now: float) -> list[Effect]:
        """Take one event. Raises IllegalEvent when the table has no rule for it in this state."""
        if isinstance(event, Tick):
            return self._fire(now)
        rule = self.table.get((self.state, type(event)))
        if rule is None:
            raise IllegalEvent(self.name, self.state.value, event)
        return self._apply(rule, getattr(event, "data", b""), now)

    def _fire(self, now: float) -> list[Effect]:
        effects: list[Effect] = []
        while self._deadlines:
            timer, deadline = min(self._deadlines.items(), key=lambda item: item[1])
            if deadline > now:
                break
            del self._deadlines[timer]
            effects += self._apply(self.table[self.state, timer], b"", now)
        return effects

    def _apply(self, rule: Rule, data: bytes, now: float) -> list[Effect]:
        effects: list[Effect] = []
        self.state = rule.to
        for step in rule.do:
            match step:
                case Act.KEEP:
                    self.last = data
                case Act.SEND:
                    if self.last:
                        effects.append(Send(self.last))
                case Act():
                    effects.append(EFFECT[step])
                case _:
                    self._set_timer(step, now)
        if self.state is State.TERMINATED:
            self._deadlines.clear()
        return effects

    def _set_timer(self, step: Start | Again | Stop, now: float) -> None:
        timer = step.timer
        if isinstance(step, Stop):
            self._deadlines.pop(timer, None)
            return
        if self.reliable and timer in RESENDING:
            return
        interval = 0.0 if self.reliable and timer in LINGERING else DURATION[timer](self.timers)
        if isinstance(step, Again):
            doubled = 2 * self._intervals.get(timer, interval)
            interval = min(doubled, self.timers.t2) if step.capped else doubled
        self._intervals[timer] = interval
        self._deadlines[timer] = now + interval
