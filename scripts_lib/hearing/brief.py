"""Phrases of one or two syllables: too short to be laid over a reading by sound, worth asking for in two places only.

What must be the first word (喂) is often written as one that sounds the same (为你好); what must be the whole answer
(随便) often runs into what follows. Both stay reminders. Knows no audio and no recogniser.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scripts_lib.hearing.lexicon import SHORTEST
from scripts_lib.hearing.sounds import sounds_of, syllables_of
from scripts_lib.model import Moment, Phrase

_MARKS = ",。?!，？！、；;"


def by_itself(before: str, said: str, after: str) -> str | None:
    """The reading with commas that make an answer of `said`; None where the first would part a single character from
    its sentence: 他，什么都不知道."""
    if before and before[-1] not in _MARKS and (len(before) == 1 or before[-2] in _MARKS):
        return None
    first = "" if not before or before[-1] in _MARKS else ","
    last = "" if not after or after[0] in _MARKS else ","
    return before + first + said + last + after


@dataclass(frozen=True)
class BriefPhrase:
    """One phrase that is asked for by its own characters."""

    rule: str
    text: str
    first: bool
    """As the first word of all, instead of what sounds the same; otherwise it is there and only stands by itself."""

    def texts(self, reading: str) -> Iterator[tuple[str, int]]:
        """The reading with the phrase standing by itself, and how many syllables were put in."""
        if self.first:
            size = len(self.text)
            said, rest = reading[:size], reading[size:].lstrip(_MARKS)
            sounds = zip(said, syllables_of(self.text), strict=False)
            if len(said) == size and said != self.text and all(one in sounds_of(char) for char, one in sounds):
                yield f"{self.text},{rest}" if rest else self.text, size
            return
        before, found, after = reading.partition(self.text)
        text = by_itself(before, found, after) if found else None
        if text is not None:
            yield text, 0


def brief_phrases(phrases: Sequence[Phrase]) -> tuple[BriefPhrase, ...]:
    """Those of `phrases` whose own wording is so short; openings like 哪里 are too common within other words."""
    return tuple(
        BriefPhrase(one.rule, one.text, one.first_words)
        for one in phrases
        if len(one.text) < SHORTEST and (one.first_words or (one.whole_answer and Moment.CALL in one.moments))
    )
