"""What the queue wants for callers becomes commands to their lines. Pure rules over Moment.

The sentences are `telephony.prompts.sentences`; a caller whose line is away hears them when it is back.
"""

from api.live.effects import FindResident, ShowFloor
from api.live.moment import Moment
from api.log_events import CallbackAsked, CallbackGivenUp, CallMoved
from telephony import acd as queue
from telephony.acd import Kind
from telephony.commands import AnswerQueue, Divert, EndQueued, Play, Reject, TakeMessage
from telephony.events import EndCause
from telephony.prompts import sentences

BUSY_HERE = 486


def carry_out(at: Moment, effect: queue.Effect) -> None:
    """Do what the queue wants for a caller."""
    match effect:
        case queue.AnswerQueue():
            _answer(at, effect)
        case queue.Announce():
            _say(
                at,
                effect.call_id,
                sentences.position(effect.place, effect.wait_s, callback=effect.callback, first=effect.first),
            )
        case queue.CallbackTaken():
            _callback_taken(at, effect)
        case queue.CallbackRefused():
            _say(at, effect.call_id, sentences.NUMBER_WITHHELD)
        case queue.CallbackGivenUp():
            at.record(CallbackGivenUp(at=at.wall, call_id=effect.call_id, number=effect.number))
            at.board.callbacks.pop(effect.call_id, None)
        case queue.Divert():
            _divert(at, effect)
        case queue.TakeMessage():
            _take_message(at, effect)
        case queue.SayGoodbye():
            _goodbye(at, effect)
        case queue.Moved():
            at.record(CallMoved(at=at.wall, call_id=effect.call_id, queue=effect.queue_id))
    at.do(ShowFloor())


def look_up(at: Moment, call_id: str, number: str) -> None:
    """Who is at this number?"""
    if number:
        at.do(FindResident(call_id, number))


def _line_of(at: Moment, call_id: str) -> str:
    return at.board.live[call_id].record.line_id


def _answer(at: Moment, effect: queue.AnswerQueue) -> None:
    at.command(_line_of(at, effect.call_id), AnswerQueue(command_id=at.new_id(), call_id=effect.call_id))


def _say(at: Moment, call_id: str, prompts: tuple[str, ...]) -> None:
    at.command(
        _line_of(at, call_id),
        Play(command_id=at.new_id(), call_id=call_id, prompt_id=at.new_id(), prompts=prompts),
    )


def _callback_taken(at: Moment, effect: queue.CallbackTaken) -> None:
    call_id = effect.call_id
    call = at.board.live[call_id]
    at.board.callbacks[call_id] = call
    at.record(CallbackAsked(at=at.wall, call_id=call_id, number=call.record.number))
    at.command(
        call.record.line_id,
        EndQueued(command_id=at.new_id(), call_id=call_id, prompts=sentences.CALLBACK_DONE, cause=EndCause.CALLBACK),
    )


def _divert(at: Moment, effect: queue.Divert) -> None:
    call_id = effect.call_id
    entry = at.acd.entry(call_id)
    if entry is not None and entry.kind is Kind.ANSWERED:
        _say(at, call_id, sentences.DIVERTING)
    at.command(
        _line_of(at, call_id),
        Divert(command_id=at.new_id(), call_id=call_id, party_id=at.new_id(), number=effect.number),
    )


def _take_message(at: Moment, effect: queue.TakeMessage) -> None:
    prompts = sentences.CLOSED_MESSAGE if effect.closed else sentences.MESSAGE
    at.command(
        _line_of(at, effect.call_id),
        TakeMessage(command_id=at.new_id(), call_id=effect.call_id, prompts=prompts),
    )


def _goodbye(at: Moment, effect: queue.SayGoodbye) -> None:
    """Nobody talked with this caller: the call is one for the duty list."""
    line_id, call_id, command_id = _line_of(at, effect.call_id), effect.call_id, at.new_id()
    if effect.kind is Kind.RINGING:
        at.command(line_id, Reject(command_id=command_id, call_id=call_id, sip_status=BUSY_HERE))
        return
    prompts = sentences.CLOSED_GOODBYE if effect.closed else sentences.BUSY
    at.command(line_id, EndQueued(command_id=command_id, call_id=call_id, prompts=prompts, cause=EndCause.REJECTED))
