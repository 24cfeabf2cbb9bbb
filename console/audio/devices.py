"""Microphone and loudspeaker of the PC through sounddevice (PortAudio), where both the package and a device exist.

PortAudio calls back on a thread of its own; between it and us stand deques only, so neither side waits for the other.
A device that refuses 8 kHz runs at its own rate and is converted with soxr. Knows no choice and no retry: that is
`console.audio.plugs`.
"""

import ctypes
import ctypes.util
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from console.audio.ends import RATE, Source
from console.audio.listing import Device, devices_of, seen_now, sound_module
from console.audio.playout import Playout
from console.errors import AudioFault

FRAME_SAMPLES = 160
MOST_CAPTURED = 25
"""Frames kept when nobody fetches them (half a second): older sound is thrown away, never delayed."""
STALL_S = 1.0
"""A device that has not called for so long is gone, whatever it says of itself."""
WRONG_RATE = -9997
"""PortAudio's paInvalidSampleRate."""


def _no_device(kind_zh: str, kind_en: str, error: Exception) -> AudioFault:
    return AudioFault(
        kind_en,
        f"没有可用的{kind_zh}，通话照常进行。请插上耳机，坐席端会自动接上。",
        f"No {kind_en} can be used ({error}); calls go on without it. Plug in a headset: it is taken by itself.",
    )


def _converter(here: int, there: int) -> Callable[[bytes], bytes]:
    """Turns PCM of one rate into another, piece by piece. Raises AudioFault without soxr."""
    try:
        import numpy as np
        import soxr
    except ImportError as error:
        raise AudioFault(
            "soxr",
            "这个设备不支持 8 kHz，转换需要 soxr。安装：pip install 'sanxiang[headset]'",
            "This device does not do 8 kHz, and soxr is needed to convert. Install: pip install 'sanxiang[headset]'",
        ) from error
    stream = soxr.ResampleStream(here, there, 1, dtype="int16", quality="LQ")  # the better, the later
    return lambda pcm: bytes(stream.resample_chunk(np.frombuffer(pcm, dtype="<i2")).tobytes())


