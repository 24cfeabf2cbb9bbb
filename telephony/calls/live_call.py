"""One call while it lives: feeds its machine, carries out the effects on legs, headsets, prompts and the recording.

What it may not know: the journal, the link, tickets, the queue, other calls (but for `Around.seated`).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog

from telephony.calls.bridge import Bridge, End
from telephony.calls.machine import Call
from telephony.calls.seats import HeadsetSeat, LegSeat, PlayerSeat
from telephony.calls.states import (
    CALLER,
    MUSIC,
    RINGBACK,
    AnswerCaller,
    AudioChanged,
    CallState,
    Clear,
    Dialled,
    DialOut,
    Dtmf,
    Effect,
    Emit,
    EndCaller,
    Fill,
    Hush,
    Mask,
    MessageFull,
    NotPlaced,
    OkSent,
    PromptOver,
    Say,
    SeatLeft,
    SeatTaken,
    TakeDown,
    Told,
)
from telephony.connectors.base import Leg
from telephony.errors import CallFailed, IllegalEvent, TelephonyError
from telephony.events import (
    AudioFault,
    CallAnswered,
    CallEvent,
    HeadsetAttached,
    HeadsetLost,
    PartyJoined,
    PromptEnd,
    RemoteAnswered,
)
from telephony.headset import Headset
from telephony.listening.ear import Ear

log = structlog.get_logger()
NO_HEADSET = 480
BUSY_HERE = 486


class Voice(Protocol):
    """What one waiting caller hears. Frames of 20 ms."""

    def say(self, prompts: Sequence[str], on_over: Callable[[PromptEnd], None]) -> None:
        """Say these, then go on with music; `on_over` hears FINISHED or FAILED, never from within this call."""

    def hush(self) -> None:
        """Stop what is being said, without a word to `on_over`; music goes on."""

    def silence(self) -> None:
        """No music from here on."""

    def next_frame(self) -> bytes:
        """Prompt, music or silence."""


class Tape(Protocol):
    """The recording of one call. Never raises: what cannot be recorded is told by an event."""

    def begin(self, now: float, *, message: bool = False) -> None:
        """Record from here."""

    def caller_said(self, frame: bytes) -> None:
        """A frame of the caller."""

    def caller_heard(self, frame: bytes) -> None:
        """A frame that people said to the caller."""

    def mask(self, agent_id: str, reason: str | None, now: float) -> None:
        """Record silence for this reason; None: record again."""

    def finish(self, now: float) -> None:
        """The call is over."""


class PlaceLeg(Protocol):
    """`Connector.place`."""

    def __call__(
        self, target: str, *, caller: str = "", name: str = "", trunk: str = "", auto_answer: bool = False
    ) -> Awaitable[Leg]: ...


@dataclass
class Around:
    """What the calls of a line share."""

    emit: Callable[[CallEvent], None]
    headset_of: Callable[[str], Headset | None]
    place: PlaceLeg
    error_ms: Callable[[float], float]
    voice: Callable[[], Voice]
    ringback: Callable[[], Callable[[], bytes]]
    tape: Callable[[Call], Tape]
    ear: Callable[[Call], Ear]
    spawn: Callable[[Coroutine[Any, Any, None]], None]
    legs: "dict[int, tuple[LiveCall, str]]" = field(default_factory=dict)
    """The call and seat of each leg, by the leg's identity."""
    seated: "dict[str, LiveCall]" = field(default_factory=dict)
    """The call in which each agent's headset is."""


def shown(number: str) -> str:
    """A number as a telephone shows it; of an address only the user."""
    return number.removeprefix("sip:").partition("@")[0]


