"""How a call ends: who was first, and why. Pure rules over `CallBook`.

Whoever was first ended the call, also where the other side's BYE or CANCEL crossed ours on the way. LINE-5: the
caller hangs up first, so the record must be right about it.
"""

from telephony.calls.book import CallBook, Watcher
from telephony.calls.states import CallState, Effect, Emit, LegEnded
from telephony.connectors.base import LegEnd
from telephony.events import CallEnded, EndCause, MonitorChanged, Side

S = CallState


def ended(book: CallBook, told: LegEnded, now: float) -> list[Effect]:
    """The caller's leg is over, and so is the call."""
    was, book.state = book.state, S.ENDED
    by, cause = _who_and_why(book, was, told.end, now)
    effects = book.clear_all()
    effects += [watcher_gone(book, one, now) for one in book.watchers.values() if one.joined]
    book.watchers.clear()
    event = CallEnded(
        at=book.at(now),
        call_id=book.call_id,
        ended_ms=book.ms(now),
        by=by,
        cause=cause,
        sip_status=told.end.status,
        quality=told.quality,
    )
    return [*effects, Emit(event)]


def watcher_gone(book: CallBook, watcher: Watcher, now: float) -> Emit:
    """A supervisor is in the call no longer."""
    return Emit(MonitorChanged(at=book.at(now), call_id=book.call_id, agent_id=watcher.agent_id, mode=None))


def _who_and_why(book: CallBook, was: CallState, end: LegEnd, now: float) -> tuple[Side, EndCause]:
    """`now` is when the leg saw its end: that may lie before our asking, although we hear of it afterwards."""
    ending = book.ending
    if ending is None:
        return _why(book, was, end)
    if end.by is Side.CALLER and now < ending.asked_at:
        return _why(book, ending.was, end)
    return ending.by, ending.cause


def _why(book: CallBook, was: CallState, end: LegEnd) -> tuple[Side, EndCause]:
    """Nobody on our side asked to end it."""
    if end.reason == "no_ack":
        return Side.LINE, EndCause.NO_ACK
    if was is S.DIALLING:
        return end.by, EndCause.NOT_REACHED
    if end.by is Side.CALLER:
        return Side.CALLER, _cause_by_caller(book, was)
    if end.status >= 300:
        return Side.LINE, EndCause.REJECTED
    return Side.LINE, EndCause.FAILED


def _cause_by_caller(book: CallBook, was: CallState) -> EndCause:
    match was:
        case S.HANDED_ON:
            return EndCause.TRANSFERRED
        case S.MESSAGE:
            return EndCause.VOICEMAIL
        case S.LEAVING:
            return book.leaving
        case S.RINGING | S.ANSWERING:
            return EndCause.ABANDONED
        case _:
            return EndCause.COMPLETED if book.person else EndCause.ABANDONED
