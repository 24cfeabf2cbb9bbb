"""The score card of one call: a list of criteria, a number key for each level, what to look for beside it."""

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import DataTable, Static

from api.schemas.quality import CallReview
from api.schemas.quality_checks import CardView, Mark, NewGrade, ReviewTask
from console.format import clock
from console.qa.form import Field, FormScreen
from console.qa.rows import Telling
from console.widgets.flow import Flow, Line
from scripts_lib.score_card import Criterion, reached

COLUMNS = ("mark", "criterion", "weight", "note")


class GradeScreen(Screen[NewGrade | None]):
    """Returns the card as it was filled in, or None. Marks are kept here until they are handed in."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(key), f"level({key})", f"{key}", id=f"qa.card.level{key}", show=False) for key in range(1, 10)),
        Binding("0", "level(0)", "不适用", id="qa.card.na", tooltip="不适用 / does not apply"),
        Binding("e", "note", "备注", id="qa.card.note", tooltip="给这一项写备注 / a note to this one"),
        Binding("s", "hand_in", "提交", id="qa.card.hand_in", tooltip="提交评分 / hand it in"),
        Binding("escape,q", "leave", "放弃", id="qa.card.leave", tooltip="放弃这份评分 / leave it", priority=True),
    ]

    def __init__(self, telling: Telling, view: CardView, task: ReviewTask, review: CallReview) -> None:
        super().__init__()
        self._telling = telling
        self._card = view.card
        self._about = task
        self._review = review
        self._levels: dict[str, str | None] = {}
        self._notes: dict[str, str] = {}
        self._leaving = False

    def compose(self) -> ComposeResult:
        """Head with the total so far, the criteria, beside them what to look for."""
        words = self._telling.words
        yield Static(id="header")
        with Horizontal(id="body"):
            table: DataTable[str] = DataTable(id="card-list", cursor_type="row", classes="panel", cell_padding=1)
            table.border_title = words("qa.card.title")
            yield table
            with VerticalScroll(id="card-side", classes="panel") as side:
                side.border_title = words("qa.card.guide")
                yield Flow(id="card-detail")
        yield Static(id="qa-notice")
        levels = "  ".join(
            f"{key} {one.label.of(self._telling.lang)}" for key, one in enumerate(self._card.levels, 1)
        )
        yield Static(words("qa.card.keys", levels=levels), id="keybar")

    def on_mount(self) -> None:
        """The first criterion."""
        table = self.query_one("#card-list", DataTable)
        for name in COLUMNS:
            table.add_column(self._telling.words(f"qa.col.{name}"), key=name)
        for one in self._card.criteria:
            table.add_row(*self._row(one), key=one.id)
        table.focus()
        self._draw()

    # --- drawing -------------------------------------------------------------------------------------------------

    def _row(self, one: Criterion) -> tuple[str, ...]:
        words, lang = self._telling.words, self._telling.lang
        weight = words("qa.fatal") if one.fatal else str(one.weight)
        return self._mark_of(one), one.label.of(lang), weight, self._notes.get(one.id, "")

    def _mark_of(self, one: Criterion) -> str:
        if one.id not in self._levels:
            return "·"
        level = self._levels[one.id]
        known = next((each for each in self._card.levels if each.value == level), None)
        return known.label.of(self._telling.lang) if known is not None else self._telling.words("qa.na")

    def _draw(self) -> None:
        telling, task = self._telling, self._about
        total, _ = reached(self._card, self._levels)
        far = telling.words("qa.card.total", total="—" if total is None else f"{total:g}")
        missing = len(self._card.criteria) - len(self._levels)
        call = f"{telling.name(task.agent_id)}  {telling.time(task.call_at)}  {clock(task.talk_ms)}  {task.call_id}"
        head = f" {call}   {far}   {telling.words('qa.card.open', count=missing)}"
        self.query_one("#header", Static).update(head)

    @on(DataTable.RowHighlighted)
    def _detail(self) -> None:
        one = self._criterion()
        if one is None:
            return
        words, lang = self._telling.words, self._telling.lang
        lines = [one.label.of(lang), one.guide.of(lang)]
        if one.rules:
            lines.append(words("qa.card.rules", rules="、".join(one.rules)))
        if self._about.reason:
            lines += ["", words("qa.why", reason=self._about.reason)]
        seen = [(each.proof, each.rule) for each in self._review.cases]
        seen += [(each.proof, each.rule) for each in self._review.hints]
        if seen:
            lines += ["", words("qa.card.hints")]
        for proof, rule in seen:
            second = f"{clock(proof.at_ms)} " if proof.at_ms is not None else ""
            lines.append(f"{second}{rule} {proof.what.of(lang)}  {proof.words}".rstrip())
        self.query_one("#card-detail", Flow).show([Line(Content(each), hang=2) for each in lines])

    def _criterion(self) -> Criterion | None:
        place = self.query_one("#card-list", DataTable).cursor_row
        return self._card.criteria[place] if 0 <= place < len(self._card.criteria) else None

    def tell(self, text: str) -> None:
        """What came of the last key."""
        self.query_one("#qa-notice", Static).update(f" {text}")

    # --- keys ----------------------------------------------------------------------------------------------------

    def action_level(self, key: int) -> None:
        """A number: that level, and on to the next criterion; 0: it does not apply."""
        one = self._criterion()
        if one is None or key > len(self._card.levels):
            return
        if key == 0 and not one.optional:
            self.tell(f"✗ {self._telling.words('qa.card.always')}")
            return
        self._levels[one.id] = self._card.levels[key - 1].value if key else None
        self._changed(one)
        table = self.query_one("#card-list", DataTable)
        table.move_cursor(row=min(table.cursor_row + 1, table.row_count - 1))

    def _changed(self, one: Criterion) -> None:
        self._leaving = False
        self.tell("")
        table = self.query_one("#card-list", DataTable)
        for name, cell in zip(COLUMNS, self._row(one), strict=True):
            table.update_cell(one.id, name, cell, update_width=True)
        self._draw()

    def action_note(self) -> None:
        """E: a note to this criterion."""
        one = self._criterion()
        if one is None:
            return
        words = self._telling.words
        field = Field("note", words("qa.field.note"), self._notes.get(one.id, ""), required=False)

        def noted(values: Mapping[str, str] | None) -> None:
            if values is not None:
                self._notes[one.id] = values["note"]
                self._changed(one)

        title = words("qa.form.criterion_note", label=one.label.of(self._telling.lang))
        self.app.push_screen(FormScreen(words, title, [field], lambda values: values["note"] or "—"), noted)

    def action_hand_in(self) -> None:
        """S: every criterion is marked; a word to the agent; Enter twice."""
        words = self._telling.words
        for place, one in enumerate(self._card.criteria):
            if one.id not in self._levels:
                self.query_one("#card-list", DataTable).move_cursor(row=place)
                self.tell(f"✗ {words('qa.card.missing', label=one.label.of(self._telling.lang))}")
                return
        total, _ = reached(self._card, self._levels)
        passed = words("qa.passed" if total is not None and total >= self._card.pass_at else "qa.failed")

        def handed_in(values: Mapping[str, str] | None) -> None:
            if values is not None:
                self.dismiss(NewGrade(marks=self._marks(), note=values["comment"]))

        field = Field("comment", words("qa.field.comment"), required=False)
        form = FormScreen(words, words("qa.form.grade"), [field], lambda _: f"{total or 0:g}（{passed}）")
        self.app.push_screen(form, handed_in)

    def _marks(self) -> tuple[Mark, ...]:
        return tuple(
            Mark(criterion=one.id, level=self._levels[one.id], note=self._notes.get(one.id, ""))
            for one in self._card.criteria
        )

    def action_leave(self) -> None:
        """Esc: at once where nothing is marked, else a second time."""
        if self._levels and not self._leaving:
            self._leaving = True
            self.tell(f"✗ {self._telling.words('qa.card.leave')}")
            return
        self.dismiss(None)
