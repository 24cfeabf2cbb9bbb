"""Is there a voice in 20 ms of audio: WebRTC's detector, and what it takes for one though it is a tone.

`webrtcvad` comes with the extras `asr` and `asr-sherpa`; ringing, key and fax tones pass it, so their narrow spectrum
is looked at too.
"""

import numpy as np
import numpy.typing as npt
import webrtcvad

from telephony.listening.base import SAMPLE_RATE

AGGRESSIVENESS = 2
"""0 to 3 of WebRTC: how readily it says that there is none."""
QUIETEST = 60.0
"""Root mean square of a frame (of 32768) below which nobody speaks into a telephone: -55 dBFS."""
LINES = 4
"""A telephone tone has two frequencies at most; each stands in two neighbouring bins."""
IN_LINES = 0.97
"""Share of the power in so few bins that no voice has: its harmonics and its noise lie beside them."""
TONE_FRAMES = 4
"""A vowel may look like a tone for a moment; this many frames in a row do not."""


class VoiceDetector:
    """Judges the frames of one voice in order."""

    def __init__(self) -> None:
        self._vad = webrtcvad.Vad(AGGRESSIVENESS)
        self._tone = 0

    def __call__(self, frame: bytes) -> bool:
        """Whether somebody speaks in these 20 ms (8 kHz, 16 bit)."""
        samples = np.frombuffer(frame, dtype="<i2").astype(np.float64)
        if np.sqrt(np.mean(samples**2)) < QUIETEST:
            self._tone = 0
            return False
        self._tone = self._tone + 1 if is_tone(samples) else 0
        return self._tone < TONE_FRAMES and bool(self._vad.is_speech(frame, SAMPLE_RATE))


def is_tone(samples: npt.NDArray[np.float64]) -> bool:
    """Whether the power of these samples lies in one or two frequencies."""
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), n=256)) ** 2
    peaks = np.sort(power)[-2 * LINES :]
    total = power.sum()
    return bool(total > 0 and peaks.sum() / total > IN_LINES)
