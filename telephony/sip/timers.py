"""The timer values of RFC 3261 §17 and RFC 6026, in seconds, for UDP; and which of them TCP does without.

The values are data handed to the machines, so that a test or a satellite link may use others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class Timers:
    """T1 is the round-trip estimate, T2 the longest re-send interval, T4 how long a datagram lives in the net."""

    t1: float = 0.5
    t2: float = 4.0
    t4: float = 5.0

    @property
    def give_up(self) -> float:
        """64*T1: how long a request is re-sent, or an ACK awaited, before the other side counts as gone."""
        return 64 * self.t1


class Timer(Enum):
    """Names as in RFC 3261 table 4; L and M are RFC 6026's; X re-sends a 2xx (§13.3.1.4)."""

    A = "re-send INVITE"
    B = "INVITE gives up"
    CANCELLED = "cancelled INVITE gives up (§9.1)"
    D = "linger to re-ACK a refusal"
    E = "re-send request"
    E_SLOW = "re-send request after a provisional"
    F = "request gives up"
    G = "re-send refusal"
    H = "no ACK for refusal"
    I = "linger to absorb ACK"  # noqa: E741  the RFC's own letter
    J = "linger to re-answer request"
    K = "linger to absorb response"
    L = "2xx gives up, or lingers once acknowledged"
    M = "linger to pass 2xx on"
    X = "re-send 2xx"


DURATION: Mapping[Timer, Callable[[Timers], float]] = {
    Timer.A: lambda t: t.t1,
    Timer.B: lambda t: t.give_up,
    Timer.CANCELLED: lambda t: t.give_up,
    Timer.D: lambda t: max(32.0, t.give_up) if t.t1 >= 0.5 else t.give_up,
    Timer.E: lambda t: t.t1,
    Timer.E_SLOW: lambda t: t.t2,
    Timer.F: lambda t: t.give_up,
    Timer.G: lambda t: t.t1,
    Timer.H: lambda t: t.give_up,
    Timer.I: lambda t: t.t4,
    Timer.J: lambda t: t.give_up,
    Timer.K: lambda t: t.t4,
    Timer.L: lambda t: t.give_up,
    Timer.M: lambda t: t.give_up,
    Timer.X: lambda t: t.t1,
}
"""How long each timer runs when first started."""

RESENDING = frozenset({Timer.A, Timer.E, Timer.E_SLOW, Timer.G})
"""Never started over TCP, which does not lose what it carries."""
LINGERING = frozenset({Timer.D, Timer.I, Timer.J, Timer.K})
"""Zero over TCP (RFC 3261 table 4). M stays: a forked INVITE may be answered twice (RFC 6026 §7.2)."""
