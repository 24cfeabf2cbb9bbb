"""What agents ask for about calls: pick up, hang up, hold, park, take back, dial, keys, masking the recording.

Pure rules over Moment; each raises Refusal where it cannot be, with nothing changed. Whether a call is on hold is the
line's truth: what was asked and is under way counts as done, so that a key pressed twice asks once.
"""

import re

from api.live.calls import LiveCall
from api.live.moment import Moment
from api.live.offers import bind, line_for, place, queue_says
from api.live.words import Refusal
from api.privacy import normalised, plausible
from api.schemas import CallState
from telephony import acd as queue
from telephony.commands import (
    Command,
    DropParty,
    HangUp,
    Hold,
    MaskRecording,
    Park,
    Resume,
    Retrieve,
    SendDigits,
    UnmaskRecording,
)

KEYS = re.compile(r"[0-9A-D*#]{1,32}")
HANG_UP_IN = (CallState.TALKING, CallState.DIALLING, CallState.PARKED)


def accept(at: Moment, agent_id: str, call_id: str, now: float) -> None:
    """Pick up a waiting call: ringing, answered by machine, or to be rung back (LINE-4)."""
    agent = at.signed_in(agent_id)
    if at.under_way.call_of(agent_id) == call_id:
        return  # the key was pressed twice
    if at.bound(agent):
        raise Refusal.in_call()
    call = at.board.live.get(call_id) or at.board.callbacks.get(call_id)
    if call is None:
        raise Refusal.gone()
    if call.record.state in (CallState.TALKING, CallState.HANDED_ON):
        raise Refusal.taken()
    if call_id in at.board.callbacks:
        if not line_for(at, agent_id):
            raise Refusal.line_away()
    else:
        at.reachable(call)
    said = at.acd.receive(queue.AcceptAsked(call_id, agent_id), now)
    for effect in said:
        if isinstance(effect, queue.RefuseAccept):
            raise Refusal.gone() if effect.why == "gone" else Refusal.taken()
    queue_says(at, said, now)


def hang_up(at: Moment, agent_id: str, call_id: str, then: str = "") -> None:
    """End the call; a colleague who is only consulted leaves it. `then` is the call to pick up after it (LINE-4)."""
    call = at.board.live.get(call_id)
    if call is None:
        raise Refusal.gone()
    if agent_id in at.guests:
        _leave_as_guest(at, call, agent_id)
        return
    if call.record.agent_id != agent_id or call.record.state not in HANG_UP_IN:
        raise Refusal.gone()
    line_id = at.reachable(call)
    if then:
        at.next_call[call_id] = then
    at.command(line_id, HangUp(command_id=at.new_id(), call_id=call_id, agent_id=agent_id))


def _leave_as_guest(at: Moment, call: LiveCall, agent_id: str) -> None:
    party = next((one for one in call.record.present if one.agent_id == agent_id), None)
    if party is None:
        raise Refusal.gone()
    _command(
        at,
        call,
        DropParty(command_id=at.new_id(), call_id=call.record.call_id, agent_id=agent_id, party_id=party.party_id),
    )


def hold(at: Moment, agent_id: str, call_id: str) -> None:
    """The caller hears music."""
    call = at.talking(agent_id, call_id)
    if call.record.on_hold is None and not at.under_way.asked(Hold, call_id):
        _command(at, call, Hold(command_id=at.new_id(), call_id=call_id, agent_id=agent_id))


def resume(at: Moment, agent_id: str, call_id: str) -> None:
    """End of hold."""
    call = at.talking(agent_id, call_id)
    held = call.record.on_hold is not None or at.under_way.asked(Hold, call_id)
    if held and not at.under_way.asked(Resume, call_id):
        _command(at, call, Resume(command_id=at.new_id(), call_id=call_id, agent_id=agent_id))


def park(at: Moment, agent_id: str, call_id: str, then: str) -> None:
    """Leave the caller waiting; `then` is the waiting call to pick up after it (LINE-4)."""
    call = at.talking(agent_id, call_id)
    if call.record.present:
        raise Refusal.party_there()
    if then and then not in at.board.live:
        raise Refusal.gone()
    if at.under_way.asked(Park, call_id):
        return
    if then:
        at.next_call[call_id] = then
    ask_park(at, call, agent_id)


def ask_park(at: Moment, call: LiveCall, agent_id: str) -> None:
    """Send the command."""
    at.wanted_parks.add(call.record.call_id)
    _command(at, call, Park(command_id=at.new_id(), call_id=call.record.call_id, agent_id=agent_id))


def retrieve(at: Moment, agent_id: str, call_id: str, now: float) -> None:
    """Take back a parked caller, one's own or a colleague's."""
    agent = at.signed_in(agent_id)
    if at.under_way.call_of(agent_id) == call_id:
        return
    if at.bound(agent):
        raise Refusal.in_call()
    call = at.board.live.get(call_id)
    if call is None:
        raise Refusal.gone()
    if at.acd.entry(call_id) is not None:  # handed over, and waiting for whoever picks it up
        accept(at, agent_id, call_id, now)
        return
    if call.record.state is not CallState.PARKED:
        raise Refusal.not_parked()
    if at.under_way.asked(Retrieve, call_id):
        raise Refusal.taken()
    line_id = at.reachable(call)
    bind(at, agent, call_id, now)
    at.command(
        line_id,
        Retrieve(command_id=at.new_id(), call_id=call_id, agent_id=agent_id, device=at.phone_of(agent_id)),
    )
    at.place_headset(agent_id)


def dial(at: Moment, agent_id: str, number: str, now: float) -> str:
    """Call a number. The id of the call."""
    agent = at.signed_in(agent_id)
    if at.bound(agent):
        raise Refusal.in_call()
    call_id = place(at, agent, number_of(at, number), now)
    if not call_id:
        raise Refusal.line_away()
    return call_id


def number_of(at: Moment, typed: str) -> str:
    """The number in its canonical form. Raises Refusal for what is none."""
    number = normalised(typed, at.settings.area_code)
    if not (plausible(number) or (number.isascii() and number.isdigit() and 2 < len(number) <= 20)):
        raise Refusal.bad_number()
    return number


def keys(at: Moment, agent_id: str, call_id: str, digits: str) -> None:
    """Send keys of the telephone."""
    call = at.talking(agent_id, call_id)
    if KEYS.fullmatch(digits) is None:
        raise Refusal.bad_keys()
    _command(at, call, SendDigits(command_id=at.new_id(), call_id=call_id, agent_id=agent_id, digits=digits))


def mask(at: Moment, agent_id: str, call_id: str, reason: str) -> None:
    """Do not record what is said now."""
    call = at.talking(agent_id, call_id)
    if not reason.strip():
        raise Refusal.no_reason()
    _command(
        at,
        call,
        MaskRecording(command_id=at.new_id(), call_id=call_id, agent_id=agent_id, reason=reason.strip()[:200]),
    )


def unmask(at: Moment, agent_id: str, call_id: str) -> None:
    """Record again."""
    call = at.talking(agent_id, call_id)
    _command(at, call, UnmaskRecording(command_id=at.new_id(), call_id=call_id, agent_id=agent_id))


def _command(at: Moment, call: LiveCall, command: Command) -> None:
    at.command(at.reachable(call), command)
