"""The calls of a running line: what legs, the desk and headsets do becomes events for each call's machine, and its
effects become acts here. Implements LegHandler.

What it may not know: sockets, the journal, the link, tickets, the queue, screens.
"""

import asyncio
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from telephony.call import (
    Acked,
    AnswerAsked,
    AnswerLeg,
    Call,
    CallPhase,
    Effect,
    Emit,
    EndLeg,
    Event,
    HangUpAsked,
    LegEnded,
    OkSent,
    RingSent,
    StopAsked,
)
from telephony.commands import Answer, Command, HangUp
from telephony.connectors.base import SILENCE, Leg, LegEnd
from telephony.errors import IllegalEvent, TelephonyError
from telephony.events import AudioFault, CallEvent, CommandRefused, HeadsetAttached, HeadsetLost
from telephony.frames import Joined, Parted
from telephony.headset import Headset
from telephony.media.lag import LagGauge

log = structlog.get_logger()
COMMANDS_REMEMBERED = 10_000
BUSY = 503
_WITH_AUDIO = (CallPhase.ANSWERED, CallPhase.TALKING)
HeadsetOf = Callable[[str], Headset | None]


@dataclass(slots=True)
class LiveCall:
    """A call with its leg, and the headset that it is joined to."""

    call: Call
    leg: Leg
    headset: Headset | None = None


