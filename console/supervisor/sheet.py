"""A dialog with one table read from the desk: what is said of it, its rows, its keys. Its base, and that of a day.

Who inherits says what is read and how it is told in rows and words.
"""

from collections.abc import Awaitable
from datetime import date, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import DataTable, Static

from console.errors import ConsoleError
from console.supervisor.grid import Grid
from console.supervisor.records import FigureRecords
from console.texts import Words
from console.widgets.flow import Flow

NARROW = 100
"""Cells below which a terminal is small."""


class Sheet(ModalScreen[None]):
    """`NAME` begins the names of its words: with `due` they are `due.title`, `due.hint`, `due.col.left`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "返回", id="sheet.close", tooltip="返回 / close"),
        Binding("r,f5", "reload", "刷新", id="sheet.reload", tooltip="重新读取 / read again"),
    ]
    NAME: ClassVar[str]
    COLUMNS: ClassVar[tuple[str, ...]]
    SPARE: ClassVar[int] = 0
    """How many of the last columns a small terminal leaves out; what they hold stands in the detail."""

    def __init__(self, records: FigureRecords, words: Words, lang: str, timezone: str) -> None:
        super().__init__()
        self._records = records
        self._words = words
        self._lang = lang
        self._zone = ZoneInfo(timezone)

    def compose(self) -> ComposeResult:
        """What is to be said, the rows, the keys."""
        words, name = self._words, self.NAME
        with Vertical(classes="dialog -tall", id="sheet"):
            yield Static(id="sheet-said")
            yield Grid(
                id="sheet-rows", columns=[words(f"{name}.col.{one}") for one in self.COLUMNS], spare=self.SPARE
            )
            yield Flow(id="sheet-detail")
            yield Static(words(f"{name}.hint"), classes="hint")

    def on_mount(self) -> None:
        """Read it."""
        self._rows.focus()
        self.action_reload()

    def on_resize(self) -> None:
        """Less between the columns on a small terminal."""
        self._rows.tighten(self.app.size.width < NARROW)

    # --- what it holds -----------------------------------------------------------------------------------------

    async def _fetch(self) -> None:
        """Read what is shown. Raises what the desk says."""
        raise NotImplementedError

    def _draw(self) -> None:
        """Show what was read."""
        raise NotImplementedError

    def _detail(self, key: str) -> str:
        """The row of this key in full; empty where the row says it all."""
        return ""

    def _titled(self) -> str:
        """The title over it."""
        return self._words(f"{self.NAME}.title")

    @on(DataTable.RowHighlighted)
    def _chosen_row(self) -> None:
        self._show_detail()

    def _show_detail(self) -> None:
        said = self._detail(self._rows.chosen)
        detail = self.query_one("#sheet-detail", Flow)
        detail.show([Content(said)] if said else [])
        detail.display = bool(said)

    # --- reading -----------------------------------------------------------------------------------------------

    @property
    def _rows(self) -> Grid:
        return self.query_one("#sheet-rows", Grid)

    def action_reload(self) -> None:
        """r: read it, again."""
        self.query_one("#sheet").border_title = self._titled()
        self.run_worker(self._read(), exclusive=True)

    async def _read(self) -> bool:
        """Read and show it; what goes wrong is said. Whether it went well."""
        try:
            await self._fetch()
        except ConsoleError as error:
            self._say(error.of(self._lang), bad=True)
            return False
        if self.is_mounted:
            self._draw()
            self._show_detail()
        return True

    def _ask(self, request: Awaitable[object], done: str) -> None:
        """Ask the desk for a change; then read again, and say that it is done, or why not."""
        self.run_worker(self._asked(request, done), exclusive=True)

    async def _asked(self, request: Awaitable[object], done: str) -> None:
        try:
            await request
        except ConsoleError as error:
            self._say(self._words("act.refused", why=error.of(self._lang)), bad=True)
            return
        if await self._read():
            self._say(self._words("act.done", what=self._words(done)))

    def _say(self, text: str, *, bad: bool = False) -> None:
        self.query_one("#sheet-said", Static).update(Content.styled(text, "$text-error" if bad else ""))

    def action_close(self) -> None:
        """Back to the board."""
        self.dismiss(None)


class DaySheet(Sheet):
    """The same of one day, with its neighbours by key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "day(-1)", "前一天", id="sheet.back", tooltip="前一天 / a day back", priority=True),
        Binding("right", "day(1)", "后一天", id="sheet.on", tooltip="后一天 / a day on", priority=True),
    ]

    def __init__(self, records: FigureRecords, words: Words, lang: str, timezone: str, day: date) -> None:
        super().__init__(records, words, lang, timezone)
        self._day = day

    def _titled(self) -> str:
        return self._words(f"{self.NAME}.title", day=self._day.isoformat())

    def action_day(self, days: int) -> None:
        """← →: another day."""
        self._day += timedelta(days=days)
        self.action_reload()
