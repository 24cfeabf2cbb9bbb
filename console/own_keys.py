"""The agent's own keymap: `keys.yaml`, lines of `id: keys`. Reads it, names every fault by its line.

Also writes the template.

Pure: text in, keymap and faults out. A faulty line changes nothing and takes nothing down with it; where two lines
want one key, the one that stands later gives way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Protocol

import yaml

from console.key_groups import GROUPS, OTHER
from console.key_names import BadKey, Wrong, canonical, typed, written
from console.keymap import LABELS
from console.texts import TEXTS
from scripts_lib.model import Text

AGENT = "agent."


class Known(Protocol):
    """What this file needs of an action (`console.agent.catalogue.Action`)."""

    @property
    def id(self) -> str:
        """`agent.hold`."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Its keys without an own keymap."""

    @property
    def name(self) -> Text:
        """One word."""

    @property
    def sentence(self) -> Text:
        """What it does."""

    @property
    def group(self) -> str:
        """Its purpose."""

    @property
    def everywhere(self) -> bool:
        """Works while a text field has the focus."""

    @property
    def places(self) -> tuple[str, ...]:
        """Where it is bound; `app` for the app."""

    @property
    def modal(self) -> bool:
        """Only in dialogs."""


@dataclass(frozen=True)
class OwnKeys:
    """Keys that the agent chose, by id, as Textual takes them; and what of the file could not be followed."""

    keymap: dict[str, str] = field(default_factory=dict)
    faults: tuple[Text, ...] = ()
    path: str = ""

    def labels(self) -> dict[str, str]:
        """How the key of each action of the main screen and the app is written on the screen."""
        own = {one: keys.split(",")[0] for one in LABELS if (keys := self.keymap.get(f"{AGENT}{one}"))}
        return {**LABELS, **{one: written(key) for one, key in own.items()}}


@dataclass(frozen=True)
class _Line:
    """One good line: this action is to have these keys."""

    number: int
    action: Known
    keys: tuple[str, ...]


def read(text: str, actions: Sequence[Known], path: str = "") -> OwnKeys:
    """The keymap of a file's text. Every fault names its line; the good lines apply."""
    faults: list[tuple[int, Text]] = []
    lines = _lines(text, {one.id: one for one in actions}, faults)
    kept = _without_clashes(lines, actions, faults)
    told = tuple(one for _, one in sorted(faults, key=lambda fault: fault[0]))
    return OwnKeys({line.action.id: ",".join(line.keys) for line in kept}, told, path)


def unreadable(path: str, zh: str, en: str) -> OwnKeys:
    """No keymap: the file cannot be read at all."""
    return OwnKeys({}, (Text(f"读不了按键文件：{zh}", f"The keymap file cannot be read: {en}"),), path)


# --- lines ------------------------------------------------------------------------------------------------------


def _lines(text: str, known: dict[str, Known], faults: list[tuple[int, Text]]) -> list[_Line]:
    found: dict[str, _Line] = {}
    for number, name, keys in _entries(text, faults):
        action = known.get(name) or known.get(f"{AGENT}{name}")
        if action is None:
            near = get_close_matches(name, known, n=1) or get_close_matches(f"{AGENT}{name}", known, n=1)
            _add(faults, number, "unknown_id", id=name, near=near[0] if near else next(iter(known), ""))
        elif action.id in found:
            _add(faults, number, "twice", id=name, line=found[action.id].number)
        else:
            good = _good_keys(number, action, keys, faults)
            if good:
                found[action.id] = _Line(number, action, good)
    return list(found.values())


def _good_keys(number: int, action: Known, keys: list[str], faults: list[tuple[int, Text]]) -> tuple[str, ...]:
    if not keys:
        _add(faults, number, "no_key", id=action.id)
    good: dict[str, None] = {}
    for name in keys:
        try:
            key = canonical(name)
        except BadKey as bad:
            _add(faults, number, f"key_{bad.why.value}", key=name)
            continue
        if action.everywhere and typed(key) and key not in action.keys:
            _add(faults, number, f"key_{Wrong.TAKEN.value}", key=name)
        else:
            good[key] = None
    return tuple(good)


