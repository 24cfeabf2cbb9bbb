"""Client transactions: INVITE (RFC 3261 §17.1.1 with RFC 6026) and everything else (§17.1.2). Pure.

They send again on timers A and E, give up on B and F, and answer a refusal of INVITE with ACK each time it comes.
"""

from dataclasses import dataclass
from typing import ClassVar

from telephony.sip.machine import (
    Act,
    Again,
    Cancel,
    Effect,
    Provisional,
    Refusal,
    Rule,
    Send,
    Start,
    State,
    Stop,
    Success,
    Table,
    Transaction,
)
from telephony.sip.timers import Timer

_REFUSED = (Stop(Timer.A), Stop(Timer.B), Stop(Timer.CANCELLED), Act.KEEP, Act.SEND, Act.DELIVER, Start(Timer.D))
_ACCEPTED = (Stop(Timer.A), Stop(Timer.B), Stop(Timer.CANCELLED), Act.DELIVER, Start(Timer.M))

INVITE_CLIENT: Table = {
    (State.CALLING, Timer.A): Rule(State.CALLING, (Act.SEND, Again(Timer.A, capped=False))),
    (State.CALLING, Timer.B): Rule(State.TERMINATED, (Act.TIMED_OUT,)),
    (State.CALLING, Provisional): Rule(State.PROCEEDING, (Stop(Timer.A), Stop(Timer.B), Act.DELIVER)),
    (State.CALLING, Success): Rule(State.ACCEPTED, _ACCEPTED),
    (State.CALLING, Refusal): Rule(State.COMPLETED, _REFUSED),
    (State.CALLING, Cancel): Rule(State.CANCEL_WANTED),
    (State.CANCEL_WANTED, Timer.A): Rule(State.CANCEL_WANTED, (Act.SEND, Again(Timer.A, capped=False))),
    (State.CANCEL_WANTED, Timer.B): Rule(State.TERMINATED, (Act.TIMED_OUT,)),
    (State.CANCEL_WANTED, Provisional): Rule(
        State.PROCEEDING, (Stop(Timer.A), Stop(Timer.B), Act.DELIVER, Act.SEND_CANCEL, Start(Timer.CANCELLED))
    ),
    (State.CANCEL_WANTED, Success): Rule(State.ACCEPTED, _ACCEPTED),
    (State.CANCEL_WANTED, Refusal): Rule(State.COMPLETED, _REFUSED),
    (State.CANCEL_WANTED, Cancel): Rule(State.CANCEL_WANTED),
    (State.PROCEEDING, Provisional): Rule(State.PROCEEDING, (Act.DELIVER,)),
    (State.PROCEEDING, Success): Rule(State.ACCEPTED, _ACCEPTED),
    (State.PROCEEDING, Refusal): Rule(State.COMPLETED, _REFUSED),
    (State.PROCEEDING, Cancel): Rule(State.PROCEEDING, (Act.SEND_CANCEL, Start(Timer.CANCELLED))),
    (State.PROCEEDING, Timer.CANCELLED): Rule(State.TERMINATED, (Act.TIMED_OUT,)),
    (State.COMPLETED, Provisional): Rule(State.COMPLETED),
    (State.COMPLETED, Refusal): Rule(State.COMPLETED, (Act.SEND,)),
    (State.COMPLETED, Success): Rule(State.COMPLETED),
    (State.COMPLETED, Cancel): Rule(State.COMPLETED),
    (State.COMPLETED, Timer.D): Rule(State.TERMINATED),
    # Each 2xx goes up: the user must ACK it again (RFC 3261 §13.2.2.4).
    (State.ACCEPTED, Success): Rule(State.ACCEPTED, (Act.DELIVER,)),
    (State.ACCEPTED, Provisional): Rule(State.ACCEPTED),
    (State.ACCEPTED, Refusal): Rule(State.ACCEPTED),
    (State.ACCEPTED, Cancel): Rule(State.ACCEPTED),
    (State.ACCEPTED, Timer.M): Rule(State.TERMINATED),
}

_ANSWERED = (Stop(Timer.E), Stop(Timer.E_SLOW), Stop(Timer.F), Act.DELIVER, Start(Timer.K))

NON_INVITE_CLIENT: Table = {
    (State.TRYING, Timer.E): Rule(State.TRYING, (Act.SEND, Again(Timer.E))),
    (State.TRYING, Timer.F): Rule(State.TERMINATED, (Act.TIMED_OUT,)),
    (State.TRYING, Provisional): Rule(State.PROCEEDING, (Act.DELIVER, Stop(Timer.E), Start(Timer.E_SLOW))),
    (State.TRYING, Success): Rule(State.COMPLETED, _ANSWERED),
    (State.TRYING, Refusal): Rule(State.COMPLETED, _ANSWERED),
    (State.PROCEEDING, Timer.E_SLOW): Rule(State.PROCEEDING, (Act.SEND, Start(Timer.E_SLOW))),
    (State.PROCEEDING, Timer.F): Rule(State.TERMINATED, (Act.TIMED_OUT,)),
    (State.PROCEEDING, Provisional): Rule(State.PROCEEDING, (Act.DELIVER,)),
    (State.PROCEEDING, Success): Rule(State.COMPLETED, _ANSWERED),
    (State.PROCEEDING, Refusal): Rule(State.COMPLETED, _ANSWERED),
    (State.COMPLETED, Provisional): Rule(State.COMPLETED),
    (State.COMPLETED, Success): Rule(State.COMPLETED),
    (State.COMPLETED, Refusal): Rule(State.COMPLETED),
    (State.COMPLETED, Timer.K): Rule(State.TERMINATED),
}


@dataclass
class InviteClient(Transaction):
    """Sends one INVITE. `TimedOut` means that no final response came."""

    name: ClassVar[str] = "INVITE client transaction"
    table: ClassVar[Table] = INVITE_CLIENT
    state: State = State.CALLING

    def start(self, request: bytes, now: float) -> list[Effect]:
        """Send the INVITE and start timers A and B."""
        self.last = request
        self._set_timer(Start(Timer.A), now)
        self._set_timer(Start(Timer.B), now)
        return [Send(request)]


@dataclass
class NonInviteClient(Transaction):
    """Sends one request that is neither INVITE nor ACK."""

    name: ClassVar[str] = "client transaction"
    table: ClassVar[Table] = NON_INVITE_CLIENT
    state: State = State.TRYING

    def start(self, request: bytes, now: float) -> list[Effect]:
        """Send the request and start timers E and F."""
        self.last = request
        self._set_timer(Start(Timer.E), now)
        self._set_timer(Start(Timer.F), now)
        return [Send(request)]
