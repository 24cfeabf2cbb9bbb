"""Callers who are parked or handed to a colleague or a queue, and colleagues who are only guests in a call. Pure."""

from api.live.calls import LiveCall
from api.live.effects import Part, ShowFloor
from api.live.moment import Moment
from api.live.offers import PARKED, agent_does, tell_queue
from api.live.words import PARK_LOST
from api.schemas import CallState
from telephony import acd as queue
from telephony import agent as people
from telephony.acd import Kind
from telephony.agent import Agent
from telephony.events import AgentState


def parked(at: Moment, call: LiveCall, agent_id: str, now: float) -> None:
    """The caller waits: for this agent (LINE-4), or for whomever the agent handed the call to."""
    call_id = call.record.call_id
    aim = at.handing.pop(call_id, None)
    agent = at.agents.get(agent_id)
    if agent is not None and agent.state is AgentState.TALKING and agent.call_id == call_id:
        handed_on = people.CallOver(call_id) if aim is not None else people.CallLeft(call_id, PARKED)
        agent_does(at, agent, handed_on, now)
    at.show(agent_id, Part.CALL)
    if aim is not None:
        tell_queue(at, queue.Requeued(call_id, aim.queue_id, aim.colleague_id, call.record.number), now)
    elif call_id not in at.wanted_parks:
        at.tell(agent_id, PARK_LOST)
    at.wanted_parks.discard(call_id)
    at.do(ShowFloor())


def waits_on(at: Moment, call_id: str, now: float) -> None:
    """The line could not let go of a caller whom the queue had sent away: the caller waits again, no younger."""
    call = at.board.live.get(call_id)
    if call is None or call.record.state not in (CallState.WAITING, CallState.PARKED):
        return
    if at.board.callbacks.pop(call_id, None) is not None:
        tell_queue(at, queue.CallbackDropped(call_id), now)
    if at.acd.entry(call_id) is None:
        record = call.record
        rings = record.machine_ms is None and record.state is CallState.WAITING
        kind, waited_s = Kind.RINGING if rings else Kind.ANSWERED, now - call.anchor
        tell_queue(at, queue.TakenUp(call_id, at.dialled(record.called), record.number, waited_s, kind), now)


def guest_came(at: Moment, agent_id: str, call_id: str, now: float) -> None:
    """A colleague who is consulted talks with the agent."""
    agent = at.present(agent_id, now)
    if agent.state is AgentState.TALKING:
        return
    at.guests[agent_id] = "" if agent.state is AgentState.RESERVED else agent.pause_reason or "consulted"
    agent_does(at, agent, people.PickedUp(call_id), now)
    at.show(agent_id, Part.CALL)


def guest_left(at: Moment, agent: Agent, now: float) -> None:
    """The consultation is over: as before."""
    reason = at.guests.pop(agent.agent_id, "")
    if agent.state is AgentState.TALKING:
        agent_does(at, agent, people.CallLeft(agent.call_id, reason), now)
    at.show(agent.agent_id, Part.CALL)
