"""Every action of the console with its keys and words, read from the bindings of its screens and widgets.

The help, the palette and the own keymap draw on it, so that nothing is listed by hand and forgotten. Knows Textual's
bindings; knows nothing of calls.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from textual.actions import parse
from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen

from console.key_groups import group_of
from console.texts_keys import KEYS
from scripts_lib.model import Text

OURS = "console."
OTHER_APPS = ("console.qa.", "console.supervisor.")
"""Apps of their own beside the agent's console: their keys meet none of its keys."""
AGENT = "agent."
"""Ids of the main screen's and the app's actions; the words of `agent.hold` are `key.hold` and `tip.hold`."""

PLAIN = "_plain"
"""Ends the id of the same action by a plain character: `agent.help_plain` is `agent.help` by `?`."""


@dataclass(frozen=True)
class Action:
    """One action as its bindings describe it. Several bindings with one id are one action with several keys."""

    id: str
    keys: tuple[str, ...]
    action: str
    name: Text
    sentence: Text
    group: str
    everywhere: bool
    """Works while a text field has the focus."""
    places: tuple[str, ...]
    """Names of the classes that bind it; `app` for the app."""
    modal: bool
    """Only in dialogs, where the main screen's keys are silent."""


def classes() -> list[type[DOMNode]]:
    """Every screen, widget and app of the agent's console that is imported."""
    found: dict[type[DOMNode], None] = {}

    def walk(kind: type[DOMNode]) -> None:
        for one in kind.__subclasses__():
            if one.__module__.startswith(OURS) and not one.__module__.startswith(OTHER_APPS):
                found[one] = None
            walk(one)

    walk(DOMNode)
    return list(found)


def own_bindings(kind: type[DOMNode]) -> list[Binding]:
    """The bindings that this class of ours declares itself. Raises TypeError for one without words."""
    made = []
    for one in kind.__dict__.get("BINDINGS", ()):
        if not isinstance(one, Binding):
            raise TypeError(f"{kind.__name__}: {one!r} has neither id nor tooltip")
        made.append(one)
    return made


def catalogue() -> tuple[Action, ...]:
    """All actions of all imported classes, each id once, in the order of the classes."""
    found: dict[str, Action] = {}
    for kind in classes():
        for action in _actions(kind):
            before = found.get(action.id)
            found[action.id] = action if before is None else _joined(before, action)
    return tuple(found.values())


def actions_on(screen: Screen[object]) -> list[tuple[Action, DOMNode]]:
    """What can be done on this screen now, with the node that does it: its own, its visible widgets', the app's."""
    nodes: list[DOMNode] = [screen, *(one for one in screen.query("*") if one.display), screen.app]
    found: dict[str, tuple[Action, DOMNode]] = {}
    for node in nodes:
        for kind in type(node).__mro__:
            if not kind.__module__.startswith(OURS):
                continue
            for action in _actions(kind):
                if action.id not in found and _enabled(node, action):
                    found[action.id] = (action, node)
    return list(found.values())


def keys_of(action: Action, keymap: Mapping[str, str]) -> tuple[str, ...]:
    """The keys in force: the agent's own, else those of the binding."""
    own = keymap.get(action.id)
    return tuple(own.split(",")) if own else action.keys


def _enabled(node: DOMNode, action: Action) -> bool:
    _, name, parameters = parse(action.action)
    return node.check_action(name, parameters) is not False


def _actions(kind: type) -> Iterator[Action]:
    if not issubclass(kind, DOMNode):
        return
    merged: dict[str, Action] = {}
    for binding in own_bindings(kind):
        action = _action(kind, binding)
        before = merged.get(action.id)
        merged[action.id] = action if before is None else _joined(before, action)
    yield from merged.values()


def _joined(one: Action, other: Action) -> Action:
    keys = tuple(dict.fromkeys((*one.keys, *other.keys)))
    places = tuple(dict.fromkeys((*one.places, *other.places)))
    return replace(one, keys=keys, places=places, modal=one.modal and other.modal)


def _action(kind: type[DOMNode], binding: Binding) -> Action:
    identity = binding.id or ""
    tip = _split(binding.tooltip or binding.description)
    short = identity.removeprefix(AGENT).removesuffix(PLAIN)
    return Action(
        id=identity,
        keys=tuple(one.strip() for one in binding.key.split(",")),
        action=binding.action,
        name=KEYS.get(f"key.{short}", tip) if identity.startswith(AGENT) else tip,
        sentence=KEYS.get(f"tip.{short}", tip) if identity.startswith(AGENT) else tip,
        group=group_of(identity),
        everywhere=binding.priority,
        places=("app" if issubclass(kind, App) else kind.__name__,),
        modal=issubclass(kind, ModalScreen),
    )


def _split(tooltip: str) -> Text:
    """Tooltips of bindings hold both languages, since bindings belong to classes: `取消 / cancel`."""
    zh, _, en = tooltip.partition(" / ")
    return Text(zh.strip(), (en or zh).strip())
