"""The matcher for what a recogniser wrote: the very characters and what sounds like them, over all readings."""

from collections.abc import Sequence

from scripts_lib.hearing.finder import HEARD, SoundFinder
from scripts_lib.model import Phrase
from scripts_lib.phrases import ExactFinder, PhraseMatcher


def matcher_for_speech(phrases: Sequence[Phrase], *, misheard: bool = True) -> PhraseMatcher:
    """Finds `phrases` in recognised speech; for typed notes `PhraseMatcher(phrases)` stays with the characters.

    `misheard` as there.
    """
    return PhraseMatcher(phrases, (ExactFinder(), SoundFinder(HEARD)), misheard=misheard)
