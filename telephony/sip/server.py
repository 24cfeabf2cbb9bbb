"""Server transactions: INVITE (RFC 3261 §17.2.1 with RFC 6026) and everything else (§17.2.2). Pure.

They absorb what UDP makes the peer send twice, re-send refusals until ACK (timers G, H), and re-send a 2xx until
ACK (§13.3.1.4). The latter is the user's duty in the RFC; it stands here because this is where the timers are.
"""

from dataclasses import dataclass
from typing import ClassVar

from telephony.sip.machine import (
    AckArrived,
    Act,
    Again,
    Provisional,
    Refusal,
    RequestAgain,
    Rule,
    Start,
    State,
    Stop,
    Success,
    Table,
    Transaction,
)
from telephony.sip.timers import Timer

INVITE_SERVER: Table = {
    (State.PROCEEDING, RequestAgain): Rule(State.PROCEEDING, (Act.SEND,)),
    (State.PROCEEDING, Provisional): Rule(State.PROCEEDING, (Act.KEEP, Act.SEND)),
    (State.PROCEEDING, Success): Rule(State.ACCEPTED, (Act.KEEP, Act.SEND, Start(Timer.X), Start(Timer.L))),
    (State.PROCEEDING, Refusal): Rule(State.COMPLETED, (Act.KEEP, Act.SEND, Start(Timer.G), Start(Timer.H))),
    (State.COMPLETED, RequestAgain): Rule(State.COMPLETED, (Act.SEND,)),
    (State.COMPLETED, Timer.G): Rule(State.COMPLETED, (Act.SEND, Again(Timer.G))),
    (State.COMPLETED, Timer.H): Rule(State.TERMINATED),
    (State.COMPLETED, AckArrived): Rule(State.CONFIRMED, (Stop(Timer.G), Stop(Timer.H), Start(Timer.I))),
    (State.CONFIRMED, AckArrived): Rule(State.CONFIRMED),
    (State.CONFIRMED, RequestAgain): Rule(State.CONFIRMED),
    (State.CONFIRMED, Timer.I): Rule(State.TERMINATED),
    (State.ACCEPTED, RequestAgain): Rule(State.ACCEPTED, (Act.SEND,)),
    (State.ACCEPTED, Timer.X): Rule(State.ACCEPTED, (Act.SEND, Again(Timer.X))),
    (State.ACCEPTED, AckArrived): Rule(State.ACKED, (Act.DELIVER, Stop(Timer.X))),
    (State.ACCEPTED, Timer.L): Rule(State.TERMINATED, (Act.TIMED_OUT,)),
    # The ACK was delivered once; those that answer our re-sent 2xx are absorbed, and so is a belated INVITE.
    (State.ACKED, AckArrived): Rule(State.ACKED),
    (State.ACKED, RequestAgain): Rule(State.ACKED),
    (State.ACKED, Timer.L): Rule(State.TERMINATED),
}

NON_INVITE_SERVER: Table = {
    (State.TRYING, RequestAgain): Rule(State.TRYING),
    (State.TRYING, Provisional): Rule(State.PROCEEDING, (Act.KEEP, Act.SEND)),
    (State.TRYING, Success): Rule(State.COMPLETED, (Act.KEEP, Act.SEND, Start(Timer.J))),
    (State.TRYING, Refusal): Rule(State.COMPLETED, (Act.KEEP, Act.SEND, Start(Timer.J))),
    (State.PROCEEDING, RequestAgain): Rule(State.PROCEEDING, (Act.SEND,)),
    (State.PROCEEDING, Provisional): Rule(State.PROCEEDING, (Act.KEEP, Act.SEND)),
    (State.PROCEEDING, Success): Rule(State.COMPLETED, (Act.KEEP, Act.SEND, Start(Timer.J))),
    (State.PROCEEDING, Refusal): Rule(State.COMPLETED, (Act.KEEP, Act.SEND, Start(Timer.J))),
    (State.COMPLETED, RequestAgain): Rule(State.COMPLETED, (Act.SEND,)),
    (State.COMPLETED, Timer.J): Rule(State.TERMINATED),
}


@dataclass
class InviteServer(Transaction):
    """Answers one INVITE. `TimedOut` means that the ACK for our 2xx never came."""

    name: ClassVar[str] = "INVITE server transaction"
    table: ClassVar[Table] = INVITE_SERVER
    state: State = State.PROCEEDING


@dataclass
class NonInviteServer(Transaction):
    """Answers one request that is neither INVITE nor ACK."""

    name: ClassVar[str] = "server transaction"
    table: ClassVar[Table] = NON_INVITE_SERVER
    state: State = State.TRYING
