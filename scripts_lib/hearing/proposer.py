"""What else a stretch of speech may have been: its reading with a forbidden phrase in place of what sounds like it.

Whoever has the sound asks the recogniser how likely each proposal is beside its own reading (keyword verification by
likelihood ratio); this file only guesses, much more loosely than `finder.py`, and accuses nobody. What the rules
would let pass is not worth asking for, nor what the best reading has already. A phrase that must be the whole answer
is proposed with the commas that make it one. Knows no audio and no recogniser.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from typing import Final

from scripts_lib.hearing.alignment import Window
from scripts_lib.hearing.brief import brief_phrases, by_itself
from scripts_lib.hearing.characters import written_like
from scripts_lib.hearing.laying import Layer
from scripts_lib.hearing.lexicon import SHORTEST
from scripts_lib.hearing.matcher import matcher_for_speech
from scripts_lib.hearing.sounds import class_of, sounds_of, syllables_of
from scripts_lib.hearing.turned import persons_in, turned
from scripts_lib.model import Moment, Phrase
from scripts_lib.phrases import PhraseMatcher
from scripts_lib.wordings import spellings_of, without_marks

LOOSE, LOOSE_LONG = 0.4, 0.5
"""The cost for each syllable up to which a phrase is worth asking for; a long one."""
LONG: Final = 6
"""Syllables."""
MOST: Final = 3
"""Proposals for one stretch: each costs the recogniser a tenth of what reading the stretch did."""
SHORT: Final = 9
"""Syllables of a reading up to which a phrase may be all that was said."""
LOOSE_WHOLE: Final = 0.6
"""The cost for each syllable up to which it is asked for then: nothing of the reading is left over."""
_WHOLE: Final = 0.1
"""What that is worth beside its cost."""
_READINGS: Final = 2
"""How many readings are looked at; the others differ from them in few places."""
_SPELLINGS: Final = 6
"""Of one wording; the rest are found by likeness."""
_LONGER: Final = 0.02
"""What each syllable of a spelling is worth beside its cost: a long one that lies well says more than a short one."""
_CLASS_COST: Final = 0.7
"""What a syllable of another class costs at least."""
_WRITTEN: Final = str.maketrans("，？！", ",?!")
"""Recognisers are trained on half-width marks."""


@dataclass(frozen=True)
class Proposal:
    """A reading that may be the right one."""

    text: str
    syllables: int
    """Of the phrase that was put in; 0 where only commas were."""
    changed: int = 0
    """How many syllables of the best reading are others, or more or fewer."""


@dataclass(frozen=True)
class _Spelling:
    rule: str
    text: str
    syllables: tuple[str, ...]
    classes: frozenset[str]
    apart: bool
    """Must stand alone, or end its clause."""
    main: bool
    """The rule book's own wording, which is asked for beside one that lies better."""


@dataclass(frozen=True)
class _Place:
    """Where a spelling lies in a reading, by characters; `cost` for each of its syllables."""

    cost: float
    spelling: _Spelling
    start: int
    end: int


