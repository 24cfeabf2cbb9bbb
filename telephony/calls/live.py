"""The calls of a running line: which leg and which command belong to which call. Implements LegHandler.

What it may not know: sockets, the journal, the link, tickets, the queue, screens.
"""

import asyncio
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import structlog

from telephony.calls.live_call import Around, LiveCall, PlaceLeg, Tape, Voice
from telephony.calls.machine import Call
from telephony.calls.states import (
    CALLER,
    Acked,
    Asked,
    AudioChanged,
    DigitHeard,
    FarAnswered,
    FarRings,
    LegEnded,
    RingSent,
    SeatLeft,
    SeatRings,
    SeatTaken,
    StopAsked,
)
from telephony.commands import Answer, Command, Consult, Monitor, Place, Retrieve
from telephony.connectors.base import Leg, LegEnd, LegInfo
from telephony.events import AudioFault, CallEvent, CommandRefused, TrunkChanged
from telephony.headset import Headset
from telephony.listening.ear import Deaf, Ear
from telephony.media.lag import LagGauge

log = structlog.get_logger()
COMMANDS_REMEMBERED = 10_000
FULL = 503


@dataclass(frozen=True, slots=True)
class Parts:
    """What the calls need of the line around them."""

    headset_of: Callable[[str], Headset | None]
    place: PlaceLeg
    voice: Callable[[], Voice]
    ringback: Callable[[], Callable[[], bytes]]
    tape: Callable[[Call], Tape]
    ear: Callable[[Call], Ear] = lambda call: Deaf()


