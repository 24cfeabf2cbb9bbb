"""The two ends of a headset: where captured sound comes from and where heard sound goes. Silence and files here.

An end is driven by `due`: how many 20 ms frames its owner's clock says have passed. Files and silence follow that
beat; devices (`console.audio.devices`) have a clock of their own and ignore it.
"""

import wave
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from console.audio.playout import SILENCE
from console.errors import AudioFault
from telephony.frames import PCM_BYTES

if TYPE_CHECKING:  # numpy takes a fifth of the console's start; only files need it
    import numpy as np
    import numpy.typing as npt

RATE = 8000


class Source(Protocol):
    """What a speaker plays: the caller's voice, tones, or both."""

    def take(self) -> bytes:
        """The next 20 ms, 320 bytes; silence when there is nothing. Called from the speaker's own thread."""


class Microphone(Protocol):
    """Where the agent's voice comes from."""

    def start(self) -> None:
        """Open what must be open. Raises AudioFault."""

    def begin_call(self) -> None:
        """A call was joined; stale sound is thrown away."""

    def capture(self, due: int) -> list[bytes]:
        """Frames of 320 bytes captured since the last time; `due` of them by the owner's clock."""

    def close(self) -> None:
        """Release the device or file."""


class Speaker(Protocol):
    """Where the caller's voice goes."""

    def start(self, playout: Source) -> None:
        """Open what must be open, and play from `playout` from now on. Raises AudioFault."""

    def beat(self, due: int) -> None:
        """`due` frames have passed by the owner's clock."""

    def close(self) -> None:
        """Release the device or file."""


class NoMicrophone:
    """Silence in the beat of the clock, so that the caller's side sees an unbroken stream."""

    def start(self) -> None:
        """Nothing to open."""

    def begin_call(self) -> None:
        """Nothing is stale."""

    def capture(self, due: int) -> list[bytes]:
        """`due` frames of silence."""
        return [SILENCE] * due

    def close(self) -> None:
        """Nothing to release."""


class NoSpeaker:
    """Takes frames from the buffer in the beat of the clock and lets them go."""

    _playout: Source | None = None

    def start(self, playout: Source) -> None:
        """Nothing to open."""
        self._playout = playout

    def beat(self, due: int) -> None:
        """Keep the buffer from filling."""
        if self._playout is not None:
            for _ in range(due):
                self._playout.take()

    def close(self) -> None:
        """Nothing to release."""


class WavMicrophone:
    """A sound file that stands in for the microphone: spoken once from its beginning in each call, then silence."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._frames: list[bytes] = []
        self._next = 0

    def start(self) -> None:
        """Read the whole file. Raises AudioFault when it is missing or no 16-bit PCM WAV."""
        pcm = read_wav(self._path)
        pcm += bytes(-len(pcm) % PCM_BYTES)
        self._frames = [pcm[i : i + PCM_BYTES] for i in range(0, len(pcm), PCM_BYTES)]

    def begin_call(self) -> None:
        """Start from the beginning."""
        self._next = 0

    def capture(self, due: int) -> list[bytes]:
        """The next `due` frames of the file."""
        frames = self._frames[self._next : self._next + due]
        self._next += len(frames)
        return frames + [SILENCE] * (due - len(frames))

    def close(self) -> None:
        """The file was closed after reading."""


class WavSpeaker:
    """A file that records what the agent would hear, silence included, 8 kHz mono."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._raw: BinaryIO | None = None
        self._file: wave.Wave_write | None = None
        self._playout: Source | None = None

    def start(self, playout: Source) -> None:
        """Create the file. Raises AudioFault when it cannot be written."""
        self._playout = playout
        try:
            self._raw = self._path.open("wb")
        except OSError as error:
            raise AudioFault(
                str(self._path),
                f"无法写入录音文件 {self._path}：{error.strerror}。请换一个可写的位置。",
                f"Cannot write {self._path}: {error.strerror}. Choose a place that can be written.",
            ) from error
        self._file = wave.open(self._raw, "wb")  # noqa: SIM115 - closed by close()
        self._file.setnchannels(1)
        self._file.setsampwidth(2)
        self._file.setframerate(RATE)

    def beat(self, due: int) -> None:
        """Write the next `due` frames. Raises AudioFault when the disk takes no more."""
        if self._file is None or self._playout is None or due <= 0:
            return
        try:
            self._file.writeframes(b"".join(self._playout.take() for _ in range(due)))
        except OSError as error:
            self._file = None
            raise AudioFault(
                str(self._path),
                f"录音文件 {self._path} 写不下去了：{error.strerror}。通话不受影响。",
                f"{self._path} takes no more: {error.strerror}. The call goes on.",
            ) from error

    def close(self) -> None:
        """Complete the file."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._raw is not None:
            self._raw.close()


def read_wav(path: Path) -> bytes:
    """The file as 16-bit mono PCM at 8 kHz. Raises AudioFault when it is missing or of another kind."""
    try:
        import numpy as np
    except ImportError as error:
        raise AudioFault(
            "numpy",
            "读取声音文件需要 numpy。安装：pip install 'sanxiang[headset]'",
            "Sound files need numpy. Install: pip install 'sanxiang[headset]'",
        ) from error

    try:
        with wave.open(str(path), "rb") as file:
            if file.getsampwidth() != 2:
                raise _unfit(path, f"{file.getsampwidth() * 8} bit")
            rate, channels = file.getframerate(), file.getnchannels()
            samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.float64)
    except (OSError, EOFError, wave.Error) as error:
        raise _unfit(path, str(error)) from error
    mono = samples.reshape(-1, channels).mean(axis=1)
    return to_8k(mono, rate).astype("<i2").tobytes()


def to_8k(mono: "npt.NDArray[np.float64]", rate: int) -> "npt.NDArray[np.float64]":
    """Resample to 8 kHz: a windowed-sinc low-pass below 3.6 kHz where it goes down, then linear interpolation."""
    import numpy as np

    if rate == RATE or mono.size == 0:
        return mono
    if rate > RATE:
        taps = 8 * rate // RATE * 2 + 1
        cut = 2 * 3600 / rate
        at = np.arange(taps) - taps // 2
        kernel = cut * np.sinc(cut * at) * np.hamming(taps)
        mono = np.convolve(mono, kernel / kernel.sum(), mode="same")
    wanted = np.arange(int(mono.size * RATE / rate)) * rate / RATE
    return np.interp(wanted, np.arange(mono.size), mono).round().clip(-32768, 32767)


def _unfit(path: Path, reason: str) -> AudioFault:
    return AudioFault(
        str(path),
        f"声音文件 {path} 不能用（{reason}）。需要 16 位 PCM 的 WAV 文件。",
        f"The sound file {path} cannot be used ({reason}). It must be a WAV file of 16-bit PCM.",
    )
