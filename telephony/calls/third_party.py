"""A third party in the call: consulted, called for a transfer, or where the queue overflows to. Pure rules.

The caller is never lost on the way: an agent stays with the caller until the third party is there, and where the
agent's phone hangs up while nobody else is, the call is parked.
"""

from telephony.calls.book import CallBook, Party
from telephony.calls.states import (
    AnswerCaller,
    Asked,
    CallState,
    Clear,
    Effect,
    Emit,
    Fill,
    party_seat,
)
from telephony.commands import CompleteTransfer, Conference, Consult, Divert, DropParty, TransferTo
from telephony.events import (
    CallHeld,
    CallResumed,
    CallRetrieved,
    CallTransferred,
    EndCause,
    PartyJoined,
    PartyLeft,
    Side,
)

S = CallState


def consult(book: CallBook, told: Asked, now: float) -> list[Effect]:
    """Hold the caller, call a third party for the agent."""
    command = told.command
    assert isinstance(command, Consult)
    if book.party is not None:
        return book.refused(command, "there is a third party already", now)
    if not (command.number or command.colleague_id):
        return book.refused(command, "nobody to consult is named", now)
    held: list[Effect] = [] if book.state is S.HELD else [held_event(book, now)]
    book.state = S.CONSULTING
    party = Party(
        party_seat(command.party_id),
        command.party_id,
        "consult",
        number=command.number,
        colleague_id=command.colleague_id,
        device=command.device,
    )
    return [*held, *_call(book, party)]


def transfer_to(book: CallBook, told: Asked, now: float) -> list[Effect]:
    """Call the number; the agent leaves when it answers."""
    command = told.command
    assert isinstance(command, TransferTo)
    if book.party is not None:
        return book.refused(command, "there is a third party already", now)
    party = Party(party_seat(command.party_id), command.party_id, "transfer", number=command.number)
    return _call(book, party)


def divert(book: CallBook, told: Asked, now: float) -> list[Effect]:
    """Call the number for a caller with whom nobody talks."""
    command = told.command
    assert isinstance(command, Divert)
    if book.party is not None:
        return book.refused(command, "there is a third party already", now)
    return _call(book, Party(party_seat(command.party_id), command.party_id, "divert", number=command.number))


def _call(book: CallBook, party: Party) -> list[Effect]:
    book.party = party
    return [Fill(party.seat, agent_id=party.colleague_id, device=party.device, number=party.number, must=True)]


def arrived(book: CallBook, now: float) -> list[Effect]:
    """The third party answered."""
    party = book.party
    assert party is not None
    if party.joined:
        return []
    party.joined = True
    match party.aim:
        case "consult":
            return [_joined_event(book, party, False, now)]
        case "transfer":
            return [_joined_event(book, party, True, now), *_hand_on(book, now)]
        case _:
            return _diverted(book, party, now)


def _diverted(book: CallBook, party: Party, now: float) -> list[Effect]:
    picks: list[Effect] = [Clear(seat) for seat in book.picks]
    book.picks.clear()
    if book.state is S.RINGING:
        book.state, book.answer_for = S.ANSWERING, "party"
        return [*picks, AnswerCaller()]
    return [*picks, *book.hush(), *with_caller(book, now)]


def with_caller(book: CallBook, now: float) -> list[Effect]:
    """Caller and diverted third party talk; no agent took part."""
    assert book.party is not None
    book.state = S.HANDED_ON
    return [_joined_event(book, book.party, True, now)]


def conference(book: CallBook, told: Asked, now: float) -> list[Effect]:
    """All three hear each other."""
    party = book.party
    if party is None or not party.joined:
        return book.refused(told.command, "the third party has not answered", now)
    assert isinstance(told.command, Conference)
    book.state = S.CONFERENCE
    return [_joined_event(book, party, True, now), resumed_event(book, now)]


