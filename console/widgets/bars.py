"""The thin lines: the banner of a lost desk, the pane tabs of a small terminal, the notice, and the key bar."""

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from console.link import Story
from console.texts import Words
from console.widgets.steady import Steady
from telephony.events import AgentState

PANES = ("script", "form", "notes", "words", "lists", "resident")
_BY_STATE: dict[AgentState, tuple[str, ...]] = {
    AgentState.SIGNED_OUT: ("ready",),
    AgentState.PAUSED: ("ready", "lists", "owed"),
    AgentState.READY: ("pause", "lists", "owed", "words"),
    AgentState.RESERVED: ("answer",),
    AgentState.TALKING: ("next", "hold", "park", "transfer"),
    AgentState.WRAP_UP: ("ready", "pause", "lists"),
}
"""The keys that matter in a state; the help lists all of them."""


class Banner(Steady):
    """Shown while the desk or the line is away."""

    def __init__(self, words: Words) -> None:
        super().__init__(id="banner")
        self._words = words

    def show(self, story: Story, now: float, *, linked: bool, unsent: int) -> None:
        """Say plainly what is away, since when, what is tried and what still works; then that it is back."""
        head, rest = story.told(self._words, now, linked=linked, unsent=unsent)
        self.display = bool(head)
        back = linked and story.well
        self.set_class(back, "-back")
        if head:
            first = Content.styled(f" {'✓' if back else '⚠'} {head}", "bold")
            one_line = first.cell_length + Content(rest).cell_length < (self.size.width or 80)
            self.update(Content.assemble(first, " " if one_line else "\n   ", rest) if rest else first)


class PaneTabs(Steady):
    """One pane at a time on a small terminal; each with its F-key."""

    class Clicked(Message):
        """A tab was clicked."""

        def __init__(self, pane: str) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, words: Words) -> None:
        super().__init__(id="tabs")
        self._words = words
        self._ends: list[int] = [0] * len(PANES)
        self._marks: dict[str, str] = {}

    def mark(self, pane: str, sign: str) -> None:
        """What a hidden pane wants to be looked at for; drawn by the next `show`."""
        self._marks[pane] = f"({sign})" if sign else ""

    def show(self, active: str, pending: int) -> None:
        """Mark the active pane."""
        parts: list[Content] = []
        self._ends = []
        for pane in PANES:
            count = f"({pending})" if pane == "lists" and pending else self._marks.get(pane, "")
            text = f" {self._words(f'label.{pane}')} {self._words(f'key.{pane}')}{count} "
            style = "bold reverse $text-primary" if pane == active else "$text-muted"
            parts.append(Content.styled(text, style))
            self._ends.append(sum(part.cell_length + 1 for part in parts))
        self.update(Content(" ").join(parts))

    def on_click(self, event: events.Click) -> None:
        """The tab under the pointer."""
        pane = next((pane for pane, end in zip(PANES, self._ends, strict=True) if event.x < end), None)
        if pane is not None:
            self.post_message(self.Clicked(pane))


class Notice(Static):
    """One line for the answer to the last key: done, or why not and what to do."""

    def __init__(self) -> None:
        super().__init__(id="notice")
        self.until = 0.0

    def show(self, text: str, now: float, *, bad: bool = False, seconds: float = 6.0) -> None:
        """Show `text` for some seconds."""
        sign, style = ("✗", "bold $text-error") if bad else ("✓", "bold $text-success")
        self.update(Content.assemble((f" {sign} ", style), text))
        self.until = now + seconds
        self.display = True

    def fade(self, now: float) -> None:
        """Hide what has been there long enough."""
        if self.display and now >= self.until:
            self.display = False


class KeyBar(Steady):
    """The keys of the moment, and those of always at the right."""

    def __init__(self, words: Words) -> None:
        super().__init__(id="keybar")
        self._words = words

    def show(self, state: AgentState, *, ended: bool, may_hang_up: bool) -> None:
        """Draw the keys of a state; `ended` when the call in hand is over and wants its outcome, `may_hang_up` when
        the caller has been waited for (LINE-5)."""
        keys = _BY_STATE[state]
        if may_hang_up and state is AgentState.TALKING:
            keys = ("hang_up", *keys)
        if ended:
            keys = ("save", *keys)
        left = Content("  ").join(self._key(key) for key in keys)
        right = Content("  ").join((self._key("help"), self._key("quit")))
        gap = max(2, (self.size.width or 80) - left.cell_length - right.cell_length - 2)
        self.update(Content.assemble(" ", left, " " * gap, right))

    def _key(self, key: str) -> Content:
        label = self._words(f"label.{key}").split(" ")[0]
        return Content.assemble((label, "bold $text-accent"), f" {self._words(f'key.{key}')}")
