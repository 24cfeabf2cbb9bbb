"""A recogniser that says what it was told to say: for tests of everything around recognisers, and for demonstrations.

Knows no speech: it goes by time alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from telephony.listening.base import SAMPLE_RATE, Heard, Hypothesis

BYTES_A_SECOND = SAMPLE_RATE * 2


@dataclass(frozen=True, slots=True)
class Line:
    """What is to be heard between `start` and `end` (seconds). `others` are the further readings, best first."""

    start: float
    end: float
    text: str
    others: tuple[str, ...] = ()
    partials: tuple[tuple[float, str], ...] = ()
    """Second at which a partial result comes, and its text."""


class ScriptedRecogniser:
    """Gives each line's partial results and then its final one when as much audio has been pushed."""

    engine = "scripted"
    model = "script"

    def __init__(self, lines: Sequence[Line]) -> None:
        self._due = sorted(
            (heard for number, line in enumerate(lines) for heard in _of(number, line)), key=lambda one: one[0]
        )

    def push(self, pcm: bytes, at: float) -> list[Heard]:
        """See `Recogniser.push`."""
        reached = at + len(pcm) / BYTES_A_SECOND
        return self._until(reached)

    def finish(self) -> list[Heard]:
        """Everything that has not been said yet."""
        return self._until(float("inf"))

    def _until(self, reached: float) -> list[Heard]:
        said = [heard for due, heard in self._due if due <= reached]
        del self._due[: len(said)]
        return said


def _of(number: int, line: Line) -> list[tuple[float, Heard]]:
    readings = tuple(Hypothesis(text, -0.1 * place) for place, text in enumerate((line.text, *line.others)))
    partials = [
        (at, Heard(segment=number, text=text, start=line.start, end=at, final=False, n_best=(Hypothesis(text),)))
        for at, text in line.partials
    ]
    final = Heard(segment=number, text=line.text, start=line.start, end=line.end, final=True, n_best=readings)
    return [*partials, (line.end, final)]
