"""The forecast of a day and the agents that it needs, by hour or quarter-hour with calls; one agent more beside."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from api.schemas import DayPlan, PlanRow
from console.supervisor.rows import Row
from console.supervisor.sheet import DaySheet
from console.texts import Words


class PlanScreen(DaySheet):
    """Opens with tomorrow: today's staff is at work already."""

    NAME = "plan"
    COLUMNS: ClassVar[tuple[str, ...]] = ("time", "calls", "agents", "level", "asa", "busy", "more")
    _plan: DayPlan | None = None

    async def _fetch(self) -> None:
        self._plan = await self._records.plan(self._day.isoformat())

    def _draw(self) -> None:
        plan = self._plan
        if plan is not None:
            self._say(summary(plan, self._words) if plan.calls else self._words("plan.none"))
            self._rows.show(lines(plan.rows, self._zone, self._words))


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
