"""The agent's main screen: draws the duty's state and turns keys into requests. Layout is in `console.tcss`."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from api.schemas import CallState, Told
from console.agent.clear_keys import ClearKeys
from console.agent.handover_keys import HandoverKeys
from console.agent.heard_keys import HeardKeys
from console.agent.line_keys import LineKeys
from console.agent.place import Place
from console.agent.report_keys import ReportKeys
from console.agent.script_keys import ScriptKeys
from console.agent.sound_keys import SoundKeys
from console.board import over
from console.desk import LinkLost, LinkUp, Message
from console.duty import Duty
from console.errors import ConsoleError, DeskAway, DeskProblem, DeskUnreachable, RequestRefused
from console.headset import Headset, HeadsetState
from console.keymap import MAIN_BINDINGS
from console.link import Story
from console.pace import lively, seconds_shown
from console.texts import Words
from console.widgets.bars import Banner, KeyBar, Notice, PaneTabs
from console.widgets.call_card import CallCard, Sound
from console.widgets.header import Header
from console.widgets.lists import ParkedList, PendingList, QueueList
from console.widgets.notes import Notes, Reminder
from console.widgets.resident_card import ResidentCard
from console.widgets.script_panel import ScriptPanel
from console.widgets.ticket_form import TicketForm
from console.widgets.words_panel import WordsPanel
from scripts_lib.opening import endings
from telephony.events import AgentState

BREAKPOINTS = [(0, "-narrow"), (120, "-normal"), (160, "-wide")]
"""One pane, three columns, four: by the width in cells. A form of two columns between two lists wants 56."""
HEIGHTS = [(0, "-low"), (36, "-high")]
"""Below this many lines a question would push its answers out of its pane, so margins and notes give way."""
DRAFT_EVERY_S = 0.4


class MainScreen(Place, ScriptKeys, HeardKeys, ClearKeys, LineKeys, SoundKeys, ReportKeys, HandoverKeys):
    """One agent at work. All actions by key; the focus stays where the agent types."""

    BINDINGS: ClassVar[list[BindingType]] = MAIN_BINDINGS
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(self, duty: Duty, headset: Headset, words: Words, now: Callable[[], float]) -> None:
        super().__init__(duty, words, now)
        self._headset = headset
        self._pane = "lists"
        self._story = Story()
        self._seen: tuple[str, CallState] | None = None
        self._kept_at = 0.0
        self._seconds: tuple[int, ...] = ()
        self._taking_up = False

    def compose(self) -> ComposeResult:
        """Every part once; style sheets decide what a size shows."""
        words, lang = self._words, self.duty.lang
        yield Header(words)
        yield Banner(words)
        reasons = self.duty.rules.catalogue.pause_reasons
        yield CallCard(words, lang, {one.value: one.label.of(lang) for one in reasons})
        yield PaneTabs(words)
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield QueueList(words)
                yield ResidentCard(words, lang)
                yield ParkedList(words)
                yield PendingList(words, lang)
            with Vertical(id="center"):
                with Horizontal(id="stage"):
                    yield ScriptPanel(words, lang)
                    yield TicketForm(words, lang, self.duty.rules.catalogue)
                yield Notes(words)
            yield WordsPanel(words, lang)
        yield Reminder(words, lang)
        yield Notice()
        yield KeyBar(words)

    def on_mount(self) -> None:
        """Begin with what the desk has told."""
        self._story.heard(self.duty.board, self._now(), self.duty.local_time())
        self._in_hand_changed(self.duty.follow())
        if self.duty.work is None:
            self._load()
        self.tell_faults()
        self._run(self.send_reports())
        self.draw()

    # --- drawing -----------------------------------------------------------------------------------------------

    def beat(self) -> None:
        """Ten times a second: keep what was typed; draw if something was, or a clock on the screen has moved."""
        now, typed = self._now(), self.duty.unkept
        self.sound_beat(now)
        if now - self._kept_at >= DRAFT_EVERY_S:
            self._keep(now)
        levels = self._headset.state is HeadsetState.JOINED
        moved = lively(self.duty.board, levels=levels) or seconds_shown(self.duty.board, now) != self._seconds
        if typed or moved:
            self.draw()

    def draw(self) -> None:
        """Everything that changes by itself: clocks, rings, levels, lists."""
        duty, now = self.duty, self._now()
        board, work = duty.board, duty.work
        self._seconds = seconds_shown(board, now)
        linked = duty.desk.linked
        self.query_one(Header).show(board, now, linked=linked, sound=self._headset.state, muted=self._headset.muted)
        self.query_one(Banner).show(self._story, now, linked=linked, unsent=duty.unsent)
        sound = Sound(self._headset.state, self._headset.heard, self._headset.said, self._headset.muted)
        shown = board.call if self._taking_up else work.call if work is not None else None
        self.query_one(CallCard).show(board, shown, now, sound, duty.opening())
        if self._taking_up:
            return
        self.query_one(QueueList).show(board, now)
        self.query_one(ParkedList).show(board, now)
        opened = work.call.call_id if work is not None else ""
        self.query_one(PendingList).show(board.pending, board.site.timezone, opened)
        self.draw_resident()
        self.draw_form()
        self.query_one(PaneTabs).show(self._pane, len(board.pending))
        ending = duty.ending()
        self.query_one(ScriptPanel).show(work, duty.opening(), ending)
        moment = duty.moment()
        self.query_one(WordsPanel).show(moment, duty.opening(), endings(), duty.civil(moment), duty.forbidden(moment))
        ended = work is not None and over(work.call)
        may_hang_up = ending is not None and ending.may_hang_up
        self.query_one(KeyBar).show(board.me.state, ended=ended, may_hang_up=may_hang_up)
        self.query_one(Notice).fade(now)
        self.follow_beside()
        if now - self._kept_at >= DRAFT_EVERY_S:
            self._keep(now)

    def _keep(self, now: float) -> None:
        self._kept_at = now
        before = self.duty.draft_fault
        self.duty.keep()
        fault = self.duty.draft_fault
        if fault is not None and fault != before:
            self.tell(self._words("say.draft_failed", why=fault.of(self.duty.lang)), bad=True, seconds=12)

    def on_resize(self) -> None:
        """Lines that are cut to the width are drawn again."""
        self.call_after_refresh(self.draw)

    # --- what the desk tells -----------------------------------------------------------------------------------

    def told(self, message: Message) -> None:
        """One message of the desk, already on the board."""
        board, now, at = self.duty.board, self._now(), self.duty.local_time()
        self._story.heard(board, now, at)
        match message:
            case LinkLost(attempt=attempt, retry_in=wait):
                self._story.lost(board, attempt, wait, now, at)
            case LinkUp():
                self._story.up(now)
                self._run(self._send_unsent())
                self._run(self.send_reports())
                self.find_resident_again()
            case Told(zh=zh, en=en):
                self.tell(zh if self.duty.lang == "zh" else en, bad=True, seconds=12)
            case _:
                self._follow()
        self.draw()

    def _follow(self) -> None:
        """Take up what was told. A call that begins to ring is on the card before panes and form are changed for it:
        those take ten times as long."""
        call, seen = self.duty.board.call, self._seen
        known = call is not None and seen is not None and seen[0] == call.call_id
        if known or call is None or call.state is not CallState.OFFERED:
            self._take_up()
        elif not self._taking_up:
            self._taking_up = True
            # By way of the card, which says that it is to be painted when it comes to rest, not before.
            self.query_one("#card-lines").call_after_refresh(self.call_after_refresh, self._taken_up)

    def _taken_up(self) -> None:
        if self._taking_up:
            self._take_up()
            self.draw()

    def _take_up(self) -> None:
        self._taking_up = False
        self._in_hand_changed(self.duty.follow())
        if self.duty.owes_a_save():
            self._run(self._send_unsent())

    def _in_hand_changed(self, changed: bool) -> None:
        if changed and not (self.duty.work is None and self.duty.saved is not None):
            self._load()
        elif not changed and self.duty.work is not None:
            self.query_one(TicketForm).fill(self.duty.work.draft.fields)
        call = self.duty.board.call
        now = (call.call_id, call.state) if call is not None else None
        before, self._seen = self._seen, now
        if call is None or now == before:
            return
        # Only a step in the call's life moves the panes; after that they stay where the agent put them.
        match call.state:
            case CallState.OFFERED:
                self.ring_at_terminal()
                self.action_pane("script")
            case CallState.TALKING:
                self.action_pane("script")
            case CallState.ENDED | CallState.HANDED_ON if (
                self._pane == "script" and not self.query_one(ScriptPanel).typed()
            ):
                self.action_pane("form")
        if changed:
            self.come_back()

    def _load(self) -> None:
        work = self.duty.work
        self.query_one(TicketForm).load(work)
        notes = self.query_one(Notes)
        notes.load_notes(work.draft.notes if work is not None else "")
        notes.read_only = work is None
        self.query_one(Reminder).remind(self.duty.hits())
        if work is not None and work.restored:
            self.tell(self._words("say.draft_restored"))

    # --- panes -------------------------------------------------------------------------------------------------

    def action_pane(self, pane: str) -> None:
        """Show a pane where there is room for one, and put the focus into it."""
        if pane != self._pane:  # each change of a class here styles the whole screen anew: one, not two
            self.remove_class(f"-pane-{self._pane}", update=False)
            self._pane = pane
            self.add_class(f"-pane-{pane}")
        self.call_after_refresh(self._focus_pane)
        self.query_one(PaneTabs).show(pane, len(self.duty.board.pending))

    def _focus_pane(self) -> None:
        match self._pane:
            case "script":
                self.query_one(ScriptPanel).focus_first()
            case "form":
                self.query_one(TicketForm).focus_first()
            case "notes":
                self.query_one(Notes).focus()
            case "words":
                self.query_one(WordsPanel).focus()
            case "resident":
                self.query_one(ResidentCard).focus_first()
            case _:
                self.query_one(PendingList).focus()

    def action_dismiss_reminder(self) -> None:
        """Esc."""
        self.query_one(Reminder).dismiss()

    @on(PaneTabs.Clicked)
    def _tab(self, event: PaneTabs.Clicked) -> None:
        self.action_pane(event.pane)

    # --- form and notes ----------------------------------------------------------------------------------------

    @on(Notes.Typed)
    def _noted(self, event: Notes.Typed) -> None:
        if self.duty.work is not None:
            self.duty.work.set_notes(event.text)
            self.duty.changed()
            self.query_one(Reminder).remind(self.duty.hits())

    @on(PendingList.Opened)
    def _pending_opened(self, event: PendingList.Opened) -> None:
        if not self.duty.open_pending(event.call_id):
            self.tell(self._words("say.other_call"), bad=True)
            return
        self._load()
        self.draw()
        self.action_pane("form")
        self.come_back()

    def action_save(self) -> None:
        """Ctrl+S: send the outcome, or say beside the fields what is missing."""
        work = self.duty.work
        if work is None:
            return
        if not over(work.call):
            self.duty.keep()
            self.tell(self._words("form.not_yet"))
            return
        found = {name: self._words(key) for name, key in self.duty.faults().items()}
        if self._pane != "form":
            self.action_pane("form")
        self.query_one(TicketForm).faults(found)
        if found:
            key = "form.need_outcome" if "outcome" in found else "form.missing"
            self.tell(self._words(key, count=len(found)), bad=True)
            return
        self._run(self._save())

    async def _save(self) -> None:
        self.tell(self._words("form.saving"))
        form = self.query_one(TicketForm)
        try:
            await self.duty.save()
        except (DeskAway, DeskUnreachable):
            self.tell(self._words("form.away"), bad=True, seconds=12)
        except DeskProblem as problem:
            form.faults(problem.fields)
            told = self._words("form.refused", count=len(problem.fields)) if problem.fields else ""
            self.tell(told or problem.of(self.duty.lang), bad=True, seconds=12)
        except ConsoleError as error:
            self.tell(error.of(self.duty.lang), bad=True, seconds=12)
        else:
            self._show_saved()

    async def _send_unsent(self) -> None:
        try:
            saved = await self.duty.send_unsent()
        except (ConsoleError, RequestRefused) as error:
            self.tell(error.of(self.duty.lang), bad=True, seconds=12)
            return
        if saved is not None:
            self._show_saved()

    def _show_saved(self) -> None:
        saved = self.duty.saved
        if saved is None:
            return
        board = self.duty.board
        pending = sum(call.call_id != saved.call.call_id for call in board.pending)
        self.query_one(Notes).load_notes("")
        self.query_one(Notes).read_only = True
        self.query_one(Reminder).remind(())
        self.query_one(TicketForm).saved(saved.ticket, board.site.timezone, pending)
        key = "form.saved.ticket" if saved.ticket is not None else "form.saved.explained"
        self.tell(self._words(key, number=saved.ticket.number if saved.ticket is not None else ""))
        self.screen.set_focus(None)
        self.draw()

    def write_notes(self, text: str) -> None:
        """Put text into the notes as if it were typed."""
        self.query_one(Notes).text = text

    def in_call(self) -> bool:
        """Whether a caller is on the line with this agent, or rings here."""
        return self.duty.board.me.state in (AgentState.TALKING, AgentState.RESERVED)
