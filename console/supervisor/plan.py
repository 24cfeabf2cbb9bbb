"""The forecast of a day and the agents that it needs, by hour or quarter-hour with calls; one agent more beside."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from api.schemas import DayPlan, PlanRow
from console.errors import ConsoleError
from console.supervisor.grid import Grid
from console.supervisor.records import FigureRecords
from console.supervisor.rows import Row
from console.texts import Words

COLUMNS = ("time", "calls", "agents", "level", "asa", "busy", "more")


class PlanScreen(ModalScreen[None]):
    """Opens with tomorrow: today's staff is at work already."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "返回", id="plan.close", tooltip="返回 / close"),
        Binding("left", "day(-1)", "前一天", id="plan.back", tooltip="前一天 / a day back", priority=True),
        Binding("right", "day(1)", "后一天", id="plan.on", tooltip="后一天 / a day on", priority=True),
    ]

    def __init__(self, records: FigureRecords, words: Words, lang: str, timezone: str, wall: float) -> None:
        super().__init__()
        self._records = records
        self._words = words
        self._lang = lang
        self._zone = ZoneInfo(timezone)
        self._day = datetime.fromtimestamp(wall, self._zone).date() + timedelta(days=1)

    def compose(self) -> ComposeResult:
        """How it was reckoned, the rows, the keys."""
        with Vertical(classes="dialog -tall", id="plan"):
            yield Static(id="plan-said")
            yield Grid(id="plan-rows", columns=[self._words(f"plan.{one}") for one in COLUMNS])
            yield Static(self._words("plan.hint"), classes="hint")

    def on_mount(self) -> None:
        """Read the plan."""
        self.query_one("#plan-rows").focus()
        self.action_day(0)

    def action_day(self, days: int) -> None:
        """← →: another day."""
        self._day += timedelta(days=days)
        self.query_one("#plan").border_title = self._words("plan.title", day=self._day.isoformat())
        self.run_worker(self._read(self._day), exclusive=True)

    async def _read(self, day: date) -> None:
        said = self.query_one("#plan-said", Static)
        try:
            plan = await self._records.plan(day.isoformat())
        except ConsoleError as error:
            said.update(error.of(self._lang))
            return
        said.update(self._words("plan.none") if not plan.calls else summary(plan, self._words))
        self.query_one("#plan-rows", Grid).show(lines(plan.rows, self._zone, self._words))

    def action_close(self) -> None:
        """Back to the board."""
        self.dismiss(None)


def summary(plan: DayPlan, words: Words) -> str:
    """How the plan was reckoned."""
    return words(
        "plan.said",
        weeks=plan.weeks,
        aht=f"{plan.aht_s:.0f}",
        target=f"{plan.target_s:g}",
        aim=f"{100 * plan.aim:g}",
    )


def lines(rows: Sequence[PlanRow], zone: ZoneInfo, words: Words) -> tuple[Row, ...]:
    """Each quarter-hour in which calls are expected."""
    return tuple(_line(one, zone, words) for one in rows if one.chosen is not None)


def _line(one: PlanRow, zone: ZoneInfo, words: Words) -> Row:
    chosen, more = one.chosen, one.one_more
    begin = f"{datetime.fromtimestamp(one.since, zone):%H:%M}"
    if chosen is None or more is None:
        return Row(begin, (begin, f"{one.calls:g}", "0", *(words("fig.none") for _ in range(4))))
    cells = (
        begin,
        f"{one.calls:g}",
        str(one.agents),
        f"{100 * chosen.level:.1f}%",
        f"{chosen.asa_s:.1f}",
        f"{100 * chosen.occupancy:.0f}%",
        f"{100 * more.level:.1f}%  {more.asa_s:.1f}",
    )
    return Row(begin, cells)
