"""The line process: the one place that wires connector, calls, journal, link and headsets, and runs them.

What it may not know: tickets, the queue, screens, databases.
"""

import asyncio
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version

import structlog

from telephony.calls.live import LiveCalls, Parts
from telephony.connectors.base import Connector
from telephony.connectors.choice import connector_of
from telephony.events import CallEvent, LineStarted, LineStopped
from telephony.headset import PATH, HeadsetServer
from telephony.link import DeskLink
from telephony.listening.listener import Listener
from telephony.media.ticker import tick_every_frame
from telephony.outbox import Outbox
from telephony.passing import PassingBox
from telephony.prompts.library import PromptLibrary
from telephony.prompts.voice import PromptVoice, repeated
from telephony.pulse import PULSE_S, pulse
from telephony.recording.keys import load_keys
from telephony.recording.recorder import Recorder
from telephony.segments import only_writer
from telephony.setting_kinds import split_address
from telephony.settings import LineSettings
from telephony.speech_events import PassingEvent

log = structlog.get_logger()
FLUSH_S = 0.5
DRAIN_S = 3.0
RECORDINGS_S = 10.0
"""How long a stop waits for recordings; what is not finished by then is at the next start."""


@dataclass(frozen=True, slots=True)
class LineReady:
    """What a line that has started listens on."""

    sip_address: str
    headset_url: str


async def run_line(
    settings: LineSettings,
    stop: asyncio.Event,
    *,
    connector: Connector | None = None,
    on_ready: Callable[[LineReady], None] | None = None,
    listening: tuple[str, ...] = (),
) -> None:
    """Run a line until `stop` is set; then end its calls politely and let the desk have the last events.

    `listening` starts the recognising process (see `Listener`). Raises AddressInUse, JournalError, SettingsError or
    OSError when it cannot start. However it ends short of being killed, callers get their BYE and the journal tells
    of it.
    """
    key = settings.key()
    connector = connector or connector_of(settings)
    with only_writer(settings.journal):
        outbox = Outbox(settings.journal)
        try:
            await _Line(settings, key, connector, outbox, listening).run(stop, on_ready)
        finally:
            outbox.close()


class _Line:
    """The parts of one run, wired."""

    def __init__(
        self, settings: LineSettings, key: str, connector: Connector, outbox: Outbox, listening: tuple[str, ...]
    ) -> None:
        self._settings = settings
        self._connector = connector
        self._outbox = outbox
        self._boot_id = str(uuid.uuid4())
        self._early: list[CallEvent] | None = []
        host, port = split_address(settings.headset)
        self._recorder = Recorder(
            settings.recordings,
            load_keys(settings.data, settings.recording_key),
            self._emit,
            wanted=settings.record,
            free_mb=settings.recording_free_mb,
        )
        self._passing = PassingBox()
        self._listener = Listener(
            settings.model_folder,
            settings.listening_threads,
            self._pass,
            wanted=settings.listening,
            command=listening,
        )
        library = PromptLibrary(settings.data / "prompts", settings.country)
        parts = Parts(
            headset_of=lambda agent_id: self._headsets.of(agent_id),
            place=connector.place,
            voice=lambda: PromptVoice(library),
            ringback=lambda: repeated(library.ringback),
            tape=lambda call: self._recorder.tape(call.call_id, call.book.ms),
            ear=lambda call: self._listener.ear(call.call_id, call.book.ms),
        )
        self._calls = LiveCalls(settings.max_calls, self._emit, parts)
        self._headsets = HeadsetServer(host, port, key, self._calls.on_headset_joined, self._calls.on_headset_lost)
        self._link = DeskLink(settings.desk_url, key, settings.line_id, outbox, self._calls.on_command, self._passing)

    async def run(self, stop: asyncio.Event, on_ready: Callable[[LineReady], None] | None) -> None:
        """Open the sockets, serve until `stop`, close them."""
        await self._headsets.start()
        try:
            await self._connector.start(self._calls)
            await self._serve(stop, on_ready)
        finally:
            await self._headsets.stop()

    async def _serve(self, stop: asyncio.Event, on_ready: Callable[[LineReady], None] | None) -> None:
        url = self._settings.headset_url or _url_of(self._settings, self._headsets.address)
        ready = LineReady(self._connector.address, url)
        self._begin(_started(self._settings, self._connector, ready, self._boot_id))
        endless = (
            self._link.run(),
            tick_every_frame(self._calls.tick, self._calls.lag),
            _keep_flushed(self._outbox),
            self._recorder.run(),
            self._listener.run(),
            self._beat(),
        )
        background = [asyncio.create_task(one) for one in endless]
        why = "it failed"
        try:
            if on_ready is not None:
                on_ready(ready)
            await _first_of(stop, background)
            why = "stopped by its operator"
        finally:
            await self._wind_up(why)
            for task in background:
                task.cancel()
            await asyncio.gather(*background, return_exceptions=True)

    async def _wind_up(self, why: str) -> None:
        """BYE to everyone, the last events to the desk."""
        self._calls.stop()
        await self._connector.stop()
        await self._recorder.stop(RECORDINGS_S)
        self._emit(LineStopped(at=time.time(), boot_id=self._boot_id, reason=why))
        if not await self._link.drain(DRAIN_S):
            log.warning("line_keeps_events", why="the desk did not take them; they are sent at the next start")

    def _emit(self, event: CallEvent) -> None:
        """Journal the event and wake the link. A call may come before the line could say that it started."""
        if self._early is not None:
            self._early.append(event)
            return
        self._outbox.append(event)
        self._link.notify()

    def _pass(self, event: PassingEvent) -> None:
        """Tell the desk without journaling it."""
        self._passing.put(event)
        self._link.notify()

    async def _beat(self) -> None:
        """Tell how the line fares, for ever."""
        while True:
            self._pass(pulse(self._settings.data, self._outbox.unwritten, self._connector.refused))
            await asyncio.sleep(PULSE_S)

    def _begin(self, started: LineStarted) -> None:
        """LineStarted is the first event of each run: what follows it in the stream belongs to this run."""
        early, self._early = self._early or [], None
        for event in (started, *early):
            self._emit(event)


async def _first_of(stop: asyncio.Event, background: list[asyncio.Task[None]]) -> None:
    """Wait for `stop`. A background task runs for ever; one that ends has failed, and its error is raised."""
    stopped = asyncio.create_task(stop.wait())
    try:
        done, _ = await asyncio.wait([stopped, *background], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
    for task in done - {stopped}:
        task.result()


async def _keep_flushed(outbox: Outbox) -> None:
    """Twice a second, off the loop: what was written reaches the disk, and what the disk refused is tried again."""
    while True:
        await asyncio.sleep(FLUSH_S)
        outbox.write()
        outbox.settle()
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


def _url_of(settings: LineSettings, address: tuple[str, int]) -> str:
    """What consoles are told to connect to. Bound to every address, the line cannot know which of them they reach."""
    host, port = address
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        host = settings.advertised_ip or {"0.0.0.0": "127.0.0.1", "::": "::1"}[host]  # noqa: S104 - the same
        if not settings.advertised_ip:
            log.warning("headset_url_is_local", url_host=host, why="set headset_url or advertised_ip for other PCs")
    return f"ws://[{host}]:{port}{PATH}" if ":" in host else f"ws://{host}:{port}{PATH}"
