"""How loud a frame of PCM is, in dB below full scale. Pure."""

import math
from dataclasses import dataclass

import numpy as np

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


def measure(pcm: bytes) -> Level:
    """The level of 16-bit signed little-endian samples."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float64)
    if samples.size == 0:
        return SILENT
    return Level(_dbfs(float(np.abs(samples).max())), _dbfs(math.sqrt(float(np.mean(samples * samples)))))


def _dbfs(value: float) -> float:
    if value <= 0:
        return FLOOR_DBFS
    return max(FLOOR_DBFS, min(0.0, 20 * math.log10(value / FULL_SCALE)))