def complete(book: CallBook, told: Asked, now: float) -> list[Effect]:
    """The agent leaves caller and third party to themselves."""
    assert isinstance(told.command, CompleteTransfer)
    if book.party is None or not book.party.joined:
        return book.refused(told.command, "the third party has not answered", now)
    return agent_leaves(book, now)


def agent_leaves(book: CallBook, now: float) -> list[Effect]:
    """Out of a consultation or conference with a third party who is there."""
    assert book.party is not None
    joined: list[Effect] = []
    if book.state is S.CONSULTING:
        joined = [_joined_event(book, book.party, True, now), resumed_event(book, now)]
    return joined + _hand_on(book, now)


def _hand_on(book: CallBook, now: float) -> list[Effect]:
    party = book.party
    assert party is not None
    transferred = CallTransferred(
        at=book.at(now),
        call_id=book.call_id,
        agent_id=book.agent_id,
        party_id=party.party_id,
        number=party.number,
        transferred_ms=book.ms(now),
    )
    effects: list[Effect] = [Emit(transferred), *book.leave_seat()]
    if not party.colleague_id:
        book.state = S.HANDED_ON
        return effects
    # A colleague is an agent of ours, who is in charge from now on, on the seat already taken.
    book.agent_id, book.seat, book.device, book.party = party.colleague_id, party.seat, party.device, None
    book.state = S.TALKING
    retrieved = CallRetrieved(
        at=book.at(now), call_id=book.call_id, agent_id=book.agent_id, retrieved_ms=book.ms(now)
    )
    return [*effects, Emit(retrieved)]


def drop(book: CallBook, told: Asked, now: float) -> list[Effect]:
    """The agent sends the third party away, or stops calling it."""
    command = told.command
    assert isinstance(command, DropParty)
    party = book.party
    if party is None or party.party_id != command.party_id:
        return book.refused(command, "no such third party", now)
    if book.state is S.HANDED_ON:
        return book.refused(command, "nobody else is with the caller", now)
    book.party = None
    effects: list[Effect] = [Clear(party.seat), _left_event(book, party, 0, now)]
    if book.state is S.CONSULTING:
        effects.append(resumed_event(book, now))
    if book.state in (S.CONSULTING, S.CONFERENCE):
        book.state = S.TALKING
    return effects


def left(book: CallBook, status: int, now: float) -> list[Effect]:
    """The third party hung up, or was never reached."""
    party, book.party = book.party, None
    assert party is not None
    effects: list[Effect] = [_left_event(book, party, status, now)]
    match book.state:
        case S.CONSULTING:
            book.state = S.HELD  # the agent says when the caller hears again
        case S.CONFERENCE:
            book.state = S.TALKING
        case S.HANDED_ON:
            effects += book.end(Side.PARTY, EndCause.TRANSFERRED, now)
        case S.ANSWERING if book.answer_for == "party":
            effects += book.end(Side.PARTY, EndCause.TRANSFERRED, now)
        case _:
            pass
    return effects


def held_event(book: CallBook, now: float) -> Emit:
    """The caller is on hold from now."""
    return Emit(CallHeld(at=book.at(now), call_id=book.call_id, agent_id=book.agent_id, held_ms=book.ms(now)))


def resumed_event(book: CallBook, now: float) -> Emit:
    """The caller is on hold no longer."""
    return Emit(CallResumed(at=book.at(now), call_id=book.call_id, agent_id=book.agent_id, resumed_ms=book.ms(now)))


def _joined_event(book: CallBook, party: Party, with_caller: bool, now: float) -> Emit:
    return Emit(
        PartyJoined(
            at=book.at(now),
            call_id=book.call_id,
            party_id=party.party_id,
            number=party.number,
            agent_id=party.colleague_id,
            with_caller=with_caller,
        )
    )


def _left_event(book: CallBook, party: Party, status: int, now: float) -> Emit:
    return Emit(PartyLeft(at=book.at(now), call_id=book.call_id, party_id=party.party_id, sip_status=status))
