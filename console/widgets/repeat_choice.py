"""Is this call about the same matter as an open ticket of the home? A line in the form, answered or left alone."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from console.homes import Repeat
from console.texts import Words
from console.widgets.flow import Flow, Line


class RepeatChoice(Flow, can_focus=True):
    """The question with two answers: ← → or 1 and 2. Not there when there is nothing to ask."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "left,1", "choose(True)", "是", id="repeat.yes", tooltip="同一事项，关联 / the same, link", show=False
        ),
        Binding(
            "right,2", "choose(False)", "不是", id="repeat.no", tooltip="不是同一事项 / another matter", show=False
        ),
    ]

    class Answered(Message):
        """The agent says whether it is the same matter."""

        def __init__(self, number: str, *, same: bool) -> None:
            super().__init__()
            self.number = number
            self.same = same

    def __init__(self, words: Words) -> None:
        super().__init__(id="repeat", classes="field")
        self._words = words
        self._repeat: Repeat | None = None
        self._why = ""
        self.display = False

    @property
    def open(self) -> bool:
        """Whether the question stands and has no answer yet."""
        return self._repeat is not None and self._repeat.same is None

    def ask(self, repeat: Repeat | None) -> None:
        """Show this question, or none."""
        if repeat != self._repeat:
            self._repeat, self._why = repeat, ""
            self._draw()

    def fault(self, why: str) -> None:
        """What the desk says against the link, or against who calls; empty clears it."""
        if why != self._why:
            self._why = why
            self._draw()

    def _draw(self) -> None:
        self.display = self._repeat is not None or bool(self._why)
        said = [] if self._repeat is None else [self._asked(self._repeat)]
        if self._why:
            said.append(Line(Content.styled(f"✗ {self._why}", "$text-error"), hang=2))
        self.show(said)

    def _asked(self, repeat: Repeat) -> Line:
        asked = self._words("repeat.ask", number=repeat.number)
        sign = "? " if repeat.same is None else "✓ " if repeat.same else "  "
        answers = Content("\u3000").join(
            (self._answer(1, "yes", repeat.same is True), self._answer(2, "no", repeat.same is False))
        )
        content = Content.assemble((sign, "bold $text-warning"), (asked, "bold"), "\u3000", answers)
        return Line(content, hang=2, whole=True)

    def _answer(self, number: int, key: str, given: bool) -> Content:
        text = f"{'(●)' if given else '( )'} {number} {self._words(f'repeat.{key}')}"
        return Content.styled(text, "bold $text-success" if given else "")

    def action_choose(self, same: bool) -> None:
        """One of the two."""
        if self._repeat is not None and self._repeat.same is not same:
            self.post_message(self.Answered(self._repeat.number, same=same))