class LiveCall:
    """A call with what sits on its seats."""

    def __init__(self, call: Call, around: Around, leg: Leg | None) -> None:
        self.call = call
        self._around = around
        self._leg = leg
        self._ends: dict[str, End] = {}
        self._legs: dict[str, Leg] = {}
        self._wanted: dict[str, Fill] = {}
        """For which seats a phone is being called that has no leg yet."""
        self._answering = False
        self._voice = around.voice()
        self._tape = around.tape(call)
        self._ear = around.ear(call)
        self._speaking = ""
        """The agent's seat while the caller hears it."""
        self.bridge = Bridge(self._said, self._told)
        self._ends |= {MUSIC: PlayerSeat(self._voice.next_frame), RINGBACK: PlayerSeat(around.ringback())}
        self._limit: asyncio.TimerHandle | None = None
        self.ended = False
        self.on_over: Callable[[], object] = lambda: None
        """Hears of the end, whatever brought it about."""
        if leg is not None:
            self._seat_leg(CALLER, leg)

    def feed(self, told: Told, now: float) -> None:
        """Tell the machine, and do what it says."""
        try:
            effects = self.call.receive(told, now)
        except IllegalEvent as error:
            # A fault of ours or of the connector. This call stays as it was and can still end; the others go on.
            log.error("call_event_out_of_place", call_id=self.call.call_id, why=str(error))
            return
        self.carry_out(effects, now)

    def carry_out(self, effects: Sequence[Effect], now: float) -> None:
        """Do what the machine says, then let everybody hear whom they now hear."""
        for effect in effects:
            self._act(effect, now)
        hears = self.call.hearing
        self.bridge.arrange(hears, self._ends)
        self._speaking = self.call.book.seat if self.call.book.seat in hears.get(CALLER, ()) else ""
        if self.call.state is CallState.ENDED and not self.ended:
            self._over(now)

    # --- audio ---

    def on_frame(self, seat: str, frame: bytes) -> None:
        """A leg's 20 ms."""
        self.bridge.heard(seat, frame)

    def _said(self, seat: str, frame: bytes) -> None:
        if seat == CALLER:
            self._tape.caller_said(frame)
            self._ear.caller_said(frame, time.monotonic())
        elif seat == self._speaking:
            self._ear.agent_said(self.call.book.agent_id, frame, time.monotonic())

    def _told(self, seat: str, frame: bytes) -> None:
        if seat == CALLER:
            self._tape.caller_heard(frame)

    # --- headsets ---

    def headset_joined(self, headset: Headset) -> None:
        """The headset of an agent who sits here connected (again)."""
        for end in list(self._ends.values()):
            if isinstance(end, HeadsetSeat) and end.agent_id == headset.agent_id:
                self._join(end, headset)

    def headset_lost(self, headset: Headset) -> None:
        """It broke: the caller hears silence until it is back."""
        for end in self._ends.values():
            if isinstance(end, HeadsetSeat) and end.headset is headset:
                end.lost()
                self._around.emit(HeadsetLost(at=time.time(), call_id=self.call.call_id, agent_id=headset.agent_id))

    def _join(self, end: HeadsetSeat, headset: Headset) -> None:
        end.join(headset)
        self._around.emit(HeadsetAttached(at=time.time(), call_id=self.call.call_id, agent_id=headset.agent_id))

    # --- effects ---

    def _act(self, effect: Effect, now: float) -> None:
        match effect:
            case Emit(event=event):
                self._emit(event, now)
            case AnswerCaller():
                self._answering = True
                self._around.spawn(self._answer())
            case EndCaller(status=status):
                self._end_caller(status)
            case DialOut():
                self._around.spawn(self._dial(effect))
            case Fill():
                self._fill(effect)
            case Clear(seat=seat):
                self._clear(seat)
            case _:
                self._utter(effect, now)

    def _utter(self, effect: Effect, now: float) -> None:
        """Effects that are about what is said and recorded."""
        match effect:
            case Say(prompt_id=prompt_id, prompts=prompts):
                self._voice.say(prompts, lambda why: self.feed(PromptOver(prompt_id, why), time.monotonic()))
            case Hush():
                self._voice.hush()
            case TakeDown(limit_s=limit_s):
                self._take_down(limit_s, now)
            case Mask(agent_id=agent_id, reason=reason):
                self._tape.mask(agent_id, reason, now)
                self._ear.mask(reason is not None)
            case Dtmf(seat=seat, digits=digits):
                for digit in digits:
                    self._legs[seat].send_digit(digit)

    def _emit(self, event: CallEvent, now: float) -> None:
        self._around.emit(event)
        with_person = isinstance(event, CallAnswered | RemoteAnswered)
        if with_person or (isinstance(event, PartyJoined) and event.with_caller):
            self._tape.begin(now)
            self._ear.begin(now)

    async def _answer(self) -> None:
        assert self._leg is not None
        try:
            at = await self._leg.answer()
        except TelephonyError as error:
            # The leg has refused the caller, or the caller was gone: on_ended tells the rest.
            log.warning("call_not_answered", call_id=self.call.call_id, why=str(error))
            return
        except BaseException:
            self._leg.hang_up()  # whatever broke must not leave the caller ringing for ever
            raise
        self.feed(OkSent(), at)

    def _end_caller(self, status: int) -> None:
        if self._leg is None:
            return  # a call of ours whose INVITE is not out: `_dial` sees to it
        if self._answering or self.call.book.placed is not None:
            self._leg.hang_up()
        else:
            self._leg.reject(status)

    async def _dial(self, out: DialOut) -> None:
        try:
            leg = await self._around.place(out.number, caller=out.caller, trunk=out.trunk)
        except CallFailed as error:
            self.feed(NotPlaced(str(error)), time.monotonic())
            return
        self._leg = leg
        self._seat_leg(CALLER, leg)
        ending = self.call.state is not CallState.DIALLING
        self.feed(Dialled(leg.info), leg.info.received_at)
        if ending:
            leg.hang_up()

    def _take_down(self, limit_s: float, now: float) -> None:
        self._voice.silence()
        self._tape.begin(now, message=True)
        self._ear.begin(now)
        loop = asyncio.get_running_loop()
        self._limit = loop.call_later(limit_s, lambda: self.feed(MessageFull(), time.monotonic()))

    # --- seats ---

    def _fill(self, fill: Fill) -> None:
        if fill.device or fill.number:
            self._wanted[fill.seat] = fill
            self._around.spawn(self._call_phone(fill))
            return
        if self._around.seated.setdefault(fill.agent_id, self) is not self:
            self._later(SeatLeft(fill.seat, BUSY_HERE))
            return
        end = self._ends.get(fill.seat)
        if not isinstance(end, HeadsetSeat):
            end = HeadsetSeat(self.call.call_id, fill.agent_id, self._fault_of(fill.seat))
            self._ends[fill.seat] = end
        headset = self._around.headset_of(fill.agent_id)
        if headset is not None and end.headset is None:
            self._join(end, headset)
        elif headset is None:
            log.info("call_without_headset", call_id=self.call.call_id, agent_id=fill.agent_id)
        if fill.must:
            taken = SeatTaken(fill.seat, self._around.error_ms(time.monotonic()))
            self._later(taken if headset is not None else SeatLeft(fill.seat, NO_HEADSET))

    def _fault_of(self, seat: str) -> Callable[[AudioFault | None], None]:
        return lambda fault: self._later(AudioChanged(seat, fault))

    def _later(self, told: Told) -> None:
        """Tell the machine in the loop's next turn, not from within an effect of its own."""
        asyncio.get_running_loop().call_soon(lambda: self.feed(told, time.monotonic()))

    async def _call_phone(self, fill: Fill) -> None:
        info = self.call.book.info
        try:
            leg = await self._around.place(
                fill.device or fill.number, caller=shown(info.number), name=info.name, auto_answer=fill.lift
            )
        except CallFailed as error:
            log.warning("phone_not_called", call_id=self.call.call_id, status=error.status)
            if self._wanted.get(fill.seat) is fill:
                del self._wanted[fill.seat]
                self.feed(SeatLeft(fill.seat, error.status), time.monotonic())
            return
        if self._wanted.get(fill.seat) is not fill:
            leg.hang_up()  # no longer wanted
            return
        del self._wanted[fill.seat]
        self._seat_leg(fill.seat, leg)

    def _seat_leg(self, seat: str, leg: Leg) -> None:
        self._legs[seat] = leg
        self._ends[seat] = LegSeat(leg)
        self._around.legs[id(leg)] = (self, seat)

    def _clear(self, seat: str) -> None:
        self._wanted.pop(seat, None)
        end = self._ends.pop(seat, None)
        if isinstance(end, HeadsetSeat):
            end.part()
            if self._around.seated.get(end.agent_id) is self:
                del self._around.seated[end.agent_id]
        leg = self._legs.pop(seat, None)
        if leg is not None:
            self._around.legs.pop(id(leg), None)
            leg.hang_up()

    def leg_gone(self, seat: str) -> None:
        """The leg of this seat is over by itself."""
        leg = self._legs.pop(seat, None)
        if leg is not None:
            self._ends.pop(seat, None)
            self._around.legs.pop(id(leg), None)

    def _over(self, now: float) -> None:
        """Nothing of the call stays behind."""
        self.ended = True
        if self._limit is not None:
            self._limit.cancel()
        for seat in [*self._wanted, *self._ends]:
            if seat != CALLER:
                self._clear(seat)
        self._tape.finish(now)
        self._ear.finish(now)
        self.on_over()
