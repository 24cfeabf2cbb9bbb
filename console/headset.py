"""The agent's headset: one WebSocket to the line (`/headset`), 20 ms frames both ways (`telephony.frames`).

Runs on a thread with an event loop of its own, so that neither a slow screen makes a call crackle nor sound holds up
a key. The screen calls `use`, `mute`, `meter`, `close` and reads the public attributes; all else belongs to that
thread. Sound leaves the microphone only while the line says that a call is joined. Knows no screen and no desk.
"""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable
from enum import StrEnum

import msgspec
import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from api.schemas import HeadsetAccess
from console.audio.ear import Ear, Voice
from console.audio.ends import Microphone, NoMicrophone, NoSpeaker, Speaker
from console.audio.levels import SILENT, Level, measure
from console.audio.playout import Playout
from console.audio.plugs import Plugboard, Role
from console.errors import AudioFault
from console.sound_settings import OwnSound
from scripts_lib.model import Text
from telephony.frames import AUDIO, HEADER, PCM_BYTES, AudioFrame, HeadsetNotice, Joined, Parted

FRAME_S = 0.02
RETRY_S = (0.2, 0.4, 0.8, 1.5, 3.0)
MOST_DUE = 10
"""After a stall, at most this many frames are made up for; a flood of old frames would only add delay."""
SAMPLES = PCM_BYTES // 2
IDLE_S = 1.0
"""Nobody is in a call and no screen looks: the microphone is not even fetched."""
log = structlog.get_logger("console.headset")
_notices: msgspec.json.Decoder[HeadsetNotice] = msgspec.json.Decoder(HeadsetNotice)


class HeadsetState(StrEnum):
    """What the header shows of the audio."""

    OFF = "off"  # the desk named no line yet
    CONNECTING = "connecting"
    CONNECTED = "connected"
    JOINED = "joined"  # a call's sound runs


