"""A YAML file as nodes that still know their line. Knows nothing of what the file is about.

Only plain data comes through: no tags, no anchors, no merge keys, no duplicate keys, bounded size and depth. A fault
is recorded in `Faults` and reading goes on, so that a person sees all of them at once. The tree is built from the
parser's events on a stack of our own, because PyYAML's composer recurses and crashes on deep nesting.
"""

from dataclasses import dataclass, field
from typing import Final

import yaml

from scripts_lib.errors import DataError

MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 20

_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Faults:
    """Collects every fault of a load, in the order in which they were found."""

    errors: list[DataError] = field(default_factory=list)

    def add(self, file: str, line: int, rule: str, message: str) -> None:
        """Record one fault; `line` counts from 1."""
        self.errors.append(DataError(file, line, rule, message))


@dataclass(frozen=True)
class Scalar:
    """A single value as it was written. `null` is true for an empty value and for `null` or `~`."""

    file: str
    line: int
    text: str
    null: bool = False


@dataclass(frozen=True)
class Items:
    """A list."""

    file: str
    line: int
    nodes: tuple["Node", ...]


@dataclass(frozen=True)
class Mapping:
    """Keys and values; `key_lines` has the line of each key."""

    file: str
    line: int
    nodes: dict[str, "Node"]
    key_lines: dict[str, int]


Node = Scalar | Items | Mapping


def read_nodes(file: str, content: bytes, faults: Faults) -> Mapping | None:
    """The file's top mapping, or None when it cannot be read at all (the faults say why)."""
    if len(content) > MAX_BYTES:
        faults.add(file, 0, "", f"too large, at most {MAX_BYTES} bytes")
        return None
    tree = _Tree(file, faults)
    if not _feed(tree, content):
        return None
    if not isinstance(tree.root, Mapping):
        line = tree.root.line if tree.root else 1
        faults.add(file, line, "", "the file must be a mapping of keys to values")
        return None
    return tree.root


class _Refused(Exception):
    """The rest of the file cannot be read; its fault is recorded already."""


def _feed(tree: "_Tree", content: bytes) -> bool:
    """Parse the file into `tree`; False after the fault was recorded."""
    try:
        text = content.decode("utf-8-sig")
        for event in yaml.parse(text, Loader=_LOADER):
            tree.receive(event)
    except UnicodeDecodeError as error:
        tree.fault(content[: error.start].count(b"\n") + 1, "not UTF-8 text")
        return False
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        tree.fault(mark.line + 1 if mark else 0, f"not YAML: {error.problem or error.context}")
        return False
    except yaml.YAMLError as error:
        tree.fault(0, f"not YAML: {str(error).splitlines()[0]}")
        return False
    except _Refused:
        return False
    return True


@dataclass
class _Open:
    """A list or mapping whose end has not been read yet."""

    line: int
    is_mapping: bool
    items: list[Node] = field(default_factory=list)


class _Tree:
    """Builds nodes from the parser's events and refuses what plain data does not need."""

    def __init__(self, file: str, faults: Faults) -> None:
        self.file = file
        self.faults = faults
        self.root: Node | None = None
        self.stack: list[_Open] = []

    def fault(self, line: int, message: str) -> None:
        self.faults.add(self.file, line, "", message)

    def receive(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._refuse(line, "anchors and aliases are not allowed")
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag:
            self._refuse(line, f"tag {event.tag} is not allowed, only plain values")
        if isinstance(event, yaml.ScalarEvent):
            null = event.implicit[0] and event.value in _NULLS
            self._put(Scalar(self.file, line, event.value, null=null))
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(self.stack) >= MAX_DEPTH:
                self._refuse(line, f"nested deeper than {MAX_DEPTH} levels")
            self.stack.append(_Open(line, isinstance(event, yaml.MappingStartEvent)))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close()
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self._refuse(line, "only one document in a file")

    def _refuse(self, line: int, message: str) -> None:
        self.fault(line, message)
        raise _Refused

    def _put(self, node: Node) -> None:
        if self.stack:
            self.stack[-1].items.append(node)
        else:
            self.root = node

    def _close(self) -> None:
        done = self.stack.pop()
        if done.is_mapping:
            self._put(self._mapping(done))
        else:
            self._put(Items(self.file, done.line, tuple(done.items)))

    def _mapping(self, done: _Open) -> Mapping:
        nodes: dict[str, Node] = {}
        lines: dict[str, int] = {}
        for key, value in zip(done.items[::2], done.items[1::2], strict=True):
            if not isinstance(key, Scalar):
                self.fault(key.line, "a key must be a plain word")
            elif key.text in nodes:
                self.fault(key.line, f"key {key.text!r} is here twice")
            else:
                nodes[key.text] = value
                lines[key.text] = key.line
        return Mapping(self.file, done.line, nodes, lines)
