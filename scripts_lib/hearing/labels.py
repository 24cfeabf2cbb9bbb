"""What is said in labelled recordings: a table with a head, its columns parted by tabs (or commas), in any order.

`file` and `phrase` are needed (empty: polite speech; otherwise the phrase's own words, another wording of it, or its
rule). `phrase_end_s`, without which the delay is not counted, `text`, and `moment` (`opening` or `call`; without it
each recording begins a call) may be there; other columns are passed over. Knows no audio.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final

from scripts_lib.line_text import fold
from scripts_lib.model import Moment, Phrase
from scripts_lib.phrases import PhraseMatcher
from scripts_lib.wordings import without_marks

FILE, PHRASE, END, TEXT, MOMENT = "file", "phrase", "phrase_end_s", "text", "moment"
_NEEDED: Final = (FILE, PHRASE)


@dataclass(frozen=True)
class Label:
    """What is said in one recording."""

    file: str
    rule: str
    """Empty for polite speech."""
    phrase_end_s: float | None
    text: str
    opening: bool = True
    """Whether the recording begins a call."""


def read_labels(text: str, phrases: Sequence[Phrase]) -> list[Label]:
    """The labels of a folder. Raises ValueError, with line and reason, for the first that cannot be used."""
    lines = text.splitlines()
    delimiter = "\t" if lines and "\t" in lines[0] else ","
    names = [name.strip().lower() for name in lines[0].split(delimiter)] if lines else []
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise ValueError(f"line 1: the head must name {' and '.join(_NEEDED)}, parted by tabs")
    if delimiter == "\t":
        rows = csv.DictReader(lines[1:], names, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    else:
        rows = csv.DictReader(lines[1:], names, delimiter=delimiter)
    return [*_labels(rows, _Rules(phrases))]


class _Rules:
    """Which phrase a label means."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self._by_text = {_plain(phrase.text): phrase.rule for phrase in phrases}
        self._names = {phrase.rule for phrase in phrases}
        self._matcher = PhraseMatcher(phrases)

    def of(self, phrase: str) -> str:
        """Empty where it is none of the rules."""
        if phrase in self._names:
            return phrase
        exact = self._by_text.get(_plain(phrase))
        if exact:
            return exact
        hits = self._matcher.check(phrase, Moment.CALL) or self._matcher.check(phrase, Moment.OPENING)
        return max(hits, key=lambda hit: hit.end - hit.start).rule if hits else ""


def _plain(phrase: str) -> str:
    return fold(without_marks(phrase))


def _labels(rows: "csv.DictReader[str]", rules: _Rules) -> Iterator[Label]:
    for row in rows:
        where = f"line {rows.line_num + 1}"
        file, phrase = _cell(row, FILE), _cell(row, PHRASE)
        if not file:
            raise ValueError(f"{where}: no file is named")
        rule = rules.of(phrase) if phrase else ""
        if phrase and not rule:
            raise ValueError(f"{where}: {phrase!r} is no phrase of the rules")
        moment = _cell(row, MOMENT) or Moment.OPENING
        if moment not in (Moment.OPENING, Moment.CALL):
            raise ValueError(f"{where}: the moment is {Moment.OPENING} or {Moment.CALL}, not {moment!r}")
        end = _second(_cell(row, END), where) if rule else None
        yield Label(file, rule, end, _cell(row, TEXT), moment == Moment.OPENING)


def _cell(row: Mapping[str, str | None], name: str) -> str:
    return (row.get(name) or "").strip()


def _second(cell: str, where: str) -> float | None:
    try:
        end = float(cell) if cell else None
    except ValueError:
        end = float("nan")
    if end is not None and not isfinite(end):
        raise ValueError(f"{where}: {cell!r} is no second")
    return end
