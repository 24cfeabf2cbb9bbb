"""`hotline phrases check` and `hotline scripts check`: the rules from the command line, for sites and programs.

`phrases check` reads lines `moment<TAB>text` and prints one JSON object a line; `scripts check` names every fault of
a site's folder as `file:line: rule: message`. Exit status 0: sound; 1: faults in the rules; 2: unusable input lines.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, BinaryIO, Final

import msgspec
import typer

from scripts_lib.errors import InvalidData
from scripts_lib.hearing.finder import SoundFinder
from scripts_lib.loader import load
from scripts_lib.model import Hit, Moment, Rules
from scripts_lib.phrases import ExactFinder, Finder, PhraseMatcher

MAX_BYTES: Final = 1_000_000
"""Of one line: some hours of talk, and still checked within seconds."""

phrases_app = typer.Typer(help="Forbidden phrases: check texts against the rules.", no_args_is_help=True)
scripts_app = typer.Typer(help="Scripts and rules: check a site's own files.", no_args_is_help=True)


class _Found(msgspec.Struct, frozen=True):
    """One hit as it is printed; `start` and `end` are character offsets into the text of the line."""

    rule: str
    phrase: str
    start: int
    end: int
    say_instead: dict[str, str]
    confidence: float


class _Checked(msgspec.Struct, frozen=True):
    """The answer to one line."""

    hits: list[_Found]


class _Unreadable(msgspec.Struct, frozen=True):
    """The answer to a line that is not `moment<TAB>text`."""

    error: str


RulesFolder = Annotated[Path | None, typer.Option("--rules", help="A site's own rules over the shipped ones.")]
SiteFolder = Annotated[Path | None, typer.Argument(help="The site's folder; without it the shipped files.")]
Exact = Annotated[bool, typer.Option("--exact", help="Only the very characters, not what sounds like them.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


@phrases_app.callback()
def phrases() -> None:
    """Forbidden phrases: check texts against the rules."""


@scripts_app.callback()
def scripts() -> None:
    """Scripts and rules: check a site's own files."""


@phrases_app.command("check")
def check_phrases(as_json: AsJson = False, rules: RulesFolder = None, exact: Exact = False) -> None:
    """Read lines `opening|call|ending<TAB>text` from standard input and print what is found in each."""
    finders: tuple[Finder, ...] = (ExactFinder(),) if exact else (ExactFinder(), SoundFinder())
    matcher = PhraseMatcher(_loaded(rules).phrases, finders)
    sound = True
    for answer in _answers(_lines(sys.stdin.buffer), matcher):
        sound = sound and isinstance(answer, _Checked)
        typer.echo(msgspec.json.encode(answer).decode() if as_json else _plain(answer))
    if not sound:
        raise typer.Exit(2)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines as they come; of one that is too long only so much that its length shows."""
    while line := stream.readline(MAX_BYTES + 2):
        yield line
        while not line.endswith(b"\n") and len(line) > MAX_BYTES:
            line = stream.readline(MAX_BYTES + 2)


def _answers(lines: Iterable[bytes], matcher: PhraseMatcher) -> Iterator[_Checked | _Unreadable]:
    for number, line in enumerate(lines):
        if len(line.rstrip(b"\r\n")) > MAX_BYTES:
            yield _Unreadable(f"the line has more than {MAX_BYTES} bytes; check it in parts")
            continue
        try:
            # Windows' editors put a mark before the first line.
            read = line.decode("utf-8-sig" if number == 0 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            yield _Unreadable(f"byte {error.start + 1} of the line is not UTF-8 text")
            continue
        moment, tab, text = read.partition("\t")
        if not tab or moment not in set(Moment):
            yield _Unreadable(f"a line is {'|'.join(Moment)}, a tab, and the text")
        else:
            yield _Checked([_found(hit) for hit in matcher.check(text, Moment(moment))])


def _found(hit: Hit) -> _Found:
    instead = {"zh": hit.say_instead.zh, "en": hit.say_instead.en}
    return _Found(hit.rule, hit.phrase, hit.start, hit.end, instead, hit.confidence)


def _plain(answer: _Checked | _Unreadable) -> str:
    if isinstance(answer, _Unreadable):
        return f"? {answer.error}"
    if not answer.hits:
        return "-"
    return "; ".join(
        f"{one.rule} 「{one.phrase}」 {one.start}-{one.end} → {one.say_instead['zh']}" for one in answer.hits
    )


@scripts_app.command("check")
def check_scripts(folder: SiteFolder = None) -> None:
    """Check a site's folder of rules; every fault is named as file:line: rule: message."""
    library_rules = _loaded(folder)
    counts = (
        f"{len(library_rules.scripts)} scripts",
        f"{len(library_rules.phrases)} phrases",
        f"{len(library_rules.catalogue.kinds)} kinds",
    )
    typer.echo(f"规则有效 / rules are valid: {', '.join(counts)}; version {library_rules.version}")


def _loaded(folder: Path | None) -> Rules:
    try:
        return load(folder).rules
    except InvalidData as invalid:
        for error in invalid.errors:
            typer.echo(str(error), err=True)
        typer.echo(f"发现 {len(invalid.errors)} 处错误 / {len(invalid.errors)} faults", err=True)
        raise typer.Exit(1) from None
