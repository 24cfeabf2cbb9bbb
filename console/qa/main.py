"""The screen of quality: a list, and beside it the evidence or where each point comes from. Knows no HTTP."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static

from api.schemas.quality import (
    AppealRuling,
    Confirmation,
    Fairness,
    Hint,
    MonthScore,
    QualityCase,
    StaffName,
)
from api.schemas.quality_checks import Grade
from console.errors import ConsoleError
from console.qa.ask import AskScreen, Said
from console.qa.check_keys import CheckKeys
from console.qa.parts import INCIDENTS, MOST, PARTS
from console.qa.records import QualityRecords
from console.qa.rows import (
    WAITING,
    Telling,
    case_lines,
    case_row,
    fairness_lines,
    in_order,
    refusal,
    score_lines,
    score_row,
)
from console.texts import Words
from console.widgets.flow import Flow, Line

VIEWS = ("cases", "scores", "fair", *(name for name in PARTS if name != INCIDENTS))
"""In the order of their digits; what was reported at once is of no month and has a key of its own."""
COLUMNS = {
    "cases": ("state", "time", "agent", "rule", "points"),
    "scores": ("rank", "agent", "total", "open", "told"),
}


class QualityScreen(CheckKeys):
    """One month, in one of ten views; and what was reported at once."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "view('cases')", "事项", id="qa.cases", tooltip="考评事项 / cases"),
        Binding("2", "view('scores')", "得分", id="qa.scores", tooltip="月度得分 / the month's scores"),
        Binding("3", "view('fair')", "公平性", id="qa.fair", tooltip="公平性 / fairness"),
        Binding("4", "view('hints')", "线索", id="qa.hints", tooltip="系统线索 / hints"),
        Binding("5", "view('tasks')", "待评", id="qa.tasks", tooltip="待评通话 / calls to grade"),
        Binding("6", "view('grades')", "评分", id="qa.grades", tooltip="评分 / grades"),
        Binding("7", "view('samples')", "抽样", id="qa.samples", tooltip="抽样及结论 / samples, what they say"),
        Binding("8", "view('calibrations')", "校准", id="qa.calibrations", tooltip="校准 / calibration"),
        Binding("9", "view('year')", "年度", id="qa.year", tooltip="年度考评 / the year (PEN-10)"),
        Binding("0", "view('required')", "规范用语", id="qa.required", tooltip="规范用语 / required phrases"),
        Binding(
            "i", "view('incidents')", "立即报告", id="qa.incidents", tooltip="立即报告 / reported at once (SEC-2)"
        ),
        Binding(
            "n", "new_case", "记事项", id="qa.new", tooltip="记录一条所见违规，或立即报告 / enter an offence, report"
        ),
        Binding("b", "bonus", "加分", id="qa.bonus", tooltip="加分 / give a bonus (PEN-2)"),
        Binding("g", "grade", "评分", id="qa.grade", tooltip="填评分卡 / fill in the card"),
        Binding("s", "spot", "抽查", id="qa.spot", tooltip="抽查一通电话 / spot check"),
        Binding("d", "draw", "抽样", id="qa.draw", tooltip="抽取本月样本 / draw a sample"),
        Binding("t", "top_up", "补抽", id="qa.top_up", tooltip="从新来的通话补抽 / draw further of new calls"),
        Binding("k", "calibrate", "校准", id="qa.calibrate", tooltip="两人评同一通 / calibrate two graders"),
        Binding("m", "mark_year", "打分", id="qa.mark", tooltip="年度打分 / mark the year"),
        Binding("c", "confirm", "确认", id="qa.confirm", tooltip="确认这一条 / confirm it"),
        Binding("x", "reject", "驳回", id="qa.reject", tooltip="驳回这一条 / reject it"),
        Binding("u", "ruling(True)", "维持", id="qa.uphold", tooltip="申诉：维持扣分 / uphold"),
        Binding("o", "ruling(False)", "撤销", id="qa.overturn", tooltip="申诉：撤销扣分 / overturn"),
        Binding("w", "withdraw", "撤回", id="qa.withdraw", tooltip="撤回已确认的 / take it back"),
        Binding("a", "appeal", "申诉", id="qa.appeal", tooltip="对自己的一条申诉 / appeal"),
        Binding("j", "adjust", "调整", id="qa.adjust", tooltip="质检调整本月得分 / adjust the month (PEN-8)"),
        Binding("left_square_bracket", "month(-1)", "上月", id="qa.back", tooltip="上一个月 / a month back"),
        Binding("right_square_bracket", "month(1)", "下月", id="qa.on", tooltip="下一个月 / a month on"),
        Binding("r,f5", "reload", "刷新", id="qa.reload", tooltip="重新读取 / read again"),
    ]

    def __init__(self, records: QualityRecords, words: Words, lang: str, timezone: str) -> None:
        super().__init__()
        self._records = records
        self._words = words
        self._telling = Telling(words, lang, ZoneInfo(timezone), {}, {})
        self._month = ""
        self._view = "cases"
        self._cases: tuple[QualityCase, ...] = ()
        self._scores: tuple[MonthScore, ...] = ()
        self._fairness: Fairness | None = None
        self._items: Sequence[Any] = ()
        self._people: tuple[StaffName, ...] = ()

    def compose(self) -> ComposeResult:
        """Head, list and detail, what came of the last key, the keys."""
        yield Static(id="header")
        yield Static(id="qa-views")
        with Horizontal(id="body"):
            yield DataTable[str](id="qa-list", cursor_type="row", classes="panel", cell_padding=1)
            with VerticalScroll(id="qa-side", classes="panel"):
                yield Flow(id="qa-detail")
        yield Static(id="qa-notice")
        yield Static(id="keybar")

    def on_mount(self) -> None:
        """Read this month."""
        self.query_one("#qa-side").border_title = self._words("qa.detail")
        self.query_one("#qa-side").border_subtitle = self._words("qa.detail_keys")
        self.query_one("#qa-list").focus()
        self.action_reload()

    # --- reading -------------------------------------------------------------------------------------------------

    def action_reload(self) -> None:
        """R: everything of the month again."""
        self.run_worker(self._read(), exclusive=True, group="read")

    async def _read(self) -> None:
        try:
            if not self._telling.rules:
                await self._learn()
            scores = await self._records.scores(self._month)
            self._month = scores.month
            self._scores = scores.items
            self._cases = in_order((await self._records.cases(self._month)).items)
            if self._view == "fair":
                self._fairness = await self._records.fairness(self._month)
            self._items = await PARTS[self._view].read(self._records, self._month) if self._view in PARTS else ()
        except ConsoleError as error:
            self._items, self._fairness = (), None
            self.tell(error.of(self._telling.lang), bad=True)
            if not self._month:
                return
        self._draw()

    async def _learn(self) -> None:
        """Names and rules, once."""
        self._people, rules = await self._records.people(), await self._records.rules_of_quality()
        known = self._telling
        self._telling = Telling(
            known.words,
            known.lang,
            known.zone,
            {one.agent_id: one.name for one in self._people},
            {one.rule: one for one in rules},
        )

    # --- drawing -------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        waiting = sum(one.state in WAITING for one in self._cases)
        head = self._words("qa.head", month=self._month)
        left = f" {head}   {self._words('qa.waiting', count=waiting)}"
        words = self._words
        always = "  ".join(f"{words(f'label.{key}').split(' ')[0]} {words(f'key.{key}')}" for key in ("help", "quit"))
        gap = max(2, (self.size.width or 80) - cell_len(left) - cell_len(always) - 1)
        self.query_one("#header", Static).update(Content(left + " " * gap + always))
        self.query_one("#qa-views", Static).update(self._views())
        table = self.query_one("#qa-list", DataTable)
        place = table.cursor_row
        table.clear(columns=True)
        part = PARTS.get(self._view)
        for name in part.columns if part is not None else COLUMNS.get(self._view, ()):
            table.add_column(self._words(f"qa.col.{name}"), key=name)
        table.display = self._view != "fair"
        rows = self._rows()
        more = f"（{self._words('qa.more', count=MOST)}）" if len(rows) >= MOST else ""
        table.border_title = f"{self._words(f'qa.{self._view}')}{more}"
        for key, cells in rows:
            table.add_row(*cells, key=key)
        if rows:
            table.move_cursor(row=min(place, len(rows) - 1))
        keys = "qa.hint" if self._view == "cases" else f"qa.keys.{self._view}"
        self.query_one("#keybar", Static).update(self._words(keys))
        self._detail()

    def _views(self) -> Content:
        """Every view with its number, the present one marked; within 80 columns in both languages."""
        parts: list[Content | str] = []
        for number, name in enumerate(VIEWS, 1):
            label = f" {number % 10} {self._words(f'qa.view.{name}')}"
            parts.append(Content.styled(label, "reverse") if name == self._view else label)
        return Content.assemble(*parts)

    def _rows(self) -> list[tuple[str, tuple[str, ...]]]:
        if self._view == "cases":
            return [(one.case_id, case_row(one, self._telling)) for one in self._cases]
        if self._view == "scores":
            return [(one.agent_id, score_row(one, self._telling)) for one in self._scores]
        part = PARTS.get(self._view)
        return [(part.key(one), part.row(one, self._telling)) for one in self._items] if part is not None else []

    @on(DataTable.RowHighlighted)
    def _detail(self) -> None:
        part, about = PARTS.get(self._view), self.chosen()
        lines: tuple[str, ...] = (self._words("qa.none" if part is None else f"qa.none.{self._view}"),)
        case, score = self._case(), self._score()
        if part is not None and about is not None:
            lines = part.lines(about, self._telling)
        elif self._view == "fair" and self._fairness is not None:
            lines = fairness_lines(self._fairness, self._telling)
        elif case is not None:
            lines = case_lines(case, self._telling)
        elif score is not None:
            lines = score_lines(score, self._telling)
        self.query_one("#qa-detail", Flow).show([Line(Content(one), hang=2) for one in lines])

    def _case(self) -> QualityCase | None:
        place = self.query_one("#qa-list", DataTable).cursor_row
        return self._cases[place] if self._view == "cases" and 0 <= place < len(self._cases) else None

    def _score(self) -> MonthScore | None:
        place = self.query_one("#qa-list", DataTable).cursor_row
        return self._scores[place] if self._view == "scores" and 0 <= place < len(self._scores) else None

    def chosen(self) -> object:
        """What the cursor is on, in whichever view; None for nothing."""
        if self._view not in PARTS:
            return self._case() or self._score()
        place = self.query_one("#qa-list", DataTable).cursor_row
        return self._items[place] if 0 <= place < len(self._items) else None

    def tell(self, text: str, *, bad: bool = False) -> None:
        """What came of the last key."""
        self.query_one("#qa-notice", Static).update(f" {'✗' if bad else '✓'} {text}")

    # --- keys ----------------------------------------------------------------------------------------------------

    def action_view(self, view: str) -> None:
        """1 to 9, 0 for the tenth, and I."""
        self._view, self._items = view, ()
        self.query_one("#qa-notice", Static).update("")
        self.action_reload()

    @on(DataTable.RowSelected)
    def _entered(self) -> None:
        """Enter on a row: of a call that waits, its card."""
        if self._view == "tasks":
            self.action_grade()

    def action_month(self, by: int) -> None:
        """[ ]: another month."""
        year, number = (int(part) for part in self._month.split("-")) if self._month else (0, 0)
        if year:
            count = year * 12 + number - 1 + by
            self._month = f"{count // 12}-{count % 12 + 1:02}"
            self.action_reload()

    def action_confirm(self) -> None:
        """C: of a hint, it is a case."""
        about = self.chosen()
        if isinstance(about, Hint):
            self.settle_hint(about, is_case=True)
            return
        case = self._case()
        known = self._telling.rules.get(case.rule) if case is not None else None
        if case is None or known is None:
            self.tell(self._words("qa.pick"), bad=True)
            return
        case_id, proposed = case.case_id, str(known.least) if known.least == known.most else ""

        def confirm(said: Said) -> Awaitable[object]:
            points = said.points if said.rule is None or said.points != known.least else None
            return self._records.confirm(case_id, Confirmation(rule=said.rule, points=points, reason=said.reason))

        self._ask("confirm", confirm, points=proposed, rule=case.rule, reason_needed=False)

    def action_reject(self) -> None:
        """X: of a hint, it was nothing."""
        about = self.chosen()
        if isinstance(about, Hint):
            self.settle_hint(about, is_case=False)
            return
        self._decide("reject", lambda case_id, said: self._records.reject(case_id, said.reason))

    def action_withdraw(self) -> None:
        """W: of a grade, it was filled in wrong."""
        about = self.chosen()
        if isinstance(about, Grade):
            self.withdraw_grade(about)
            return
        self._decide("withdraw", lambda case_id, said: self._records.withdraw(case_id, said.reason))

    def action_appeal(self) -> None:
        """A."""
        self._decide("appeal", lambda case_id, said: self._records.appeal(case_id, said.reason))

    def action_ruling(self, upheld: bool) -> None:
        """U and O."""

        def rule(case_id: str, said: Said) -> Awaitable[object]:
            return self._records.rule(case_id, AppealRuling(upheld=upheld, reason=said.reason))

        self._decide("uphold" if upheld else "overturn", rule)

    def action_adjust(self) -> None:
        """J: in the scores, the agent's month by -5 to +5."""
        score = self._score()
        if score is None:
            self.tell(self._words("qa.pick"), bad=True)
            return
        agent_id, month = score.agent_id, score.month

        def adjust(said: Said) -> Awaitable[object]:
            return self._records.adjust(agent_id, month, said.points or 0, said.reason)

        self._ask("adjust", adjust, points="", agent=self._telling.name(agent_id))

    def _decide(self, what: str, do: Callable[[str, Said], Awaitable[object]]) -> None:
        case = self._case()
        if case is None:
            self.tell(self._words("qa.pick"), bad=True)
            return
        case_id = case.case_id
        self._ask(what, lambda said: do(case_id, said))

    def _ask(
        self,
        what: str,
        do: Callable[[Said], Awaitable[object]],
        *,
        points: str | None = None,
        rule: str | None = None,
        reason_needed: bool = True,
        **named: str,
    ) -> None:
        def answered(said: Said | None) -> None:
            if said is not None:
                self.run_worker(self.carry_out(do(said)), group="do")

        title = self._words(f"qa.ask.{what}", **named)
        asking = AskScreen(self._words, title, points=points, rule=rule, reason_needed=reason_needed)
        self.app.push_screen(asking, answered)

    async def carry_out(self, doing: Awaitable[object]) -> None:
        """Ask the desk, say what came of it, read anew."""
        try:
            await doing
        except ConsoleError as error:
            self.tell(refusal(error, self._telling.lang), bad=True)
            return
        self.tell(self._words("qa.done"))
        await self._read()
