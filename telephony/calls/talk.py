"""What agents and supervisors do while the call goes on: hold, park, hang up, listen in. Pure (LINE-4, LINE-5)."""

from telephony.calls.book import CallBook, Watcher
from telephony.calls.endings import watcher_gone
from telephony.calls.states import (
    CALLER,
    Asked,
    AudioChanged,
    CallState,
    Clear,
    Dtmf,
    Effect,
    Emit,
    Fill,
    Mask,
    monitor_seat,
)
from telephony.calls.third_party import agent_leaves, held_event, resumed_event
from telephony.commands import (
    HangUp,
    MaskRecording,
    Monitor,
    SendDigits,
    StopMonitor,
)
from telephony.events import AudioBack, AudioFault, AudioLost, CallParked, EndCause, MonitorChanged, Side

S = CallState


def hold(book: CallBook, told: Asked, now: float) -> list[Effect]:
    """The caller hears music."""
    book.state = S.HELD
    return [held_event(book, now)]


def resume(book: CallBook, told: Asked, now: float) -> list[Effect]:
    """Caller and agent hear each other again."""
    book.state = S.TALKING
    return [resumed_event(book, now)]


def park(book: CallBook, told: Asked, now: float) -> list[Effect]:
    """The agent leaves, the caller waits."""
    return parked(book, now)


def parked(book: CallBook, now: float) -> list[Effect]:
    """Nobody is with the caller any more."""
    party, book.party = book.party, None
    gone: list[Effect] = [Clear(party.seat)] if party is not None else []
    book.state = S.PARKED
    event = CallParked(at=book.at(now), call_id=book.call_id, agent_id=book.agent_id, parked_ms=book.ms(now))
    return [*gone, *book.leave_seat(), Emit(event)]


def hang_up(book: CallBook, told: Asked, now: float) -> list[Effect]:
    """End the call for everybody."""
    assert isinstance(told.command, HangUp)
    if book.state is S.SEATING:
        return not_placed(book, "hung up before it was placed", now)
    if book.state is S.DIALLING:
        return book.end(Side.AGENT, EndCause.NOT_REACHED, now)
    talked = book.person and book.state is not S.ANSWERING
    return book.end(Side.AGENT, EndCause.COMPLETED if talked else EndCause.REJECTED, now)


def not_placed(book: CallBook, why: str, now: float) -> list[Effect]:
    """A call of ours that never got as far as an INVITE to the far end."""
    assert book.placed is not None
    effects = book.clear_all()
    book.state = S.ENDED
    return [*effects, book.refused_id(book.placed.command_id, why, now)]


def agent_left(book: CallBook, now: float) -> list[Effect]:
    """The phone of the agent in charge hung up."""
    book.seat, book.device = "", ""
    match book.state:
        case S.CONSULTING | S.CONFERENCE if book.party is not None and book.party.joined:
            return agent_leaves(book, now)
        case S.CONSULTING:
            return parked(book, now)
        case S.DIALLING:
            return book.end(Side.AGENT, EndCause.NOT_REACHED, now)
        case S.SEATING:
            return not_placed(book, "the agent's phone was not reached", now)
        case _:
            return book.end(Side.AGENT, EndCause.COMPLETED, now)


def monitor(book: CallBook, told: Asked, now: float) -> list[Effect]:
    """A supervisor comes, or listens in another way."""
    command = told.command
    assert isinstance(command, Monitor)
    seat = monitor_seat(command.agent_id)
    watcher = book.watchers.get(seat)
    if watcher is not None:
        watcher.mode = command.mode
        return [_mode(book, watcher, now)] if watcher.joined else []
    book.watchers[seat] = Watcher(command.agent_id, command.mode)
    return [Fill(seat, agent_id=command.agent_id, device=command.device, lift=True, must=True)]


def watching(book: CallBook, seat: str, now: float) -> list[Effect]:
    """The supervisor's headset or phone is there."""
    watcher = book.watchers[seat]
    if watcher.joined:
        return []
    watcher.joined = True
    return [_mode(book, watcher, now)]


def _mode(book: CallBook, watcher: Watcher, now: float) -> Emit:
    return Emit(MonitorChanged(at=book.at(now), call_id=book.call_id, agent_id=watcher.agent_id, mode=watcher.mode))


def stop_monitor(book: CallBook, told: Asked, now: float) -> list[Effect]:
    """The supervisor goes."""
    command = told.command
    assert isinstance(command, StopMonitor)
    seat = monitor_seat(command.agent_id)
    if seat not in book.watchers:
        return book.refused(command, "this supervisor is not in the call", now)
    return [Clear(seat), *watcher_left(book, seat, now)]


def watcher_left(book: CallBook, seat: str, now: float) -> list[Effect]:
    """A supervisor's phone hung up, or was not reached."""
    watcher = book.watchers.pop(seat)
    return [watcher_gone(book, watcher, now)]


def send_digits(book: CallBook, told: Asked, now: float) -> list[Effect]:
    """Keys for the far end, or for the third party whom the agent talks with."""
    command = told.command
    assert isinstance(command, SendDigits)
    if book.state is S.CONSULTING:
        if book.party is None or not book.party.joined:
            return book.refused(command, "the third party has not answered", now)
        return [Dtmf(book.party.seat, command.digits)]
    return [Dtmf(CALLER, command.digits)]


def mask(book: CallBook, told: Asked, now: float) -> list[Effect]:
    """Record what is said no longer, or again."""
    command = told.command
    reason = command.reason if isinstance(command, MaskRecording) else None
    return [Mask(getattr(command, "agent_id", ""), reason)]


def audio(book: CallBook, told: AudioChanged, now: float) -> list[Effect]:
    """One-way audio, or a side that is dead. A dead agent's phone parks the call; a dead caller ends it."""
    side = _side(book, told.seat)
    if side is None or book.state in (S.ENDING, S.ENDED):
        return []
    if told.fault is None:
        return [Emit(AudioBack(at=book.at(now), call_id=book.call_id, side=side, back_ms=book.ms(now)))]
    lost = Emit(AudioLost(at=book.at(now), call_id=book.call_id, side=side, fault=told.fault, lost_ms=book.ms(now)))
    if told.fault is not AudioFault.DEAD:
        return [lost]
    if side is Side.CALLER:
        return [lost, *book.end(Side.LINE, EndCause.MEDIA_LOST, now)]
    if side is Side.AGENT and book.state in (S.TALKING, S.HELD, S.CONSULTING):
        return [lost, *parked(book, now)]
    return [lost]


def _side(book: CallBook, seat: str) -> Side | None:
    if seat == CALLER:
        return Side.CALLER
    if seat == book.seat:
        return Side.AGENT
    return Side.PARTY if book.party is not None and seat == book.party.seat else None
