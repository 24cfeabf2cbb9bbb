"""The form of one's own note of hand-over: the five parts, and the open complaints that the desk adds (LINE-6).

Every key that changes a part writes the draft; it is forgotten once the desk has the note.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static, TextArea

from console.agent.beside import BesideScreen, Calls, also
from console.agent.handover import SCROLL, drawn
from console.drafts import Draft, DraftStore, unwritable
from console.errors import ConsoleError, DeskAway, DeskProblem, DeskUnreachable
from console.handover import PARTS, note_of, says_nothing, tickets
from console.homes import Telling
from console.records import Records
from console.texts import Words
from console.widgets.flow import Flow, Line

DRAFT = "note"
"""Name of the one draft in its folder."""


class HandoverForm(BesideScreen):
    """`handed_in` is told once the desk has the note."""

    BINDINGS: ClassVar[list[BindingType]] = [
        also("save"),
        *SCROLL,
        also("handover"),
    ]

    def __init__(
        self,
        records: Records,
        drafts: DraftStore,
        words: Words,
        telling: Callable[[], Telling],
        *,
        answer: Callable[[], None],
        handed_in: Callable[[], None],
    ) -> None:
        super().__init__(words, telling().lang, answer)
        self._records = records
        self._drafts = drafts
        self._telling = telling
        self._handed_in = handed_in
        draft = drafts.load(DRAFT)
        self._fields: dict[str, str] = dict(draft.fields) if draft is not None else {}
        self._sending = False

    def compose(self) -> ComposeResult:
        """Who calls, how it stands, the parts, the open complaints, the keys."""
        words = self._words
        with Vertical(id="handover-form", classes="dialog -tall") as dialog:
            dialog.border_title = words("note.form")
            yield Calls(words)
            restored = any(self._fields.values())
            yield Static(words("note.form.restored" if restored else "note.form.state"), id="note-state")
            with VerticalScroll(id="note-parts", can_focus=False):
                for name in PARTS:
                    with Horizontal(classes="note-row"):
                        yield Static(words(f"note.{name}"), classes="note-label")
                        yield self._field(name)
                yield Flow(id="note-facts")
            yield Static(words("note.form.hint"), classes="hint")

    def _field(self, name: str) -> TextArea:
        field = TextArea(
            self._fields.get(name, ""),
            id=f"note-{name}",
            soft_wrap=True,
            show_line_numbers=False,
            compact=True,
            placeholder=self._words(f"note.hint.{name}"),
        )
        field.cursor_blink = False
        return field

    def on_mount(self) -> None:
        """Ready to type; the desk is asked what it will add."""
        self.query_one(f"#note-{PARTS[0]}").focus()
        self.run_worker(self._ask_facts(), exclusive=False)

    async def _ask_facts(self) -> None:
        try:
            facts = await self._records.handover_facts()
        except ConsoleError:
            self._facts([Content.styled(self._words("note.form.no_facts"), "$text-error")])
            return
        telling = self._telling()
        head = self._words("note.form.facts", tickets=len(facts.open_tickets), duty=facts.open_duty)
        self._facts([Content.styled(head, "bold"), *drawn(tickets(facts.open_tickets, telling, at=telling.now))])

    def _facts(self, lines: Sequence[Line | Content]) -> None:
        if self.is_mounted:
            self.query_one("#note-facts", Flow).show(lines)

    def _state(self, text: str, *, bad: bool = False) -> None:
        if self.is_mounted:
            self.query_one("#note-state", Static).update(Content.styled(text, "$text-error" if bad else ""))

    # --- typing ------------------------------------------------------------------------------------------------

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        name, text = (event.text_area.id or "").removeprefix("note-"), event.text_area.text
        if text == self._fields.get(name, "") or self._sending:
            return
        self._fields[name] = text
        try:
            self._keep()
        except OSError as error:
            why = unwritable(error).of(self._lang)
            self._state(self._words("note.form.draft_failed", why=why), bad=True)

    def _keep(self) -> None:
        """On the disk as it stands; nothing is kept of an empty form. Raises OSError."""
        if any(self._fields.values()):
            self._drafts.save(Draft(call_id=DRAFT, fields=self._fields, touched=True))
        else:
            self._drafts.forget(DRAFT)

    def action_scroll(self, by: int) -> None:
        """PgUp, PgDn: down to the open complaints and back."""
        parts = self.query_one("#note-parts", VerticalScroll)
        (parts.scroll_page_down if by > 0 else parts.scroll_page_up)(animate=False)

    # --- handing in --------------------------------------------------------------------------------------------

    def action_handover(self) -> None:
        """Ctrl+W again closes; the draft stays."""
        self.action_close()

    def action_save(self) -> None:
        """Ctrl+S: the desk gets the note as it stands."""
        if self._sending:
            return
        if says_nothing(note_of(self._fields)):
            self._state(self._words("note.form.empty"), bad=True)
            return
        self._lock(True)
        self._state(self._words("note.form.sending"))
        self.run_worker(self._hand_in(), exclusive=False)

    def _lock(self, locked: bool) -> None:
        """What is on its way to the desk is not changed meanwhile."""
        self._sending = locked
        for field in self.query(TextArea):
            field.read_only = locked

    async def _hand_in(self) -> None:
        try:
            await self._records.write_handover(note_of(self._fields))
        except (DeskAway, DeskUnreachable):
            self._refused(self._words("note.form.away"))
        except DeskProblem as problem:
            self._refused(" ".join([self.said(problem), *problem.fields.values()]))
        except ConsoleError as error:
            self._refused(self.said(error))
        else:
            self._drafts.forget(DRAFT)
            self._handed_in()
            if self.is_current:
                self.dismiss(None)

    def _refused(self, why: str) -> None:
        if self.is_mounted:
            self._lock(False)
            self._state(why, bad=True)
