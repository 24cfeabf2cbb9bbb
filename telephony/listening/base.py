"""What every recogniser of speech looks like. Knows no engine, no call, no phrase.

One recogniser hears one voice. Audio is pushed as it comes; what has been understood comes back as `Heard`: partial
results while a segment goes on, each replacing the one before, then exactly one final result. A segment that turns
out to be no speech ends with a final result without text, so that whoever showed the partial takes it away again.
"""

from typing import Protocol

import msgspec

SAMPLE_RATE = 8000
"""Of what is pushed: 16-bit little-endian mono PCM, as the line carries it."""


class Hypothesis(msgspec.Struct, frozen=True):
    """One reading of a segment. `score` is its log probability a token, 0 at best; engines without one say 0."""

    text: str
    score: float = 0.0


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What was understood of one segment. Times are seconds on the clock of `push`'s `at`."""

    segment: int
    """Number of the segment in this voice, from 0; partial and final results of a segment share it."""
    text: str
    """The best reading; empty when the segment was no speech."""
    start: float
    end: float
    final: bool
    n_best: tuple[Hypothesis, ...] = ()
    """Best first, the text's own included; at most five."""


class Recogniser(Protocol):
    """Hears one voice. Not thread-safe."""

    @property
    def engine(self) -> str:
        """What does the work: `ctranslate2 4.8.5`."""

    @property
    def model(self) -> str:
        """Which model, with the first digits of its hash: `whisper-base-int8 d01c3014881c9c6f`."""

    def push(self, pcm: bytes, at: float) -> list[Heard]:
        """Hear this PCM (8 kHz, 16 bit, mono), whose first sample was said at `at` seconds.

        A gap in time is silence. Returns what has been understood since, oldest first; may take as long as the
        engine needs.
        """

    def finish(self) -> list[Heard]:
        """No more will come: the last final result, if a segment is open."""
