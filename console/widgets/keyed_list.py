"""A list whose rows can also be taken by their digit or letter. It is no input, so these keys are free."""

from collections.abc import Sequence

from textual import events
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

MARKS = "123456789abcdefghijklmnop"


class KeyedList(OptionList):
    """Rows `1  label`, `2  label`; reports the value taken."""

    class Taken(Message):
        """A row was chosen, by its mark, Enter or a click."""

        def __init__(self, source: "KeyedList", value: str) -> None:
            super().__init__()
            self.source = source
            self.value = value

        @property
        def control(self) -> "KeyedList":
            """Whose row it is; lets `on` match by selector."""
            return self.source

    def __init__(self, *, id: str, classes: str = "") -> None:
        super().__init__(id=id, classes=classes, compact=True)

    def fill(self, rows: Sequence[tuple[str, str]], highlighted: str | None = None) -> None:
        """Show `(value, label)` rows; the highlighted value, or the first, is ready for Enter."""
        self.clear_options()
        for mark, (value, label) in zip(MARKS, rows, strict=False):
            self.add_option(Option(f"{mark}  {label}", id=value))
        values = [value for value, _ in rows]
        if values:
            self.highlighted = values.index(highlighted) if highlighted in values else 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click."""
        event.stop()
        if event.option_id is not None:
            self.post_message(self.Taken(self, event.option_id))

    def on_key(self, event: events.Key) -> None:
        """The mark in front of a row."""
        place = MARKS.find(event.character) if event.character else -1
        if 0 <= place < self.option_count:
            event.stop()
            self.highlighted = place
            self.action_select()
