"""The worklist on F11: who is to be rung back, answered or followed up, the most pressing first (LINE-4, LINE-8,
SLA-10). Enter rings, `d` notes what came of it, `b` says that its complaint is done, `x` lets it go with a reason.

Asks desk and records; the main screen knows what a call means. Letters have a second key, since an input method may
keep letters to itself.
"""

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from api.schemas import DutyDone, DutyItem, DutyKind, TicketDone
from console.agent.beside import BesideScreen, Calls, also
from console.agent.choose import ChooseScreen, LineScreen
from console.board import Board
from console.desk import Desk
from console.errors import ConsoleError
from console.format import masked
from console.homes import Telling
from console.texts import Words
from console.widgets.flow import Flow
from console.widgets.work_list import WorkList
from console.worklist import by_a_time, detail, grouped, line, summary

ANSWERS: dict[str, bool | None] = {"yes": True, "no": False, "unsaid": None}
MINUTE = 60


def who(item: DutyItem, words: Words) -> str:
    """The resident's name, else the masked number."""
    if item.resident is not None:
        return item.resident.name
    return masked(item.number) or words("call.no_number")


class SatisfiedScreen(ChooseScreen):
    """What the resident says of a settled complaint (SLA-10): y, n, or a digit."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "say('yes')", "满意", id="satisfied.yes", tooltip="满意 / satisfied"),
        Binding("n", "say('no')", "不满意", id="satisfied.no", tooltip="不满意 / not satisfied"),
    ]

    def action_say(self, answer: str) -> None:
        """As if its row was taken."""
        self.dismiss(answer)


class SettledScreen(ChooseScreen):
    """Whether the complaint is really done: y, n, or a digit."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "say('yes')", "办结", id="settled.yes", tooltip="办结 / done"),
        Binding("n", "say('no')", "还没有", id="settled.no", tooltip="还没有办结 / not done yet"),
    ]

    def action_say(self, answer: str) -> None:
        """As if its row was taken."""
        self.dismiss(answer)


