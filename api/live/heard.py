"""What the lines tell: links, calls that come, are answered and end. Pure rules over Moment."""

from api.live.calls import LiveCall
from api.live.effects import FindResident, Part, Send, ShowFloor
from api.live.moment import Moment
from api.live.offers import agent_does, release, tell_queue
from api.schemas import CallState
from telephony import acd as queue
from telephony import agent as people
from telephony.commands import Answer
from telephony.events import (
    AgentState,
    CallAnswered,
    CallArrived,
    CallEnded,
    CallEvent,
    CommandRefused,
    LineStarted,
    LineStopped,
)


def line_up(at: Moment, line_id: str, headset_url: str) -> None:
    """A line linked, or told where its headset socket is."""
    at.headset_urls[line_id] = headset_url
    if at.lines.get(line_id) != headset_url:
        at.lines[line_id] = headset_url
        for agent_id in at.agents:
            at.show(agent_id, Part.HEADSET)
    at.do(*(Send(line_id, command) for command in at.under_way.of_line(line_id)), ShowFloor())


def heard(at: Moment, line_id: str, event: CallEvent, now: float) -> None:
    """Something happened on a line."""
    match event:
        case CallArrived():
            _arrived(at, line_id, event, now)
        case LineStarted():
            _line_started(at, line_id, event, now)
        case CommandRefused():
            _refused(at, event, now)
        case LineStopped():
            pass
        case _:
            _happened(at, event, now)


def _arrived(at: Moment, line_id: str, event: CallArrived, now: float) -> None:
    if event.call_id in at.board.live:
        return
    at.board.arrive(event, line_id, now, at.wall)
    at.do(FindResident(event.call_id, event.number), ShowFloor())
    tell_queue(at, queue.CallArrived(event.call_id), now)


def _line_started(at: Moment, line_id: str, event: LineStarted, now: float) -> None:
    """A new run of the line: what was open in the one before was interrupted."""
    for call in [one for one in at.board.live.values() if one.record.line_id == line_id]:
        _over(at, call, event, now)
    line_up(at, line_id, event.headset_url)


def _happened(at: Moment, event: CallEvent, now: float) -> None:
    call = at.board.live.get(getattr(event, "call_id", ""))
    if call is None:
        return
    if isinstance(event, CallEnded):
        _over(at, call, event, now)
        return
    at.board.happen(call, event, now)
    if isinstance(event, CallAnswered):
        _answered(at, call, event, now)
    at.show_call(call.record.call_id)


def _answered(at: Moment, call: LiveCall, event: CallAnswered, now: float) -> None:
    call_id, agent_id = call.record.call_id, call.record.agent_id or ""
    for asked in at.under_way.met(call_id, event):
        if isinstance(asked, Answer) and asked.agent_id != agent_id:
            release(at, asked, now)
    tell_queue(at, queue.AnswerConfirmed(call_id, agent_id), now)
    agent = at.present(agent_id, now)
    if agent.state is not AgentState.TALKING:
        agent_does(at, agent, people.PickedUp(call_id), now)
    at.do(ShowFloor())


def _over(at: Moment, call: LiveCall, event: CallEvent, now: float) -> None:
    was_talking = call.record.state is CallState.TALKING
    call_id = call.record.call_id
    at.board.happen(call, event, now)
    asked = at.under_way.met(call_id, event)
    if not was_talking:
        for command in asked:
            release(at, command, now)
        tell_queue(at, queue.CallGone(call_id), now)
    agent = at.agents.get(call.record.agent_id or "")
    if agent is not None and agent.state is AgentState.TALKING and agent.call_id == call_id:
        agent_does(at, agent, people.CallOver(call_id), now)
    if call.record.agent_id:
        at.show(call.record.agent_id, Part.CALL, Part.PENDING)
    at.do(ShowFloor())


def _refused(at: Moment, event: CommandRefused, now: float) -> None:
    asked = at.under_way.refused(event.command_id)
    if isinstance(asked, Answer):
        release(at, asked, now)
        tell_queue(at, queue.AnswerRefused(asked.call_id, asked.agent_id), now)
