"""Figures of a past period with their curve: calls and given-up calls by hour or day."""

from datetime import datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static
from textual_plotext import PlotextPlot

from api.schemas import Figures, NamedFigures, Report
from console.errors import ConsoleError
from console.supervisor.grid import Grid
from console.supervisor.records import FigureRecords
from console.supervisor.rows import Row, length, per_cent, seconds
from console.texts import Words

PERIODS = {"today": (0, 1, "hour"), "yesterday": (1, 0, "hour"), "week": (7, 1, "day"), "month": (30, 1, "day")}
"""Days back at which it begins, days back (1: today included) and the step."""
COLUMNS = ("name", "answered", "rings", "asa", "aht", "occupancy")


class HistoryScreen(ModalScreen[None]):
    """Opens with today."""

    VERTICAL_BREAKPOINTS = [(0, "-low"), (36, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "返回", id="hist.close", tooltip="返回 / close"),
        Binding("1", "show('today')", "今天", id="hist.today", tooltip="今天 / today"),
        Binding("2", "show('yesterday')", "昨天", id="hist.yesterday", tooltip="昨天 / yesterday"),
        Binding("3", "show('week')", "近 7 天", id="hist.week", tooltip="近 7 天 / the last 7 days"),
        Binding("4", "show('month')", "近 30 天", id="hist.month", tooltip="近 30 天 / the last 30 days"),
    ]

    def __init__(self, records: FigureRecords, words: Words, lang: str, timezone: str, wall: float) -> None:
        super().__init__()
        self._records = records
        self._words = words
        self._lang = lang
        self._zone = ZoneInfo(timezone)
        self._wall = wall

    def compose(self) -> ComposeResult:
        """The total, the curve, the agents, the keys."""
        with Vertical(classes="dialog -tall", id="history"):
            yield Static(id="history-said")
            yield PlotextPlot(id="history-plot")
            titles = [self._words("col.name"), *(self._words(f"fig.{one}") for one in COLUMNS[1:])]
            yield Grid(id="history-agents", columns=titles)
            yield Static(self._words("hist.hint"), classes="hint")

    def on_mount(self) -> None:
        """Today first."""
        self.query_one("#history-agents").focus()
        self.action_show("today")

    def action_show(self, name: str) -> None:
        """1 to 4: a period."""
        back, last, step = PERIODS[name]
        today = datetime.fromtimestamp(self._wall, self._zone).date()
        since = datetime.combine(today - timedelta(days=back - (back > 1)), datetime.min.time(), self._zone)
        until = datetime.combine(today + timedelta(days=last), datetime.min.time(), self._zone)
        title = self._words("hist.title", since=f"{since:%m-%d}", until=f"{until - timedelta(seconds=1):%m-%d}")
        self.query_one("#history").border_title = title
        asked = {"since": str(since.timestamp()), "until": str(until.timestamp()), "step": step}
        self.run_worker(self._read(asked), exclusive=True)

    async def _read(self, asked: dict[str, str]) -> None:
        said = self.query_one("#history-said", Static)
        try:
            report = await self._records.report(asked)
        except ConsoleError as error:
            said.update(error.of(self._lang))
            return
        said.update(summary(report, self._words))
        self._plot(report)
        rows = tuple(agent_row(one, self._words) for one in report.agents)
        self.query_one("#history-agents", Grid).show(rows)

    def _plot(self, report: Report) -> None:
        """Digits and signs only: labels of two cells would drift."""
        plot = self.query_one(PlotextPlot)
        plt = plot.plt
        plt.clear_figure()
        form = "%H" if report.step == "hour" else "%m-%d"
        labels = [f"{datetime.fromtimestamp(one.since, self._zone):{form}}" for one in report.buckets]
        answered = [one.figures.answered for one in report.buckets]
        rest = [one.figures.calls - one.figures.answered for one in report.buckets]
        plt.stacked_bar(labels, [answered, rest])
        plot.refresh()

    def action_close(self) -> None:
        """Back to the board."""
        self.dismiss(None)


def summary(report: Report, words: Words) -> str:
    """The whole period in two lines."""
    total: Figures = report.total
    first = words(
        "hist.total",
        calls=total.calls,
        answered=total.answered,
        given_up=total.given_up,
        short=total.given_up_short,
        rings=per_cent(total.rings.value, words),
        asa=seconds(total.asa_ms, words),
        aht=length(total.aht_ms, words),
        level=per_cent(total.level.value, words),
    )
    return f"{first}\n{words('hist.duty', opened=report.duty_opened, left=report.duty_left)}"


def agent_row(one: NamedFigures, words: Words) -> Row:
    """One agent's figures."""
    got = one.figures
    cells = (
        one.name,
        str(got.answered),
        per_cent(got.rings.value, words),
        seconds(got.asa_ms, words),
        length(got.aht_ms, words),
        per_cent(got.occupancy, words),
    )
    return Row(one.key, cells)
