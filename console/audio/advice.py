"""Is the microphone set well, and does the earpiece leak into it? Pure measurement on PCM; knows no words.

Speech is measured as telephone engineers do: the level of the moments in which somebody speaks (after ITU-T P.56),
with -26 dBFS as the aim, its usual level in digital telephony. Echo: what was played is looked for in what was
recorded by cross-correlation, then the path is estimated as a short filter; the loss on that path says how much of
their own voice the callers would hear. numpy is loaded when something is measured, not before.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from console.audio.tones import RATE, gain

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Samples = npt.NDArray[np.float64]

FULL_SCALE = 32768.0
FLOOR_DBFS = -90.0
AIM_DBFS = -26.0
QUIET_DBFS, LOUD_DBFS = -36.0, -16.0
"""Speech outside these is too quiet or too loud: ten decibels to either side of the aim."""
CLIPPED_SHARE = 0.0005
"""So many of the samples at the end of the scale are heard as distortion (four a second)."""
DEAD_PEAK = 3
"""Samples never beyond this: a switch on the headset or in the system cuts the microphone off, or it has no cable."""
NOISY_DB = 15.0
"""Speech less far above the noise of the room is hard to understand."""
SPEECH_OVER_DB = 9.0
LEAST_SPEECH = 0.08
"""Share of the frames that must be speech; below, nobody spoke."""
SPEECH_LEAST_DBFS = -55.0
FRAME = 160


class Mic(StrEnum):
    """What is wrong with a recording of the agent's voice, or that it is good."""

    DEAD = "dead"
    NO_SPEECH = "no_speech"
    QUIET = "quiet"
    GOOD = "good"
    LOUD = "loud"
    CLIPPING = "clipping"
    NOISY = "noisy"


@dataclass(frozen=True)
class MicReport:
    """`speech`, `noise` and `peak` in dBFS; `turn` is by how many decibels the microphone should be turned up."""

    verdict: Mic
    speech: float
    noise: float
    peak: float
    turn: int = 0


