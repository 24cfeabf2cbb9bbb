"""Transfers, consultations and conferences. Pure rules over Moment; each raises Refusal where it cannot be.

A caller is never lost on the way: an outside number is called while the agent stays; a colleague or a queue gets the
call through park, where it has its clock and anybody may take it (LINE-4, LINE-8).
"""

from api.live import talk
from api.live.calls import LiveCall
from api.live.moment import Aim, Moment
from api.live.offers import bind
from api.live.words import Refusal
from telephony.agent import Agent
from telephony.commands import CompleteTransfer, Conference, Consult, DropParty, Park, TransferTo
from telephony.events import AgentState

MAY_BE_ASKED = (AgentState.READY, AgentState.PAUSED, AgentState.WRAP_UP)


def transfer(at: Moment, agent_id: str, call_id: str, number: str, aim: Aim) -> None:
    """Blind transfer to a number, a colleague, or a queue."""
    call = at.talking(agent_id, call_id)
    if sum(map(bool, (number, aim.colleague_id, aim.queue_id))) != 1:
        raise Refusal.name_one()
    _no_party(at, call)
    if number:
        canonical = talk.number_of(at, number)
        at.command(
            at.reachable(call),
            TransferTo(
                command_id=at.new_id(),
                call_id=call_id,
                agent_id=agent_id,
                party_id=at.new_id(),
                number=canonical,
            ),
        )
        return
    if aim.colleague_id:
        _colleague(at, agent_id, aim.colleague_id)
    elif all(one.queue_id != aim.queue_id for one in at.acd.plan.queues):
        raise Refusal.no_queue()
    at.handing[call_id] = aim
    talk.ask_park(at, call, agent_id)


def consult(at: Moment, agent_id: str, call_id: str, number: str, colleague_id: str, now: float) -> None:
    """Hold the caller and talk with somebody first."""
    call = at.talking(agent_id, call_id)
    if bool(number) is bool(colleague_id):
        raise Refusal.name_one()
    _no_party(at, call)
    canonical = talk.number_of(at, number) if number else ""
    colleague = _colleague(at, agent_id, colleague_id) if colleague_id else None
    line_id = at.reachable(call)
    if colleague is not None:
        bind(at, colleague, call_id, now)
    at.command(
        line_id,
        Consult(
            command_id=at.new_id(),
            call_id=call_id,
            agent_id=agent_id,
            party_id=at.new_id(),
            number=canonical,
            colleague_id=colleague_id,
            device=at.phone_of(colleague_id) if colleague_id else "",
        ),
    )
    if colleague is not None:
        at.place_headset(colleague_id)


def join(at: Moment, agent_id: str, call_id: str) -> None:
    """Conference."""
    call = _with_party(at, agent_id, call_id)
    at.command(at.reachable(call), Conference(command_id=at.new_id(), call_id=call_id, agent_id=agent_id))


def complete(at: Moment, agent_id: str, call_id: str) -> None:
    """Leave caller and third party to themselves."""
    call = _with_party(at, agent_id, call_id)
    at.command(at.reachable(call), CompleteTransfer(command_id=at.new_id(), call_id=call_id, agent_id=agent_id))


def drop(at: Moment, agent_id: str, call_id: str, party_id: str) -> None:
    """Send the third party away, or call it no longer."""
    call = at.talking(agent_id, call_id)
    called = at.under_way.called(call_id)
    known = {one.party_id for one in call.record.present} | {one.party_id for one in called}
    if party_id not in known:
        raise Refusal.no_party()
    at.command(
        at.reachable(call),
        DropParty(command_id=at.new_id(), call_id=call_id, agent_id=agent_id, party_id=party_id),
    )


def _with_party(at: Moment, agent_id: str, call_id: str) -> LiveCall:
    call = at.talking(agent_id, call_id)
    if not call.record.present:
        raise Refusal.no_party()
    return call


def _no_party(at: Moment, call: LiveCall) -> None:
    call_id = call.record.call_id
    if call.record.present or at.under_way.called(call_id):
        raise Refusal.party_there()
    if at.under_way.asked(Park, call_id):
        raise Refusal.busy_with_it()


def _colleague(at: Moment, agent_id: str, colleague_id: str) -> Agent:
    """The colleague, who is here and free. Raises Refusal."""
    colleague = at.agents.get(colleague_id)
    gone = colleague is None or colleague_id in at.away or colleague_id == agent_id
    if gone or colleague is None or colleague.state not in MAY_BE_ASKED or at.bound(colleague):
        raise Refusal.colleague_busy()
    return colleague
