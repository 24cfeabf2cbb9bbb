"""A call of ours to the outside: the agent is there first, then the far end is called. Pure rules (LINE-8)."""

from telephony.calls.book import CallBook, Pick
from telephony.calls.states import CallState, Dialled, DialOut, Effect, Emit, FarAnswered, FarRings, Fill
from telephony.events import CallPlaced, RemoteAnswered, RemoteRinging

S = CallState


def begin(book: CallBook) -> list[Effect]:
    """Seat the agent. A headset must be connected: nobody is rung up to hear silence."""
    place = book.placed
    assert place is not None
    book.state = S.SEATING
    book.sit(Pick(place.agent_id, place.device))
    return [Fill(book.seat, agent_id=place.agent_id, device=place.device, lift=True, must=True)]


def seated(book: CallBook) -> list[Effect]:
    """The agent is there."""
    place = book.placed
    assert place is not None
    book.state = S.DIALLING
    return [DialOut(place.number, place.trunk, place.caller)]


def dialled(book: CallBook, told: Dialled, now: float) -> list[Effect]:
    """The INVITE went out."""
    assert book.placed is not None
    book.info = told.info
    return [
        Emit(
            CallPlaced(
                at=book.at(now),
                call_id=book.call_id,
                sip_call_id=told.info.sip_call_id,
                agent_id=book.agent_id,
                number=book.placed.number,
                trunk=told.info.trunk,
            )
        )
    ]


def far_rings(book: CallBook, told: FarRings, now: float) -> list[Effect]:
    """It rings there; the agent hears it."""
    if book.far_rings:
        return []
    book.far_rings = True
    return [Emit(RemoteRinging(at=book.at(now), call_id=book.call_id, ringing_ms=book.ms(now)))]


def far_answered(book: CallBook, told: FarAnswered, now: float) -> list[Effect]:
    """The resident picked up."""
    book.state, book.person = S.TALKING, True
    return [Emit(RemoteAnswered(at=book.at(now), call_id=book.call_id, answered_ms=book.ms(now)))]
