"""One call of the line, from INVITE to its end: a pure machine over what legs do and what the desk commands.

    RINGING ─▶ ANSWERING ─▶ TALKING ◀─▶ HELD ◀─▶ CONSULTING ─▶ CONFERENCE
       │           │           │  ▲                  │              │
       │           ▼           ▼  │                  └──────┬───────┘
       │        QUEUED ─────▶ PARKED                        ▼
       │           └──▶ LEAVING, MESSAGE                HANDED_ON
    SEATING ─▶ DIALLING ─▶ TALKING (a call of ours)
    any of them ─▶ ENDING ─▶ ENDED

`TAKES` says what each state takes. A command in another state is refused by an event, since the desk cannot know;
anything else out of place is an IllegalEvent and changes nothing. Times are the line's monotonic seconds.
What it may not know: sockets, agents' states, the queue, recordings, what a prompt says.
"""

from collections.abc import Callable, Mapping
from typing import Any

from telephony import commands as desk
from telephony.calls import endings, pick_up, placing, talk, third_party, waiting
from telephony.calls.book import CallBook
from telephony.calls.hearing import Hearing, hearing
from telephony.calls.states import (
    Acked,
    Asked,
    AudioChanged,
    CallState,
    Clear,
    Dialled,
    DigitHeard,
    Effect,
    Emit,
    EndCaller,
    FarAnswered,
    FarRings,
    LegEnded,
    MessageFull,
    NotPlaced,
    OkSent,
    PromptOver,
    RingSent,
    SeatLeft,
    SeatRings,
    SeatTaken,
    StopAsked,
    Told,
    agent_seat,
)
from telephony.commands import Command, Place
from telephony.connectors.base import LegInfo
from telephony.errors import IllegalEvent
from telephony.events import CallArrived, CallEstablished, CallRinging, EndCause, Side

S = CallState
EVERY = frozenset(S)
OPEN = EVERY - {S.ENDING, S.ENDED}
WITH_AGENT = frozenset({S.TALKING, S.HELD, S.CONSULTING, S.CONFERENCE})
ANSWERED = WITH_AGENT | {S.QUEUED, S.PARKED, S.HANDED_ON, S.MESSAGE, S.LEAVING}
WAITING = frozenset(pick_up.WAITING)

COMMANDS: Mapping[type, tuple[frozenset[CallState], Callable[[CallBook, Asked, float], list[Effect]]]] = {
    desk.Answer: (WAITING | {S.ANSWERING}, pick_up.asked),
    desk.Retrieve: (WAITING | {S.ANSWERING}, pick_up.asked),
    desk.Ring: (WAITING, pick_up.ring),
    desk.StopRing: (EVERY, pick_up.stop_ring),
    desk.HangUp: (OPEN, talk.hang_up),
    desk.Reject: (frozenset({S.RINGING}), waiting.reject),
    desk.AnswerQueue: (frozenset({S.RINGING}), waiting.answer_queue),
    desk.Play: (frozenset({S.QUEUED, S.PARKED}), waiting.play),
    desk.TakeMessage: (WAITING, waiting.take_message),
    desk.EndQueued: (frozenset({S.QUEUED, S.PARKED}), waiting.end_queued),
    desk.Divert: (WAITING, third_party.divert),
    desk.Hold: (frozenset({S.TALKING}), talk.hold),
    desk.Resume: (frozenset({S.HELD}), talk.resume),
    desk.Park: (frozenset({S.TALKING, S.HELD}), talk.park),
    desk.Consult: (frozenset({S.TALKING, S.HELD}), third_party.consult),
    desk.TransferTo: (frozenset({S.TALKING, S.HELD}), third_party.transfer_to),
    desk.Conference: (frozenset({S.CONSULTING}), third_party.conference),
    desk.CompleteTransfer: (frozenset({S.CONSULTING, S.CONFERENCE}), third_party.complete),
    desk.DropParty: (OPEN - {S.ANSWERING}, third_party.drop),
    desk.Monitor: (WITH_AGENT | {S.HANDED_ON}, talk.monitor),
    desk.StopMonitor: (OPEN, talk.stop_monitor),
    desk.SendDigits: (frozenset({S.TALKING, S.CONSULTING, S.CONFERENCE}), talk.send_digits),
    desk.MaskRecording: (WITH_AGENT | {S.HANDED_ON}, talk.mask),
    desk.UnmaskRecording: (WITH_AGENT | {S.HANDED_ON}, talk.mask),
}
"""Where each command is carried out, and by which rule."""

TAKES: Mapping[type, frozenset[CallState]] = {
    Asked: EVERY,
    RingSent: frozenset({S.RINGING}),
    OkSent: frozenset({S.ANSWERING, S.ENDING}),
    Acked: ANSWERED | {S.ENDING},
    Dialled: frozenset({S.DIALLING, S.ENDING}),
    NotPlaced: frozenset({S.DIALLING, S.ENDING}),
    FarRings: frozenset({S.DIALLING, S.ENDING}),
    FarAnswered: frozenset({S.DIALLING}),
    SeatRings: EVERY,
    SeatTaken: EVERY,
    SeatLeft: EVERY,
    PromptOver: EVERY,
    DigitHeard: EVERY,
    AudioChanged: EVERY,
    MessageFull: EVERY,
    StopAsked: EVERY,
    LegEnded: EVERY - {S.ENDED, S.SEATING},
}
"""What each state takes beside commands. Anything else is an IllegalEvent."""