class Proposer:
    """Proposes readings with one of `phrases`."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self._heard = matcher_for_speech(phrases, misheard=False)
        self._exact = PhraseMatcher(phrases)
        self._moments = {one.rule: Moment.CALL if Moment.CALL in one.moments else one.moments[0] for one in phrases}
        self._brief = brief_phrases(phrases)
        self._spellings = tuple(_spellings(phrases))
        self._layer = Layer([one.syllables for one in self._spellings])
        self._mains = [number for number, one in enumerate(self._spellings) if one.main]
        self._by_class: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(self._spellings):
            for each in one.classes:
                self._by_class[each].append(number)

    def prepare(self) -> None:
        """See `PhraseMatcher.prepare`."""
        self._heard.prepare()
        self._exact.prepare()
        written_like("說", "说")

    def __call__(self, readings: Sequence[str]) -> list[Proposal]:
        """The likeliest proposals for these readings, best reading first; none where nothing sounds like a phrase."""
        found: dict[str, tuple[float, str, int]] = {}
        for reading in [*dict.fromkeys(readings)][:_READINGS]:
            for rank, rule, text, syllables in self._put_in(reading):
                if text != readings[0] and (text not in found or rank < found[text][0]):
                    found[text] = (rank, rule, syllables)
        return [*islice(self._faults(readings, found), MOST)]

    def _put_in(self, reading: str) -> Iterator[tuple[float, str, str, int]]:
        """Rank (the least first), rule, the reading with a phrase of it, and how many of its syllables are new."""
        for brief in self._brief:
            for text, syllables in brief.texts(reading):
                if syllables or not self._belongs(reading, brief.text):
                    yield 0.0, brief.rule, text, syllables
        for place in self._places(reading):
            one = place.spelling
            if not turned(reading[place.start : place.end], one.text):
                for text, syllables in self._texts(reading, place):
                    yield place.cost - _LONGER * len(one.syllables), one.rule, text, syllables
        yield from self._whole(reading)

    def _texts(self, reading: str, place: _Place) -> Iterator[tuple[str, int]]:
        """The reading with the phrase put in, as it stands and as an answer of its own; syllables that are new."""
        before, old, after = reading[: place.start], reading[place.start : place.end], reading[place.end :]
        said = written_like(reading, place.spelling.text)
        size = _changed(old, said, place.spelling.syllables)
        put_in = before + said + after
        if said != old:
            yield put_in, size
        alone = by_itself(before, said, after) if place.spelling.apart else None
        if alone is not None and not self._belongs(put_in, said, place.start):
            yield alone, size

    def _belongs(self, reading: str, said: str, start: int | None = None) -> bool:
        start = reading.find(said) if start is None else start
        return self._exact.belongs(reading, start, start + len(said))

    def _whole(self, reading: str) -> Iterator[tuple[float, str, str, int]]:
        """The rule book's phrases as all that was said in a short reading: what noise leaves of one often shares only
        a few sounds with it (雷登撒解决 for 没办法解决)."""
        said = "".join(filter(str.isalnum, reading))
        if not 0 < len(said) <= SHORT:
            return
        for number, cost in zip(self._mains, self._layer.lay_over(self._mains, Window(said)), strict=True):
            one = self._spellings[number]
            if cost <= LOOSE_WHOLE and not turned(said, one.text) and persons_in(said) <= persons_in(one.text):
                size = len(one.syllables)
                yield cost - _LONGER * size - _WHOLE, one.rule, written_like(reading, one.text), size

    def _faults(self, readings: Sequence[str], found: dict[str, tuple[float, str, int]]) -> Iterator[Proposal]:
        """Of what was found, likeliest first, what would be a fault that the best reading has not."""
        if not found:
            return
        known = {hit.rule for hit in self._heard.check(readings[0], Moment.CALL)}
        for text in sorted(found, key=lambda text: found[text][0]):
            _, rule, syllables = found[text]
            if rule not in known and any(hit.rule == rule for hit in self._exact.check(text, self._moments[rule])):
                yield Proposal(text, syllables, _apart(readings[0], text))

    def _places(self, reading: str) -> Iterator[_Place]:
        """For each rule the place where one of its spellings lies best, and where the rule book's own one does."""
        spoken = [place for place, char in enumerate(reading) if char.isalnum()]
        window = Window("".join(reading[place] for place in spoken))
        best: dict[tuple[str, bool], tuple[float, int, int, _Spelling]] = {}
        possible = self._possible(window)
        for number, (cost, start, end) in zip(possible, self._layer.lay(possible, window), strict=True):
            one = self._spellings[number]
            key = one.rule, one.main
            if cost * len(one.syllables) <= _most(one) and start < end and cost < best.get(key, (2.0,))[0]:
                best[key] = (cost, start, end, one)
        for cost, start, end, one in best.values():
            yield _Place(cost, one, spoken[start], spoken[end - 1] + 1)

    def _possible(self, window: Window) -> list[int]:
        """The numbers of the spellings that share enough classes of sound with the window."""
        shared: dict[int, int] = defaultdict(int)
        for sound in {class_of(syllable) for heard in window.sounds for syllable in heard}:
            for number in self._by_class.get(sound, ()):
                shared[number] += 1
        spellings = self._spellings
        return sorted(number for number, count in shared.items() if _enough(count, spellings[number]))


def _spellings(phrases: Sequence[Phrase]) -> Iterator[_Spelling]:
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for phrase in phrases:
        bound = phrase.whole_answer or phrase.at_end
        for sources, apart in (
            ((phrase.text, *phrase.variants), bound),
            (phrase.answers, True),
            (phrase.anywhere, False),
        ):
            for source in sources:
                for spelling in spellings_of(source)[:_SPELLINGS]:
                    plain = without_marks(spelling)
                    syllables = syllables_of(plain)
                    if not SHORTEST <= len(plain) == len(syllables) or (phrase.rule, syllables) in seen:
                        continue
                    seen.add((phrase.rule, syllables))
                    classes = frozenset(map(class_of, syllables))
                    main = source == phrase.text
                    yield _Spelling(phrase.rule, spelling.translate(_WRITTEN), syllables, classes, apart, main)


def _most(spelling: _Spelling) -> float:
    """The cost up to which it is worth asking for, in all."""
    size = len(spelling.syllables)
    return size * (LOOSE_LONG if size >= LONG else LOOSE)


def _enough(shared: int, spelling: _Spelling) -> bool:
    return len(spelling.classes) - shared <= _most(spelling) / _CLASS_COST


def _apart(one: str, other: str) -> int:
    """How many syllables differ."""
    old, new = ([sounds_of(char)[0] for char in text if char.isalnum()] for text in (one, other))
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return sum(max(high - low, last - first) for code, low, high, first, last in codes if code != "equal")


def _changed(heard: str, said: str, syllables: tuple[str, ...]) -> int:
    """How many syllables are put in: all, or where all sound the same those that are written otherwise; 0 where only
    marks are new."""
    old, new = without_marks(heard), without_marks(said)
    if len(old) == len(new) and syllables_of(old) == syllables:
        return sum(one != other for one, other in zip(old, new, strict=True))
    return len(syllables)
