"""The line process: the one place that wires connector, calls, journal, link and headsets, and runs them.

Effects of the call machine become acts here; what legs, the desk and headsets do becomes events for the machine.
What it may not know: tickets, the queue, screens, databases.
"""

import asyncio
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version

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
from telephony.connectors.base import SILENCE, Connector, Leg, LegEnd
from telephony.connectors.choice import connector_of
from telephony.errors import TelephonyError
from telephony.events import (
    Answer,
    CallEvent,
    Command,
    CommandRefused,
    HangUp,
    HeadsetAttached,
    HeadsetLost,
    LineStarted,
    LineStopped,
)
from telephony.frames import Joined, Parted
from telephony.headset import PATH, Headset, HeadsetServer
from telephony.link import DeskLink
from telephony.media.lag import LagGauge
from telephony.media.ticker import tick_every_frame
from telephony.outbox import Outbox
from telephony.settings import LineSettings, split_address

log = structlog.get_logger()
FLUSH_S = 0.5
DRAIN_S = 3.0
COMMANDS_REMEMBERED = 10_000
BUSY = 503
_WITH_AUDIO = (CallPhase.ANSWERED, CallPhase.TALKING)


@dataclass(frozen=True, slots=True)
class LineReady:
    """What a line that has started listens on."""

    sip_address: str
    headset_url: str


@dataclass(slots=True)
class LiveCall:
    """A call with its leg, and the headset that it is joined to."""

    call: Call
    leg: Leg
    headset: Headset | None = None


class Line:
    """Calls by leg and by id, and everything that happens to them. Implements LegHandler."""

    def __init__(self, max_calls: int, emit: Callable[[CallEvent], None], headset_of: "HeadsetOf") -> None:
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
    def calls(self) -> int:
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
        for effect in live.call.receive(event, now):
            self._act(live, effect)

    def _act(self, live: LiveCall, effect: Effect) -> None:
        match effect:
            case Emit(event=event):
                self._emit(event)
            case AnswerLeg():
                task = asyncio.create_task(self._answer(live))
                self._answering.add(task)
                task.add_done_callback(self._answering.discard)
            case EndLeg(status=status):
                self._part(live)
                live.leg.reject(status) if live.call.agent_id == "" else live.leg.hang_up()

    async def _answer(self, live: LiveCall) -> None:
        try:
            at = await live.leg.answer()
        except (TelephonyError, OSError) as error:
            # The leg has refused the caller, or the caller was gone: on_ended tells the rest.
            log.warning("call_not_answered", call_id=live.call.call_id, why=str(error))
            if not isinstance(error, TelephonyError):
                live.leg.hang_up()
            return
        self._feed(live, OkSent(), at)
        headset = self._headset_of(live.call.agent_id)
        if headset is None:
            log.info("call_without_headset", call_id=live.call.call_id, agent_id=live.call.agent_id)
        elif live.call.phase in _WITH_AUDIO:
            self._join(live, headset)

    def _join(self, live: LiveCall, headset: Headset) -> None:
        headset.buffer.clear()
        live.headset = headset
        headset.tell(Joined(call_id=live.call.call_id))
        self._emit(HeadsetAttached(at=time.time(), call_id=live.call.call_id, agent_id=headset.agent_id))

    def _part(self, live: LiveCall) -> None:
        if live.headset is not None:
            live.headset.tell(Parted(call_id=live.call.call_id))
            live.headset = None


HeadsetOf = Callable[[str], Headset | None]


async def run_line(
    settings: LineSettings,
    stop: asyncio.Event,
    *,
    connector: Connector | None = None,
    on_ready: Callable[[LineReady], None] | None = None,
) -> None:
    """Run a line until `stop` is set; then end its calls politely and let the desk have the last events.

    Raises AddressInUse, JournalError or SettingsError when it cannot start.
    """
    host, port = split_address(settings.headset)
    key = settings.key()
    outbox = Outbox(settings.journal)
    connector = connector or connector_of(settings)

    def emit(event: CallEvent) -> None:
        outbox.append(event)
        link.notify()

    line = Line(settings.max_calls, emit, lambda agent_id: headsets.of(agent_id))
    headsets = HeadsetServer(host, port, key, line.on_headset_joined, line.on_headset_lost)
    link = DeskLink(settings.desk_url, key, settings.line_id, outbox, line.on_command)
    background: list[asyncio.Task[None]] = []
    try:
        await headsets.start()
        await connector.start(line)
        ready = LineReady(connector.address, settings.headset_url or _url_of(headsets))
        boot_id = str(uuid.uuid4())
        emit(_started(settings, connector, ready, boot_id))
        ticking = tick_every_frame(line.tick, line.lag.observe)
        background += [asyncio.create_task(endless) for endless in (link.run(), ticking, _keep_flushed(outbox))]
        if on_ready is not None:
            on_ready(ready)
        await _first_of(stop, background)
        line.stop()
        await connector.stop()
        emit(LineStopped(at=time.time(), boot_id=boot_id, reason="stopped by its operator"))
        if not await link.drain(DRAIN_S):
            log.warning("line_keeps_events", why="the desk did not take them; they are sent at the next start")
    finally:
        for task in background:
            task.cancel()
        await asyncio.gather(*background, return_exceptions=True)
        await headsets.stop()
        outbox.close()


async def _first_of(stop: asyncio.Event, background: list[asyncio.Task[None]]) -> None:
    """Wait for `stop`. A background task runs for ever; one that ends has failed, and its error is raised."""
    stopped = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait([stopped, *background], return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    for task in done - {stopped}:
        task.result()


async def _keep_flushed(outbox: Outbox) -> None:
    """Twice a second, off the loop: what was written reaches the disk, and what the disk refused is tried again."""
    while True:
        await asyncio.sleep(FLUSH_S)
        if outbox.unwritten:
            outbox.write()
        await asyncio.to_thread(outbox.flush)


def _started(settings: LineSettings, connector: Connector, ready: LineReady, boot_id: str) -> LineStarted:
    return LineStarted(
        at=time.time(),
        line_id=settings.line_id,
        boot_id=boot_id,
        version=version("sanxiang"),
        connector=connector.name,
        sip_address=ready.sip_address,
        headset_url=ready.headset_url,
    )


def _url_of(headsets: HeadsetServer) -> str:
    host, port = headsets.address
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"ws://[{reachable}]:{port}{PATH}" if ":" in reachable else f"ws://{reachable}:{port}{PATH}"