class Headset:
    """Microphone, speaker and their socket to the line. Without usable devices calls go on in silence.

    With a `plugboard` its devices are used where no end is given, and come and go without the call noticing.
    """

    def __init__(
        self,
        microphone: Microphone | None = None,
        speaker: Speaker | None = None,
        *,
        plugboard: Plugboard | None = None,
        own: OwnSound | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        plugs = plugboard.plugs if plugboard is not None else {}
        self._microphone: Microphone = microphone or plugs.get(Role.MICROPHONE) or NoMicrophone()
        self._speaker: Speaker = speaker or plugs.get(Role.EARPIECE) or NoSpeaker()
        self._now = now
        self._playout = Playout()
        self._socket: ClientConnection | None = None
        self._wake: asyncio.Event | None = None
        self._last_call = ""
        self._frames_out = 0
        self.plugboard = plugboard
        self.own = own or OwnSound()
        self.ear = Ear(self._playout, now=now)
        """What the earpiece plays."""
        self.bell = Ear(now=now)
        """What the ringing speaker plays."""
        self.voice = Voice(now=now)
        self._access: HeadsetAccess | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._changed: asyncio.Event | None = None
        self._thread: threading.Thread | None = None
        self._closing = False
        self.state = HeadsetState.OFF
        self.call_id = ""
        self.heard: Level = SILENT
        self.faults: tuple[Text, ...] = ()
        """One plain sentence for each end that cannot be used."""

    # --- for the screen ----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Open the ends and start the thread. An end that cannot be opened becomes silence, and a fault to show."""
        self._open_ends()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._main, args=(ready,), name="headset", daemon=True)
        self._thread.start()
        ready.wait()

    @property
    def said(self) -> Level:
        """How loud the microphone is, muted or not."""
        return self.voice.level

    @said.setter
    def said(self, level: Level) -> None:
        self.voice.level = level

    @property
    def muted(self) -> bool:
        """Whether silence is sent in place of the agent's voice."""
        return self.voice.muted

    def mute(self, on: bool) -> None:
        """Send silence from now on, or the voice again. The next call begins unmuted."""
        self.voice.mute(on)

    def rings(self) -> bool:
        """Whether a ring can be heard: an earpiece or a ringing speaker is open."""
        plugs = self.plugboard.plugs if self.plugboard is not None else {}
        return any(plug.output and plug.end is not None for plug in plugs.values())

    def meter(self, on: bool) -> None:
        """Measure the microphone and what is played also outside a call; nothing leaves this PC."""
        self.voice.metering = self.ear.metering = self.bell.metering = on
        loop, wake = self._loop, self._wake
        if loop is not None and wake is not None and not loop.is_closed():
            loop.call_soon_threadsafe(wake.set)

    def use(self, access: HeadsetAccess | None) -> None:
        """Connect there from now on. A new token alone does not break a standing connection."""
        before, self._access = self._access, access
        if self._loop is None or self._changed is None or access == before:
            return
        moved = access is None or before is None or access.url != before.url
        if moved or self.state in (HeadsetState.OFF, HeadsetState.CONNECTING):
            self._loop.call_soon_threadsafe(self._changed.set)

    def close(self) -> None:
        """Stop the thread and release devices and files. May be called twice."""
        thread, self._thread = self._thread, None
        if thread is None or self._loop is None or self._changed is None:
            return
        self._closing = True
        self._loop.call_soon_threadsafe(self._changed.set)
        thread.join(timeout=3)
        if self.plugboard is not None:
            self.plugboard.close()
        self._microphone.close()
        self._speaker.close()

    # --- on the headset's own thread ---------------------------------------------------------------------------

    def _open_ends(self) -> None:
        faults: list[Text] = []
        try:
            self._microphone.start()
        except AudioFault as fault:
            faults.append(fault.text)
            self._microphone = NoMicrophone()
        try:
            self._speaker.start(self.ear)
        except AudioFault as fault:
            faults.append(fault.text)
            self._speaker = NoSpeaker()
            self._speaker.start(self.ear)
        if self.plugboard is not None:
            if Role.RINGER in self.plugboard.plugs:
                self.plugboard.plugs[Role.RINGER].start(self.bell)
            self.plugboard.start()
            faults += self.plugboard.faults
        self.faults = tuple(dict.fromkeys(faults))

    def _main(self, ready: threading.Event) -> None:
        asyncio.run(self._stay_connected(ready))

    async def _stay_connected(self, ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._changed = changed = asyncio.Event()
        self._wake = asyncio.Event()
        ready.set()
        beating = asyncio.create_task(self._beat(self._wake))
        try:
            await self._reconnect(changed)
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)

    async def _reconnect(self, changed: asyncio.Event) -> None:
        attempt = 0
        while not self._closing:
            changed.clear()
            access = self._access
            if access is None:
                self.state = HeadsetState.OFF
                await changed.wait()
                continue
            self.state = HeadsetState.CONNECTING
            if await self._connected(access, changed):
                attempt = 0
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(RETRY_S[min(attempt, len(RETRY_S) - 1)]):
                    await changed.wait()
            attempt += 1

    async def _connected(self, access: HeadsetAccess, changed: asyncio.Event) -> bool:
        """Hold one connection until it breaks or `changed` is set. True when it had stood."""
        headers = {"Authorization": f"Bearer {access.token}"}
        try:
            async with connect(
                access.url, additional_headers=headers, proxy=None, open_timeout=5, compression=None, max_size=65536
            ) as socket:
                self.state = HeadsetState.CONNECTED
                await self._carry(socket, changed)
        except (OSError, TimeoutError, InvalidHandshake, ConnectionClosed) as error:
            log.info("headset_away", reason=type(error).__name__)
            return self.state is not HeadsetState.CONNECTING
        finally:
            self._part()
        return True

    async def _carry(self, socket: ClientConnection, changed: asyncio.Event) -> None:
        self._socket, self._frames_out = socket, 0
        tasks = [
            asyncio.create_task(self._receive(socket)),
            asyncio.create_task(changed.wait()),
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            self._socket = None
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _receive(self, socket: ClientConnection) -> None:
        async for message in socket:
            if isinstance(message, str):
                self._noticed(_notices.decode(message))
            elif len(message) == HEADER.size + PCM_BYTES and message[0] == AUDIO:
                frame = AudioFrame.parse(message)
                self.heard = measure(frame.pcm)
                self._playout.put(frame.pcm)

    def _noticed(self, notice: HeadsetNotice) -> None:
        match notice:
            case Joined(call_id=call_id):
                self._playout.clear()
                self._microphone.begin_call()
                if call_id != self._last_call:
                    self.voice.mute(False)
                self.call_id = self._last_call = call_id
                self.state = HeadsetState.JOINED
                if self._wake is not None:
                    self._wake.set()
            case Parted(call_id=call_id):
                if call_id == self.call_id:
                    self._part()
                    self.state = HeadsetState.CONNECTED

    def _part(self) -> None:
        self.call_id = ""
        self.heard = self.voice.level = SILENT

    async def _beat(self, wake: asyncio.Event) -> None:
        """Twenty milliseconds after twenty while it matters: capture and send, and let file ends play."""
        beat = self._now()
        while True:
            if self.state is not HeadsetState.JOINED and not self.voice.metering:
                wake.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(IDLE_S):
                        await wake.wait()
                beat = self._now()
                continue
            await asyncio.sleep(max(0.0, beat + FRAME_S - self._now()))
            due = int((self._now() - beat) / FRAME_S + 1e-6)
            beat += due * FRAME_S
            await self._step(min(due, MOST_DUE))

    async def _step(self, due: int) -> None:
        """`due` frames of 20 ms have passed."""
        joined = self.state is HeadsetState.JOINED
        captured = self._microphone.capture(due) if due else []
        for pcm in self.voice.pass_on(captured, joined=joined):
            await self._send(pcm)
        if not joined:
            return
        try:
            self._speaker.beat(due)
        except AudioFault as fault:  # the disk is full: the call goes on unheard by the file
            self.faults = (*self.faults, fault.text)
            self._speaker = NoSpeaker()
            self._speaker.start(self.ear)

    async def _send(self, pcm: bytes) -> None:
        socket, seq = self._socket, self._frames_out
        if socket is None or self.state is not HeadsetState.JOINED:
            return
        self._frames_out += 1
        with contextlib.suppress(ConnectionClosed):  # whoever reads the socket finds out and connects again
            await socket.send(bytes(AudioFrame(seq & 0xFFFF, seq * SAMPLES & 0xFFFFFFFF, pcm)))
