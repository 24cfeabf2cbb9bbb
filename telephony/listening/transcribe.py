"""A whole recording to text: one recogniser a channel, the agent's first."""

from collections.abc import Callable, Iterable, Sequence

from telephony.events import Side
from telephony.listening.base import SAMPLE_RATE, Heard, Recogniser

SPEAKERS = (Side.AGENT, Side.CALLER)
"""By channel, as recordings are made: agent left, caller right; a single channel is the agent."""


def transcribe(
    pieces: Iterable[Sequence[bytes]],
    recogniser: Callable[[], Recogniser],
    on_second: Callable[[float], None] = lambda _: None,
) -> list[tuple[Side, Heard]]:
    """The final results with text of every channel, by the second at which they begin.

    `pieces` are equally long pieces of 8 kHz PCM, one a channel; `on_second` hears how far it is.
    """
    ears: list[Recogniser] = []
    said: list[tuple[Side, Heard]] = []
    at = 0.0
    for piece in pieces:
        ears = ears or [recogniser() for _ in piece]
        for side, ear, pcm in zip(SPEAKERS, ears, piece, strict=False):
            said += ((side, heard) for heard in ear.push(pcm, at))
        at += len(piece[0]) / (2 * SAMPLE_RATE)
        on_second(at)
    for side, ear in zip(SPEAKERS, ears, strict=False):
        said += ((side, heard) for heard in ear.finish())
    spoken = [(side, heard) for side, heard in said if heard.final and heard.text]
    return sorted(spoken, key=lambda one: (one[1].start, one[0]))