def _entries(text: str, faults: list[tuple[int, Text]]) -> list[tuple[int, str, list[str]]]:
    """`(line, id, keys)` of each entry. A line that is no YAML is told and left out, the rest is read again."""
    rows = text.splitlines()
    for _ in range(len(rows) + 1):
        try:
            node = yaml.compose("\n".join(rows), Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            place = min(_place(error), len(rows) - 1)
            _add(faults, place + 1, "no_yaml", text=rows[place].strip()[:40])
            rows[place] = ""
        except yaml.YAMLError as error:  # a character that no YAML may hold: it stands in no line of its own
            _add(faults, 1, "no_yaml", text=str(error)[:60])
            return []
        else:
            return _pairs(node, faults)
    return []


def _place(error: yaml.MarkedYAMLError) -> int:
    """The row at fault, from 0. What is opened and never closed is found at the end: then where it began."""
    opened = (error.context or "").startswith(("while scanning a quoted", "while parsing a flow"))
    mark = error.context_mark if opened else error.problem_mark
    return mark.line if mark is not None else 0


def _pairs(node: yaml.Node | None, faults: list[tuple[int, Text]]) -> list[tuple[int, str, list[str]]]:
    if node is None:
        return []
    if not isinstance(node, yaml.MappingNode):
        _add(faults, node.start_mark.line + 1, "no_yaml", text=str(node.value)[:40])
        return []
    found = []
    for key, value in node.value:
        number = key.start_mark.line + 1
        keys = _key_list(value)
        if keys is None or not isinstance(key, yaml.ScalarNode):
            _add(faults, number, "no_yaml", text=str(key.value)[:40])
        else:
            found.append((number, key.value.strip(), keys))
    return found


def _key_list(value: yaml.Node) -> list[str] | None:
    """`f2`, `f2, ctrl+o` or a YAML list; None when it is neither."""
    if isinstance(value, yaml.ScalarNode):
        parts = value.value.split(",")
    elif isinstance(value, yaml.SequenceNode) and all(isinstance(one, yaml.ScalarNode) for one in value.value):
        parts = [one.value for one in value.value]
    else:
        return None
    return [part.strip() for part in parts if part.strip()]


# --- clashes ----------------------------------------------------------------------------------------------------


def _without_clashes(lines: Sequence[_Line], actions: Sequence[Known], faults: list[tuple[int, Text]]) -> list[_Line]:
    """Drop lines until no key of theirs means two things. Dropping one gives its action the old keys back."""
    kept = list(lines)
    while True:
        clash = _clash(kept, actions)
        if clash is None:
            return kept
        line, key, other = clash
        _add(faults, line.number, "clash", key=written(key), name=other.name, id=other.id)
        kept.remove(line)


def _clash(kept: Sequence[_Line], actions: Sequence[Known]) -> tuple[_Line, str, Known] | None:
    """The last line whose key is another action's, too."""
    own = {line.action.id: line for line in kept}
    for line in sorted(kept, key=lambda one: -one.number):
        for other in actions:
            theirs = own[other.id].keys if other.id in own else other.keys
            # What goes together without a keymap (Esc of a list and of its screen) may also stand in the file.
            shared = [
                one for one in line.keys if one in theirs and not (one in line.action.keys and one in other.keys)
            ]
            if shared and other.id != line.action.id and meet(line.action, other):
                return line, shared[0], other
    return None


def meet(one: Known, other: Known) -> bool:
    """Whether two actions can be had at the same moment, so that one key may not mean both."""
    if set(one.places) & set(other.places) or "app" in one.places or "app" in other.places:
        return True
    if one.modal or other.modal:
        return False
    screens = [place for place in (*one.places, *other.places) if place.endswith("Screen")]
    return len(screens) == 1


# --- words ------------------------------------------------------------------------------------------------------


def _add(faults: list[tuple[int, Text]], number: int, kind: str, **values: object) -> None:
    def filled(lang: str) -> str:
        said = {name: value.of(lang) if isinstance(value, Text) else value for name, value in values.items()}
        return TEXTS["keys.line"].of(lang).format(number=number) + TEXTS[f"keys.{kind}"].of(lang).format(**said)

    faults.append((number, Text(filled("zh"), filled("en"))))


def template(actions: Iterable[Known]) -> str:
    """A file with every id and its present keys, all commented out: what the agent changes is what counts."""
    listed = list(actions)
    parts = [_comment(TEXTS["keys.head"])]
    for group in (*GROUPS, OTHER):
        members = [one for one in listed if one.group == group and one.id]
        if members:
            title = TEXTS[f"group.{group}"]
            parts.append(f"# === {title.zh} / {title.en}")
        parts += [
            f"# {one.name.zh}：{one.sentence.zh}\n# {one.name.en}: {one.sentence.en}\n#{_entry(one)}"
            for one in members
        ]
    return "\n\n".join(parts) + "\n"


def _entry(action: Known) -> str:
    return f"{action.id}: {', '.join(action.keys)}"


def _comment(text: Text) -> str:
    return "\n".join(f"# {row}".rstrip() for row in (*text.zh.splitlines(), "", *text.en.splitlines()))
