"""What becomes of the call: a case or none (CASE-1). Starts with neither, so that nothing is decided in silence."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from api.schemas import Disposition
from console.texts import Words

ORDER = (Disposition.COMPLAINT, Disposition.EXPLAINED)


class OutcomeChoice(Widget, can_focus=True):
    """Two choices in one line: ← → or 1 and 2, or a click."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up", "choose(0)", "立项", id="outcome.complaint", tooltip="立项 / a case", show=False),
        Binding("right,down", "choose(1)", "不立项", id="outcome.explained", tooltip="不立项 / no case", show=False),
        Binding("1", "choose(0)", "立项", id="outcome.complaint_digit", tooltip="立项 / a case", show=False),
        Binding("2", "choose(1)", "不立项", id="outcome.explained_digit", tooltip="不立项 / no case", show=False),
    ]

    class Chosen(Message):
        """The agent chose."""

        def __init__(self, outcome: Disposition) -> None:
            super().__init__()
            self.outcome = outcome

    def __init__(self, words: Words) -> None:
        super().__init__(id="outcome")
        self._words = words
        self._outcome: Disposition | None = None

    @property
    def outcome(self) -> Disposition | None:
        """What is chosen; None while nothing is."""
        return self._outcome

    def put(self, outcome: Disposition | None) -> None:
        """Set it from elsewhere; this reports nothing."""
        self._outcome = outcome
        self.refresh()

    def render(self) -> Content:
        """`(●) 1 case   ( ) 2 none`."""
        parts: list[Content] = []
        for number, one in enumerate(ORDER, 1):
            chosen = one is self._outcome
            mark = "(●)" if chosen else "( )"
            parts.append(
                Content.styled(
                    f"{mark} {number} {self._words(f'form.{one.value}')}", "bold $text-success" if chosen else ""
                )
            )
        return Content("  ").join(parts)

    def action_choose(self, place: int) -> None:
        """Take the first or the second."""
        if ORDER[place] is not self._outcome:
            self.put(ORDER[place])
            self.post_message(self.Chosen(ORDER[place]))

    def on_click(self, event: events.Click) -> None:
        """The half that was clicked."""
        first = Content(f"( ) 1 {self._words(f'form.{ORDER[0].value}')} ").cell_length
        self.action_choose(0 if event.x <= first else 1)
