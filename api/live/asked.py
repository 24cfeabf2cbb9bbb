"""Which rule of the floor each request of a console asks for."""

from collections.abc import Callable, Mapping
from typing import Any

from api.live import listening_in, parties, staff, supervising, talk
from api.live.effects import Effect
from api.live.floor import Floor
from api.live.moment import Aim
from api.schemas import (
    Accept,
    AssignCall,
    CompleteCall,
    ConsultCall,
    DialNumber,
    DropFromCall,
    GoPaused,
    GoReady,
    HangUpCall,
    HoldCall,
    JoinCall,
    MaskCall,
    MonitorCall,
    ParkCall,
    Request,
    ResumeCall,
    RetrieveCall,
    SendKeys,
    SetAgentState,
    SignOut,
    StopMonitoring,
    TransferCall,
    UnmaskCall,
)

RULES: Mapping[type, Callable[[Floor, str, Any, float], object]] = {
    GoReady: lambda at, who, ask, now: staff.ready(at, who, now),
    GoPaused: lambda at, who, ask, now: staff.pause(at, who, ask.reason, now),
    Accept: lambda at, who, ask, now: talk.accept(at, who, ask.call_id, now),
    HangUpCall: lambda at, who, ask, now: talk.hang_up(at, who, ask.call_id, ask.then),
    HoldCall: lambda at, who, ask, now: talk.hold(at, who, ask.call_id),
    ResumeCall: lambda at, who, ask, now: talk.resume(at, who, ask.call_id),
    ParkCall: lambda at, who, ask, now: talk.park(at, who, ask.call_id, ask.then),
    RetrieveCall: lambda at, who, ask, now: talk.retrieve(at, who, ask.call_id, now),
    TransferCall: lambda at, who, ask, now: parties.transfer(
        at, who, ask.call_id, ask.number, Aim(ask.colleague_id, ask.queue)
    ),
    ConsultCall: lambda at, who, ask, now: parties.consult(at, who, ask.call_id, ask.number, ask.colleague_id, now),
    JoinCall: lambda at, who, ask, now: parties.join(at, who, ask.call_id),
    CompleteCall: lambda at, who, ask, now: parties.complete(at, who, ask.call_id),
    DropFromCall: lambda at, who, ask, now: parties.drop(at, who, ask.call_id, ask.party_id),
    DialNumber: lambda at, who, ask, now: talk.dial(at, who, ask.number, now),
    SendKeys: lambda at, who, ask, now: talk.keys(at, who, ask.call_id, ask.digits),
    MaskCall: lambda at, who, ask, now: talk.mask(at, who, ask.call_id, ask.reason),
    UnmaskCall: lambda at, who, ask, now: talk.unmask(at, who, ask.call_id),
    MonitorCall: lambda at, who, ask, now: listening_in.monitor(at, who, ask.call_id, ask.mode, now),
    StopMonitoring: lambda at, who, ask, now: listening_in.stop(at, who, ask.call_id),
    SetAgentState: lambda at, who, ask, now: supervising.set_state(at, who, ask.agent_id, ask.state, ask.reason, now),
    AssignCall: lambda at, who, ask, now: supervising.assign(at, who, ask.call_id, ask.agent_id, now),
    SignOut: lambda at, who, ask, now: staff.leave(at, who, now),
}
"""The rule of each request: floor, who asks, what, and the monotonic second."""


def asked(floor: Floor, agent_id: str, request: Request, now: float, wall: float) -> list[Effect]:
    """Do it. Raises Refusal where it cannot be."""
    floor.wall = wall
    RULES[type(request)](floor, agent_id, request, now)
    return floor.taken()