def judge(pcm: bytes) -> MicReport:
    """What a recording of some seconds of speech says of the microphone."""
    import numpy as np

    samples = _samples(pcm)
    if samples.size < FRAME:
        return MicReport(Mic.DEAD, FLOOR_DBFS, FLOOR_DBFS, FLOOR_DBFS)
    blocks = samples[: samples.size // FRAME * FRAME].reshape(-1, FRAME)
    blocks = blocks - blocks.mean(axis=1, keepdims=True)  # a cheap sound card's offset is no sound
    powers = (blocks**2).mean(axis=1)
    noise = _db(float(np.percentile(powers, 10)))
    loud = powers > max(_power(noise + SPEECH_OVER_DB), _power(SPEECH_LEAST_DBFS))
    speech = _db(float(powers[loud].mean())) if loud.any() else FLOOR_DBFS
    top = float(np.abs(samples).max())
    peak = _db(top**2)
    clipped = float((np.abs(samples) >= FULL_SCALE - 8).mean())
    spoken = float(loud.mean())
    return _verdict(top, spoken, clipped, MicReport(Mic.GOOD, speech, noise, peak))


def _verdict(top: float, spoken: float, clipped: float, found: MicReport) -> MicReport:
    turn = round(AIM_DBFS - found.speech)
    if top <= DEAD_PEAK:
        kind, turn = Mic.DEAD, 0
    elif clipped > CLIPPED_SHARE:
        kind, turn = Mic.CLIPPING, min(-6, turn)
    elif spoken < LEAST_SPEECH:
        kind, turn = Mic.NO_SPEECH, 0
    elif found.speech < QUIET_DBFS:
        kind = Mic.QUIET
    elif found.speech > LOUD_DBFS:
        kind = Mic.LOUD
    elif found.speech - found.noise < NOISY_DB:
        kind, turn = Mic.NOISY, 0
    else:
        kind, turn = Mic.GOOD, 0
    return MicReport(kind, found.speech, found.noise, found.peak, turn)


# --- echo -----------------------------------------------------------------------------------------------------------

PROBE_DBFS = -24.0
PROBE_S = 1.5
TAIL_S = 0.8
"""How long to go on recording after the probe: devices and drivers delay by up to this."""
TAPS = 128
"""The path is estimated over 16 ms around its strongest moment: the ear cushion and the air, no large room."""
SURE = 7.0
"""The correlation's peak must stand so many times above its usual size; by chance it reaches about 4.5."""
CLEAN_DB, BEARABLE_DB = 40.0, 25.0
"""Loss from earpiece to microphone: from here on nobody hears an echo; from here on only a faint one."""


class Echo(StrEnum):
    """How much the callers hear of themselves."""

    NONE = "none"
    FAINT = "faint"
    STRONG = "strong"
    UNKNOWN = "unknown"  # the room was too loud, or nothing was recorded


@dataclass(frozen=True)
class EchoReport:
    """`loss` in dB from what was played to what came back (at least so much when nothing was found); delay in ms."""

    verdict: Echo
    loss: float
    delay_ms: int


@cache
def probe() -> bytes:
    """What is played to measure: noise of the telephone band, the same each time, that swells and fades."""
    import numpy as np

    count = int(RATE * PROBE_S)
    noise = np.random.default_rng(20090615).standard_normal(count)
    spectrum, hz = np.fft.rfft(noise), np.fft.rfftfreq(count, 1 / RATE)
    spectrum[(hz < 300) | (hz > 3400)] = 0
    made = np.fft.irfft(spectrum, count)
    fade = np.minimum(1.0, np.minimum(np.arange(count), np.arange(count)[::-1]) / (0.05 * RATE))
    made *= fade
    made *= FULL_SCALE * gain(PROBE_DBFS) / np.sqrt((made**2).mean())
    return bytes(made.clip(-32768, 32767).round().astype("<i2").tobytes())


def echo(played: bytes, recorded: bytes) -> EchoReport:
    """Look for what was played in what was recorded meanwhile. `recorded` begins when `played` did, or earlier."""
    import numpy as np

    out, back = _samples(played), _samples(recorded)
    if back.size < out.size or np.abs(back).max(initial=0.0) <= DEAD_PEAK or not out.any():
        return EchoReport(Echo.UNKNOWN, 0.0, 0)
    back = back - back.mean()
    lag, sureness = _lag(out, back)
    loudness = _db(float((out**2).mean()))
    if sureness < SURE:
        # Not found: the echo is weaker than what the correlation would have seen in this noise.
        least = max(0.0, loudness - _db(float((back**2).mean())) + 10 * np.log10(out.size) - 20 * np.log10(SURE))
        return EchoReport(Echo.NONE if least >= BEARABLE_DB else Echo.UNKNOWN, round(float(least), 1), 0)
    loss = loudness - _db(_echo_power(out, back, lag))
    verdict = Echo.NONE if loss >= CLEAN_DB else Echo.FAINT if loss >= BEARABLE_DB else Echo.STRONG
    return EchoReport(verdict, round(loss, 1), round(lag * 1000 / RATE))


def _lag(out: "Samples", back: "Samples") -> tuple[int, float]:
    """By how many samples `back` is later, and how far its peak stands out. Whitened (PHAT), so that one tone of the
    room does not win over the whole band."""
    import numpy as np

    size = 1 << (out.size + back.size - 1).bit_length()
    cross = np.fft.rfft(back, size) * np.conj(np.fft.rfft(out, size))
    hz = np.fft.rfftfreq(size, 1 / RATE)
    strength = np.abs(cross)
    band = (hz >= 300) & (hz <= 3400) & (strength > 0)
    cross[band] /= strength[band]
    cross[~band] = 0
    likeness = np.abs(np.fft.irfft(cross, size)[: max(1, back.size - out.size + RATE // 4)])
    place = int(likeness.argmax())
    usual = float(np.sqrt((likeness**2).mean()))
    return place, float(likeness[place]) / usual if usual > 0 else 0.0


def _echo_power(out: "Samples", back: "Samples", lag: int) -> float:
    """The power of the part of `back` that a filter of TAPS makes of `out`: least squares by its normal equations."""
    import numpy as np

    first = max(0, lag - TAPS // 4)
    later = np.zeros(out.size + TAPS)
    piece = back[first : first + later.size]
    later[: piece.size] = piece
    size = 1 << (out.size + TAPS).bit_length()
    spectrum = np.fft.rfft(out, size)
    own = np.fft.irfft(np.abs(spectrum) ** 2, size)[:TAPS]
    cross = np.fft.irfft(np.fft.rfft(later, size) * np.conj(spectrum), size)[:TAPS]
    matrix = own[np.abs(np.subtract.outer(np.arange(TAPS), np.arange(TAPS)))]
    matrix[np.diag_indices(TAPS)] += own[0] * 1e-3  # the band has edges: without this the filter runs wild there
    path = np.linalg.solve(matrix, cross)
    made = np.convolve(out, path)
    return float((made**2).sum() / out.size)


def _samples(pcm: bytes) -> "Samples":
    import numpy as np

    return np.frombuffer(pcm[: len(pcm) & ~1], dtype="<i2").astype(np.float64)


def _db(power: float) -> float:
    """The level of a mean square, dBFS."""
    return max(FLOOR_DBFS, 10 * math.log10(power / FULL_SCALE**2)) if power > 0 else FLOOR_DBFS


def _power(dbfs: float) -> float:
    return float(FULL_SCALE**2 * 10 ** (dbfs / 10))
