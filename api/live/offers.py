"""What the queue says of agents becomes offers; what agents become changes the queue. Pure rules over Moment."""

from api.live import queue_line
from api.live.effects import Part, ShowFloor
from api.live.moment import Handling, Moment
from api.live.words import PHONE_UNREACHED, marked
from api.log_events import AgentStateChanged, CallOffered, OfferEnd, OfferEnded
from telephony import acd as queue
from telephony import agent as people
from telephony.acd import Kind
from telephony.agent import Agent
from telephony.commands import Answer, Command, Place, Retrieve, Ring, StopRing
from telephony.events import AgentState

TAKES_CALLS = (AgentState.READY, AgentState.RESERVED)
PARKED = "parked"
"""Pause of an agent who left a caller waiting: at work, and offered nothing (LINE-4)."""
NO_ANSWER = "no_answer"
"""Pause of an agent who let calls ring in vain (ring-no-answer)."""
UNREACHED = "phone_unreached"
"""Pause of an agent whose phone cannot be rung."""


def agent_does(at: Moment, agent: Agent, event: people.Event, now: float, *, tell: bool = True) -> None:
    """Give the agent's machine an event, and the queue what follows from it, unless another event follows at once."""
    before, here, begun = agent.state, _here(agent), agent.changed_at
    for change in agent.receive(event, now):
        at.record(
            AgentStateChanged(
                at=at.wall,
                agent_id=agent.agent_id,
                state=change.state,
                reason=change.reason,
                call_id=change.call_id,
                lasted_ms=(now - begun) * 1000,
            )
        )
        at.show(agent.agent_id, Part.ME)
        at.do(ShowFloor())
    at.place_headset(agent.agent_id)
    if tell:
        _tell_presence(at, agent, before, here, now)


def _here(agent: Agent) -> bool:
    """At work: free now, or soon."""
    if agent.state is AgentState.PAUSED:
        return agent.pause_reason == PARKED
    return agent.state is not AgentState.SIGNED_OUT


def _tell_presence(at: Moment, agent: Agent, before: AgentState, was_here: bool, now: float) -> None:
    agent_id = agent.agent_id
    if before is AgentState.WRAP_UP and agent.state is not AgentState.WRAP_UP:
        _handled(at, agent_id, now)
    if _here(agent) and not was_here:
        tell_queue(at, queue.AgentHere(at.queue_profile(agent_id)), now)
    if agent.state is AgentState.READY and before is not AgentState.READY:
        tell_queue(at, queue.AgentFree(agent_id, agent.since), now)
    elif agent.state not in TAKES_CALLS and before in TAKES_CALLS:
        tell_queue(at, queue.AgentBusy(agent_id), now)
    if was_here and not _here(agent):
        tell_queue(at, queue.AgentAway(agent_id, signed_out=agent.state is AgentState.SIGNED_OUT), now)


def _handled(at: Moment, agent_id: str, now: float) -> None:
    handling = at.handling.pop(agent_id, None)
    if handling is not None:
        tell_queue(at, queue.Handled(handling.queue_id, now - handling.since), now)


def joined(at: Moment, agent_id: str, call_id: str, now: float) -> None:
    """Agent and caller talk: the agent is bound, the caller leaves the queue, everybody else is released."""
    entry = at.acd.entry(call_id)
    if entry is not None:
        at.handling[agent_id] = Handling(entry.plan.queue_id, now)
    tell_queue(at, queue.AnswerConfirmed(call_id, agent_id), now)
    agent = at.present(agent_id, now)
    if agent.state is not AgentState.TALKING:
        agent_does(at, agent, people.PickedUp(call_id), now)
    at.do(ShowFloor())


def bind(at: Moment, agent: Agent, call_id: str, now: float) -> None:
    """The agent is about to be in this call, which the queue did not offer: nothing else is offered meanwhile."""
    if agent.state is AgentState.RESERVED:  # what was offered goes on elsewhere, when the queue hears of it below
        agent_does(at, agent, people.OfferOver(agent.call_id), now, tell=False)
    if agent.state is AgentState.READY:
        agent_does(at, agent, people.Offered(call_id), now)
        tell_queue(at, queue.AgentBusy(agent.agent_id), now)
        at.show(agent.agent_id, Part.CALL)
    at.place_headset(agent.agent_id)


def release(at: Moment, command: Command, now: float) -> None:
    """The agent does not get the call that was asked for. Before the queue hears of it and offers the next."""
    agent = at.agents.get(getattr(command, "colleague_id", "") or getattr(command, "agent_id", ""))
    if agent is not None and agent.state is AgentState.RESERVED and agent.call_id == command.call_id:
        agent_does(at, agent, people.OfferOver(command.call_id, missed=False), now)
        at.show(agent.agent_id, Part.CALL)


# --- what the queue says ------------------------------------------------------------------------------------------


def tell_queue(at: Moment, event: queue.Event, now: float) -> None:
    """Give the queue an event, and do what it says."""
    queue_says(at, at.acd.receive(event, now), now)


