"""Puts the rules together from the shipped files and a site's own folder, checks them, and gives them a version.

A site's file has the name of the shipped one. Its entries replace those of the same rule, id or value and add the
others; `drop` leaves shipped entries out; a script, the procedure, the penalties and the advice are replaced whole.
Penalties of other times lie in `penalties/`, so that an old month keeps its rules.
All faults are collected, each with file, line and rule, and raised together as `InvalidData`. Knows no database and
no network.
"""

import datetime
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from scripts_lib import advice as advice_rules
from scripts_lib import penalties as penalty_rules
from scripts_lib import procedure as procedure_rules
from scripts_lib import score_card as card_rules
from scripts_lib import script_checks
from scripts_lib.advice import ADVICE_FILE
from scripts_lib.errors import InvalidData
from scripts_lib.model import (
    Advice,
    Ask,
    Catalogue,
    Channel,
    CivilPhrase,
    Content,
    Kind,
    Nature,
    Option,
    Phrase,
    RequiredPhrase,
    Rules,
    Script,
    Weight,
)
from scripts_lib.penalties import Penalties
from scripts_lib.penalty_book import Era, PenaltyBook
from scripts_lib.procedure import PROCEDURE_FILE, Procedure
from scripts_lib.rule_files import (
    CATALOGUE_FILE,
    CIVIL_FILE,
    PHRASES_FILE,
    REQUIRED_FILE,
    DataFile,
    RuleFile,
    in_force,
    read_folder,
)
from scripts_lib.score_card import CARD_FILE, ScoreCard
from scripts_lib.shape import line_of, name_of, read
from scripts_lib.wordings import check_wording, sources_of
from scripts_lib.working_calendar import CalendarYear, WorkingCalendar
from scripts_lib.yaml_nodes import Faults, Items, Mapping, Node, Scalar

T = TypeVar("T")

SHIPPED: Final = Path(__file__).parent / "data"

_CATALOGUE_LISTS: Final[dict[str, type[Kind | Option]]] = {
    "kinds": Kind,
    **dict.fromkeys(
        ("departments", "weights", "natures", "contents", "channels", "pause_reasons", "asks"),
        Option,
    ),
}
_CLOSED_LISTS: Final = {"weights": Weight, "natures": Nature, "contents": Content, "channels": Channel, "asks": Ask}
"""Lists whose values are the words of the program; a site may relabel them, not change them."""


@dataclass
class Library:
    """The rules in force: what consoles need (`rules`), and what only the desk needs.

    The desk puts the departments of its database into `rules` while it runs, so they are asked for here each time.
    """

    rules: Rules
    procedure: Procedure
    penalties: Penalties
    book: PenaltyBook
    calendar: WorkingCalendar
    card: ScoreCard
    files: tuple[DataFile, ...]


def load(folder: Path | None = None, *, on: datetime.date | None = None) -> Library:
    """The shipped rules with those of a site's `folder` over them.

    With `on`, a site's file that takes effect only after that day is left aside (penalties wait in the `book`);
    without it a site's newest count. The shipped rules alone are read once in a process: they are part of the
    program; each caller has a `Library` of its own.

    Raises InvalidData with every fault found.
    """
    if folder is None:
        return replace(_shipped())
    faults = Faults()
    files = read_folder(SHIPPED, "", faults)
    files += in_force(read_folder(folder, str(folder), faults), on)
    return _library_of(files, faults, on or datetime.date.max)


@cache
def _shipped() -> Library:
    faults = Faults()
    return _library_of(read_folder(SHIPPED, "", faults), faults, datetime.date.max)


def _library_of(files: Sequence[RuleFile], faults: Faults, on: datetime.date) -> Library:
    library = _Assembly(files, faults, on).library()
    if library is None or faults.errors:
        raise InvalidData(sorted(faults.errors, key=lambda error: (error.file, error.line)))
    return library


@dataclass
class _Entries:
    """Entries of one list by name, with the place where each was written."""

    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)

    def put(self, name: str, value: Any, node: Node) -> None:
        self.values[name] = value
        self.places[name] = (node.file, node.line)


