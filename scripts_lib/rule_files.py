"""The YAML files that rules are read from: which there are, their head (version, effective_from), their digest.

Knows how a file is named and what stands at its top, not what is in it. Faults are collected, not raised.
"""

import datetime
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from scripts_lib.advice import ADVICE_FILE
from scripts_lib.procedure import PROCEDURE_FILE
from scripts_lib.score_card import CARD_FILE
from scripts_lib.shape import read
from scripts_lib.yaml_nodes import MAX_BYTES, Faults, Mapping, read_nodes

CATALOGUE_FILE: Final = "catalogue.yaml"
CIVIL_FILE: Final = "civil.yaml"
PENALTIES_FILE: Final = "penalties.yaml"
PHRASES_FILE: Final = "phrases.yaml"
REQUIRED_FILE: Final = "required.yaml"
_TOP_FILES: Final = (
    ADVICE_FILE,
    CATALOGUE_FILE,
    CIVIL_FILE,
    PENALTIES_FILE,
    PHRASES_FILE,
    PROCEDURE_FILE,
    REQUIRED_FILE,
    CARD_FILE,
)
_FOLDERS: Final = ("scripts", "calendar", "penalties")
_MAX_FILES: Final = 500


class DataFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that the rules were read from. `from_site` tells a site's own file from a shipped one."""

    name: str
    version: str
    effective_from: datetime.date
    from_site: bool


@dataclass(frozen=True)
class RuleFile:
    """A file as it was read, before anything in it is judged."""

    about: DataFile
    path: str
    """As messages name it."""
    body: Mapping
    """Without version and effective_from."""
    digest: bytes

    @property
    def is_of_penalties(self) -> bool:
        """Whether it lays down points, of whatever time."""
        return self.about.name == PENALTIES_FILE or self.about.name.startswith("penalties/")


class _Head(msgspec.Struct, frozen=True, kw_only=True):
    version: str
    effective_from: datetime.date


def read_folder(folder: Path, shown: str, faults: Faults) -> list[RuleFile]:
    """The folder's files in the order of their names. `shown` is the folder as messages name it, empty for ours."""
    if not folder.is_dir():
        faults.add(shown or str(folder), 0, "", "no such folder")
        return []
    names = [name for name in _names(folder, shown, faults) if (folder / name).is_file()]
    read_files = (_read_file(folder, name, shown, faults) for name in names)
    return [file for file in read_files if file is not None]


def _names(folder: Path, shown: str, faults: Faults) -> Iterator[str]:
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.y*ml"))
    if len(found) > _MAX_FILES:
        faults.add(shown, 0, "", f"more than {_MAX_FILES} files")
        return
    for name in found:
        parent, _, base = name.rpartition("/")
        if name in _TOP_FILES or (parent in _FOLDERS and base.endswith(".yaml")):
            yield name
        else:
            known = ", ".join((*_TOP_FILES, *(f"{one}/*.yaml" for one in _FOLDERS)))
            faults.add(f"{shown}/{name}" if shown else name, 0, "", f"no file of the rules; known are {known}")


def _read_file(folder: Path, name: str, shown: str, faults: Faults) -> RuleFile | None:
    path = f"{shown}/{name}" if shown else name
    try:
        with (folder / name).open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except OSError as error:
        faults.add(path, 0, "", f"cannot be read: {error.strerror}")
        return None
    top = read_nodes(path, content, faults)
    if top is None:
        return None
    head_nodes = {key: node for key, node in top.nodes.items() if key in _Head.__struct_fields__}
    head = read(Mapping(path, top.line, head_nodes, top.key_lines), _Head, faults)
    if head is None:
        # Its fault is recorded; the rest is still read, so that a person sees all of the file's faults at once.
        head = _Head(version="?", effective_from=datetime.date.min)
    body = Mapping(path, top.line, {k: v for k, v in top.nodes.items() if k not in head_nodes}, top.key_lines)
    about = DataFile(name=name, version=head.version, effective_from=head.effective_from, from_site=bool(shown))
    digest = hashlib.sha256(name.encode() + b"\0" + content).digest()
    return RuleFile(about, path, body, digest)


def in_force(files: Sequence[RuleFile], on: datetime.date | None) -> list[RuleFile]:
    """Those that have taken effect by that day, and penalties of every time; without a day, all."""
    return [file for file in files if on is None or file.about.effective_from <= on or file.is_of_penalties]
