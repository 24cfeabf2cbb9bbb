"""A supervisor acts for agents of the own team: their states, and where a waiting call rings. Pure rules over Moment.

Each act is an entry of the log that names who acted, and the agent is told where the site says so.
"""

from api.figures.events import AgentStateSet, CallAssigned
from api.live import staff
from api.live.moment import Moment
from api.live.offers import queue_says
from api.live.words import Refusal, acted
from api.rights import Right, may, same_team
from telephony import acd as queue
from telephony.events import AgentState

LONGEST_REASON = 40


def set_state(at: Moment, by: str, agent_id: str, state: AgentState, reason: str, now: float) -> None:
    """Make the agent ready, pause or sign the agent out. In a call a pause counts from its end."""
    _check(at, by, agent_id)
    if state is AgentState.READY:
        staff.ready(at, agent_id, now)
    elif state is AgentState.PAUSED:
        if not reason.strip():
            raise Refusal.no_pause_reason()
        reason = reason.strip()[:LONGEST_REASON]
        staff.pause(at, agent_id, reason, now)
    elif state is AgentState.SIGNED_OUT:
        staff.leave(at, agent_id, now)
    else:
        raise Refusal.not_a_state()
    at.record(AgentStateSet(at=at.wall, agent_id=agent_id, by=by, state=state, reason=reason))
    _announce(at, by, agent_id, state)


def assign(at: Moment, by: str, call_id: str, agent_id: str, now: float) -> None:
    """Let a waiting call ring at this agent, who has to be free."""
    _check(at, by, agent_id)
    said = at.acd.receive(queue.Directed(call_id, agent_id), now)
    for effect in said:
        if isinstance(effect, queue.RefuseAccept):
            raise WHY.get(effect.why, Refusal.taken)()
    at.record(CallAssigned(at=at.wall, call_id=call_id, agent_id=agent_id, by=by))
    queue_says(at, said, now)


WHY = {"gone": Refusal.gone, "taken": Refusal.taken, "busy": Refusal.colleague_busy}


def _check(at: Moment, by: str, agent_id: str) -> None:
    """Only for an agent of the own team who is here. Raises Refusal."""
    at.signed_in(by)
    own, other = at.profiles[by], at.profiles.get(agent_id)
    if not may(own, Right.ACT_FOR_AGENT):
        raise Refusal.not_your_right()
    if other is None or agent_id not in at.agents:
        raise Refusal.colleague_busy()
    if not same_team(own, other):
        raise Refusal.other_team()


def _announce(at: Moment, by: str, agent_id: str, state: AgentState) -> None:
    if at.settings.announce_listening and agent_id in at.agents:
        at.tell(agent_id, acted(at.profiles[by].name, state))
