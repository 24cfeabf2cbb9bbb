"""What a telephone makes of a voice: the band of 300 to 3400 Hz, a level, babble behind it, codecs at 8 kHz. Pure."""

import io
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

RATE: Final = 8000
LOW_HZ, HIGH_HZ = 300.0, 3400.0
FLOOR: Final = 10 ** (-66 / 20)
"""The line's own noise."""
CODECS: Final = ("ALAW", "ULAW", "GSM610")
"""On the way to the line, by soundfile's names: none but its own, the other G.711, a mobile phone's full rate."""
_SPOKEN: Final = 0.05
"""Of the loudest 20 ms: what lies above it is speech and not a pause."""

Floats = npt.NDArray[np.float32]


def telephone(samples: Floats, rate: int) -> Floats:
    """8 kHz within the telephone's band."""
    low = soxr.resample(samples, rate, RATE)
    spectrum = np.fft.rfft(low)
    hz = np.fft.rfftfreq(len(low), 1 / RATE)
    spectrum[(hz < LOW_HZ) | (hz > HIGH_HZ)] = 0
    return np.fft.irfft(spectrum, len(low)).astype(np.float32)


def coded(samples: Floats, codec: str) -> Floats:
    """What a codec at 8 kHz leaves of it."""
    file = io.BytesIO()
    soundfile.write(file, np.clip(samples, -0.98, 0.98), RATE, subtype=codec, format="WAV")
    file.seek(0)
    through, _ = soundfile.read(file, dtype="float32")
    return np.resize(through, len(samples)).astype(np.float32)


def loudness(samples: Floats) -> float:
    """Root mean square of what is spoken, pauses left out."""
    frames = samples[: len(samples) // 160 * 160].reshape(-1, 160)
    power = (frames.astype(np.float64) ** 2).mean(axis=1)
    return float(np.sqrt(power[power > power.max() * _SPOKEN**2].mean()))


def at_level(samples: Floats, decibels: float) -> Floats:
    """Its speech at so many dB below full scale."""
    return samples * np.float32(10 ** (decibels / 20) / loudness(samples))


def with_babble(samples: Floats, others: Sequence[Floats], decibels: float, chance: np.random.Generator) -> Floats:
    """Other voices talking behind it, together so many dB lower."""
    behind = np.zeros(len(samples), np.float32)
    for other in others:
        round_about = np.resize(np.roll(other, int(chance.integers(len(other)))), len(samples))
        behind += round_about / np.float32(loudness(other))
    return samples + behind * np.float32(loudness(samples) / loudness(behind) * 10 ** (-decibels / 20))


def with_floor(samples: Floats, chance: np.random.Generator) -> Floats:
    """A line is never quite silent; nor is it ever louder than it can be."""
    noisy = samples + chance.normal(0, FLOOR, len(samples)).astype(np.float32)
    return np.clip(noisy, -0.98, 0.98).astype(np.float32)