class LiveCalls:
    """Calls by leg and by id, and everything that happens to them."""

    def __init__(self, max_calls: int, emit: Callable[[CallEvent], None], headset_of: HeadsetOf) -> None:
        self._max_calls = max_calls
        self._emit = emit
        self._headset_of = headset_of
        self._calls: dict[str, LiveCall] = {}
        self._by_leg: dict[int, LiveCall] = {}
        self._commands: OrderedDict[str, None] = OrderedDict()
        self._answering: set[asyncio.Task[None]] = set()
        self.lag = LagGauge()
        self.stopping = False

    @property
    def count(self) -> int:
        """Calls that are not over."""
        return len(self._calls)

    # --- LegHandler ---

    def on_incoming(self, leg: Leg) -> None:
        """A call comes in: journal it, ring; or refuse it when the line is full or stopping."""
        now = time.monotonic()
        live = LiveCall(Call(str(uuid.uuid4()), leg.info, time.time() - now), leg)
        full = self.stopping or len(self._calls) >= self._max_calls
        self._calls[live.call.call_id] = live
        self._by_leg[id(leg)] = live
        self._emit(live.call.arrived())
        if full:
            log.warning("call_refused", call_id=live.call.call_id, calls=len(self._calls) - 1, stopping=self.stopping)
            leg.reject(BUSY)
            return
        leg.ring()
        self._feed(live, RingSent(), time.monotonic())

    def on_ringing(self, leg: Leg, at: float) -> None:
        """Of legs that we place; this line places none yet."""

    def on_answered(self, leg: Leg, at: float) -> None:
        """Of legs that we place; this line places none yet."""

    def on_established(self, leg: Leg, at: float) -> None:
        """The caller's ACK."""
        live = self._by_leg.get(id(leg))
        if live is not None:
            self._feed(live, Acked(), at)

    def on_frame(self, leg: Leg, frame: bytes) -> None:
        """The caller's voice, to the agent's ear."""
        live = self._by_leg.get(id(leg))
        if live is not None and live.headset is not None:
            live.headset.send(frame)

    def on_digit(self, leg: Leg, digit: str) -> None:
        """Keys of the caller mean nothing yet; a queue that offers choices will listen here."""

    def on_audio(self, leg: Leg, fault: AudioFault | None, at: float) -> None:
        """One-way or dead audio; nothing is done about it yet."""

    def on_trunk(self, trunk: str, up: bool, detail: str, at: float) -> None:
        """Of trunks; this line has none yet."""

    def on_ended(self, leg: Leg, end: LegEnd, at: float) -> None:
        """The leg is over, and so is its call."""
        live = self._by_leg.pop(id(leg), None)
        if live is None:
            return
        self._part(live)
        self._feed(live, LegEnded(end, leg.quality()), at)
        del self._calls[live.call.call_id]

    # --- the desk ---

    def on_command(self, command: Command) -> None:
        """Carry out what the desk asks, each command once."""
        now = time.monotonic()
        if command.command_id in self._commands:
            return
        self._commands[command.command_id] = None
        if len(self._commands) > COMMANDS_REMEMBERED:
            self._commands.popitem(last=False)
        live = self._calls.get(command.call_id)
        if live is None:
            self._emit(
                CommandRefused(
                    at=time.time(), command_id=command.command_id, call_id=command.call_id, reason="no such call"
                )
            )
            return
        match command:
            case Answer():
                asked = AnswerAsked(command.command_id, command.agent_id, self.lag.error_ms(now))
                self._feed(live, asked, now)
            case HangUp():
                self._feed(live, HangUpAsked(command.command_id, command.agent_id), now)
            case _:
                self._emit(
                    CommandRefused(
                        at=time.time(),
                        command_id=command.command_id,
                        call_id=command.call_id,
                        reason="this line cannot do that",
                    )
                )

    # --- headsets ---

    def on_headset_joined(self, headset: Headset) -> None:
        """An agent's headset connected: join it to the agent's call, if there is one."""
        for live in self._calls.values():
            if live.call.agent_id == headset.agent_id and live.call.phase in _WITH_AUDIO:
                self._join(live, headset)

    def on_headset_lost(self, headset: Headset) -> None:
        """It broke: the caller hears silence until it is back."""
        for live in self._calls.values():
            if live.headset is headset:
                live.headset = None
                self._emit(HeadsetLost(at=time.time(), call_id=live.call.call_id, agent_id=headset.agent_id))

    def tick(self) -> None:
        """Each 20 ms: one frame of the agent's voice, or of silence, to every answered leg."""
        for live in self._calls.values():
            if live.call.phase in _WITH_AUDIO:
                frame = live.headset.buffer.take() if live.headset is not None else None
                live.leg.send(frame or SILENCE)

    # --- the end ---

    def stop(self) -> None:
        """Take no more calls and end those that are there."""
        self.stopping = True
        for live in list(self._calls.values()):
            self._feed(live, StopAsked(), time.monotonic())

    # --- effects ---

    def _feed(self, live: LiveCall, event: Event, now: float) -> None:
        try:
            effects = live.call.receive(event, now)
        except IllegalEvent as error:
            # A fault of ours or of the connector. This call stays as it was and can still end; the others go on.
            log.error("call_event_out_of_place", call_id=live.call.call_id, why=str(error))
            return
        for effect in effects:
            self._act(live, effect)

    def _act(self, live: LiveCall, effect: Effect) -> None:
        match effect:
            case Emit(event=event):
                self._emit(event)
            case AnswerLeg():
                task = asyncio.create_task(self._answer(live))
                self._answering.add(task)
                task.add_done_callback(lambda done: self._answer_done(live, done))
            case EndLeg(status=status):
                self._part(live)
                if live.call.agent_id:
                    live.leg.hang_up()
                else:
                    live.leg.reject(status)

    async def _answer(self, live: LiveCall) -> None:
        try:
            at = await live.leg.answer()
        except TelephonyError as error:
            # The leg has refused the caller, or the caller was gone: on_ended tells the rest.
            log.warning("call_not_answered", call_id=live.call.call_id, why=str(error))
            return
        self._feed(live, OkSent(), at)
        headset = self._headset_of(live.call.agent_id)
        if headset is None:
            log.info("call_without_headset", call_id=live.call.call_id, agent_id=live.call.agent_id)
        elif live.call.phase in _WITH_AUDIO:
            self._join(live, headset)

    def _answer_done(self, live: LiveCall, task: asyncio.Task[None]) -> None:
        """An answer that broke on an error nobody foresaw must not leave the caller ringing for ever."""
        self._answering.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            log.error("call_answer_broke", call_id=live.call.call_id, exc_info=error)
            live.leg.hang_up()

    def _join(self, live: LiveCall, headset: Headset) -> None:
        headset.buffer.clear()
        live.headset = headset
        headset.tell(Joined(call_id=live.call.call_id))
        self._emit(HeadsetAttached(at=time.time(), call_id=live.call.call_id, agent_id=headset.agent_id))

    def _part(self, live: LiveCall) -> None:
        if live.headset is not None:
            live.headset.tell(Parted(call_id=live.call.call_id))
            live.headset = None
