"""Microphone and loudspeaker of the PC through sounddevice (PortAudio), where both the package and a device exist.

PortAudio calls back on a thread of its own; between it and us stand deques only, so neither side waits for the other.
Devices that refuse 8 kHz are asked for their own rate by PortAudio's host (PulseAudio, PipeWire, ALSA plug convert).
"""

from collections import deque
from typing import Any

from console.audio.ends import RATE
from console.audio.playout import Playout
from console.errors import AudioFault

FRAME_SAMPLES = 160
MOST_CAPTURED = 25
"""Frames kept when nobody fetches them (half a second): older sound is thrown away, never delayed."""


def sound_module() -> Any:
    """The sounddevice module. Raises AudioFault when it or PortAudio is not installed."""
    try:
        import sounddevice
    except ImportError as error:
        raise AudioFault(
            "sounddevice",
            "本机未安装声音组件，通话照常进行但没有声音。安装：pip install 'sanxiang[headset]'",
            "Sound support is not installed; calls work without audio. Install: pip install 'sanxiang[headset]'",
        ) from error
    except OSError as error:
        raise AudioFault(
            "portaudio",
            "本机缺少 PortAudio 库，通话照常进行但没有声音。安装：apt install libportaudio2",
            "The PortAudio library is missing; calls work without audio. Install: apt install libportaudio2",
        ) from error
    return sounddevice


def _no_device(kind_zh: str, kind_en: str, error: Exception) -> AudioFault:
    return AudioFault(
        kind_en,
        f"没有可用的{kind_zh}，通话照常进行。请插上耳机后重新打开坐席端。",
        f"No {kind_en} can be used ({error}); calls go on without it. Plug in a headset and start the console again.",
    )


class DeviceMicrophone:
    """The PC's default microphone, or the one named."""

    def __init__(self, device: str | None = None) -> None:
        self._device = device
        self._captured: deque[bytes] = deque(maxlen=MOST_CAPTURED)
        self._stream: Any = None

    def start(self) -> None:
        """Open the device. Raises AudioFault."""
        sound = sound_module()
        try:
            self._stream = sound.RawInputStream(
                samplerate=RATE,
                blocksize=FRAME_SAMPLES,
                device=self._device,
                channels=1,
                dtype="int16",
                latency="low",
                callback=self._heard,
            )
            self._stream.start()
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

    def close(self) -> None:
        """Close the device."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _heard(self, indata: Any, frames: int, time: Any, status: Any) -> None:
        self._captured.append(bytes(indata))


class DeviceSpeaker:
    """The PC's default loudspeaker, or the one named."""

    def __init__(self, device: str | None = None) -> None:
        self._device = device
        self._stream: Any = None
        self._playout = Playout()

    def start(self, playout: Playout) -> None:
        """Open the device and play from `playout`. Raises AudioFault."""
        self._playout = playout
        sound = sound_module()
        try:
            self._stream = sound.RawOutputStream(
                samplerate=RATE,
                blocksize=FRAME_SAMPLES,
                device=self._device,
                channels=1,
                dtype="int16",
                latency="low",
                callback=self._wanted,
            )
            self._stream.start()
        except (sound.PortAudioError, ValueError) as error:
            raise _no_device("耳机或扬声器", "loudspeaker", error) from error

    def beat(self, due: int) -> None:
        """The device keeps the beat."""

    def close(self) -> None:
        """Close the device."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _wanted(self, outdata: Any, frames: int, time: Any, status: Any) -> None:
        outdata[:] = self._playout.take()