class LiveCalls:
    """Calls by leg and by id, and everything that happens to them."""

    def __init__(self, max_calls: int, emit: Callable[[CallEvent], None], parts: Parts) -> None:
        self._max_calls = max_calls
        self._emit = emit
        self._calls: dict[str, LiveCall] = {}
        self._commands: OrderedDict[str, None] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self.lag = LagGauge()
        self.stopping = False
        self._around = Around(
            emit=emit,
            headset_of=parts.headset_of,
            place=parts.place,
            error_ms=self.lag.error_ms,
            voice=parts.voice,
            ringback=parts.ringback,
            tape=parts.tape,
            ear=parts.ear,
            spawn=self._spawn,
        )

    @property
    def count(self) -> int:
        """Calls that are not over."""
        return len(self._calls)

    # --- LegHandler ---

    def on_incoming(self, leg: Leg) -> None:
        """A call comes in: journal it, ring; or refuse it when the line is full or stopping."""
        now = time.monotonic()
        call = Call(str(uuid.uuid4()), leg.info, time.time() - now)
        full = self.stopping or len(self._calls) >= self._max_calls
        live = self._begin(call, leg)
        self._emit(call.arrived())
        if full:
            log.warning("call_refused", call_id=call.call_id, calls=len(self._calls) - 1, stopping=self.stopping)
            leg.reject(FULL)
            return
        leg.ring()
        live.feed(RingSent(), time.monotonic())

    def on_ringing(self, leg: Leg, at: float) -> None:
        """A leg that we placed rings."""
        live, seat = self._of(leg)
        if live is not None:
            live.feed(FarRings() if seat == CALLER else SeatRings(seat), at)

    def on_answered(self, leg: Leg, at: float) -> None:
        """A leg that we placed was answered."""
        live, seat = self._of(leg)
        if live is not None:
            live.feed(FarAnswered() if seat == CALLER else SeatTaken(seat, self.lag.error_ms(at)), at)

    def on_established(self, leg: Leg, at: float) -> None:
        """The caller's ACK."""
        live, _ = self._of(leg)
        if live is not None:
            live.feed(Acked(), at)

    def on_frame(self, leg: Leg, frame: bytes) -> None:
        """Twenty milliseconds of a leg."""
        found = self._around.legs.get(id(leg))
        if found is not None:
            found[0].on_frame(found[1], frame)

    def on_digit(self, leg: Leg, digit: str) -> None:
        """A key; the caller's may mean something to the queue."""
        live, seat = self._of(leg)
        if live is not None and seat == CALLER:
            live.feed(DigitHeard(digit), time.monotonic())

    def on_audio(self, leg: Leg, fault: AudioFault | None, at: float) -> None:
        """One-way or dead audio, or its end."""
        live, seat = self._of(leg)
        if live is not None:
            live.feed(AudioChanged(seat, fault), at)

    def on_trunk(self, trunk: str, up: bool, detail: str, at: float) -> None:
        """A trunk's registration came or went."""
        self._emit(TrunkChanged(at=at - time.monotonic() + time.time(), trunk=trunk, up=up, detail=detail))

    def on_ended(self, leg: Leg, end: LegEnd, at: float) -> None:
        """The leg is over, and where it is the caller's, so is the call."""
        live, seat = self._of(leg)
        if live is None:
            return
        live.leg_gone(seat)
        if seat == CALLER:
            live.feed(LegEnded(end, leg.quality()), at)
        else:
            live.feed(SeatLeft(seat, end.status), at)

    def _of(self, leg: Leg) -> tuple[LiveCall | None, str]:
        return self._around.legs.get(id(leg), (None, ""))

    def _begin(self, call: Call, leg: Leg | None) -> LiveCall:
        live = self._calls[call.call_id] = LiveCall(call, self._around, leg)
        live.on_over = lambda: self._calls.pop(call.call_id, None)
        return live

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
        if isinstance(command, Place) and live is None:
            self._place(command, now)
            return
        refusal = "no such call" if live is None else self._elsewhere(command, live)
        if live is None or refusal:
            self._refuse(command, refusal)
            return
        live.feed(Asked(command, self.lag.error_ms(now)), now)

    def _elsewhere(self, command: Command, live: LiveCall) -> str:
        """Why the person whom a command would bring into the call cannot come: one headset is in one call."""
        person = ""
        match command:
            case Answer(device="") | Retrieve(device="") | Monitor(device=""):
                person = command.agent_id
            case Consult(device="", colleague_id=colleague_id):
                person = colleague_id
            case _:
                pass
        there = self._around.seated.get(person)
        return f"{person} is in another call" if there not in (None, live) else ""

    def _place(self, command: Place, now: float) -> None:
        if self.stopping or len(self._calls) >= self._max_calls:
            self._refuse(command, "the line is full" if not self.stopping else "the line is stopping")
            return
        if not command.device and command.agent_id in self._around.seated:
            self._refuse(command, f"{command.agent_id} is in another call")
            return
        info = LegInfo(
            sip_call_id="",
            number=command.number,
            name="",
            called=command.number,
            source="",
            received_at=now,
            trunk=command.trunk,
        )
        call = Call(command.call_id, info, time.time() - now, command)
        self._begin(call, None).carry_out(call.begin(), now)

    def _refuse(self, command: Command, reason: str) -> None:
        self._emit(
            CommandRefused(at=time.time(), command_id=command.command_id, call_id=command.call_id, reason=reason)
        )

    # --- headsets ---

    def on_headset_joined(self, headset: Headset) -> None:
        """An agent's headset connected: join it to the agent's call, if there is one."""
        live = self._around.seated.get(headset.agent_id)
        if live is not None:
            live.headset_joined(headset)

    def on_headset_lost(self, headset: Headset) -> None:
        """It broke."""
        live = self._around.seated.get(headset.agent_id)
        if live is not None:
            live.headset_lost(headset)

    def tick(self) -> None:
        """Each 20 ms: what headsets, music and prompts say, to whoever hears it."""
        for live in list(self._calls.values()):
            live.bridge.tick()

    # --- the end ---

    def stop(self) -> None:
        """Take no more calls and end those that are there."""
        self.stopping = True
        for live in list(self._calls.values()):
            live.feed(StopAsked(), time.monotonic())

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("call_task_broke", exc_info=task.exception())
