"""A person picks up: at the console, or by lifting a phone. Pure rules over `CallBook` (LINE-1, LINE-4).

A phone that is to answer by itself for an agent's key is called first; the caller rings, or hears music, until it is
lifted, so that nobody is answered into silence. The first to pick up wins; every other phone stops ringing.
"""

from telephony.calls.book import CallBook, Pick
from telephony.calls.states import Asked, CallState, Clear, Effect, Emit, Fill, SeatTaken, agent_seat
from telephony.commands import Answer, Retrieve, Ring, StopRing
from telephony.events import AgentRinging, AgentUnreached

S = CallState
WAITING = (S.RINGING, S.QUEUED, S.PARKED)
"""Where a person may pick up."""


def asked(book: CallBook, told: Asked, now: float) -> list[Effect]:
    """Answer or Retrieve: this agent takes the caller."""
    command = told.command
    assert isinstance(command, Answer | Retrieve)
    if book.state is S.ANSWERING and (book.answer_for != "queue" or book.hasty is not None):
        return book.refused(command, f"call is {book.state}", now)
    if not command.device:
        return _take(book, Pick(command.agent_id, ""), told.error_ms, now)
    seat = agent_seat(command.agent_id)
    before: list[Effect] = [Clear(seat)] if seat in book.picks else []
    book.picks[seat] = Pick(command.agent_id, command.device, command.command_id)
    return [*before, Fill(seat, agent_id=command.agent_id, device=command.device, lift=True, must=True)]


def _take(book: CallBook, pick: Pick, error_ms: float, now: float) -> list[Effect]:
    if book.state is S.ANSWERING:
        book.hasty, book.hasty_error_ms = pick, error_ms
        return []
    if book.state is S.RINGING:
        return book.picked_up(pick, error_ms, now)
    return book.joined(pick, error_ms, now)


def ring(book: CallBook, told: Asked, now: float) -> list[Effect]:
    """Ring this agent's phone."""
    command = told.command
    assert isinstance(command, Ring)
    seat = agent_seat(command.agent_id)
    if seat in book.picks:
        return []
    book.picks[seat] = Pick(command.agent_id, command.device)
    return [Fill(seat, agent_id=command.agent_id, device=command.device, must=True)]


def stop_ring(book: CallBook, told: Asked, now: float) -> list[Effect]:
    """Let it ring no longer."""
    command = told.command
    assert isinstance(command, StopRing)
    seat = agent_seat(command.agent_id)
    return [Clear(seat)] if book.picks.pop(seat, None) is not None else []


def phone_rings(book: CallBook, seat: str, now: float) -> list[Effect]:
    """180 from an agent's phone."""
    pick = book.picks.get(seat)
    if pick is None:
        return []
    return [Emit(AgentRinging(at=book.at(now), call_id=book.call_id, agent_id=pick.agent_id))]


def phone_lifted(book: CallBook, told: SeatTaken, now: float) -> list[Effect]:
    """An agent's phone was lifted."""
    pick = book.picks.pop(told.seat)
    hasty = book.state is S.ANSWERING and book.answer_for == "queue" and book.hasty is None
    if book.state not in WAITING and not hasty:
        return [Clear(told.seat)]
    return _take(book, pick, told.error_ms, now)


def phone_unreached(book: CallBook, seat: str, status: int, now: float) -> list[Effect]:
    """An agent's phone is busy, unknown or refused."""
    pick = book.picks.pop(seat)
    told: list[Effect] = [
        Emit(AgentUnreached(at=book.at(now), call_id=book.call_id, agent_id=pick.agent_id, sip_status=status))
    ]
    if pick.command_id:
        told.append(book.refused_id(pick.command_id, f"the phone was not reached ({status})", now))
    return told
