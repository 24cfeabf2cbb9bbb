"""WAV files for the telephone: any PCM, A-law or mu-law file to 8 kHz mono and back. Knows nothing of calls.

The standard library's `wave` does not read G.711 files, hence a reader of RIFF here (Microsoft's multimedia
programming interface 1.0, chapter 3; WAVE_FORMAT_EXTENSIBLE).
"""

import struct
import wave
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from telephony.connectors.base import FRAME_BYTES, SAMPLE_RATE
from telephony.sip import g711

PCM, A_LAW, MU_LAW, EXTENSIBLE = 0x0001, 0x0006, 0x0007, 0xFFFE
LONGEST_GAP_FRAMES = 3600 * 50
TAPS = 129


class WavError(Exception):
    """A file cannot be used. Carries `path` and `problem`."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


@dataclass(frozen=True)
class _Format:
    tag: int
    channels: int
    rate: int
    bits: int


def read_wav(path: Path) -> bytes:
    """The file as 16-bit PCM, 8 kHz mono, in whole frames of 20 ms. Raises WavError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WavError(path, error.strerror or str(error)) from error
    try:
        form, body = _chunks(data)
        samples = _samples(form, body)
    except (ValueError, struct.error) as error:
        raise WavError(path, str(error)) from error
    pcm = resample(samples, form.rate)
    if not pcm:
        raise WavError(path, "holds no audio")
    return pcm + bytes(-len(pcm) % FRAME_BYTES)


def _chunks(data: bytes) -> tuple[_Format, bytes]:
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise ValueError("is no WAV file")
    form: _Format | None = None
    at = 12
    while at + 8 <= len(data):
        name, size = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        body = data[at + 8 : at + 8 + size]  # a length that runs past the end (a stream) means: to the end
        if name == b"fmt ":
            form = _format(body)
        elif name == b"data":
            if form is None:
                raise ValueError("is broken: audio comes before its format")
            return form, body
        at += 8 + size + size % 2
    raise ValueError("is broken: holds no audio")


def _format(body: bytes) -> _Format:
    if len(body) < 16:
        raise ValueError("is broken: format chunk too short")
    tag, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", body)
    if tag == EXTENSIBLE and len(body) >= 26:
        tag = struct.unpack_from("<H", body, 24)[0]
    if not 1 <= channels <= 8 or not 4000 <= rate <= 192_000:
        raise ValueError(f"is broken: {channels} channels at {rate} Hz")
    return _Format(tag, channels, rate, bits)


def _samples(form: _Format, body: bytes) -> npt.NDArray[np.float64]:
    """Samples of the mean of all channels, scaled to 16 bits."""
    match form.tag, form.bits:
        case (0x0001, 16):
            flat = np.frombuffer(body[: len(body) // 2 * 2], dtype="<i2").astype(np.float64)
        case (0x0001, 8):
            flat = (np.frombuffer(body, dtype=np.uint8).astype(np.float64) - 128) * 256
        case (0x0006, 8):
            flat = np.frombuffer(g711.decode("PCMA", body), dtype="<i2").astype(np.float64)
        case (0x0007, 8):
            flat = np.frombuffer(g711.decode("PCMU", body), dtype="<i2").astype(np.float64)
        case (tag, bits):
            raise ValueError(f"is of a kind not read here (format {tag}, {bits} bits): save it as 16-bit PCM")
    whole = len(flat) // form.channels * form.channels
    mixed: npt.NDArray[np.float64] = flat[:whole].reshape(-1, form.channels).mean(axis=1)
    return mixed


def resample(samples: npt.NDArray[np.float64], rate: int) -> bytes:
    """Samples at `rate` to 16-bit PCM at 8 kHz, with what the telephone cannot carry filtered out first."""
    if rate > SAMPLE_RATE and len(samples):
        cutoff = 0.46 * SAMPLE_RATE / rate
        n = np.arange(TAPS) - TAPS // 2
        kernel = 2 * cutoff * np.sinc(2 * cutoff * n) * np.hamming(TAPS)
        samples = np.convolve(samples, kernel / kernel.sum(), mode="full")[TAPS // 2 :][: len(samples)]
    if rate != SAMPLE_RATE and len(samples):
        times = np.arange(int(len(samples) * SAMPLE_RATE / rate)) * (rate / SAMPLE_RATE)
        samples = np.interp(times, np.arange(len(samples)), samples)
    return np.clip(np.round(samples), -32768, 32767).astype("<i2").tobytes()


def peak(frame: bytes) -> int:
    """The largest magnitude in a frame, 0 to 32768."""
    return int(np.abs(np.frombuffer(frame, dtype="<i2").astype(np.int32)).max(initial=0))


class WavRecorder:
    """Writes what is heard, so that the file is whole at any time: its header is brought up to date each half second.

    Frames carry no time of their own: `write` is told how many frames should be there by now, and fills a gap
    (the peer sent nothing) with silence.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._raw = path.open("wb")
        except OSError as error:
            raise WavError(path, error.strerror or str(error)) from error
        self._file = wave.open(self._raw, "wb")  # noqa: SIM115  closed in __exit__
        self._file.setnchannels(1)
        self._file.setsampwidth(2)
        self._file.setframerate(SAMPLE_RATE)
        self._file.writeframes(b"")
        self._pending = bytearray()
        self._frames = 0

    def write(self, frame: bytes, expected: int) -> None:
        """Add a frame; `expected` is how many frames of 20 ms have passed since the answer."""
        gap = min(expected - self._frames, LONGEST_GAP_FRAMES)
        if gap > 5:
            self._pending += bytes(gap * FRAME_BYTES)
            self._frames += gap
        self._pending += frame
        self._frames += 1
        if len(self._pending) >= 25 * FRAME_BYTES:
            self._flush()

    def _flush(self) -> None:
        self._file.writeframes(bytes(self._pending))
        self._raw.flush()
        self._pending.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._flush()
        self._file.close()
        self._raw.close()
