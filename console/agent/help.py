"""All keys on one page, from the key map itself."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from console.keymap import APP_KEYS, MAIN_KEYS
from console.texts import Words


class HelpScreen(ModalScreen[None]):
    """Closes with Esc, or with the key that opened it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,question_mark,q", "close", "返回", id="help.close", tooltip="返回 / close", priority=True)
    ]

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def compose(self) -> ComposeResult:
        """Key, word, sentence; one row each."""
        with VerticalScroll(classes="dialog") as dialog:
            dialog.border_title = self._words("help.title")
            yield Static(Content("\n").join(self._rows()))
            yield Static(f"{self._words('help.more')}\n{self._words('help.close')}", classes="hint")

    def _rows(self) -> list[Content]:
        return [
            Content.assemble((f"{key.label:<8}", "bold $text-accent"), self._words(f"tip.{key.id}"))
            for key in (*MAIN_KEYS, *APP_KEYS)
        ]

    def action_close(self) -> None:
        """Back to work."""
        self.dismiss()