class Call:
    """The machine of one call."""

    def __init__(self, call_id: str, info: LegInfo, wall_offset: float, placed: Place | None = None) -> None:
        self.book = CallBook(call_id, info, wall_offset, placed)

    @property
    def call_id(self) -> str:
        """The line's name for the call."""
        return self.book.call_id

    @property
    def state(self) -> CallState:
        """Where it stands."""
        return self.book.state

    @property
    def hearing(self) -> Hearing:
        """Who hears whom."""
        return hearing(self.book)

    @property
    def answered(self) -> bool:
        """Does the caller's leg carry audio?"""
        return self.book.state in ANSWERED

    @property
    def next_deadline(self) -> float | None:
        """None: this machine waits for nothing by the clock."""
        return None

    def arrived(self) -> CallArrived:
        """The first event of a call that came."""
        info = self.book.info
        return CallArrived(
            at=self.book.at(info.received_at),
            call_id=self.call_id,
            sip_call_id=info.sip_call_id,
            number=info.number,
            name=info.name,
            called=info.called,
            source=info.source,
            trunk=info.trunk,
            number_sent=info.number_sent,
            withheld=info.withheld,
        )

    def begin(self) -> list[Effect]:
        """The first effects of a call of ours."""
        return placing.begin(self.book)

    def receive(self, told: Told, now: float) -> list[Effect]:
        """Take one event. Raises IllegalEvent and stays as it was where the state does not take it."""
        if self.state not in TAKES[type(told)]:
            raise IllegalEvent("call", self.state, told)
        if isinstance(told, Asked):
            return self._command(told, now)
        return RULES[type(told)](self.book, told, now)

    def _command(self, told: Asked, now: float) -> list[Effect]:
        command: Command = told.command
        if isinstance(command, Place):
            return self.book.refused(command, "there is such a call already", now)
        states, rule = COMMANDS[type(command)]
        if self.state not in states:
            return self.book.refused(command, f"call is {self.state}", now)
        return rule(self.book, told, now)


def _ring_sent(book: CallBook, told: RingSent, now: float) -> list[Effect]:
    return [Emit(CallRinging(at=book.at(now), call_id=book.call_id, ringing_ms=book.ms(now)))]


def _ok_sent(book: CallBook, told: OkSent, now: float) -> list[Effect]:
    book.ok_ms = book.ms(now)
    if book.state is S.ENDING:  # hung up while 200 was on its way
        told_person: list[Effect] = [book.told_of_person(now)] if book.answer_for == "agent" else []
        return [*told_person, EndCaller(603)]
    match book.answer_for:
        case "agent":
            book.state = S.TALKING
            return [book.told_of_person(now), *book.headset()]
        case "party":
            return third_party.with_caller(book, now)
        case _:
            return waiting.answered(book, now)


def _acked(book: CallBook, told: Acked, now: float) -> list[Effect]:
    if book.acked or book.state is S.ENDING:
        return []  # each 200 that was sent again brings one
    book.acked = True
    return [Emit(CallEstablished(at=book.at(now), call_id=book.call_id, ack_ms=book.ms(now)))]


def _seat_rings(book: CallBook, told: SeatRings, now: float) -> list[Effect]:
    return pick_up.phone_rings(book, told.seat, now)


def _seat_taken(book: CallBook, told: SeatTaken, now: float) -> list[Effect]:
    seat = told.seat
    if seat in book.picks:
        return pick_up.phone_lifted(book, told, now)
    if seat in book.watchers:
        return talk.watching(book, seat, now)
    if book.party is not None and seat == book.party.seat:
        return third_party.arrived(book, now)
    if book.hasty is not None and seat == agent_seat(book.hasty.agent_id):
        return []
    if seat == book.seat:
        return placing.seated(book) if book.state is S.SEATING else []
    return [Clear(seat)]  # it came too late


def _seat_left(book: CallBook, told: SeatLeft, now: float) -> list[Effect]:
    seat = told.seat
    if seat in book.picks:
        return pick_up.phone_unreached(book, seat, told.status, now)
    if seat in book.watchers:
        return talk.watcher_left(book, seat, now)
    if book.party is not None and seat == book.party.seat:
        return third_party.left(book, told.status, now)
    if book.hasty is not None and seat == agent_seat(book.hasty.agent_id):
        book.hasty = None
        return []
    return talk.agent_left(book, now) if seat and seat == book.seat else []


def _stop(book: CallBook, told: StopAsked, now: float) -> list[Effect]:
    if book.state in (S.ENDING, S.ENDED):
        return []
    if book.state is S.SEATING:
        return talk.not_placed(book, "the line stops", now)
    return book.end(Side.LINE, EndCause.SHUTDOWN, now, 503)


RULES: Mapping[type, Callable[[CallBook, Any, float], list[Effect]]] = {
    RingSent: _ring_sent,
    OkSent: _ok_sent,
    Acked: _acked,
    Dialled: placing.dialled,
    NotPlaced: lambda book, told, now: talk.not_placed(book, told.why, now),
    FarRings: placing.far_rings,
    FarAnswered: placing.far_answered,
    SeatRings: _seat_rings,
    SeatTaken: _seat_taken,
    SeatLeft: _seat_left,
    PromptOver: waiting.prompt_over,
    DigitHeard: waiting.digit,
    AudioChanged: talk.audio,
    MessageFull: waiting.message_full,
    StopAsked: _stop,
    LegEnded: endings.ended,
}
"""The rule of each event that is no command."""
