"""Reads YAML nodes into the model's structs and says what does not fit, with file, line and rule.

The types of the structs are the only definition of the shape: an unknown key, a missing text, a word that is none of
an enum's values is a fault. Knows no rule of the company.
"""

import datetime
import re
from collections.abc import Callable, Iterable
from enum import Enum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, Final, NoReturn, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import msgspec

from scripts_lib.yaml_nodes import Faults, Items, Mapping, Node, Scalar

T = TypeVar("T")

NAMING_KEYS: Final = ("rule", "id", "value")
"""Keys that name an entry in messages, in this order."""

_INTEGER: Final = re.compile(r"[+-]?\d{1,12}")
_DECIMAL: Final = re.compile(r"[+-]?\d{1,12}(\.\d{1,9})?")
_BOOLEANS: Final = {"true": True, "yes": True, "false": False, "no": False}


class _Unfit(Exception):
    """A part could not be read; its fault is recorded already."""


def read(node: Node, shape: type[T], faults: Faults, rule: str = "") -> T | None:
    """The node as `shape`, or None after its faults were recorded. `rule` names the entry in messages."""
    try:
        return cast(T, _read(node, shape, faults, rule))
    except _Unfit:
        return None


def _read(node: Node, shape: Any, faults: Faults, rule: str) -> Any:
    if get_origin(shape) in (UnionType, Union):
        return _optional(node, shape, faults, rule)
    if get_origin(shape) is tuple:
        return _tuple(node, get_args(shape)[0], faults, rule)
    if get_origin(shape) is dict:
        return _dict(node, get_args(shape)[1], faults, rule)
    if isinstance(shape, type) and issubclass(shape, msgspec.Struct):
        return _struct(node, shape, faults, rule)
    return _scalar(node, shape, faults, rule)


def _optional(node: Node, shape: Any, faults: Faults, rule: str) -> Any:
    if isinstance(node, Scalar) and node.null:
        return None
    (inner,) = (part for part in get_args(shape) if part is not NoneType)
    return _read(node, inner, faults, rule)


def _tuple(node: Node, inner: Any, faults: Faults, rule: str) -> tuple[Any, ...]:
    if not isinstance(node, Items):
        _unfit(node, faults, rule, "a list is wanted here")
    return tuple(_all_of([partial(_read, item, inner, faults, rule) for item in node.nodes]))


def _dict(node: Node, inner: Any, faults: Faults, rule: str) -> dict[str, Any]:
    if not isinstance(node, Mapping):
        _unfit(node, faults, rule, "keys and values are wanted here")
    values = _all_of([partial(_read, item, inner, faults, rule) for item in node.nodes.values()])
    return dict(zip(node.nodes, values, strict=True))


def _struct(node: Node, shape: type[msgspec.Struct], faults: Faults, rule: str) -> Any:
    if not isinstance(node, Mapping):
        _unfit(node, faults, rule, f"keys and values are wanted here: {', '.join(shape.__struct_fields__)}")
    named = name_of(node) or rule
    fits = True
    values: dict[str, Any] = {}
    for key in node.nodes.keys() - set(shape.__struct_fields__):
        faults.add(node.file, node.key_lines[key], named, f"unknown key {key!r}")
        fits = False
    for name, inner, required in _fields(shape):
        if name in node.nodes:
            try:
                values[name] = _read(node.nodes[name], inner, faults, named)
            except _Unfit:
                fits = False
        elif required:
            faults.add(node.file, node.line, named, f"{name!r} is missing")
            fits = False
    if not fits:
        raise _Unfit
    return shape(**values)


@cache
def _fields(shape: type[msgspec.Struct]) -> tuple[tuple[str, Any, bool], ...]:
    """Name, type and whether it must be there, of each field. Kept, since a file has hundreds of entries."""
    types = get_type_hints(shape)
    return tuple((info.name, types[info.name], info.required) for info in msgspec.structs.fields(shape))


def _scalar(node: Node, shape: Any, faults: Faults, rule: str) -> Any:
    if not isinstance(node, Scalar) or node.null:
        _unfit(node, faults, rule, "a text is missing here" if shape is str else "a single value is wanted here")
    if isinstance(shape, type) and issubclass(shape, Enum):
        return _enum(node, shape, faults, rule)
    value = _PARSERS[shape](node.text.strip())
    if value is None:
        _unfit(node, faults, rule, f"{node.text.strip()!r} is not {_NAMES[shape]}")
    return value


def _enum(node: Scalar, shape: type[Enum], faults: Faults, rule: str) -> Any:
    members = {str(member.value): member for member in shape}
    if node.text.strip() not in members:
        _unfit(node, faults, rule, f"{node.text.strip()!r} is none of {', '.join(members)}")
    return members[node.text.strip()]


def _date(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


_PARSERS: Final[dict[type, Callable[[str], Any]]] = {
    str: lambda text: text or None,
    bool: lambda text: _BOOLEANS.get(text.lower()),
    int: lambda text: int(text) if _INTEGER.fullmatch(text) else None,
    float: lambda text: float(text) if _DECIMAL.fullmatch(text) else None,
    datetime.date: _date,
}

_NAMES: Final[dict[type, str]] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    datetime.date: "a date like 2026-01-31",
}


def name_of(node: Mapping) -> str:
    """What an entry calls itself: its rule, id or value; empty when it has none."""
    for key in NAMING_KEYS:
        named = node.nodes.get(key)
        if isinstance(named, Scalar) and named.text:
            return named.text
    return ""


def line_of(node: Node, name: str) -> int:
    """The line of the first entry that names itself so, or that lays down how a fact of this name is seen; the
    file's first line when there is none."""
    waiting: list[Iterable[Node]] = [[node]]
    found = []
    while waiting:
        for part in waiting.pop():
            if isinstance(part, Mapping):
                fact = part.nodes.get("fact")
                if name in (name_of(part), fact.text if isinstance(fact, Scalar) else ""):
                    found.append(part.line)
                waiting.append(part.nodes.values())
            elif isinstance(part, Items):
                waiting.append(part.nodes)
    return min(found, default=node.line)


def _all_of(reads: list[Callable[[], Any]]) -> list[Any]:
    """Read every part, so that all faults are found, then fail if one failed."""
    values: list[Any] = []
    failed = False
    for part in reads:
        try:
            values.append(part())
        except _Unfit:
            failed = True
    if failed:
        raise _Unfit
    return values


def _unfit(node: Node, faults: Faults, rule: str, message: str) -> NoReturn:
    faults.add(node.file, node.line, rule, message)
    raise _Unfit
