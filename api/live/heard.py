"""What the lines tell: links, calls that come and end, who talks with whom. Pure rules over Moment."""

from collections.abc import Callable, Mapping
from typing import Any

from api.figures.events import CallQueued
from api.live import handed, talk
from api.live.calls import LiveCall
from api.live.effects import Part, Send, ShowFloor
from api.live.moment import Moment
from api.live.offers import agent_does, joined, release, tell_queue, unreached
from api.live.queue_line import look_up
from api.live.words import Refusal, could_not, not_reached
from api.schemas import CallState, Direction
from telephony import acd as queue
from telephony import agent as people
from telephony import events as line
from telephony.commands import (
    Answer,
    AnswerQueue,
    Command,
    Consult,
    Divert,
    EndQueued,
    Park,
    Place,
    Reject,
    Retrieve,
    TakeMessage,
    TransferTo,
)
from telephony.events import (
    AgentState,
    CallArrived,
    CallEnded,
    CallEvent,
    CallPlaced,
    CommandRefused,
    EndCause,
    LineStarted,
)

BEFORE_A_PERSON = (CallState.WAITING, CallState.PARKED, CallState.DIALLING)


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
        case CallPlaced():
            _placed(at, line_id, event, now)
        case LineStarted():
            _line_started(at, line_id, event, now)
        case CommandRefused():
            _refused(at, event, now)
        case _:
            _happened(at, event, now)


def _arrived(at: Moment, line_id: str, event: CallArrived, now: float) -> None:
    if event.call_id in at.board.live:
        return
    call = at.board.arrive(event, line_id, now, at.wall)
    look_up(at, event.call_id, event.number)
    at.do(ShowFloor())
    waited_s = now - call.anchor
    called = at.dialled(event.called)
    at.record(CallQueued(at=at.wall, call_id=event.call_id, queue=at.acd.plan.of_number(called).queue_id))
    tell_queue(at, queue.CallArrived(event.call_id, called, event.number, waited_s), now)


def _placed(at: Moment, line_id: str, event: CallPlaced, now: float) -> None:
    """The agent is in it already, unless the desk has been restarted meanwhile."""
    at.under_way.met(event.call_id, event)
    known = event.call_id in at.board.live
    at.board.place(event, line_id, now)
    if not known:
        look_up(at, event.call_id, event.number)
        joined(at, event.agent_id, event.call_id, now)
    at.show_call(event.call_id)


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
    before = call.record.state
    at.board.happen(call, event, now)
    met = at.under_way.met(call.record.call_id, event)
    rule = RULES.get(type(event))
    if rule is not None:
        rule(at, call, event, met, now)
    if call.record.state is not before:
        at.do(ShowFloor())
    at.show_call(call.record.call_id)


# --- a person is with the caller ----------------------------------------------------------------------------------


def _person(
    at: Moment, call: LiveCall, event: line.CallAnswered | line.CallRetrieved, met: list[Command], now: float
) -> None:
    """The agent of this event talks with the caller; whoever else was being joined with the caller is released."""
    call_id, agent_id = call.record.call_id, event.agent_id
    at.guests.pop(agent_id, None)
    at.handing.pop(call_id, None)
    for asked in met:
        if isinstance(asked, Answer | Retrieve) and asked.agent_id != agent_id:
            release(at, asked, now)
    joined(at, agent_id, call_id, now)
    _reached(at, call, now)
    at.show(agent_id, Part.ME, Part.CALL)  # own figures of today too


def _reached(at: Moment, call: LiveCall, now: float) -> None:
    """Who asked to be rung back talks with us, whoever called whom: nobody rings back any more."""
    number = call.record.number
    for waiting in [one for one in at.board.callbacks.values() if number and one.record.number == number]:
        del at.board.callbacks[waiting.record.call_id]
        tell_queue(at, queue.CallbackDropped(waiting.record.call_id), now)


def _remote_answered(at: Moment, call: LiveCall, event: line.RemoteAnswered, met: list[Command], now: float) -> None:
    """The resident is reached: what the queue kept for this is done."""
    waiting = at.ringing_back.pop(call.record.call_id, "")
    if waiting:
        at.board.callbacks.pop(waiting, None)
        tell_queue(at, queue.AnswerConfirmed(waiting, call.record.agent_id or ""), now)
    _reached(at, call, now)
    at.do(ShowFloor())


# --- the queue answers by machine ---------------------------------------------------------------------------------


def _machine(at: Moment, call: LiveCall, event: line.QueueAnswered, met: list[Command], now: float) -> None:
    tell_queue(at, queue.MachineAnswered(call.record.call_id), now)


def _digit(at: Moment, call: LiveCall, event: line.DigitPressed, met: list[Command], now: float) -> None:
    tell_queue(at, queue.DigitPressed(call.record.call_id, event.digit), now)


def _unreached(at: Moment, call: LiveCall, event: line.AgentUnreached, met: list[Command], now: float) -> None:
    unreached(at, call.record.call_id, event.agent_id, now)


# --- park, hand over, third parties -------------------------------------------------------------------------------


def _parked(at: Moment, call: LiveCall, event: line.CallParked, met: list[Command], now: float) -> None:
    guests = [one for one in at.agents.values() if one.call_id == event.call_id and one.agent_id in at.guests]
    for guest in guests:
        handed.guest_left(at, guest, now)
    handed.parked(at, call, event.agent_id, now)
    then = at.next_call.pop(event.call_id, "")
    if then:
        _pick_up_next(at, event.agent_id, then, now)


