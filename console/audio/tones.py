"""Tones made here: the ring, the beep for a second caller, the test tone and melody. Pure; plain Python.

All sound is 16-bit mono PCM at 8 kHz in frames of 20 ms. Levels are dBFS of the sine's peak.
"""

import math
import sys
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from console.audio.levels import samples_of
from telephony.frames import PCM_BYTES

RATE = 8000
FRAME_MS = 20
FADE_S = 0.008
"""Each tone swells and fades so long; one that starts at once clicks in the ear."""
RING_HZ = (660.0, 830.0)
"""The ring's two voices, turn about. High enough for a small speaker, well below what hurts in a headset."""
RING_TURN_S, URGENT_TURN_S = 0.125, 0.0625
URGENT_UP = 1.26
"""In the last ring before the limit (LINE-1) the voices go four semitones up and change twice as fast."""
RING_DBFS, URGENT_DBFS = -18.0, -12.0
BEEP_HZ, BEEP_MS, BEEP_DBFS = 450.0, 200, -20.0
"""A second caller (LINE-4): the 450 Hz of Chinese exchanges, softly, in the headset alone."""
TEST_DBFS = -18.0
MELODY = ((523.25, 0.22), (659.25, 0.22), (783.99, 0.22), (1046.5, 0.44))


def gain(db: float) -> float:
    """Decibels as a factor."""
    return float(10 ** (db / 20))


def packed(samples: Iterable[float]) -> bytes:
    """Samples of any size as PCM, cut off at full scale."""
    made = array("h", (max(-32768, min(32767, round(one))) for one in samples))
    if sys.byteorder == "big":
        made.byteswap()
    return made.tobytes()


def tone(hz: float, seconds: float, dbfs: float) -> bytes:
    """One sine that swells and fades."""
    count, fade, top = round(RATE * seconds), RATE * FADE_S, 32767 * gain(dbfs)
    return packed(
        top * min(1.0, at / fade, (count - at) / fade) * math.sin(2 * math.pi * hz * at / RATE) for at in range(count)
    )


def warble(seconds: float, *, urgent: bool) -> bytes:
    """The sound of one ring."""
    turn, dbfs = (URGENT_TURN_S, URGENT_DBFS) if urgent else (RING_TURN_S, RING_DBFS)
    voices = [hz * URGENT_UP for hz in RING_HZ] if urgent else list(RING_HZ)
    turns = max(1, round(seconds / turn))
    return b"".join(tone(voices[place % 2], turn, dbfs) for place in range(turns))


def reference_tone(seconds: float = 1.0) -> bytes:
    """1 kHz, as meters are set by."""
    return tone(1000.0, seconds, TEST_DBFS)


def melody() -> bytes:
    """Four notes that nobody takes for a ring."""
    return b"".join(tone(hz, seconds, TEST_DBFS) for hz, seconds in MELODY)


def frames(pcm: bytes) -> list[bytes]:
    """Cut into frames of 320 bytes, the last one filled with silence."""
    whole = pcm + bytes(-len(pcm) % PCM_BYTES)
    return [whole[at : at + PCM_BYTES] for at in range(0, len(whole), PCM_BYTES)]


def mixed(one: bytes, other: bytes) -> bytes:
    """Both at once, cut off at full scale."""
    return packed(a + b for a, b in zip(samples_of(one), samples_of(other), strict=True))


def louder(pcm: bytes, db: float) -> bytes:
    """The same sound, `db` decibels louder or (negative) softer."""
    factor = gain(db)
    return packed(one * factor for one in samples_of(pcm)) if db else pcm


@dataclass(frozen=True)
class Alert:
    """What has to be heard until it is taken back: a call rings here, or a second caller waits during a call.

    `since` is the monotonic second of the INVITE, so that the ring keeps the caller's own cadence (LINE-1).
    """

    since: float
    ring_ms: int
    period_ms: int
    urgent_ms: int
    """From so many milliseconds on the ring is urgent: the last one within the limit has begun."""
    second: bool = False
    """A beep in the headset alone, at the head of each ring."""


class AlertSound:
    """Gives the frames of an alert at any moment. The sounds are made once for each cadence and volume."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, bool, bool, float], Sequence[bytes]] = {}

    def frame(self, alert: Alert, now: float, volume_db: float) -> bytes:
        """The 20 ms that sound at `now` (monotonic second); empty in the pause between two rings."""
        elapsed = max(0, round((now - alert.since) * 1000))
        place = elapsed % alert.period_ms // FRAME_MS
        sound = self._sound(alert, elapsed >= alert.urgent_ms, volume_db)
        return sound[place] if place < len(sound) else b""

    def _sound(self, alert: Alert, urgent: bool, volume_db: float) -> Sequence[bytes]:
        key = (alert.ring_ms, alert.second, urgent and not alert.second, volume_db)
        if key not in self._made:
            if alert.second:
                made = tone(BEEP_HZ, min(BEEP_MS, alert.ring_ms) / 1000, BEEP_DBFS)
            else:
                made = louder(warble(alert.ring_ms / 1000, urgent=urgent), volume_db)
            self._made[key] = frames(made)
        return self._made[key]