class _Stream:
    """One PortAudio stream of one direction, at 8 kHz or at the device's own rate."""

    def __init__(self, device: Device | None, now: Callable[[], float]) -> None:
        self._device = device
        self._now = now
        self._stream: Any = None
        self._called = 0.0

    def _open(self, make: str, blocks: int, at_8k: Callable[..., None], at_own: Callable[..., None]) -> int:
        """Open and start; the rate that the device runs at. Raises the library's errors."""
        sound = sound_module()
        try:
            self._begin(sound, make, RATE, blocks, at_8k)
        except sound.PortAudioError as error:
            own = self._device.rate if self._device is not None else 0
            if len(error.args) < 2 or error.args[1] != WRONG_RATE or own <= 0 or own == RATE:
                raise
            self._own_rate(own)
            self._begin(sound, make, own, blocks, at_own)
            return own
        return RATE

    def _own_rate(self, rate: int) -> None:
        """Make ready to convert."""
        raise NotImplementedError

    def _begin(self, sound: Any, make: str, rate: int, blocks: int, callback: Callable[..., None]) -> None:
        stream = getattr(sound, make)(
            samplerate=rate,
            blocksize=rate * FRAME_SAMPLES // RATE * blocks,
            device=self._device.index if self._device is not None else None,
            channels=1,
            dtype="int16",
            latency="low" if blocks == 1 else "high",
            callback=callback,
        )
        try:
            stream.start()
        except Exception:
            stream.close()
            raise
        self._called, self._stream = self._now(), stream

    def alive(self) -> bool:
        """Whether the device still runs: PortAudio says so, and it called within the last second."""
        stream = self._stream
        return stream is not None and bool(stream.active) and self._now() - self._called < STALL_S

    def close(self) -> None:
        """Close the device, even one that is not there any more."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.abort(ignore_errors=True)
            stream.close(ignore_errors=True)


class DeviceMicrophone(_Stream):
    """The PC's default microphone, or the one given."""

    def __init__(self, device: Device | None = None, *, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(device, now)
        self._captured: deque[bytes] = deque(maxlen=MOST_CAPTURED)
        self._convert: Callable[[bytes], bytes] | None = None
        self._rest = b""

    def start(self) -> None:
        """Open the device. Raises AudioFault."""
        sound = sound_module()
        try:
            self._open("RawInputStream", 1, self._heard, self._heard_own)
        except (sound.PortAudioError, ValueError) as error:
            raise _no_device("麦克风", "microphone", error) from error

    def begin_call(self) -> None:
        """Throw away what was captured before the call."""
        self._captured.clear()

    def capture(self, due: int) -> list[bytes]:
        """Everything captured since the last time; the device keeps the beat."""
        frames: list[bytes] = []
        while self._captured:
            frames.append(self._captured.popleft())
        return frames

    def _own_rate(self, rate: int) -> None:
        self._convert = _converter(rate, RATE)

    def _heard(self, indata: Any, frames: int, time: Any, status: Any) -> None:
        self._called = self._now()
        self._captured.append(bytes(indata))

    def _heard_own(self, indata: Any, frames: int, time: Any, status: Any) -> None:
        self._called = self._now()
        if self._convert is not None:
            self._rest += self._convert(bytes(indata))
        size = FRAME_SAMPLES * 2
        while len(self._rest) >= size:
            self._captured.append(self._rest[:size])
            self._rest = self._rest[size:]


class DeviceSpeaker(_Stream):
    """The PC's default loudspeaker, or the one given. `blocks` frames of 20 ms are fetched at a time: one for speech;
    a speaker that only rings may fetch more, and costs less."""

    def __init__(
        self, device: Device | None = None, *, blocks: int = 1, now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(device, now)
        self._blocks = blocks
        self._source: Source = Playout()
        self._convert: Callable[[bytes], bytes] | None = None
        self._rest = b""

    def start(self, playout: Source) -> None:
        """Open the device and play from `playout`. Raises AudioFault."""
        self._source = playout
        sound = sound_module()
        try:
            self._open("RawOutputStream", self._blocks, self._wanted, self._wanted_own)
        except (sound.PortAudioError, ValueError) as error:
            raise _no_device("耳机或扬声器", "loudspeaker", error) from error

    def beat(self, due: int) -> None:
        """The device keeps the beat."""

    def _own_rate(self, rate: int) -> None:
        self._convert = _converter(RATE, rate)

    def _wanted(self, outdata: Any, frames: int, time: Any, status: Any) -> None:
        self._called = self._now()
        outdata[:] = b"".join(self._source.take() for _ in range(self._blocks))

    def _wanted_own(self, outdata: Any, frames: int, time: Any, status: Any) -> None:
        self._called = self._now()
        size = len(outdata)
        while len(self._rest) < size and self._convert is not None:
            self._rest += self._convert(self._source.take())
        outdata[:] = self._rest[:size]
        self._rest = self._rest[size:]


class PortAudioCard:
    """All devices of this PC; what `console.audio.plugs` chooses from."""

    def __init__(self) -> None:
        self._sound = sound_module()
        _quiet_alsa()

    def devices(self) -> tuple[Device, ...]:
        """Those that PortAudio found when it looked last."""
        return devices_of(self._sound)

    def seen_now(self) -> tuple[Device, ...]:
        """Those that are plugged in now. Takes a while."""
        return seen_now()

    def rescan(self) -> None:
        """Let PortAudio look again. Every stream must be closed before.

        The library's own `_initialize` sends the process's standard error, on which the screen is drawn, to nowhere
        for a while; so PortAudio itself is called.
        """
        self._sound._lib.Pa_Terminate()
        self._sound._lib.Pa_Initialize()

    def microphone(self, device: Device | None) -> DeviceMicrophone:
        """Not started yet."""
        return DeviceMicrophone(device)

    def speaker(self, device: Device | None, *, blocks: int) -> DeviceSpeaker:
        """Not started yet."""
        return DeviceSpeaker(device, blocks=blocks)


_kept: list[object] = []
_once = threading.Lock()


def _quiet_alsa() -> None:
    """ALSA writes its complaints to standard error, where the screen is drawn; its handler can be replaced."""
    with _once:
        if not sys.platform.startswith("linux") or _kept:
            return
        name = ctypes.util.find_library("asound")
        if name is None:
            return
        handler = ctypes.CFUNCTYPE(
            None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
        )(lambda *_: None)
        _kept.append(handler)
        ctypes.CDLL(name).snd_lib_error_set_handler(handler)
