"""The supervisor's main screen: today's figures, every formula of the service level, who waits, agents, alarms.

What it shows comes from the desk's board; `beat` moves the clocks between two boards. Acts are in `acts.py`.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from api.schemas import AgentNow, BoardShown, Told
from api.schemas import Board as MomentBoard
from console.agent.handover import HandoverScreen
from console.desk import LinkLost, LinkUp, Message
from console.duty import Duty
from console.format import clock
from console.homes import Telling
from console.incidents import banner
from console.supervisor import rows
from console.supervisor.desk import SupervisorDesk
from console.supervisor.due import DueScreen
from console.supervisor.grid import Grid
from console.supervisor.history import HistoryScreen
from console.supervisor.incidents import IncidentScreen
from console.supervisor.own_call import OwnCalls
from console.supervisor.plan import PlanScreen
from console.supervisor.rows import Pair, Row
from console.supervisor.shifts import ShiftScreen
from console.texts import Words
from telephony.events import AgentState

SAID_S = 8.0
CELL = 19
"""Cells of one figure with its name."""
NORMAL = 100


class SupervisorScreen(OwnCalls):
    """Fed by the app: `told` with each message of the desk, `beat` with the passing of time."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "take", "接管", id="sup.take", tooltip="接管选中的来电 / take over the chosen call"),
        Binding("f4", "hang_up", "挂断", id="sup.hang_up", tooltip="挂断自己接管的通话 / end the call you took over"),
        Binding(
            "o", "outcome", "结果", id="sup.outcome", tooltip="填写所接来电的处理结果 / outcome of your own call"
        ),
        Binding("a", "assign", "指派", id="sup.assign", tooltip="把选中的来电指派给坐席 / let it ring at an agent"),
        Binding("s", "state", "改状态", id="sup.state", tooltip="更改选中坐席的状态 / change the agent's state"),
        Binding("l", "monitor('listen')", "监听", id="sup.listen", tooltip="静默监听选中坐席 / listen silently"),
        Binding("w", "monitor('whisper')", "耳语", id="sup.whisper", tooltip="只对坐席说 / talk to the agent alone"),
        Binding("b", "monitor('barge')", "强插", id="sup.barge", tooltip="加入通话 / join the call"),
        Binding("x", "leave_call", "退出", id="sup.leave", tooltip="退出旁听 / leave the call"),
        Binding("k", "acknowledge", "告警", id="sup.alarm", tooltip="确认并处理告警 / take care of an alarm"),
        Binding("i", "incidents", "报告", id="sup.incidents", tooltip="立即报告：接手、上报 / reported at once"),
        Binding("d", "due", "督办", id="sup.due", tooltip="时限与延期审批 / limits and approvals"),
        Binding("t", "shifts", "班次", id="sup.shifts", tooltip="排班与到岗 / shifts by person, attendance"),
        Binding("n", "handover", "交接", id="sup.handover", tooltip="交接班记录 / hand-over notes"),
        Binding("p", "plan", "预测", id="sup.plan", tooltip="话务预测与坐席数 / forecast and staff"),
        Binding("h", "history", "历史", id="sup.history", tooltip="任意时段的指标与曲线 / figures of any period"),
    ]

    def __init__(self, duty: Duty, desk: SupervisorDesk, words: Words, lang: str, now: Callable[[], float]) -> None:
        super().__init__()
        self.duty = duty
        self.desk = desk
        self.words = words
        self.lang = lang
        self.reasons = duty.rules.catalogue.pause_reasons
        self.pauses = {one.value: one.label.of(lang) for one in self.reasons}
        self.kinds = {one.value: one.label.of(lang) for one in duty.rules.catalogue.kinds}
        self.shown: MomentBoard | None = None
        self._now = now
        self._shown_at = now()
        self._said_until = 0.0
        self._away = ""
        self._will_draw = False

    def compose(self) -> ComposeResult:
        """Header, alarms, figures beside formulas, the two tables, what was said, the keys."""
        words = self.words
        yield Static(id="sup-header")
        yield Static(id="sup-alarms")
        with Horizontal(id="sup-top"):
            yield Static(id="sup-figures", classes="panel")
            yield Static(id="sup-levels", classes="panel")
        with Horizontal(id="sup-body"):
            with Vertical(id="sup-left"):
                yield Grid(
                    id="sup-waiting", columns=[words(f"col.{one}") for one in ("ring", "waited", "queue", "at")]
                )
            with Vertical(id="sup-right"):
                columns = ("name", "since", "state", "answered", "met", "missed", "team")
                yield Grid(id="sup-agents", columns=[words(f"col.{one}") for one in columns])
        yield Static(id="sup-said")
        yield Static(words("sup.keys"), id="sup-keys")

    def on_mount(self) -> None:
        """Titles that do not change."""
        words = self.words
        self.query_one("#sup-figures").border_title = words("sup.figures")
        self.query_one("#sup-waiting", Grid).border_title = words("sup.waiting")
        self.query_one("#sup-agents", Grid).border_title = words("sup.agents")
        self.query_one("#sup-waiting", Grid).focus()
        self.run_worker(self._send_reports(), exclusive=False)
        self.draw()

    def on_resize(self) -> None:
        """Figures stand in as many columns as fit."""
        narrow = self.size.width < NORMAL
        self.set_class(narrow, "-narrow")
        for grid in self.query(Grid):
            grid.tighten(narrow)
        words = self.words
        self.query_one("#sup-keys", Static).update(words("sup.keys") + ("" if narrow else words("sup.keys_more")))
        self.call_after_refresh(self.draw)

    # --- what the desk tells -----------------------------------------------------------------------------------

    def told(self, message: Message) -> None:
        """One message of the desk."""
        match message:
            case BoardShown(board=board):
                self._alarm_rings(board)
                self.shown, self._shown_at = board, self._now()
                self.forget_ended(board)
            case LinkLost():
                self._away = self.words("beside.away")
            case LinkUp():
                self._away = ""
                self.run_worker(self._send_reports(), exclusive=False)
            case Told(zh=zh, en=en):
                self.tell(zh if self.lang == "zh" else en, bad=True)
            case _:
                pass
        self._draw_soon()

    def beat(self) -> None:
        """Clocks move on."""
        if self._said_until and self._now() > self._said_until:
            self._said_until = 0.0
            self.query_one("#sup-said", Static).update("")
        self.draw()

    def _alarm_rings(self, board: MomentBoard) -> None:
        """The terminal's bell, once for each incident (SEC-2), and for each alarm that is to be heard."""
        before = {one.alarm_id for one in self.shown.alarms} if self.shown is not None else set()
        known = {one.incident_id for one in self.shown.incidents} if self.shown is not None else set()
        new_alarm = any(one.sound and one.alarm_id not in before for one in board.alarms)
        if new_alarm or any(one.incident_id not in known for one in board.incidents):
            self.app.bell()

    # --- drawing -----------------------------------------------------------------------------------------------

    @property
    def _later_ms(self) -> int:
        return max(0, round((self._now() - self._shown_at) * 1000))

    def _draw_soon(self) -> None:
        """Once for all messages that have come by then."""
        if not self._will_draw:
            self._will_draw = True
            self.call_later(self.draw)

    def draw(self) -> None:
        """Everything, as of now."""
        self._will_draw = False
        board, words = self.shown, self.words
        if not self.is_mounted:
            return
        if board is None:
            self._write("#sup-header", Content(words("sup.reading")))
            return
        site = self.desk.board.site if self.desk.board is not None else None
        plan = (site.ring_plan.period_ms, site.ring_plan.limit_ms) if site is not None else (5000, 15_000)
        later = self._later_ms
        self._draw_header(board, site.centre_name if site is not None else "")
        self._draw_alarms(board)
        self._tell_above(board)
        self._draw_figures(rows.figures(board, later, plan[1], words))
        self._draw_levels(rows.levels(board.today, words), board)
        waiting, agents = rows.waiting(board, later, plan, words), rows.agents(board, later, words, self.pauses)
        self._grid("#sup-waiting", waiting, words("sup.nobody_waits"))
        self._grid("#sup-agents", agents, words("sup.nobody_here"))

    def _draw_header(self, board: MomentBoard, centre: str) -> None:
        words, own = self.words, self.desk.board
        parts = [Content.styled(f" {words('sup.title')} {centre}  ", "bold")]
        line = words("sup.line_up") if board.line_up else words("sup.line_down")
        parts.append(Content.styled(f"{line}  ", "$text-success" if board.line_up else "bold $text-error"))
        if self._away:
            parts.append(Content.styled(f"{self._away}  ", "$text-error"))
        if own is not None and own.me.state is AgentState.TALKING and own.call is not None:
            time = clock(own.talk_ms(self._now()))
            parts.append(Content.styled(words("sup.own_call", time=time), "bold $text-primary"))
        elif owed := len(self.owed()):
            parts.append(Content.styled(words("sup.owed", count=owed), "bold $text-warning"))
        elif self.watched:
            parts.append(Content.styled(words("sup.watching", how=self.watching), "bold $text-primary"))
        self._write("#sup-header", Content.assemble(*parts))

    def _alarms(self, board: MomentBoard) -> tuple[str, ...]:
        names = {one.agent_id: one.name for one in board.agents}
        return rows.alarms(board.alarms, board.at + self._later_ms / 1000, names, self.lang, self.words)

    def _incidents(self, board: MomentBoard) -> tuple[str, ...]:
        return banner(board.incidents, board.at + self._later_ms / 1000, self.words, self.lang)

    def _draw_alarms(self, board: MomentBoard) -> None:
        said = (*self._incidents(board), *self._alarms(board))
        self._write("#sup-alarms", Content("\n".join(said))).display = bool(said)

    def _tell_above(self, board: MomentBoard) -> None:
        """The first incident, else the newest alarm, and who waits, at the foot of whatever covers the board."""
        above = self.app.screen
        if above is self:
            return
        said = self._incidents(board)[:1] or self._alarms(board)[-1:]
        if waits := [one.waited_ms for one in board.waiting if not one.callback]:
            longest = clock(max(waits) + self._later_ms)
            said = (*said, self.words("sup.waits_now", count=len(waits), longest=longest))
        for dialog in above.query(".dialog.-tall"):
            dialog.border_subtitle = Content.styled("  ".join(said), "bold $text-error") if said else ""

    def _draw_figures(self, pairs: tuple[Pair, ...]) -> None:
        """As a grid: names before values, in as many columns as fit."""
        panel = self.query_one("#sup-figures", Static)
        wide = max(24, panel.content_size.width)
        columns = max(1, wide // CELL)
        lines = []
        for start in range(0, len(pairs), columns):
            cells = [_pair(one) for one in pairs[start : start + columns]]
            lines.append(Content.assemble(*cells))
        self._write("#sup-figures", Content("\n").join(lines))

    def _draw_levels(self, lines: tuple[Row, ...], board: MomentBoard) -> None:
        panel = self.query_one("#sup-levels", Static)
        panel.border_title = self.words("sup.level", target=f"{board.today.level.target_ms / 1000:g}")
        made = [Content.styled(_level(row), row.style) for row in lines]
        if self.has_class("-narrow"):
            made = [Content.assemble(one, "  ", other) for one, other in zip(made[::2], made[1::2], strict=True)]
        self._write("#sup-levels", Content("\n").join(made))

    def _write(self, where: str, content: Content) -> Static:
        """Write what differs; a layout of the screen only where the number of lines does."""
        panel = self.query_one(where, Static)
        before = panel.content
        if not isinstance(before, Content):
            panel.update(content)
        elif not before.is_same(content):
            panel.update(content, layout=before.plain.count("\n") != content.plain.count("\n"))
        return panel

    def _grid(self, where: str, shown: tuple[Row, ...], empty: str) -> None:
        grid = self.query_one(where, Grid)
        grid.show(shown)
        cut = grid.virtual_size.width > grid.scrollable_content_region.width > 0
        more = f"{self.words('sup.more')}  " if cut else ""
        grid.border_subtitle = f"{more}{len(shown)}" if shown else empty

    # --- what acts ask -----------------------------------------------------------------------------------------

    def chosen_call(self) -> str:
        """The waiting call under the cursor."""
        return self.query_one("#sup-waiting", Grid).chosen

    def chosen_agent(self) -> AgentNow | None:
        """The agent under the cursor."""
        agent_id = self.query_one("#sup-agents", Grid).chosen
        agents = self.shown.agents if self.shown is not None else ()
        return next((one for one in agents if one.agent_id == agent_id), None)

    def tell(self, text: str, *, bad: bool = False) -> None:
        """One line over the keys, for some seconds."""
        self._said_until = self._now() + SAID_S
        self.query_one("#sup-said", Static).update(Content.styled(text, "$text-error" if bad else "$text-success"))

    async def _send_reports(self) -> None:
        """What was reported and the desk has not got, of an earlier console too."""
        for said, bad in await self.duty.reports.send(self.desk.records, self.words, self.lang):
            self.tell(said, bad=bad)

    def action_plan(self) -> None:
        """p: the forecast and the agents that it needs."""
        tomorrow = self._today() + timedelta(days=1)
        self.app.push_screen(PlanScreen(self.desk.figures, self.words, self.lang, self._timezone(), tomorrow))

    def action_history(self) -> None:
        """h: any period."""
        self.app.push_screen(HistoryScreen(self.desk.figures, self.words, self.lang, self._timezone(), self._wall()))

    def action_shifts(self) -> None:
        """t: who is on which shift, and who came."""
        self.app.push_screen(ShiftScreen(self.desk.figures, self.words, self.lang, self._timezone(), self._today()))

    def action_incidents(self) -> None:
        """i: what was reported at once (SEC-2)."""
        reports, timezone = self.duty.reports, self._timezone()
        screen = IncidentScreen(self.desk, reports, self.words, self.lang, timezone, self._wall)
        self.app.push_screen(screen)

    def action_due(self) -> None:
        """d: open complaints by their nearest limit."""
        self.app.push_screen(DueScreen(self.desk.figures, self.words, self.lang, self._timezone(), self._wall))

    def action_handover(self) -> None:
        """n: what was handed over in writing; to read and to sign (LINE-6)."""
        own = self.desk.board
        if own is None:
            return
        screen = HandoverScreen(
            self.desk.records,
            own.me.agent_id,
            self.words,
            self._telling,
            answer=self.action_take,
            write=lambda: self.tell(self.words("shift.write_there")),
        )
        self.app.push_screen(screen)

    def _telling(self) -> Telling:
        return Telling(self._wall(), self._timezone(), self.words, self.lang, self.kinds)

    def _timezone(self) -> str:
        return self.desk.board.site.timezone if self.desk.board is not None else "Asia/Shanghai"

    def _today(self) -> date:
        return datetime.fromtimestamp(self._wall(), ZoneInfo(self._timezone())).date()

    def _wall(self) -> float:
        """The desk's time of day, not the PC's."""
        return (self.shown.at if self.shown is not None else 0.0) + self._later_ms / 1000


def _pair(one: Pair) -> Content:
    name = Content.styled(one.name, "$text-muted")
    value = Content.styled(one.value, one.style)
    gap = " " * max(1, CELL - name.cell_length - value.cell_length - 1)
    return Content.assemble(name, " ", value, gap)


def _level(row: Row) -> str:
    mark, name, share, counts = row.cells
    return f"{mark} {share:>6}  {name} {counts}"
