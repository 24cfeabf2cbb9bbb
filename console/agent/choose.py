"""Two small dialogs: choose a row, and type one line."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from console.widgets.keyed_list import KeyedList

ESCAPE: list[BindingType] = [Binding("escape", "cancel", "取消", id="choose.cancel", tooltip="取消 / cancel")]


class ChooseScreen(ModalScreen[str | None]):
    """Returns the value of the row that was taken, or None."""

    BINDINGS: ClassVar[list[BindingType]] = ESCAPE

    def __init__(self, title: str, rows: Sequence[tuple[str, str]], hint: str) -> None:
        super().__init__()
        self._title = title
        self._rows = rows
        self._hint = hint

    def compose(self) -> ComposeResult:
        """Title, list, how to choose."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = self._title
            yield KeyedList(id="choices")
            yield Static(self._hint, classes="hint")

    def on_mount(self) -> None:
        """Ready for a digit."""
        choices = self.query_one(KeyedList)
        choices.fill(self._rows)
        choices.focus()

    @on(KeyedList.Taken)
    def _taken(self, event: KeyedList.Taken) -> None:
        self.dismiss(event.value)

    def action_cancel(self) -> None:
        """Esc: nothing changes."""
        self.dismiss(None)


class LineScreen(ModalScreen[str | None]):
    """Returns the line that was typed, without blanks around it, or None."""

    BINDINGS: ClassVar[list[BindingType]] = ESCAPE

    def __init__(self, title: str, hint: str) -> None:
        super().__init__()
        self._title = title
        self._hint = hint

    def compose(self) -> ComposeResult:
        """Title, input, how to end."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = self._title
            field = Input(id="line", compact=True)
            field.cursor_blink = False
            yield field
            yield Static(self._hint, classes="hint")

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        line = event.value.strip()
        if line:
            self.dismiss(line)

    def action_cancel(self) -> None:
        """Esc: nothing changes."""
        self.dismiss(None)
