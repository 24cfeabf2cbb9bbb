"""Which rule of the floor each request of a console asks for."""

from api.live.effects import Effect
from api.live.floor import Floor
from api.schemas import Accept, GoPaused, GoReady, HangUpCall, SignOut

Request = GoReady | GoPaused | Accept | HangUpCall | SignOut


def asked(floor: Floor, agent_id: str, request: Request, now: float, wall: float) -> list[Effect]:
    """Do it. Raises Refusal where it cannot be."""
    match request:
        case GoReady():
            return floor.ready(agent_id, now, wall)
        case GoPaused(reason=reason):
            return floor.pause(agent_id, reason, now, wall)
        case Accept(call_id=call_id):
            return floor.accept(agent_id, call_id, now, wall)
        case HangUpCall(call_id=call_id):
            return floor.hang_up(agent_id, call_id)
        case SignOut():
            return floor.sign_out(agent_id, now, wall)
