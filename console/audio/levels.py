"""How loud a frame of PCM is, in dB below full scale. Pure.

Plain Python on purpose: a frame has 160 samples, and a console that only answers calls need not load numpy.
"""

import math
import sys
from array import array
from dataclasses import dataclass
from operator import mul

FLOOR_DBFS = -60.0
"""What silence reads, and the bottom of the meter."""
FULL_SCALE = 32768.0


@dataclass(frozen=True)
class Level:
    """Peak and root mean square of a frame, dBFS between -60 and 0."""

    peak: float = FLOOR_DBFS
    rms: float = FLOOR_DBFS

    def bar(self, cells: int) -> int:
        """How many of `cells` cells a meter lights for the peak."""
        return round((self.peak - FLOOR_DBFS) / -FLOOR_DBFS * cells)


SILENT = Level()


def samples_of(pcm: bytes) -> "array[int]":
    """16-bit signed little-endian PCM as whole numbers; an odd last byte is left out."""
    samples = array("h", pcm[: len(pcm) & ~1])
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def measure(pcm: bytes) -> Level:
    """The level of 16-bit signed little-endian samples."""
    samples = samples_of(pcm)
    if not samples:
        return SILENT
    peak = max(max(samples), -min(samples))
    power = sum(map(mul, samples, samples)) / len(samples)
    return Level(_dbfs(peak), _dbfs(math.sqrt(power)))


def _dbfs(value: float) -> float:
    if value <= 0:
        return FLOOR_DBFS
    return max(FLOOR_DBFS, min(0.0, 20 * math.log10(value / FULL_SCALE)))
