"""Tones and music made by calculation: ringback by country, the beep before a message, music on hold. No I/O.

All are 16-bit frames of 20 ms at 8 kHz that can be repeated without a click at the seam.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from telephony.cadence import CADENCES, DEFAULT_COUNTRY
from telephony.connectors.base import FRAME_BYTES, FRAME_SAMPLES, SAMPLE_RATE

RING_HZ = {"CN": (450,), "US": (440, 480), "GB": (400, 450), "AU": (400, 450), "JP": (400,), "DE": (425,)}
"""Frequencies of the tone that a caller hears (ITU-T E.180 supplement 2); 425 Hz elsewhere."""
DOUBLE_RING = ("GB", "AU", "IN", "SG")
"""Countries whose ring is 0.4 s, 0.2 s pause, 0.4 s."""
LEVEL = 3000
FADE_S = 0.005
MELODY = (
    60,
    64,
    67,
    72,
    71,
    67,
    64,
    62,
    65,
    69,
    74,
    72,
    69,
    65,
    62,
    60,
    57,
    60,
    64,
    69,
    67,
    64,
    60,
    59,
    62,
    65,
    67,
    71,
)
"""Notes (MIDI numbers) of the hold music: broken chords of C, d, a and G, one each half second."""
NOTE_S = 0.5
Wave = NDArray[np.float64]


def frames_of(samples: Wave) -> list[bytes]:
    """Whole frames; the last one is filled up with silence."""
    missing = -len(samples) % FRAME_SAMPLES
    data = np.clip(np.pad(samples, (0, missing)), -32768, 32767).astype("<i2").tobytes()
    return [data[at : at + FRAME_BYTES] for at in range(0, len(data), FRAME_BYTES)]


def _times(seconds: float) -> Wave:
    return np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE


def _faded(samples: Wave) -> Wave:
    edge = round(FADE_S * SAMPLE_RATE)
    ramp = np.linspace(0.0, 1.0, edge)
    samples[:edge] *= ramp
    samples[-edge:] *= ramp[::-1]
    return samples


def tone(hertz: Sequence[int], seconds: float, level: float = LEVEL) -> Wave:
    """Sines of these frequencies together, faded in and out."""
    at = _times(seconds)
    return _faded(sum((np.sin(2 * np.pi * one * at) for one in hertz), np.zeros(len(at))) * level / len(hertz))


def ringback(country: str) -> list[bytes]:
    """One period of the tone that a caller hears while it rings; repeated, it is that country's cadence."""
    cadence = CADENCES.get(country, CADENCES[DEFAULT_COUNTRY])
    hertz = RING_HZ.get(country, (425,))
    if cadence.country in DOUBLE_RING:
        burst = tone(hertz, 0.4)
        rings = np.concatenate([burst, np.zeros(round(0.2 * SAMPLE_RATE)), burst])
    else:
        rings = tone(hertz, cadence.ring_ms / 1000)
    pause = np.zeros((cadence.period_ms * SAMPLE_RATE) // 1000 - len(rings))
    return frames_of(np.concatenate([rings, pause]))


def beep() -> list[bytes]:
    """Speak now."""
    return frames_of(tone((1000,), 0.6))


def music() -> list[bytes]:
    """A quiet melody of plucked notes, which ends as it began."""
    length = len(MELODY) * NOTE_S
    total = np.zeros(round(length * SAMPLE_RATE))
    for index, note in enumerate(MELODY):
        hertz = 440.0 * 2 ** ((note - 69) / 12)
        at = _times(2.0)
        sound = (np.sin(2 * np.pi * hertz * at) + 0.3 * np.sin(4 * np.pi * hertz * at)) * np.exp(-2.2 * at)
        sound[: round(FADE_S * SAMPLE_RATE)] *= np.linspace(0.0, 1.0, round(FADE_S * SAMPLE_RATE))
        sound[-400:] *= np.linspace(1.0, 0.0, 400)
        start = round(index * NOTE_S * SAMPLE_RATE)
        # What sounds on beyond the end sounds on at the beginning: no seam.
        places = (start + np.arange(len(sound))) % len(total)
        np.add.at(total, places, sound * 1400)
    return frames_of(total)
