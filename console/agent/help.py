"""All keys of the present screen on one page, by purpose, from the bindings themselves and the agent's own keymap."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import ModalScreen

from console.agent.catalogue import Action, keys_of
from console.key_groups import GROUPS, OTHER
from console.key_names import written
from console.own_keys import OwnKeys
from console.texts import Words
from console.widgets.flow import Flow, Line

BETWEEN = 2
"""Cells between two columns."""


class HelpScreen(ModalScreen[None]):
    """Closes with Esc, or with a key that opened it. Scrolls by ↑↓ and PgUp PgDn."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "返回", id="help.close", tooltip="返回 / close", priority=True)
    ]

    def __init__(
        self, words: Words, lang: str, actions: Sequence[tuple[Action, DOMNode]], own: OwnKeys | None = None
    ) -> None:
        super().__init__()
        self._words = words
        self._lang = lang
        self._actions = [action for action, _ in actions]
        self._own = own or OwnKeys()

    def compose(self) -> ComposeResult:
        """Faults of the own keymap, then each purpose with its keys."""
        with VerticalScroll(id="help", classes="dialog") as dialog:
            dialog.border_title = self._words("help.title")
            dialog.border_subtitle = self._words("help.close")
            yield Flow(id="help-keys")

    def on_mount(self) -> None:
        """Nothing here changes."""
        self.query_one("#help-keys", Flow).show(
            [*self._faults(), *self._rows(), Content(""), Content(self._words("help.more")), *self._file()]
        )

    def _faults(self) -> list[Line | Content]:
        if not self._own.faults:
            return []
        head = Content.styled(self._words("keys.faults", path=self._own.path), "bold $text-error")
        rows = [Line(Content.assemble(("✗ ", "$text-error"), one.of(self._lang)), hang=2) for one in self._own.faults]
        return [head, *rows, Content("")]

    def _file(self) -> list[Line | Content]:
        own = self._words("keys.file", path=self._own.path) if self._own.path else ""
        return [Content.styled(own, "$text-muted")] if own else []

    def _rows(self) -> Iterable[Line | Content]:
        table = grouped(self._actions, self._own.keymap, self._lang)
        keys_wide, names_wide = widths(table.values())
        parts: list[Line | Content] = []
        for group, rows in table.items():
            parts += [Content("")] if parts else []
            parts.append(Content.styled(self._words(f"group.{group}"), "bold $text-primary"))
            for keys, name, sentence in rows:
                shown = Content.assemble(
                    (filled(keys, keys_wide), "bold $text-accent"),
                    filled(name, names_wide),
                    (sentence, "$text-muted"),
                )
                parts.append(Line(shown, hang=keys_wide + names_wide))
        return parts

    def action_close(self) -> None:
        """Back to work."""
        self.dismiss()


def grouped(actions: Sequence[Action], keymap: Mapping[str, str], lang: str) -> dict[str, list[tuple[str, str, str]]]:
    """`(keys, name, sentence)` of each action by purpose. Two actions of the same name are one row (`F1` and `?`)."""
    parts: dict[str, dict[tuple[str, str], list[str]]] = {}
    for group in (OTHER, *GROUPS):
        for action in actions:
            if action.group == group:
                row = (action.name.of(lang), action.sentence.of(lang))
                keys = [written(key) for key in keys_of(action, keymap)]
                parts.setdefault(group, {}).setdefault(row, []).extend(keys)
    return {
        group: [
            (" ".join(dict.fromkeys(keys)), name, "" if sentence == name else sentence)
            for (name, sentence), keys in rows.items()
        ]
        for group, rows in parts.items()
    }


def widths(table: Iterable[list[tuple[str, str, str]]]) -> tuple[int, int]:
    """Cells of the columns of keys and names, so that the sentences stand under each other; a name that is the whole
    sentence needs no room beside one."""
    rows = [row for part in table for row in part]
    keys = max((cell_len(keys) for keys, _, _ in rows), default=0)
    return keys + BETWEEN, max((cell_len(name) for _, name, sentence in rows if sentence), default=0) + BETWEEN


def filled(text: str, cells: int) -> str:
    """The text with blanks up to this many cells."""
    return text + " " * (cells - cell_len(text))
