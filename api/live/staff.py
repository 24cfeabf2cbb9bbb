"""Agents come, pause, are gone from their consoles and leave. Pure rules over Moment."""

from api.live.effects import Leave, Part
from api.live.moment import Moment
from api.live.offers import TAKES_CALLS, agent_does, tell_queue
from api.live.words import Refusal
from api.log_events import AgentSignedIn, AgentSignedOut
from api.schemas import AgentView
from telephony import acd as queue
from telephony import agent as people
from telephony.agent import Agent
from telephony.events import AgentState

AWAY_S = 2.0
"""An agent whose console is gone for longer is offered no call."""


def sign_in(at: Moment, person: AgentView, now: float) -> None:
    """A console of this person connected (again)."""
    at.profiles[person.agent_id] = person
    was_away = at.away.pop(person.agent_id, None)
    agent = at.agents.get(person.agent_id)
    if agent is None or agent.state is AgentState.SIGNED_OUT:
        agent = at.agents[person.agent_id] = Agent(person.agent_id, now)
        at.record(AgentSignedIn(at=at.wall, agent_id=person.agent_id))
        agent_does(at, agent, people.SignIn(), now)
    elif was_away is not None and agent.pause_reason == "console_away":
        agent_does(at, agent, people.GoReady(), now)


def console_gone(at: Moment, agent_id: str, now: float) -> None:
    """The console's connection broke; it may come back."""
    if agent_id in at.agents and at.agents[agent_id].state is not AgentState.SIGNED_OUT:
        at.away[agent_id] = now


def ready(at: Moment, agent_id: str, now: float) -> None:
    """The agent takes calls; ends a pause and wrap-up."""
    agent = at.signed_in(agent_id)
    if agent.state is AgentState.TALKING:
        raise Refusal.in_call()
    if agent.state in (AgentState.PAUSED, AgentState.WRAP_UP):
        agent_does(at, agent, people.GoReady(), now)
        at.show(agent_id, Part.CALL)


def pause(at: Moment, agent_id: str, reason: str, now: float) -> None:
    """The agent takes no calls; asked in a call, it counts from its end."""
    agent_does(at, at.signed_in(agent_id), people.GoPaused(reason), now)
    at.show(agent_id, Part.ME, Part.CALL)


def leave(at: Moment, agent_id: str, now: float) -> None:
    """The agent signs out."""
    agent = at.signed_in(agent_id)
    if at.bound(agent):
        raise Refusal.in_call()
    if any(one.record.in_park is not None and one.record.in_park.agent_id == agent_id for one in at.board.parked):
        raise Refusal.has_parked()
    _sign_out(at, agent, "signed_out", now)


def next_away(at: Moment, agent_id: str) -> float:
    """When the agent's absence has to be looked at."""
    since = at.away[agent_id]
    if at.agents[agent_id].state in TAKES_CALLS:
        return since + AWAY_S
    return since + max(AWAY_S, at.settings.console_grace_s)


def gone_too_long(at: Moment, agent_id: str, now: float) -> None:
    """First no calls, then signed out; never in a call."""
    agent = at.agents[agent_id]
    if agent.state in TAKES_CALLS and not at.under_way.call_of(agent_id):
        agent_does(at, agent, people.GoPaused("console_away"), now)
    elif at.bound(agent):
        at.away[agent_id] = now  # the call goes on; look again later
    else:
        _sign_out(at, agent, "console_away", now)


def wrap_up_ends(at: Moment, agent: Agent) -> float | None:
    """When wrap-up is ended for the agent, by the plan of the queue that the call came from; None: by the agent."""
    handling = at.handling.get(agent.agent_id)
    if agent.state is not AgentState.WRAP_UP or handling is None:
        return None
    limit_s = at.acd.plan.queue(handling.queue_id).wrap_up_s
    return agent.since + limit_s if limit_s > 0 else None


def end_wrap_up(at: Moment, agent: Agent, now: float) -> None:
    """Wrap-up has lasted as long as it may: the agent takes calls again; the call waits in the agent's list.

    An agent whose console is gone takes none before it is back.
    """
    away = agent.agent_id in at.away
    agent_does(at, agent, people.GoPaused("console_away") if away else people.GoReady(), now)
    at.show(agent.agent_id, Part.CALL, Part.PENDING)


def _sign_out(at: Moment, agent: Agent, why: str, now: float) -> None:
    at.away.pop(agent.agent_id, None)
    agent_does(at, agent, people.SignOut(why), now)
    tell_queue(at, queue.AgentAway(agent.agent_id, signed_out=True), now)
    at.record(AgentSignedOut(at=at.wall, agent_id=agent.agent_id, why=why))
    at.do(Leave(agent.agent_id, "signed_out", "已签出", "signed out"))
    del at.agents[agent.agent_id]
