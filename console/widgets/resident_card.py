"""The resident's panel (FILE-1): draws a `Finding`, and says which key the agent pressed in it. Knows no desk."""

from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message

from console.format import home
from console.homes import Finding, Found, HomeLine, Telling, Tone, keepable, lines, open_tickets
from console.texts import Words
from console.widgets.flow import SEPARATOR, Flow, Line
from console.widgets.keyed_list import KeyedList

ROWS = {Tone.BAD: 4, Tone.HEAD: 3, Tone.PLAIN: 3, Tone.MUTED: 2}
"""A line is cut after so many rows of a narrow column, so that one long matter leaves room for the next."""
STYLES = {Tone.BAD: "bold $text-error", Tone.HEAD: "bold", Tone.PLAIN: "", Tone.MUTED: "$text-muted"}
OTHER = ""
"""Value of the row that leads to the search; residents' ids are never empty."""


class ResidentCard(VerticalScroll, can_focus=True):
    """Who calls, what is owed to the home, its past. Digits pick an open ticket, Enter searches or asks again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "plus", "keep", "登记号码", id="resident.keep", tooltip="把来电号码登记给选定的住户 / keep the number"
        ),
        Binding(
            "enter", "go", "查找住户", id="resident.go", tooltip="查找住户；没有应答时重试 / search, or ask again"
        ),
    ]

    class ResidentChosen(Message):
        """One of several who have the number."""

        def __init__(self, resident_id: str) -> None:
            super().__init__()
            self.resident_id = resident_id

    class TicketPicked(Message):
        """An open ticket of the home."""

        def __init__(self, number: str) -> None:
            super().__init__()
            self.number = number

    class SearchWanted(Message):
        """It is somebody else."""

    class KeepWanted(Message):
        """The number that called belongs to the resident whom the agent chose."""

        def __init__(self, resident_id: str) -> None:
            super().__init__()
            self.resident_id = resident_id

    class RetryWanted(Message):
        """Ask the desk again."""

    def __init__(self, words: Words, lang: str) -> None:
        super().__init__(id="resident", classes="panel pane -idle")
        self._words = words
        self._lang = lang
        self._finding: Finding | None = None
        self._said: tuple[HomeLine, ...] = ()
        self._key: tuple[object, ...] = ()
        self._number = ""
        self.border_title = f"{words('resident.title')} {words('label.resident')}"

    def compose(self) -> ComposeResult:
        """What is known, and whom to choose from."""
        yield Flow(id="resident-lines")
        yield KeyedList(id="resident-choices")
        yield Flow(id="resident-hint", classes="hint")

    # --- what is shown -----------------------------------------------------------------------------------------

    def show(self, finding: Finding | None, telling: Telling, *, number: str, linked: str) -> None:
        """Draw where the question stands. Drawn anew only when that, the width or the minute has changed."""
        width = self.scrollable_content_region.width or 30
        key = (finding, int(telling.now // 30), width, number, linked)
        if key == self._key:
            return
        before, self._finding, self._key, self._number = self._finding, finding, key, number
        self.set_class(finding is None, "-idle")
        flow = self.query_one("#resident-lines", Flow)
        self._choices(before)
        if finding is None:
            self._said = ()
            flow.show([Content.styled(self._words("resident.none"), "$text-muted")])
        else:
            self._said = lines(finding, telling, number=number, linked=linked)
            flow.show([_line(one, width) for one in self._said])
        self.query_one("#resident-hint", Flow).show(self._hint())
        if before is None or finding is None or before.call_id != finding.call_id:
            self.scroll_home(animate=False)

    def _choices(self, before: Finding | None) -> None:
        """The list of several; refilled only when the matches changed, so that a highlight stays."""
        finding, choices = self._finding, self.query_one(KeyedList)
        several = finding is not None and finding.found is Found.SEVERAL
        focused = self.screen.focused  # `has_focus` follows only with the next message
        if (
            several
            and finding is not None
            and (before is None or before.matches != finding.matches or not choices.display)
        ):
            rows = [(one.resident_id, f"{one.name} {home(one, self._lang)}") for one in finding.matches]
            choices.fill([*rows, (OTHER, self._words("resident.other"))])
        choices.display = several
        if several and focused is self:
            choices.focus()
        elif focused is choices and not several:
            self.focus()

    def _hint(self) -> list[Line]:
        finding = self._finding
        if finding is None or finding.found not in (Found.ONE, Found.CHOSEN):
            return []
        key = "resident.hint.link" if open_tickets(finding.card) else "resident.hint"
        keep = f"{self._words('resident.hint.keep')}{SEPARATOR}" if keepable(finding, self._number) else ""
        return [Line(Content.styled(f"{keep}{self._words(key)}", "$text-muted"), whole=True)]

    @property
    def said(self) -> str:
        """What stands in the panel, a line each, for tests."""
        return "\n".join(f"{one.mark} {one.text}".strip() for one in self._said)

    @property
    def sign(self) -> str:
        """What a narrow screen, where the panel is hidden, shows of it: `!` something is late, `?` see who calls."""
        if any(one.tone is Tone.BAD for one in self._said):
            return "!"
        asks = (Found.SEVERAL, Found.UNKNOWN)
        return "?" if self._finding is not None and self._finding.found in asks else ""

    def focus_first(self) -> None:
        """The list of several, else the panel itself."""
        choices = self.query_one(KeyedList)
        (choices if choices.display else self).focus()

    # --- what is done ------------------------------------------------------------------------------------------

    def action_go(self) -> None:
        """Enter."""
        if self._finding is not None:
            away = self._finding.found is Found.AWAY
            self.post_message(self.RetryWanted() if away else self.SearchWanted())

    def action_keep(self) -> None:
        """Plus."""
        finding = self._finding
        if finding is not None and finding.resident is not None and keepable(finding, self._number):
            self.post_message(self.KeepWanted(finding.resident.resident_id))

    def on_key(self, event: events.Key) -> None:
        """The digit of an open ticket."""
        picked = next((one.ticket for one in self._said if one.mark and one.mark == event.character), "")
        if picked:
            event.stop()
            self.post_message(self.TicketPicked(picked))

    @on(KeyedList.Taken)
    def _taken(self, event: KeyedList.Taken) -> None:
        event.stop()
        self.post_message(self.ResidentChosen(event.value) if event.value != OTHER else self.SearchWanted())


def _line(line: HomeLine, width: int) -> Line:
    mark = f"{line.mark} " if line.mark else ""
    hang = 2 if mark or line.tone in (Tone.PLAIN, Tone.MUTED) else 0
    room = ROWS[line.tone] * (width - hang) - len(mark)
    text = line.text if cell_len(line.text) <= room else set_cell_size(line.text, max(2, room - 2)).rstrip() + "…"
    return Line(Content.assemble((mark, "bold $text-accent"), (text, STYLES[line.tone])), hang)
