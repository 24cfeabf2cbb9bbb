"""What was said, cut so that each word can be played. Pure."""

import re
from collections.abc import Iterable, Sequence

import msgspec

from api.review.timeline import share
from api.schemas.transcripts import SuspectedPhrase, TranscriptEntry

_WORD = re.compile(r"[A-Za-z0-9]+(?:[.'’-][A-Za-z0-9]+)*|\s+|.", re.DOTALL)
_MARK = re.compile(r"[^\w]+", re.UNICODE)


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """A word, or one character of Chinese, with what follows it of punctuation."""

    text: str
    at_ms: int
    """Since the INVITE; reckoned from the segment's length, each character as long as the next."""
    suspected: bool = False


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One segment."""

    side: str
    at_ms: int
    to_ms: int
    words: tuple[Word, ...]
    hits: tuple[SuspectedPhrase, ...]


def said(entries: Sequence[TranscriptEntry]) -> tuple[Said, ...]:
    """The segments by time; one in which nothing was understood is left out."""
    ordered = sorted((one for one in entries if one.text.strip()), key=lambda one: (one.start_ms, one.side))
    return tuple(
        Said(
            side=one.side.value,
            at_ms=round(one.start_ms),
            to_ms=round(one.end_ms),
            words=tuple(words(one)),
            hits=one.hits,
        )
        for one in ordered
    )


def words(entry: TranscriptEntry) -> Iterable[Word]:
    """The words of a segment. Those of a suspected phrase say so."""
    begun: Word | None = None
    for found in _WORD.finditer(entry.text):
        text = found[0]
        if begun is not None and _MARK.fullmatch(text):
            begun = msgspec.structs.replace(begun, text=begun.text + text)
            continue
        if begun is not None:
            yield begun
        begun = Word(
            text=text,
            at_ms=round(entry.start_ms + share(entry, found.start())),
            suspected=any(hit.start < found.end() and found.start() < hit.end for hit in entry.hits),
        )
    if begun is not None:
        yield begun


def ticks(length_ms: float, zero: float, most: int = 9) -> tuple[float, ...]:
    """Moments for an axis, in milliseconds since the INVITE: few, and round when counted from `zero`."""
    steps = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
    step = next((one * 1000 for one in steps if length_ms / (one * 1000) <= most), 7_200_000)
    first = -int(zero // step)
    every = (zero + number * step for number in range(first, int((length_ms - zero) // step) + 1))
    return tuple(one for one in every if 0 < one <= length_ms)


def outline(values: Sequence[int]) -> str:
    """The path of a waveform in a box of its number of values by 100, around the middle."""
    if not values:
        return ""
    above = "L".join(f"{place} {50 - value / 2:g}" for place, value in enumerate(values))
    below = "L".join(f"{place} {50 + value / 2:g}" for place, value in reversed(list(enumerate(values))))
    return f"M{above}L{below}Z"
