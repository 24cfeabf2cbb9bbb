"""Simulated callers of the role play as data (TRN-1): who calls, in what mood, what they say when, and what an agent
must make of it. Reads a folder of YAML files and says what does not fit; knows neither sound nor telephone.

A site's file stands in place of the shipped one with the same name; others are added.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from scripts_lib.errors import InvalidData
from scripts_lib.model import Nature, Rules, Text, Weight
from scripts_lib.shape import read
from scripts_lib.yaml_nodes import MAX_BYTES, Faults, Mapping, read_nodes

FIELDS: Final = ("contact", "phone", "place", "happened_at", "matter", "demand")
"""LINE-7: what is asked and written down in every call."""
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,2}")
_MAX_FILES: Final = 200
_MOST_PATIENCE_S: Final = 60


class Mood(StrEnum):
    """How a caller is."""

    CALM = "calm"
    ANGRY = "angry"
    ANXIOUS = "anxious"
    RAMBLING = "rambling"


MOODS: Final[dict[Mood, Text]] = {
    Mood.CALM: Text("平静", "calm"),
    Mood.ANGRY: Text("愤怒", "angry"),
    Mood.ANXIOUS: Text("着急", "anxious"),
    Mood.RAMBLING: Text("絮叨", "rambling"),
}


class When(StrEnum):
    """The moment of a line."""

    START = "start"
    """As soon as the call is answered."""
    ASKED = "asked"
    """After the agent has spoken: the one that answers what was asked, else in their order."""
    WAITING = "waiting"
    """When the agent has been silent for the caller's patience."""
    UNSURE = "unsure"
    """When asked something that no line answers."""
    END = "end"
    """After everything is said and answered; then the caller hangs up."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What the caller says at a moment. `answers` are what must be asked for a line to come out of its order: a
    question of a script by its id, a field of the record, a kind of question (`ASK-8`)."""

    when: When
    text: str
    answers: tuple[str, ...] = ()


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """Who calls, from where."""

    name: str
    building: str
    unit: str
    room: str
    phone: str
    note: str = ""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """How a good agent would write it down; shown after the play."""

    happened_at: str
    matter: str
    demand: str


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """What must stand in a field of the record: one of these wordings, in either case of letters."""

    field: str
    wordings: tuple[str, ...]

    def stands_in(self, written: str) -> bool:
        """Whether the field as written has it."""
        return any(one.casefold() in written.casefold() for one in self.wordings)


class SimulatedCaller(msgspec.Struct, frozen=True, kw_only=True):
    """One file. `language` is a tag such as zh, en, yue, zh-sichuan; it and `voice` go to the site's command
    of speech; `patience_s` is in seconds."""

    id: str
    about: Text
    language: str
    mood: Mood
    voice: str
    home: Home
    kind: str
    nature: Nature
    weight: Weight
    says: tuple[Line, ...]
    record: Record
    facts: tuple[Fact, ...]
    patience_s: float = 8.0


def topics_of(rules: Rules) -> frozenset[str]:
    """Everything that a line can answer."""
    questions = [question for script in rules.scripts for question in script.questions]
    named = {question.id for question in questions} | {question.fills for question in questions if question.fills}
    return frozenset(FIELDS) | named | {kind.value for kind in rules.catalogue.asks}


def load_callers(shipped: Path, site: Path | None, rules: Rules) -> tuple[SimulatedCaller, ...]:
    """The shipped callers and the site's, by id. Raises InvalidData with every fault found, file and line first."""
    faults = Faults()
    found = dict(_read_folder(shipped, rules, faults))
    if site is not None:
        found.update(_read_folder(site, rules, faults))
    if faults.errors:
        raise InvalidData(sorted(faults.errors, key=lambda error: (error.file, error.line)))
    return tuple(found[name] for name in sorted(found))


def _read_folder(folder: Path, rules: Rules, faults: Faults) -> Iterator[tuple[str, SimulatedCaller]]:
    if not folder.is_dir():
        faults.add(str(folder), 0, "", "no such folder")
        return
    paths = sorted(folder.glob("*.yaml"))
    if not paths or len(paths) > _MAX_FILES:
        faults.add(str(folder), 0, "", f"a folder of callers has 1 to {_MAX_FILES} files that end in .yaml")
        return
    for path in paths:
        caller = _read_file(path, rules, faults)
        if caller is not None:
            yield caller.id, caller


def _read_file(path: Path, rules: Rules, faults: Faults) -> SimulatedCaller | None:
    try:
        with path.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except OSError as error:
        faults.add(str(path), 0, "", f"cannot be read: {error.strerror}")
        return None
    top = read_nodes(str(path), content, faults)
    caller = read(top, SimulatedCaller, faults) if top is not None else None
    if top is None or caller is None:
        return None
    for key, message in _faults_of(caller, path.stem, rules):
        faults.add(str(path), _line(top, key), caller.id, message)
    return caller


def _line(top: Mapping, key: str) -> int:
    return top.key_lines.get(key, top.line)


def _faults_of(caller: SimulatedCaller, stem: str, rules: Rules) -> Iterator[tuple[str, str]]:
    """What needs more than one value to see: the key whose line is named, and what is wrong."""
    if caller.id != stem:
        yield "id", f"the id of this caller must be {stem!r}, as its file is called"
    kinds = [kind.value for kind in rules.catalogue.kinds]
    if caller.kind not in kinds:
        known = ", ".join(kinds)
        yield "kind", f"there is no kind {caller.kind!r}; there are {known}"
    if not caller.home.phone.isascii() or not caller.home.phone.isdigit():
        yield "home", "the phone of a caller is digits only"
    if not _LANGUAGE.fullmatch(caller.language):
        yield "language", f"{caller.language!r} is no tag of a language such as zh, en, yue or zh-sichuan"
    if not 1 <= caller.patience_s <= _MOST_PATIENCE_S:
        yield "patience_s", f"a caller's patience is 1 to {_MOST_PATIENCE_S} seconds"
    yield from _faults_of_lines(caller, rules)
    yield from _faults_of_facts(caller)


def _faults_of_lines(caller: SimulatedCaller, rules: Rules) -> Iterator[tuple[str, str]]:
    said = [line.when for line in caller.says]
    if said.count(When.START) != 1 or said[0] is not When.START:
        yield "says", "the first line, and no other, is said at the start"
    if When.ASKED not in said:
        yield "says", "a caller has something to say when asked: a line with when: asked"
    for when in (When.WAITING, When.UNSURE, When.END):
        if said.count(when) > 1:
            yield "says", f"only one line can have when: {when.value}"
    known = topics_of(rules)
    for line in caller.says:
        if line.answers and line.when not in (When.START, When.ASKED):
            yield "says", f"a line with when: {line.when.value} answers nothing; take its answers away"
        for topic in line.answers:
            if topic not in known:
                yield "says", f"{topic!r} is neither a field, nor a question of a script, nor a kind of question"


def _faults_of_facts(caller: SimulatedCaller) -> Iterator[tuple[str, str]]:
    if not caller.facts:
        yield "facts", "name at least one fact that the agent must record (LINE-7)"
    for fact in caller.facts:
        if fact.field not in FIELDS:
            yield "facts", f"{fact.field!r} is no field of the record; there are {', '.join(FIELDS)}"
        elif not fact.wordings:
            yield "facts", f"a fact of {fact.field} needs a wording that is enough for it"
        elif not fact.stands_in(getattr(caller.record, fact.field, fact.wordings[0])):
            yield "record", f"{fact.field} as a good agent would write it has none of: {', '.join(fact.wordings)}"
