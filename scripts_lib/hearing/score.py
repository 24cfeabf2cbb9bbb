"""How well forbidden phrases are heard in labelled recordings: recall, false alarms an hour, delay.

Knows no audio.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from scripts_lib.hearing.labels import Label
from scripts_lib.model import Phrase

_HOUR_S: Final = 3600.0


@dataclass(frozen=True)
class Sighting:
    """A phrase that was told, at `told_s` seconds from the recording's beginning."""

    rule: str
    told_s: float
    stands: bool
    """False when the final result took it back."""


@dataclass
class RuleScore:
    """One phrase's figures."""

    phrase: str
    said: int = 0
    found: int = 0
    false: int = 0
    """In polite speech."""
    beside: int = 0
    """In recordings of another phrase."""


@dataclass
class Score:
    """The figures of a whole folder. `seconds` are all the audio, `polite_s` that without a phrase."""

    rules: dict[str, RuleScore]
    seconds: float = 0.0
    polite_s: float = 0.0
    busy_s: float = 0.0
    """CPU time that the recogniser and the matcher took."""
    delays_s: list[float] = field(default_factory=list)
    """From the end of each phrase that was found to its being told first."""
    missed: list[tuple[Label, str]] = field(default_factory=list)
    """And what was understood instead."""
    alarms: list[tuple[Label, str, str]] = field(default_factory=list)
    """False alarms in polite speech: the recording, the rule and what was understood."""

    def add(self, label: Label, sightings: Sequence[Sighting], heard: str, seconds: float, busy_s: float) -> None:
        """Take in one recording, in which `heard` was understood."""
        self.seconds += seconds
        self.busy_s += busy_s
        self.polite_s += 0.0 if label.rule else seconds
        told: dict[str, list[Sighting]] = defaultdict(list)
        for sighting in sightings:
            told[sighting.rule].append(sighting)
        standing = {rule for rule, seen in told.items() if any(one.stands for one in seen)}
        if label.rule:
            self._expect(label, told[label.rule] if label.rule in standing else [], heard)
        for rule in standing - {label.rule}:
            if label.rule:
                self.rules[rule].beside += 1
            else:
                self.rules[rule].false += 1
                self.alarms.append((label, rule, heard))

    def _expect(self, label: Label, seen: Sequence[Sighting], heard: str) -> None:
        row = self.rules[label.rule]
        row.said += 1
        if seen:
            row.found += 1
            if label.phrase_end_s is not None:
                self.delays_s.append(min(one.told_s for one in seen) - label.phrase_end_s)
        else:
            self.missed.append((label, heard))

    @property
    def recall(self) -> float:
        """Share of the phrases said that were found; 1 when none was said."""
        said = sum(row.said for row in self.rules.values())
        return sum(row.found for row in self.rules.values()) / said if said else 1.0

    def false_an_hour(self, row: RuleScore | None = None) -> float:
        """False alarms an hour of polite speech, of one phrase or of all; 0 where there is no polite speech."""
        false = row.false if row else len(self.alarms)
        return false * _HOUR_S / self.polite_s if self.polite_s else 0.0

    def delay_s(self, share: float) -> float | None:
        """The delay that this share (0 to 1) of the phrases found does not pass; None when none was found."""
        ordered = sorted(self.delays_s)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


def empty_score(phrases: Iterable[Phrase]) -> Score:
    """A score of these phrases before the first recording."""
    return Score({phrase.rule: RuleScore(phrase.text) for phrase in phrases})
