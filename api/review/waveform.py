"""A recording as a picture: how loud each side was, and where nobody spoke. Pure; blocking, for threads.

Nothing that is said can be told from it: one value a side for each part of the recording.
"""

import io
from collections.abc import Iterator

import msgspec
import numpy as np
import soundfile
from numpy.typing import NDArray

PARTS = 1200
"""Values of each side, whatever the length."""
FRAME_MS = 20
QUIET = 180
"""Below this loudness (RMS of 16-bit samples, about -45 dB of full scale) a frame has no speech in it."""
HUM_MS = 100
"""A sound shorter than this, a click, does not end a silence."""
SHORTEST_MS = 3000
"""Shorter silences are breath."""
LOUDEST = 32768.0


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """From a millisecond to another of the recording."""

    from_ms: int
    to_ms: int


class Waveform(msgspec.Struct, frozen=True, kw_only=True):
    """The picture of a recording. `agent` and `caller` have `PARTS` values of 0 to 100, or fewer of a short one."""

    length_ms: int
    agent: tuple[int, ...]
    caller: tuple[int, ...]
    silences: tuple[Stretch, ...]


def waveform(flac: bytes) -> Waveform:
    """Read the sound. A recording of one channel is shown as both sides'. Raises soundfile.LibsndfileError."""
    samples, rate = soundfile.read(io.BytesIO(flac), dtype="int16", always_2d=True)
    sides = (samples[:, 0], samples[:, -1])
    agent, caller = (_peaks(one) for one in sides)
    return Waveform(
        length_ms=len(samples) * 1000 // rate,
        agent=agent,
        caller=caller,
        silences=tuple(_silences(sides, rate)),
    )


def _peaks(side: NDArray[np.int16]) -> tuple[int, ...]:
    """The loudest of each part, drawn by its root so that soft voices are seen."""
    count = min(PARTS, len(side))
    if not count:
        return ()
    begins = np.arange(count) * len(side) // count
    loudest = np.maximum.reduceat(np.abs(side.astype(np.int32)), begins)
    return tuple(int(one) for one in np.rint(np.sqrt(loudest / LOUDEST) * 100))


def _silences(sides: tuple[NDArray[np.int16], ...], rate: int) -> Iterator[Stretch]:
    """Where neither side spoke for long."""
    size = rate * FRAME_MS // 1000
    frames = len(sides[0]) // size
    if not frames:
        return
    loud = np.zeros(frames, dtype=bool)
    for side in sides:
        cut = side[: frames * size].astype(np.float64).reshape(frames, size)
        loud |= np.sqrt((cut**2).mean(axis=1)) >= QUIET
    quiet_since = 0
    for begins, ends in (*_runs(loud), (frames, frames)):
        if ends - begins < HUM_MS // FRAME_MS and begins < frames:
            continue
        if (begins - quiet_since) * FRAME_MS >= SHORTEST_MS:
            yield Stretch(from_ms=quiet_since * FRAME_MS, to_ms=begins * FRAME_MS)
        quiet_since = ends


def _runs(loud: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First frame and the one after the last of each stretch of sound."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], loud, [False]))))
    return [(int(begins), int(ends)) for begins, ends in zip(edges[::2], edges[1::2], strict=True)]