class WorklistScreen(BesideScreen):
    """`rung` is told of the item and of the call that the desk makes for it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d,f8", "done", "记结果", id="work.done", tooltip="记下答复或回访的结果 / note what came of it"),
        Binding(
            "b,f9", "settle", "工单办结", id="work.settle", tooltip="这张工单办结了，随后回访 / its complaint is done"
        ),
        Binding("x,delete", "excuse", "免回拨", id="work.excuse", tooltip="不再回拨，填写原因 / excuse, why"),
        Binding("r,f5", "reload", "刷新", id="work.reload", tooltip="重新读取 / read again"),
        also("owed"),
    ]

    def __init__(
        self,
        desk: Desk,
        words: Words,
        telling: Callable[[], Telling],
        *,
        answer: Callable[[], None],
        rung: Callable[[DutyItem, str], None],
        chosen: str = "",
    ) -> None:
        super().__init__(words, telling().lang, answer)
        self._tell_rung = rung
        self._desk = desk
        self._telling = telling
        self._chosen = chosen
        self._items: dict[str, DutyItem] = {}
        self._total = 0
        self._turn = 0
        self._drawn = 0
        self._open: int | None = None
        """How many were open when the desk last said so."""
        self._asking = False

    def compose(self) -> ComposeResult:
        """Who calls, how many there are, the rows, the whole of one, the keys."""
        with Vertical(id="worklist", classes="dialog -tall") as dialog:
            dialog.border_title = self._words("work.title")
            yield Calls(self._words)
            yield Static(id="work-state")
            yield WorkList()
            yield Flow(id="work-detail")
            yield Static(self._words("work.hint"), classes="hint")

    def on_mount(self) -> None:
        """Read the list."""
        self.query_one(WorkList).focus()
        self.action_reload()

    # --- reading and drawing -----------------------------------------------------------------------------------

    def action_reload(self) -> None:
        """r: read the list again."""
        self._turn += 1
        if not self._items:
            self._state(self._words("beside.reading"))
        self.run_worker(self._read(self._turn), exclusive=False)

    async def _read(self, turn: int, done: str = "") -> None:
        try:
            page = await self._desk.duty()
        except ConsoleError as error:
            self._state(self.said(error), bad=True)
            return
        if turn != self._turn:
            return
        self._items = {one.item_id: one for one in page.items}
        self._total = page.page.total
        self._draw()
        if done:
            self._state(done)

    def follow(self, board: Board, now: float, wall: float) -> None:
        """Times in words move by the minute; the desk says when an item was added or settled."""
        super().follow(board, now, wall)
        before, self._open = self._open, board.floor.duty_open
        if before is not None and before != self._open:
            self.action_reload()
        elif int(wall // MINUTE) != self._drawn and self._items:
            self._draw()

    def _draw(self) -> None:
        telling, words = self._telling(), self._words
        self._drawn = int(telling.now // MINUTE)
        rows = [
            (words(f"when.{group.value}"), [line(item, telling) for item in members])
            for group, members in grouped(self._items.values(), telling)
        ]
        self.query_one(WorkList).show(rows, self._chosen)
        self._chosen = ""
        shown = len(self._items)
        more = words("work.more", total=self._total, shown=shown) if self._total > shown else ""
        self._state(summary(self._items.values(), telling) + more)
        self._detail()

    def _state(self, text: str, *, bad: bool = False) -> None:
        if self.is_mounted:
            self.query_one("#work-state", Static).update(Content.styled(text, "$text-error" if bad else ""))

    @on(OptionList.OptionHighlighted)
    def _detail(self) -> None:
        item = self._item()
        said = detail(item, self._telling()) if item is not None else ()
        styles = ("bold", "", "$text-muted")
        self.query_one("#work-detail", Flow).show(
            [Content.styled(text, style) for text, style in zip(said, styles, strict=False)]
        )

    def _item(self) -> DutyItem | None:
        return self._items.get(self.query_one(WorkList).chosen)

    # --- keys --------------------------------------------------------------------------------------------------

    @on(OptionList.OptionSelected)
    def _ring(self, event: OptionList.OptionSelected) -> None:
        """Enter: ring this one; the list closes once the desk is calling."""
        event.stop()
        item = self._item()
        if item is None or self._asking:
            return
        if not item.number:
            self._state(self._words("beside.refused", why=self._words("work.no_number")), bad=True)
            return
        self._asking = True
        self.run_worker(self._rung(item), exclusive=False)

    async def _rung(self, item: DutyItem) -> None:
        try:
            call = await self._desk.records.duty_call(item.item_id)
        except ConsoleError as error:
            self._state(self.said(error), bad=True)
        else:
            self._tell_rung(item, call.call_id)
            if self.is_current:
                self.dismiss(None)
        finally:
            self._asking = False

    def action_owed(self) -> None:
        """F11 again closes."""
        self.action_close()

    def action_done(self) -> None:
        """d: what came of a promise or a follow-up; the latter with what the resident says of it."""
        item = self._item()
        if item is None:
            return
        if not by_a_time(item):
            self._state(self._words("beside.refused", why=self._words("work.talk_settles")), bad=True)
        elif item.kind is DutyKind.FOLLOW_UP:
            self._ask_satisfied(item)
        else:
            self._ask_result(item, None)

    def _ask_satisfied(self, item: DutyItem) -> None:
        words = self._words
        rows = [(answer, words(f"work.satisfied.{answer}")) for answer in ANSWERS]

        def said(answer: str | None) -> None:
            if answer is not None:
                self._ask_result(item, ANSWERS[answer])

        self.app.push_screen(SatisfiedScreen(words("work.satisfied"), rows, words("work.satisfied.hint")), said)

    def _ask_result(self, item: DutyItem, satisfied: bool | None) -> None:
        words = self._words

        def typed(result: str | None) -> None:
            if result is not None:
                done = DutyDone(result=result, satisfied=satisfied)
                asked = self._desk.records.duty_done(item.item_id, done)
                self._change(asked, words("work.done", who=who(item, words)))

        title = words("work.result", who=who(item, words))
        self.app.push_screen(LineScreen(title, words("work.result.hint")), typed)

    def action_settle(self) -> None:
        """b: the complaint behind this item is done. What was done is typed, then shown whole and confirmed: from
        there on the desk owes the follow-up (SLA-10), and only a return of the complaint takes it back."""
        item, words = self._item(), self._words
        if item is None:
            return
        if not item.ticket_number or item.kind is DutyKind.FOLLOW_UP:
            why = words(
                "work.settle.is_done" if item.ticket_number else "work.settle.none", number=item.ticket_number
            )
            self._state(words("beside.refused", why=why), bad=True)
            return

        def typed(result: str | None) -> None:
            if result is not None:
                self._confirm_settled(item.ticket_number, result)

        title = words("work.settle", number=item.ticket_number)
        self.app.push_screen(LineScreen(title, words("work.settle.hint")), typed)

    def _confirm_settled(self, number: str, result: str) -> None:
        words = self._words

        def said(answer: str | None) -> None:
            if answer == "yes":
                asked = self._desk.records.ticket_done(number, TicketDone(result=result))
                self._change(asked, words("work.settle.done", number=number))

        rows = [(answer, words(f"work.settle.{answer}")) for answer in ("yes", "no")]
        hint = words("work.settle.ask", result=result)
        self.app.push_screen(SettledScreen(words("work.settle.sure", number=number), rows, hint), said)

    def action_excuse(self) -> None:
        """x: nobody rings, and why."""
        item = self._item()
        if item is None:
            return

        def typed(reason: str | None) -> None:
            if reason is not None:
                asked = self._desk.excuse(item.item_id, reason)
                self._change(asked, self._words("work.excused", who=who(item, self._words)))

        self.app.push_screen(LineScreen(self._words("reason.title"), self._words("reason.hint")), typed)

    def _change(self, request: Awaitable[object], done: str) -> None:
        self.run_worker(self._changed(request, done), exclusive=False)

    async def _changed(self, request: Awaitable[object], done: str) -> None:
        try:
            await request
        except ConsoleError as error:
            self._state(self.said(error), bad=True)
            return
        self._turn += 1
        await self._read(self._turn, done)