def queue_says(at: Moment, effects: list[queue.Effect], now: float, *, mark: str = NO_ANSWER) -> None:
    """Do what the queue says. `mark` is the reason with which it marks agents.

    A marked agent is paused within the end of the offer: free in between, the next call would ring there.
    """
    marks = {one.agent_id: one for one in effects if isinstance(one, queue.MarkAgent)}
    for effect in effects:
        match effect:
            case queue.Offer():
                _offer(at, effect, now)
            case queue.EndOffer():
                _end_offer(at, effect, now, marks.get(effect.agent_id), mark)
            case queue.Connect():
                _connect(at, effect, now)
            case queue.RefuseAccept() | queue.MarkAgent():
                pass  # told to the agent who asked; done with the offer's end
            case _:
                queue_line.carry_out(at, effect)


def _offer(at: Moment, effect: queue.Offer, now: float) -> None:
    call_id, agent_id = effect.call_id, effect.agent_id
    at.record(CallOffered(at=at.wall, call_id=call_id, agent_id=agent_id))
    agent_does(at, at.agents[agent_id], people.Offered(call_id), now)
    at.show(agent_id, Part.CALL)
    call, phone = at.board.live.get(call_id), at.phone_of(agent_id)
    if phone and call is not None:
        at.command(
            call.record.line_id, Ring(command_id=at.new_id(), call_id=call_id, agent_id=agent_id, device=phone)
        )


def _end_offer(at: Moment, effect: queue.EndOffer, now: float, marked_by: queue.MarkAgent | None, mark: str) -> None:
    why, call_id, agent_id = OfferEnd(effect.why), effect.call_id, effect.agent_id
    at.record(OfferEnded(at=at.wall, call_id=call_id, agent_id=agent_id, why=why))
    call = at.board.live.get(call_id)
    if why is not OfferEnd.ACCEPTED and call is not None and at.phone_of(agent_id):
        at.command(call.record.line_id, StopRing(command_id=at.new_id(), call_id=call_id, agent_id=agent_id))
    agent = at.agents.get(agent_id)
    if why is OfferEnd.ACCEPTED or agent is None or agent.state is not AgentState.RESERVED:
        return
    if agent.call_id != call_id:
        return
    over = people.OfferOver(call_id, missed=why is OfferEnd.MISSED)
    agent_does(at, agent, over, now, tell=marked_by is None)
    at.show(agent_id, Part.CALL)
    if marked_by is not None:
        agent_does(at, agent, people.GoPaused(mark), now)
        at.tell(agent_id, PHONE_UNREACHED if mark == UNREACHED else marked(marked_by.misses))


def _connect(at: Moment, effect: queue.Connect, now: float) -> None:
    """Join them: answer who rings, retrieve who was answered, ring back who asked for it."""
    call_id, agent_id, device = effect.call_id, effect.agent_id, at.phone_of(effect.agent_id)
    command_id, agent = at.new_id(), at.agents[agent_id]
    if effect.kind is Kind.CALLBACK:
        _ring_back(at, effect, agent, now)
        return
    line_id = at.board.live[call_id].record.line_id
    if effect.kind is Kind.RINGING:
        at.command(line_id, Answer(command_id=command_id, call_id=call_id, agent_id=agent_id, device=device))
    else:
        at.command(line_id, Retrieve(command_id=command_id, call_id=call_id, agent_id=agent_id, device=device))
    if agent.state is AgentState.READY:  # picked up what rang elsewhere: bound to it like one it was offered to
        agent_does(at, agent, people.Offered(call_id), now)
        at.show(agent_id, Part.CALL)
    at.place_headset(agent_id)


def _ring_back(at: Moment, effect: queue.Connect, agent: Agent, now: float) -> None:
    """The agent is there first, then the resident is called."""
    placed_id = place(at, agent, effect.number, now)
    if placed_id:
        at.ringing_back[placed_id] = effect.call_id
    else:
        tell_queue(at, queue.CallbackMissed(effect.call_id), now)


def place(at: Moment, agent: Agent, number: str, now: float) -> str:
    """Call this number for the agent, who is in that call from now on. Its id; empty where no line is linked."""
    line_id = line_for(at, agent.agent_id)
    if not line_id:
        return ""
    call_id, agent_id = at.new_id(), agent.agent_id
    at.board.dial(call_id, line_id, number, agent_id, now, at.wall)
    at.command(
        line_id,
        Place(
            command_id=at.new_id(), call_id=call_id, agent_id=agent_id, number=number, device=at.phone_of(agent_id)
        ),
    )
    agent_does(at, agent, people.PickedUp(call_id), now)
    at.show(agent_id, Part.CALL)
    queue_line.look_up(at, call_id, number)
    return call_id


def line_for(at: Moment, agent_id: str) -> str:
    """The line to call out on: where the agent's headset is, or the first that is linked."""
    preferred = at.headset_lines.get(agent_id, "")
    return preferred if preferred in at.lines else next(iter(at.lines), "")


def unreached(at: Moment, call_id: str, agent_id: str, now: float) -> None:
    """The agent's phone cannot be rung: the offer is over, and the next would be in vain too."""
    queue_says(at, at.acd.receive(queue.OfferFailed(call_id, agent_id), now), now, mark=UNREACHED)
