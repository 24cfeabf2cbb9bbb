"""What becomes of the call: a case or none (CASE-1). Starts with neither, so that nothing is decided in silence."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from api.schemas import Disposition
from console.texts import Words

GAP = "  "
ORDER = (Disposition.COMPLAINT, Disposition.EXPLAINED)


class OutcomeChoice(Widget, can_focus=True):
    """Two choices in one line: ← → or 1 and 2, or a click; beside them 3, in doubt: a case with a question."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up", "choose(0)", "立项", id="outcome.complaint", tooltip="立项 / a case", show=False),
        Binding("right,down", "choose(1)", "不立项", id="outcome.explained", tooltip="不立项 / no case", show=False),
        Binding("1", "choose(0)", "立项", id="outcome.complaint_digit", tooltip="立项 / a case", show=False),
        Binding("2", "choose(1)", "不立项", id="outcome.explained_digit", tooltip="不立项 / no case", show=False),
        Binding("3", "doubt", "请示主管", id="outcome.doubt", tooltip="拿不准是否立项，请示主管 / ask", show=False),
    ]

    class Chosen(Message):
        """The agent chose."""

        def __init__(self, outcome: Disposition) -> None:
            super().__init__()
            self.outcome = outcome

    class Doubted(Message):
        """The agent is not sure that it is a case, and asks the supervisor (CASE-1)."""

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
        """`(●) 1 case  ( ) 2 none  3 in doubt`; the last in a line of its own where there is no room beside."""
        parts: list[Content] = []
        for number, one in enumerate(ORDER, 1):
            chosen = one is self._outcome
            mark = "(●)" if chosen else "( )"
            parts.append(
                Content.styled(
                    f"{mark} {number} {self._words(f'form.{one.value}')}", "bold $text-success" if chosen else ""
                )
            )
        doubt = Content.styled(self._doubt, "$text-muted")
        return Content("\n" if self._folds(self.content_size.width) else GAP).join([Content(GAP).join(parts), doubt])

    @property
    def _doubt(self) -> str:
        return f"3 {self._words('form.in_doubt')}"

    def _ends(self) -> tuple[int, ...]:
        """Where each of the two choices ends, gap included."""
        found, end = [], 0
        for number, one in enumerate(ORDER, 1):
            end += Content(f"( ) {number} {self._words(f'form.{one.value}')}{GAP}").cell_length
            found.append(end)
        return tuple(found)

    def _folds(self, width: int) -> bool:
        return self._ends()[-1] + Content(self._doubt).cell_length > width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line, or two where it is narrow."""
        return 2 if self._folds(width) else 1

    def action_choose(self, place: int) -> None:
        """Take the first or the second."""
        if ORDER[place] is not self._outcome:
            self.put(ORDER[place])
            self.post_message(self.Chosen(ORDER[place]))

    def action_doubt(self) -> None:
        """A case, with a question to the supervisor."""
        self.action_choose(0)
        self.post_message(self.Doubted())

    def on_click(self, event: events.Click) -> None:
        """The part that was clicked."""
        first, second = self._ends()
        if event.y > 0 or event.x >= second:
            self.action_doubt()
        else:
            self.action_choose(0 if event.x < first else 1)
