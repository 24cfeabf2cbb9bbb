"""What came of a call that the supervisor took over: a case with its whole form, or none (CASE-1, CMP-6).

The form and its rules, the script and the search for a resident are the agent's console's, on the same keys. What is
typed is kept as a draft, so that looking at the board in between loses nothing; the call waits until its outcome is
written (CASE-3).
"""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from api.schemas import CallView, Disposition, ResidentView, Saved
from console.agent.resident_search import ResidentSearch
from console.board import over
from console.duty import Duty
from console.errors import ConsoleError, DeskAway, DeskProblem, DeskUnreachable
from console.format import caller, clock, home, moment, spaced
from console.keymap import MAIN_KEYS
from console.texts import Words
from console.times import read_time
from console.widgets.notes import Notes
from console.widgets.script_panel import ScriptPanel
from console.widgets.ticket_form import TicketForm
from scripts_lib.advice import needed

TIMES = ("requested_by", "promise_by")
AGENTS_KEYS = ("script", "form", "notes", "resident", "next", "previous", "choose")


class OutcomeScreen(ModalScreen[Saved | None]):
    """Returns what the desk saved, or None where it is written later. Opens on the call that `duty` has in hand."""

    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "稍后再填", id="out.close", tooltip="稍后再填 / write it later"),
        Binding("ctrl+s", "save", "提交", id="out.save", tooltip="提交处理结果 / save the outcome", priority=True),
        Binding("f6", "notes", "备注", id="out.notes", tooltip="备注与表单之间切换 / notes or form", priority=True),
        *(key.binding() for key in MAIN_KEYS if key.id in AGENTS_KEYS),
    ]

    def __init__(self, duty: Duty, words: Words, answer: Callable[[], None]) -> None:
        """`answer` picks up what rings, also from within the search."""
        super().__init__()
        self._duty = duty
        self._words = words
        self._answer = answer
        self._saving = False
        assert duty.work is not None, "opened without a call in hand"
        self._call_id = duty.work.call.call_id

    def compose(self) -> ComposeResult:
        """Which call, the script or the form, the notes, what was said, the keys."""
        words, lang = self._words, self._duty.lang
        with Vertical(classes="dialog -tall", id="outcome-dialog") as dialog:
            dialog.border_title = words("out.title")
            yield Static(id="outcome-call")
            yield ScriptPanel(words, lang)
            yield TicketForm(words, lang, self._duty.rules.catalogue)
            yield Notes(words)
            yield Static(id="outcome-said")
            yield Static(words("out.hint"), classes="hint")

    def on_mount(self) -> None:
        """Ready for the first choice."""
        work = self._duty.work
        self.query_one(TicketForm).load(work)
        self.query_one(Notes).load_notes(work.draft.notes if work is not None else "")
        self._draw()
        self.query_one(TicketForm).focus_first()

    # --- what the desk tells -----------------------------------------------------------------------------------

    def follow(self) -> None:
        """The call goes on, or is over; who calls may be known by now. Another call is not for this form."""
        work, board = self._duty.work, self._duty.board
        if work is None or not self.is_mounted:
            return
        known = (board.call, *board.pending)
        call = next((one for one in known if one is not None and one.call_id == self._call_id), None)
        ended = call is not None and over(call) and not over(work.call)
        if call is not None:
            work.update(call)
        if ended:
            self._say("")
        self.query_one(TicketForm).fill(work.draft.fields)
        self._draw()

    def _draw(self) -> None:
        """The call, which fields the weight asks for, and how times are understood."""
        duty, form = self._duty, self.query_one(TicketForm)
        if duty.work is None:
            return
        self.query_one("#outcome-call", Static).update(described(duty.work.call, self._words, duty.lang))
        self.query_one(ScriptPanel).show(duty.work, duty.opening(), None)
        fields, zone = duty.work.draft.fields, duty.board.site.timezone
        form.require(needed(duty.rules.advice, fields.get("weight", "")))
        for name in TIMES:
            at = read_time(fields.get(name, ""), zone, duty.wall())
            form.echo(name, moment(at, zone, duty.lang) if at is not None else "")

    def _say(self, text: str, style: str = "$text-error") -> None:
        self.query_one("#outcome-said", Static).update(Content.styled(text, style))

    # --- what is typed -----------------------------------------------------------------------------------------

    @on(TicketForm.FieldChanged)
    def _filled(self, event: TicketForm.FieldChanged) -> None:
        work, form = self._duty.work, self.query_one(TicketForm)
        if work is None:
            return
        changed = work.set_field(event.field, event.value)
        form.put({name: value for name, value in changed.items() if name != event.field})
        if event.field == "kind" and event.value and work.draft.outcome is None:
            self._duty.decide(Disposition.COMPLAINT)
            form.put_outcome(Disposition.COMPLAINT)
        self._kept()

    @on(TicketForm.OutcomeChosen)
    def _decided(self, event: TicketForm.OutcomeChosen) -> None:
        self._duty.decide(event.outcome)
        self._kept()

    @on(Notes.Typed)
    def _noted(self, event: Notes.Typed) -> None:
        if self._duty.work is not None:
            self._duty.work.set_notes(event.text)
            self._kept()

    def _kept(self) -> None:
        self._duty.changed()
        self._duty.keep()
        fault = self._duty.draft_fault
        if fault is not None:
            self._say(self._words("say.draft_failed", why=fault.of(self._duty.lang)))
        self._draw()

    def action_notes(self) -> None:
        """F6: between the notes and what is beside them."""
        self.action_pane(self._beside() if self.query_one(Notes).has_focus else "notes")

    def action_pane(self, pane: str) -> None:
        """F7, F8, F9: the script, the form, the notes."""
        notes = self.query_one(Notes)
        if pane == "notes" and notes.display:
            notes.focus()
            return
        self.query_one("#outcome-dialog").set_class(pane == "script", "-script")
        if pane == "notes":  # on a low screen the script takes their place
            self.call_after_refresh(notes.focus)
            return
        shown = self.query_one(ScriptPanel) if pane == "script" else self.query_one(TicketForm)
        shown.focus_first()

    def _beside(self) -> str:
        return "script" if self.query_one("#outcome-dialog").has_class("-script") else "form"

    # --- the script --------------------------------------------------------------------------------------------

    @on(ScriptPanel.KindChosen)
    def _kind_chosen(self, event: ScriptPanel.KindChosen) -> None:
        changed = self._duty.choose_kind(event.kind)
        if self._duty.work is not None and self._duty.work.run is None:
            self._say(self._words("script.none"), "")
            self.action_pane("form")
        self._script_moved(changed)

    @on(ScriptPanel.Answered)
    def _answered(self, event: ScriptPanel.Answered) -> None:
        self._script_moved(self._duty.answer(event.value))

    def action_next_question(self) -> None:
        """Ctrl+N: what was typed is the answer; nothing typed skips."""
        self._script_moved(self._duty.answer(self.query_one(ScriptPanel).typed()))

    def action_previous_question(self) -> None:
        """Ctrl+P."""
        if self._duty.back():
            self._script_moved({})

    def action_choose_script(self) -> None:
        """Ctrl+R: back to the kinds."""
        self._duty.leave_script()
        self.action_pane("script")
        self._script_moved({})

    def _script_moved(self, changed: dict[str, str]) -> None:
        self.query_one(TicketForm).put(changed)
        self._kept()

    # --- who calls ---------------------------------------------------------------------------------------------

    def action_resident(self) -> None:
        """Ctrl+D: look for who calls."""
        search = ResidentSearch(self._duty.desk.records, self._words, self._duty.lang, self._answer)
        self.app.push_screen(search, self._found)

    def _found(self, resident: ResidentView | None) -> None:
        work = self._duty.work
        if resident is None or work is None or work.call.call_id != self._call_id:
            return
        self.query_one(TicketForm).put(work.choose_resident(resident))
        self._say(self._words("say.resident", name=resident.name, home=home(resident, self._duty.lang)), "")
        self._kept()

    # --- saving ------------------------------------------------------------------------------------------------

    def action_save(self) -> None:
        """Ctrl+S: send it, or say beside the fields what is missing."""
        work = self._duty.work
        if work is None or self._saving:
            return
        if not over(work.call):
            self._say(self._words("out.not_yet"))
            return
        found = {name: self._words(key) for name, key in self._duty.faults().items()}
        self.query_one(TicketForm).faults(found)
        if found:
            key = "form.need_outcome" if "outcome" in found else "form.missing"
            self._say(self._words(key, count=len(found)))
            return
        self._saving = True
        self.run_worker(self._save(), exclusive=True)

    async def _save(self) -> None:
        try:
            saved = await self._duty.save()
        except (DeskAway, DeskUnreachable):
            self._say(self._words("form.away"))
        except DeskProblem as problem:
            self.query_one(TicketForm).faults(problem.fields)
            told = self._words("form.refused", count=len(problem.fields)) if problem.fields else ""
            self._say(told or problem.of(self._duty.lang))
        except ConsoleError as error:
            self._say(error.of(self._duty.lang))
        else:
            self.dismiss(saved)
        finally:
            self._saving = False

    def action_close(self) -> None:
        """Esc: back to the board; the draft stays."""
        self._duty.keep(sync=True)
        self.dismiss(None)


def described(call: CallView, words: Words, lang: str) -> Content:
    """Who called, from where, how long it took or that it goes on."""
    where = home(call.resident, lang) if call.resident is not None else ""
    who = "  ".join(one for one in (spaced(call.number) or words("call.no_number"), caller(call), where) if one)
    if over(call):
        return Content.assemble((who, "bold"), f"  {words('out.talked', time=clock(call.talk_ms))}")
    return Content.assemble((who, "bold"), ("  " + words("out.goes_on"), "$text-primary"))
