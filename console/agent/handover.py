"""The hand-over between shifts on Ctrl+W: notes to read and to sign, and the form of one's own (LINE-6).

Asks the records only. What is typed is on the disk with every key, so that neither a call nor a closed terminal
costs the agent a word. Letters have a second key, since an input method may keep letters to itself.
"""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from api.schemas import HandoverNote
from console.agent.beside import BesideScreen, Calls, also
from console.errors import ConsoleError
from console.handover import Standing, heading, reading, standing
from console.homes import HomeLine, Telling, Tone
from console.records import Records
from console.texts import Words
from console.widgets.flow import Flow, Line

STYLES = {Tone.HEAD: "bold", Tone.BAD: "bold $text-error", Tone.PLAIN: "", Tone.MUTED: "$text-muted"}
SCROLL: list[BindingType] = [
    Binding("pageup", "scroll(-1)", "上翻", id="handover.up", tooltip="上翻 / page up", priority=True),
    Binding("pagedown", "scroll(1)", "下翻", id="handover.down", tooltip="下翻 / page down", priority=True),
]


def drawn(lines: tuple[HomeLine, ...] | list[HomeLine]) -> list[Line | Content]:
    """Lines in words as paragraphs of a `Flow`; a part may hold several."""
    return [
        Line(Content.styled(text, STYLES[line.tone]), hang=2 if line.tone in (Tone.BAD, Tone.PLAIN) else 0)
        for line in lines
        for text in line.text.splitlines()
    ]


class HandoverScreen(BesideScreen):
    """`write` opens the form; `draft` says whether one was begun and not handed in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "sign", "签收", id="handover.sign", tooltip="签收这一条，回车也可以 / sign it, as Enter does"),
        Binding("n,f9", "write", "写记录", id="handover.write", tooltip="写本班记录 / write the note of this shift"),
        Binding("r,f5", "reload", "刷新", id="handover.reload", tooltip="重新读取 / read again"),
        *SCROLL,
        also("handover"),
    ]

    def __init__(
        self,
        records: Records,
        agent_id: str,
        words: Words,
        telling: Callable[[], Telling],
        *,
        answer: Callable[[], None],
        write: Callable[[], None],
        draft: bool = False,
    ) -> None:
        super().__init__(words, telling().lang, answer)
        self._records = records
        self._agent_id = agent_id
        self._telling = telling
        self._write = write
        self._draft = draft
        self._notes: dict[str, HandoverNote] = {}
        self._asking = False

    def compose(self) -> ComposeResult:
        """Who calls, what is unread, the notes, the chosen one, the keys."""
        with Vertical(id="handover", classes="dialog -tall") as dialog:
            dialog.border_title = self._words("note.title")
            yield Calls(self._words)
            yield Static(id="note-state")
            yield OptionList(id="notes-list", compact=True)
            with VerticalScroll(id="note-text", can_focus=False):
                yield Flow(id="note-reading")
            yield Static(self._words("note.hint"), classes="hint")

    def on_mount(self) -> None:
        """Read the notes."""
        self.query_one("#notes-list").focus()
        self._state(self._words("beside.reading"))
        self.action_reload()

    # --- reading and drawing -----------------------------------------------------------------------------------

    def action_reload(self) -> None:
        """r: read the notes again."""
        self.run_worker(self._read(), exclusive=True, group="handover")

    async def _read(self) -> None:
        try:
            page = await self._records.handover()
        except ConsoleError as error:
            self._state(self.said(error), bad=True)
            return
        self._notes = {note.note_id: note for note in page.items}
        self._fill(self._first_unread())

    def _first_unread(self) -> str:
        unread = [one.note_id for one in self._notes.values() if self._standing(one) is Standing.UNREAD]
        # The oldest unread one comes first: a shift is read in its order.
        return unread[-1] if unread else next(iter(self._notes), "")

    def _standing(self, note: HandoverNote) -> Standing:
        return standing(note, self._agent_id, self._telling().now)

    def _fill(self, chosen: str) -> None:
        shown, telling = self.query_one("#notes-list", OptionList), self._telling()
        shown.clear_options()
        for note in self._notes.values():
            stands, rest = heading(note, self._agent_id, telling)
            style = "bold $text-warning" if self._standing(note) is Standing.UNREAD else "$text-muted"
            shown.add_option(Option(Content.assemble((stands, style), f"  {rest}"), id=note.note_id))
        if chosen in self._notes:
            shown.highlighted = list(self._notes).index(chosen)
        self._tell_unread()
        self._show_note()

    def _tell_unread(self) -> None:
        words = self._words
        unread = sum(self._standing(note) is Standing.UNREAD for note in self._notes.values())
        if unread:
            said = words("note.unread", count=unread)
        else:
            said = words("note.all_read") if self._notes else words("note.none")
        self._state(said + (words("note.draft_waits") if self._draft else ""))

    def _state(self, text: str, *, bad: bool = False) -> None:
        if self.is_mounted:
            self.query_one("#note-state", Static).update(Content.styled(text, "$text-error" if bad else ""))

    @on(OptionList.OptionHighlighted)
    def _show_note(self) -> None:
        note = self._chosen()
        self.query_one("#note-reading", Flow).show(drawn(reading(note, self._telling())) if note is not None else ())
        self.query_one("#note-text").scroll_home(animate=False)

    def _chosen(self) -> HandoverNote | None:
        option = self.query_one("#notes-list", OptionList).highlighted_option
        return self._notes.get(option.id or "") if option is not None else None

    # --- keys --------------------------------------------------------------------------------------------------

    def action_scroll(self, by: int) -> None:
        """PgUp, PgDn: the note's text; ↑↓ choose a note."""
        text = self.query_one("#note-text", VerticalScroll)
        (text.scroll_page_down if by > 0 else text.scroll_page_up)(animate=False)

    @on(OptionList.OptionSelected)
    def _entered(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_sign()

    def action_sign(self) -> None:
        """Enter, s: I have read this one and taken over."""
        note = self._chosen()
        if note is None or self._asking:
            return
        stands = self._standing(note)
        if stands is Standing.MINE:
            self._state(self._words("note.own"), bad=True)
        elif stands is not Standing.SIGNED:
            self._asking = True
            self._state(self._words("note.signing"))
            self.run_worker(self._sign(note.note_id), exclusive=False)

    async def _sign(self, note_id: str) -> None:
        try:
            signed = await self._records.sign_handover(note_id)
        except ConsoleError as error:
            self._state(self.said(error), bad=True)
            return
        finally:
            self._asking = False
        self._notes[note_id] = signed
        if self.is_mounted:
            chosen = self._chosen()
            still_there = chosen is not None and chosen.note_id == note_id
            more = any(self._standing(note) is Standing.UNREAD for note in self._notes.values())
            self._fill(self._first_unread() if still_there and more else (chosen.note_id if chosen else note_id))

    def action_handover(self) -> None:
        """Ctrl+W again closes."""
        self.action_close()

    def action_write(self) -> None:
        """n: the form of my own note."""
        self.action_close()
        self._write()
