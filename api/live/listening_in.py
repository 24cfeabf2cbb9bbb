"""Supervisors listen, whisper and barge in. Pure rules over Moment.

Each use is two entries of the log: who asked (`MonitorAsked`), and when it was so (`MonitorChanged` of the line).
"""

from api.live.effects import Part
from api.live.moment import Moment
from api.live.offers import TAKES_CALLS, agent_does
from api.live.words import Refusal, listened
from api.log_events import MonitorAsked
from api.rights import Right, may, same_team
from api.schemas import CallState
from telephony import agent as people
from telephony.commands import Monitor, StopMonitor
from telephony.events import AgentState, MonitorMode

LISTENING = "listening_in"
"""Pause of a supervisor in another's call: no call is offered meanwhile."""
HEARABLE = (CallState.TALKING, CallState.HANDED_ON)


def monitor(at: Moment, agent_id: str, call_id: str, mode: MonitorMode, now: float) -> None:
    """Take part in this call, or change how."""
    agent = at.signed_in(agent_id)
    if not may(at.profiles[agent_id], Right.LISTEN_IN):
        raise Refusal.not_supervisor()
    call = at.board.live.get(call_id)
    if call is None:
        raise Refusal.gone()
    if not _of_own_team(at, agent_id, call.record.agent_id or ""):
        raise Refusal.other_team()
    watched = at.board.watched_by(agent_id)
    elsewhere = watched is not None and watched is not call
    if elsewhere or agent.state is AgentState.TALKING or at.under_way.call_of(agent_id):
        raise Refusal.in_call()
    if call.record.state not in HEARABLE:
        raise Refusal.not_now()
    line_id = at.reachable(call)
    if agent.state in TAKES_CALLS:
        agent_does(at, agent, people.GoPaused(LISTENING), now)
    at.record(MonitorAsked(at=at.wall, call_id=call_id, agent_id=agent_id, mode=mode))
    at.command(
        line_id,
        Monitor(command_id=at.new_id(), call_id=call_id, agent_id=agent_id, mode=mode, device=at.phone_of(agent_id)),
    )
    talking = call.record.agent_id
    if at.settings.announce_listening and talking in at.agents:
        at.tell(talking, listened(at.profiles[agent_id].name, mode))
    if at.headset_lines.get(agent_id) != line_id:
        at.headset_lines[agent_id] = line_id
        at.show(agent_id, Part.HEADSET)


def _of_own_team(at: Moment, agent_id: str, talking: str) -> bool:
    """Whether the agent in the call is of the supervisor's team. One whose console is not back since the desk was
    started is of an unknown team: whoever has a team has to wait for it."""
    own, other = at.profiles[agent_id], at.profiles.get(talking)
    return own.team == "" if other is None else same_team(own, other)


def stop(at: Moment, agent_id: str, call_id: str) -> None:
    """Leave that call."""
    at.signed_in(agent_id)
    call = at.board.live.get(call_id)
    if call is None:
        raise Refusal.gone()
    if agent_id not in call.record.watchers and not at.under_way.asked(Monitor, call_id):
        raise Refusal.not_yours()
    at.command(at.reachable(call), StopMonitor(command_id=at.new_id(), call_id=call_id, agent_id=agent_id))
