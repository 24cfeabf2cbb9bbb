"""Why the agent pauses: a short list over the main screen, taken by digit."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from console.texts import Words
from console.widgets.keyed_list import KeyedList


class PauseScreen(ModalScreen[str | None]):
    """Returns the reason's value, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "取消", id="pause.cancel", tooltip="取消 / cancel")
    ]

    def __init__(self, words: Words, reasons: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._words = words
        self._reasons = reasons

    def compose(self) -> ComposeResult:
        """Title, list, how to choose."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = self._words("pause.title")
            yield KeyedList(id="pause-reasons")
            yield Static(self._words("pause.hint"), classes="hint")

    def on_mount(self) -> None:
        """Ready for a digit."""
        reasons = self.query_one(KeyedList)
        reasons.fill(self._reasons)
        reasons.focus()

    @on(KeyedList.Taken)
    def _taken(self, event: KeyedList.Taken) -> None:
        self.dismiss(event.value)

    def action_cancel(self) -> None:
        """Esc: nothing changes."""
        self.dismiss(None)
