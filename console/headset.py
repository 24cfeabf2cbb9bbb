"""The agent's headset: one WebSocket to the line (`/headset`), 20 ms frames both ways (`telephony.frames`).

Runs on a thread with an event loop of its own, so that neither a slow screen makes a call crackle nor sound holds up
a key. The screen calls `use`, `close` and reads the public attributes; everything else belongs to that thread. Sound
leaves the microphone only while the line says that a call is joined. Knows no screen and no desk.
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
from console.audio.ends import Microphone, NoMicrophone, NoSpeaker, Speaker
from console.audio.levels import SILENT, Level, measure
from console.audio.playout import Playout
from console.errors import AudioFault
from scripts_lib.model import Text
from telephony.frames import AUDIO, HEADER, PCM_BYTES, AudioFrame, HeadsetNotice, Joined, Parted

FRAME_S = 0.02
RETRY_S = (0.2, 0.4, 0.8, 1.5, 3.0)
MOST_DUE = 10
"""After a stall, at most this many frames are made up for; a flood of old frames would only add delay."""
SAMPLES = PCM_BYTES // 2
log = structlog.get_logger("console.headset")
_notices: msgspec.json.Decoder[HeadsetNotice] = msgspec.json.Decoder(HeadsetNotice)


class HeadsetState(StrEnum):
    """What the header shows of the audio."""

    OFF = "off"  # the desk named no line yet
    CONNECTING = "connecting"
    CONNECTED = "connected"
    JOINED = "joined"  # a call's sound runs


class Headset:
    """Microphone, speaker and their socket to the line. Without usable devices calls go on in silence."""

    def __init__(
        self,
        microphone: Microphone | None = None,
        speaker: Speaker | None = None,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._microphone: Microphone = microphone or NoMicrophone()
        self._speaker: Speaker = speaker or NoSpeaker()
        self._now = now
        self._playout = Playout()
        self._access: HeadsetAccess | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._changed: asyncio.Event | None = None
        self._thread: threading.Thread | None = None
        self._closing = False
        self.state = HeadsetState.OFF
        self.call_id = ""
        self.heard: Level = SILENT
        self.said: Level = SILENT
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
            self._speaker.start(self._playout)
        except AudioFault as fault:
            faults.append(fault.text)
            self._speaker = NoSpeaker()
            self._speaker.start(self._playout)
        self.faults = tuple(dict.fromkeys(faults))

    def _main(self, ready: threading.Event) -> None:
        asyncio.run(self._stay_connected(ready))

    async def _stay_connected(self, ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._changed = changed = asyncio.Event()
        ready.set()
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
        tasks = [
            asyncio.create_task(self._receive(socket)),
            asyncio.create_task(self._beat(socket)),
            asyncio.create_task(changed.wait()),
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
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
                self.call_id = call_id
                self.state = HeadsetState.JOINED
            case Parted(call_id=call_id):
                if call_id == self.call_id:
                    self._part()
                    self.state = HeadsetState.CONNECTED

    def _part(self) -> None:
        self.call_id = ""
        self.heard = self.said = SILENT

    async def _beat(self, socket: ClientConnection) -> None:
        """Twenty milliseconds after twenty: capture and send, and let file ends play."""
        seq = 0
        beat = self._now()
        while True:
            await asyncio.sleep(max(0.0, beat + FRAME_S - self._now()))
            due = int((self._now() - beat) / FRAME_S + 1e-6)
            beat += due * FRAME_S
            due = min(due, MOST_DUE)
            captured = self._microphone.capture(due) if due else []
            if self.state is not HeadsetState.JOINED:
                continue
            self._speaker.beat(due)
            for pcm in captured:
                self.said = measure(pcm)
                await socket.send(bytes(AudioFrame(seq & 0xFFFF, seq * SAMPLES & 0xFFFFFFFF, pcm)))
                seq += 1