class _Assembly:
    """Merges the files in order and checks what needs more than one entry to see."""

    def __init__(self, files: Sequence[RuleFile], faults: Faults, on: datetime.date) -> None:
        self.files = files
        self.on = on
        self.faults = faults
        self.lists: dict[str, _Entries] = {}
        self.scripts = _Entries()
        self.question_lines: dict[tuple[str, str], int] = {}

    def library(self) -> Library | None:
        procedure = self._single(PROCEDURE_FILE, Procedure)
        book = self._book()
        advice = self._single(ADVICE_FILE, Advice)
        card = self._single(CARD_FILE, ScoreCard)
        for key, shape in _CATALOGUE_LISTS.items():
            self._merge(CATALOGUE_FILE, key, shape, tuple(_CATALOGUE_LISTS))
        self._merge(PHRASES_FILE, "phrases", Phrase, ("phrases",))
        self._merge(CIVIL_FILE, "civil", CivilPhrase, ("civil",))
        self._merge(REQUIRED_FILE, "required", RequiredPhrase, ("required",))
        self._read_scripts()
        years = self._years()
        self._check_phrases()
        self._check_catalogue()
        self._check_scripts()
        self._check_whole(PROCEDURE_FILE, procedure, procedure_rules.faults_of)
        self._check_whole(CARD_FILE, card, card_rules.faults_of)
        if procedure is None or not book.eras or advice is None or card is None or self.faults.errors:
            return None
        rules = self._rules(advice)
        self._check_whole(ADVICE_FILE, advice, lambda whole: advice_rules.faults_of(whole, rules.catalogue))
        about = tuple(file.about for file in self.files)
        return Library(rules, procedure, book.on(self.on.replace(day=1)), book, WorkingCalendar(years), card, about)

    def _rules(self, advice: Advice) -> Rules:
        chosen = {key: tuple(self.lists[key].values.values()) for key in _CATALOGUE_LISTS}
        version = hashlib.sha256(b"".join(sorted(file.digest for file in self.files))).hexdigest()[:12]
        return Rules(
            version=version,
            catalogue=Catalogue(**chosen),
            scripts=tuple(self.scripts.values.values()),
            phrases=tuple(self.lists["phrases"].values.values()),
            civil=tuple(self.lists["civil"].values.values()),
            required=tuple(self.lists["required"].values.values()),
            advice=advice,
        )

    def _book(self) -> PenaltyBook:
        """The penalties of every time, each checked; the shipped ones first."""
        eras: list[Era] = []
        for file in (one for one in self.files if one.is_of_penalties):
            whole = read(file.body, Penalties, self.faults)
            if whole is None:
                continue
            for name, message in penalty_rules.faults_of(whole):
                self.faults.add(file.path, line_of(file.body, name), name, message)
            if any(one.from_site and one.since == file.about.effective_from for one in eras):
                self.faults.add(file.path, 0, "effective_from", "other penalties of this folder count from this day")
            eras.append(Era(file.about.effective_from, file.about.from_site, whole))
        return PenaltyBook(tuple(eras))

    def _named(self, name: str) -> Iterator[RuleFile]:
        return (file for file in self.files if file.about.name == name)

    def _single(self, name: str, shape: type[T]) -> T | None:
        """A file that is one whole; the site's stands in place of the shipped one."""
        whole = None
        for file in self._named(name):
            whole = read(file.body, shape, self.faults)
        return whole

    def _merge(self, name: str, key: str, shape: type[Any], known: tuple[str, ...]) -> None:
        entries = self.lists.setdefault(key, _Entries())
        for file in self._named(name):
            if key == known[0]:
                self._unknown_keys(file, known)
            self._drop(file, known, key, entries)
            nodes = file.body.nodes.get(key)
            if isinstance(nodes, Items):
                self._put_all(nodes, shape, entries)
            elif nodes is not None:
                self.faults.add(file.path, nodes.line, key, "a list is wanted here")

    def _put_all(self, nodes: Items, shape: type[Any], entries: _Entries) -> None:
        seen: set[str] = set()
        for node in nodes.nodes:
            named = name_of(node) if isinstance(node, Mapping) else ""
            if shape is Phrase and isinstance(node, Mapping) and "say_instead" not in node.nodes:
                self.faults.add(node.file, node.line, named, "a forbidden phrase carries what to say instead (SAY-2)")
            entry = read(node, shape, self.faults)
            if named in seen:
                self.faults.add(node.file, node.line, named, "this entry is here twice")
            elif entry is not None:
                seen.add(named)
                entries.put(named, entry, node)

    def _unknown_keys(self, file: RuleFile, known: tuple[str, ...]) -> None:
        for key in file.body.nodes.keys() - {*known, "drop"}:
            self.faults.add(file.path, file.body.key_lines[key], "", f"unknown key {key!r}")

    def _drop(self, file: RuleFile, known: tuple[str, ...], key: str, entries: _Entries) -> None:
        """`drop` names shipped entries: a list of names, or for the catalogue one such list for each of its lists."""
        node = file.body.nodes.get("drop")
        if isinstance(node, Mapping) and len(known) > 1:
            for unknown in node.nodes.keys() - set(known) if key == known[0] else ():
                self.faults.add(file.path, node.key_lines[unknown], "drop", f"unknown list {unknown!r}")
            node = node.nodes.get(key)
        if node is None:
            return
        names = read(node, tuple[str, ...], self.faults, "drop") or ()
        for name in names:
            if entries.values.pop(name, None) is None:
                self.faults.add(file.path, node.line, "drop", f"there is no {name!r} to leave out")

    def _read_scripts(self) -> None:
        for file in self.files:
            if not file.about.name.startswith("scripts/"):
                continue
            script = read(self._with_version(file), Script, self.faults)
            if script is None:
                continue
            stem = file.about.name.removeprefix("scripts/").removesuffix(".yaml")
            if script.id != stem:
                line = file.body.key_lines["id"]
                self.faults.add(file.path, line, script.id, f"the id of this script must be {stem!r}")
            self.scripts.put(script.id, script, file.body.nodes["id"])
            questions = file.body.nodes["questions"]
            for node in questions.nodes if isinstance(questions, Items) else ():
                if isinstance(node, Mapping):
                    self.question_lines[script.id, name_of(node)] = node.line

    def _with_version(self, file: RuleFile) -> Mapping:
        version = Scalar(file.path, file.body.line, file.about.version)
        return Mapping(file.path, file.body.line, {**file.body.nodes, "version": version}, file.body.key_lines)

    def _years(self) -> list[CalendarYear]:
        years: dict[int, CalendarYear] = {}
        for file in self.files:
            if not file.about.name.startswith("calendar/"):
                continue
            year = read(file.body, CalendarYear, self.faults)
            if year is None:
                continue
            for day in (*year.holidays, *year.working_days):
                if day.year != year.year:
                    self.faults.add(file.path, file.body.line, "calendar", f"{day} is not in {year.year}")
            for day in sorted(set(year.holidays) & set(year.working_days)):
                self.faults.add(file.path, file.body.line, "calendar", f"{day} is both off and worked")
            years[year.year] = year
        return list(years.values())

    # --- checks ---

    def _check_phrases(self) -> None:
        entries = self.lists["phrases"]
        for rule, phrase in entries.values.items():
            if not phrase.moments:
                self.faults.add(*entries.places[rule], rule, "a phrase needs a moment in which it is a fault (SAY-1)")
            self._check_wordings(entries, rule, sources_of(phrase))
        required = self.lists["required"]
        for rule, part in required.values.items():
            if not part.wordings:
                self.faults.add(*required.places[rule], rule, "a required part needs a wording that is enough for it")
            self._check_wordings(required, rule, part.wordings)

    def _check_wordings(self, entries: _Entries, rule: str, *groups: Sequence[str]) -> None:
        for source in (source for group in groups for source in group):
            try:
                check_wording(source)
            except ValueError as unreadable:
                self.faults.add(*entries.places[rule], rule, str(unreadable))

    def _check_catalogue(self) -> None:
        departments = self.lists["departments"].values
        kinds = self.lists["kinds"]
        for value, kind in kinds.values.items():
            if kind.department not in departments:
                self.faults.add(*kinds.places[value], value, f"unknown department {kind.department!r}")
            if kind.script is not None and kind.script not in self.scripts.values:
                self.faults.add(*kinds.places[value], value, f"unknown script {kind.script!r}")
        for key, words in _CLOSED_LISTS.items():
            wanted, present = {word.value for word in words}, self.lists[key].values.keys()
            for value in present - wanted:
                self.faults.add(*self.lists[key].places[value], value, f"no such value in {key}")
            for value in sorted(wanted - present):
                self.faults.add(CATALOGUE_FILE, 0, value, f"missing in {key}")

    def _check_scripts(self) -> None:
        for name, script in self.scripts.values.items():
            file, line = self.scripts.places[name]
            for fault in script_checks.faults_of(script):
                at = self.question_lines.get((name, fault.question), line)
                named = f"{name}/{fault.question}" if fault.question else name
                self.faults.add(file, at, named, f"{fault.message} [{fault.rule}]")

    def _check_whole(self, name: str, whole: Any, check: Any) -> None:
        if whole is None:
            return
        file = [*self._named(name)][-1]
        for name, message in check(whole):
            self.faults.add(file.path, line_of(file.body, name), name, message)
