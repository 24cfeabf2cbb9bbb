"""What agents ask for in and about calls: pick up, hang up. Pure rules over Moment; each raises Refusal where it
cannot be, with nothing changed."""

from api.live.moment import Moment
from api.live.offers import queue_says
from api.live.words import Refusal
from api.schemas import CallState
from telephony import acd as queue
from telephony.commands import HangUp


def accept(at: Moment, agent_id: str, call_id: str, now: float) -> None:
    """Pick up a ringing call (LINE-4)."""
    agent = at.signed_in(agent_id)
    if at.under_way.call_of(agent_id) == call_id:
        return  # the key was pressed twice
    if at.bound(agent):
        raise Refusal.in_call()
    call = at.board.live.get(call_id)
    if call is None:
        raise Refusal.gone()
    if call.record.state is CallState.TALKING:
        raise Refusal.taken()
    at.reachable(call)
    said = at.acd.receive(queue.AcceptAsked(call_id, agent_id), now)
    for effect in said:
        if isinstance(effect, queue.RefuseAccept):
            raise Refusal.gone() if effect.why == "gone" else Refusal.taken()
    queue_says(at, said, now)


def hang_up(at: Moment, agent_id: str, call_id: str) -> None:
    """The agent ends the call."""
    call = at.board.live.get(call_id)
    if call is None or call.record.agent_id != agent_id or call.record.state is not CallState.TALKING:
        raise Refusal.gone()
    line_id = at.reachable(call)
    at.command(line_id, HangUp(command_id=at.new_id(), call_id=call_id, agent_id=agent_id))
