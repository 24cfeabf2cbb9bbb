"""What Whisper's encoder looks at: the log-mel spectrogram of 16 kHz speech (Radford et al. 2022, §2.2). Pure.

80 bands on Slaney's mel scale, windows of 25 ms every 10 ms. Only as long as the audio: the encoder need not look at
thirty seconds to read six.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

RATE = 16_000
WINDOW = 400
HOP = 160
BANDS = 80
FLOOR = 1e-10
RANGE = 8.0
"""Powers of ten below the loudest point that are kept."""

Floats = npt.NDArray[np.float32]


def log_mel(samples: Floats) -> Floats:
    """`(80, n)` for samples of 16 kHz in [-1, 1], n = len(samples) // 160."""
    padded = np.pad(samples, WINDOW // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][: len(samples) // HOP]
    power = np.abs(np.fft.rfft(frames * _hann(), axis=1)) ** 2
    bands = _filters() @ power.T
    logs = np.log10(np.maximum(bands, FLOOR))
    logs = np.maximum(logs, logs.max(initial=-RANGE) - RANGE)
    scaled: Floats = ((logs + 4.0) / 4.0).astype(np.float32)
    return scaled


@cache
def _hann() -> npt.NDArray[np.float64]:
    window: npt.NDArray[np.float64] = np.hanning(WINDOW + 1)[:-1]
    return window


def _hz(mel: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Slaney's scale: linear to 1 kHz (15 mel), then 27 mel to a factor of 6.4."""
    return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp((mel - 15) * np.log(6.4) / 27))


@cache
def _filters() -> npt.NDArray[np.float64]:
    """`(80, 201)`: triangles of equal area."""
    top = 15 + 27 * np.log(RATE / 2 / 1000) / np.log(6.4)
    edges = _hz(np.linspace(0, top, BANDS + 2))
    bins = np.fft.rfftfreq(WINDOW, 1 / RATE)
    rising = (bins[None, :] - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins[None, :]) / (edges[2:] - edges[1:-1])[:, None]
    triangles = np.maximum(0, np.minimum(rising, falling))
    filters: npt.NDArray[np.float64] = triangles * (2 / (edges[2:] - edges[:-2]))[:, None]
    return filters
