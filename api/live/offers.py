"""What the queue says becomes offers to agents, and what agents become changes the queue. Pure rules over Moment."""

from api.live.effects import Part, ShowFloor
from api.live.moment import Moment
from api.log_events import AgentStateChanged, CallOffered, OfferEnd, OfferEnded
from telephony import acd as queue
from telephony import agent as people
from telephony.agent import Agent
from telephony.commands import Answer, Command
from telephony.events import AgentState

RING_NO_ANSWER = "ring_no_answer"
TAKES_CALLS = (AgentState.READY, AgentState.RESERVED)


def agent_does(at: Moment, agent: Agent, event: people.Event, now: float) -> None:
    """Give the agent's machine an event, and the queue what follows from it."""
    before = agent.state
    for change in agent.receive(event, now):
        at.record(
            AgentStateChanged(
                at=at.wall,
                agent_id=agent.agent_id,
                state=change.state,
                reason=change.reason,
                call_id=change.call_id,
            )
        )
        at.show(agent.agent_id, Part.ME)
        at.do(ShowFloor())
    if agent.state is AgentState.READY and before is not AgentState.READY:
        tell_queue(at, queue.AgentFree(agent.agent_id, agent.since), now)
    elif agent.state not in TAKES_CALLS and before in TAKES_CALLS:
        tell_queue(at, queue.AgentBusy(agent.agent_id), now)


def tell_queue(at: Moment, event: queue.Event, now: float) -> None:
    """Give the queue an event, and do what it says."""
    queue_says(at, at.acd.receive(event, now), now)


def queue_says(at: Moment, effects: list[queue.Effect], now: float) -> None:
    """Do what the queue says."""
    for effect in effects:
        match effect:
            case queue.Offer():
                _offer(at, effect, now)
            case queue.EndOffer():
                _end_offer(at, effect, now)
            case queue.Connect():
                _connect(at, effect, now)
            case queue.MarkAgent():
                agent_does(at, at.agents[effect.agent_id], people.GoPaused(RING_NO_ANSWER), now)
            case _:
                pass  # RefuseAccept is told to the agent who asked; the others come with a plan that asks for them


def release(at: Moment, command: Command, now: float) -> None:
    """The agent does not get the call that was asked for. Before the queue hears of it and offers the next."""
    agent = at.agents.get(getattr(command, "agent_id", ""))
    if agent is not None and agent.state is AgentState.RESERVED and agent.call_id == command.call_id:
        agent_does(at, agent, people.OfferOver(command.call_id, missed=False), now)
        at.show(agent.agent_id, Part.CALL)


def _offer(at: Moment, effect: queue.Offer, now: float) -> None:
    at.record(CallOffered(at=at.wall, call_id=effect.call_id, agent_id=effect.agent_id))
    agent_does(at, at.agents[effect.agent_id], people.Offered(effect.call_id), now)
    at.show(effect.agent_id, Part.CALL)


def _end_offer(at: Moment, effect: queue.EndOffer, now: float) -> None:
    why = OfferEnd(effect.why)
    at.record(OfferEnded(at=at.wall, call_id=effect.call_id, agent_id=effect.agent_id, why=why))
    agent = at.agents.get(effect.agent_id)
    if why is OfferEnd.ACCEPTED or agent is None or agent.state is not AgentState.RESERVED:
        return
    agent_does(at, agent, people.OfferOver(effect.call_id, missed=why is OfferEnd.MISSED), now)
    at.show(effect.agent_id, Part.CALL)


def _connect(at: Moment, effect: queue.Connect, now: float) -> None:
    line_id = at.board.live[effect.call_id].record.line_id
    at.command(line_id, Answer(command_id=at.new_id(), call_id=effect.call_id, agent_id=effect.agent_id))
    agent = at.agents[effect.agent_id]
    if agent.state is AgentState.READY:  # picked up what rang elsewhere: bound to it like one it was offered to
        agent_does(at, agent, people.Offered(effect.call_id), now)
        at.show(agent.agent_id, Part.CALL)