def _pick_up_next(at: Moment, agent_id: str, call_id: str, now: float) -> None:
    """The call for which the one before was parked or ended (LINE-4)."""
    call = at.board.live.get(call_id)
    take = talk.retrieve if call is not None and call.record.state is CallState.PARKED else talk.accept
    try:
        take(at, agent_id, call_id, now)
    except Refusal as refusal:
        at.tell(agent_id, refusal)


def _party_joined(at: Moment, call: LiveCall, event: line.PartyJoined, met: list[Command], now: float) -> None:
    if event.agent_id and event.agent_id != call.record.agent_id:
        handed.guest_came(at, event.agent_id, call.record.call_id, now)
    if call.record.handed_on:  # the queue's overflow was answered: nobody here is needed any more
        for asked in met:
            release(at, asked, now)
        tell_queue(at, queue.CallGone(call.record.call_id), now)


def _party_left(at: Moment, call: LiveCall, event: line.PartyLeft, met: list[Command], now: float) -> None:
    party = next((one for one in call.record.parties if one.party_id == event.party_id), None)
    if party is not None and party.agent_id in at.guests:
        handed.guest_left(at, at.agents[party.agent_id], now)
    for asked in met:
        release(at, asked, now)
        if isinstance(asked, Divert):
            tell_queue(at, queue.DivertFailed(call.record.call_id), now)
        if isinstance(asked, Consult | TransferTo):
            at.tell(asked.agent_id, not_reached(event.sip_status))


def _transferred(at: Moment, call: LiveCall, event: line.CallTransferred, met: list[Command], now: float) -> None:
    """The agent who handed on is done; to a colleague, `CallRetrieved` follows."""
    agent = at.agents.get(event.agent_id)
    if agent is not None and agent.state is AgentState.TALKING and agent.call_id == event.call_id:
        agent_does(at, agent, people.CallOver(event.call_id), now)
    at.show(event.agent_id, Part.CALL)
    at.do(ShowFloor())


# --- the end ------------------------------------------------------------------------------------------------------


def _over(at: Moment, call: LiveCall, event: CallEnded | LineStarted, now: float) -> None:
    was, call_id = call.record.state, call.record.call_id
    at.board.happen(call, event, now)
    for command in at.under_way.met(call_id, event):
        release(at, command, now)
    then = at.next_call.get(call_id, "")
    _forget(at, call, now)
    if was in BEFORE_A_PERSON:
        tell_queue(at, queue.CallGone(call_id), now)
    for agent in [one for one in at.agents.values() if one.call_id == call_id]:
        if agent.agent_id in at.guests:
            handed.guest_left(at, agent, now)
        elif agent.state is AgentState.TALKING:
            agent_does(at, agent, people.CallOver(call_id), now)
        at.show(agent.agent_id, Part.CALL)
    if call.record.agent_id:
        at.show(call.record.agent_id, Part.CALL, Part.PENDING)
        if call.record.cause is EndCause.NOT_REACHED and call.record.agent_id in at.agents:
            at.tell(call.record.agent_id, not_reached(call.record.sip_status))
        if then and call.record.agent_id in at.agents:
            _pick_up_next(at, call.record.agent_id, then, now)
    at.do(ShowFloor())


def _forget(at: Moment, call: LiveCall, now: float) -> None:
    call_id = call.record.call_id
    at.handing.pop(call_id, None)
    at.next_call.pop(call_id, None)
    at.wanted_parks.discard(call_id)
    waiting = at.ringing_back.pop(call_id, "")
    if waiting and call.record.direction is Direction.OUTGOING:
        tell_queue(at, queue.CallbackMissed(waiting), now)


def _refused(at: Moment, event: CommandRefused, now: float) -> None:
    """Never silently: whoever asked is told, and whoever was bound for it is free again."""
    asked = at.under_way.refused(event.command_id)
    if asked is None:
        return
    release(at, asked, now)
    if isinstance(asked, Park):
        at.handing.pop(asked.call_id, None)
        at.next_call.pop(asked.call_id, None)
        at.wanted_parks.discard(asked.call_id)
    if isinstance(asked, Answer | Retrieve):
        tell_queue(at, queue.AnswerRefused(asked.call_id, asked.agent_id), now)
    elif isinstance(asked, Divert):
        tell_queue(at, queue.DivertFailed(asked.call_id), now)
    elif isinstance(asked, AnswerQueue):
        tell_queue(at, queue.MachineRefused(asked.call_id), now)
    elif isinstance(asked, TakeMessage | EndQueued | Reject):
        handed.waits_on(at, asked.call_id, now)
    elif isinstance(asked, Place):
        _not_placed(at, asked, now)
    agent_id = getattr(asked, "agent_id", "")
    if agent_id in at.agents:
        at.tell(agent_id, could_not(type(asked).__name__, event.reason))
        at.show(agent_id, Part.CALL)


def _not_placed(at: Moment, asked: Place, now: float) -> None:
    call = at.board.live.pop(asked.call_id, None)
    agent = at.agents.get(asked.agent_id)
    if agent is not None and agent.state is AgentState.TALKING and agent.call_id == asked.call_id:
        agent_does(at, agent, people.CallOver(asked.call_id), now)
    if call is not None:
        _forget(at, call, now)


RULES: Mapping[type, Callable[[Moment, LiveCall, Any, list[Command], float], None]] = {
    line.CallAnswered: _person,
    line.CallRetrieved: _person,
    line.RemoteAnswered: _remote_answered,
    line.QueueAnswered: _machine,
    line.DigitPressed: _digit,
    line.AgentUnreached: _unreached,
    line.CallParked: _parked,
    line.PartyJoined: _party_joined,
    line.PartyLeft: _party_left,
    line.CallTransferred: _transferred,
}
"""What follows from each event of a live call, beside its fold."""
