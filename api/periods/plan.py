"""What a plan is made for, as fields; a day's plan as rows of texts and a plot. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pygal

from api.errors import Invalid
from api.figures.erlang import Load, staffing_around
from api.periods.table import clock, rate
from api.reports.plots import BLUE, GREY, chart_of, svg_of
from api.schemas import DayPlan, PlanRow, Staffing, StaffingRow
from scripts_lib.model import Text

MOST_WEEKS = 26
HALF_HOUR_S = 1800.0
TITLE = Text("预计来电与所需坐席（每刻钟）", "Calls expected and agents needed by quarter-hour")
HEADS = (
    Text("时段", "From"),
    Text("预计来电", "Calls"),
    Text("坐席", "Agents"),
    Text("服务水平", "Level"),
    Text("平均应答", "ASA"),
    Text("占用率", "Occup."),
    Text("加一人：水平", "Level +1"),
    Text("加一人：应答", "ASA +1"),
)
WEEKDAYS = tuple(
    Text(f"周{zh}", en)
    for zh, en in zip("一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True)
)


@dataclass(frozen=True, slots=True)
class PlanAsked:
    """A day, the weeks before it that are looked at, and what is aimed at; None: as the site has it, as it was."""

    day: dt.date
    weeks: int
    target_s: float | None
    aim: float | None
    aht_s: float | None
    calls: float | None
    """Of half an hour, for a what-if."""


def plan_asked(fields: Mapping[str, str], today: dt.date) -> PlanAsked:
    """What `day`, `weeks`, `target`, `aim` (per cent), `aht` (seconds), `calls` ask for; without a day tomorrow.

    Raises Invalid with what is wrong by field.
    """
    wrong: dict[str, str] = {}
    day = today + dt.timedelta(days=1)
    if fields.get("day"):
        try:
            day = dt.date.fromisoformat(fields["day"])
        except ValueError:
            wrong["day"] = "日期写成 2026-11-28 / write a day as 2026-11-28"
    weeks = _number(fields, "weeks", 1, MOST_WEEKS, wrong)
    aim = _number(fields, "aim", 1, 99.9, wrong)
    asked = PlanAsked(
        day=day,
        weeks=int(weeks or 4),
        target_s=_number(fields, "target", 1, 600, wrong),
        aim=None if aim is None else aim / 100,
        aht_s=_number(fields, "aht", 1, 7200, wrong),
        calls=_number(fields, "calls", 1, 10_000, wrong),
    )
    if wrong:
        raise Invalid("测算条件没有填好", "the plan is not complete", wrong)
    return asked


def _number(fields: Mapping[str, str], name: str, least: float, most: float, wrong: dict[str, str]) -> float | None:
    written = fields.get(name, "").strip()
    if not written:
        return None
    try:
        found = float(written)
    except ValueError:
        found = float("nan")
    if least <= found <= most:
        return found
    wrong[name] = f"{least:g} 到 {most:g} 之间的数 / a number from {least:g} to {most:g}"
    return None


def what_if(asked: PlanAsked, plan: DayPlan) -> Staffing | None:
    """What numbers of agents give for the calls that were asked about. Raises Invalid for too many."""
    if asked.calls is None:
        return None
    load = Load(calls=asked.calls, period_s=HALF_HOUR_S, aht_s=plan.aht_s)
    try:
        return staffing_around(load, plan.target_s, plan.aim)
    except ValueError as error:
        why = f"话务量超出可计算范围 / {error}"
        raise Invalid("话务量超出可计算范围", str(error), {"calls": why}) from None


def rows_of(plan: DayPlan, zone: ZoneInfo) -> list[list[str]]:
    """A row for each quarter-hour in which a call is expected, by `HEADS`."""
    return [_row(one, zone) for one in plan.rows if one.calls]


def _row(one: PlanRow, zone: ZoneInfo) -> list[str]:
    begins = f"{dt.datetime.fromtimestamp(one.since, zone):%H:%M}"
    chosen, more = staffed(one.chosen), staffed(one.one_more)
    return [begins, f"{one.calls:g}", str(one.agents), chosen[0], chosen[1], chosen[2], more[0], more[1]]


def staffed(one: StaffingRow | None) -> tuple[str, str, str]:
    """Service level, mean wait and occupancy of a number of agents."""
    if one is None:
        return rate(None), clock(None), rate(None)
    asa = None if one.asa_s == float("inf") else one.asa_s * 1000
    return rate(one.level), clock(asa), rate(one.occupancy)


def plot(plan: DayPlan, zone: ZoneInfo, lang: str) -> str:
    """Calls as bars, and agents beside them, by quarter-hour."""
    chart = chart_of(
        pygal.Bar,
        TITLE.of(lang),
        GREY,
        BLUE,
        height=340,
        print_values=False,
        show_legend=True,
        legend_at_bottom=True,
        show_minor_x_labels=False,
        spacing=2,
        truncate_label=-1,
    )
    labels = [f"{dt.datetime.fromtimestamp(one.since, zone):%H:%M}" for one in plan.rows]
    chart.x_labels, chart.x_labels_major = labels, labels[::8]
    chart.add(Text("预计来电", "Calls").of(lang), [one.calls for one in plan.rows])
    chart.add(Text("坐席", "Agents").of(lang), [one.agents for one in plan.rows])
    return svg_of(chart)
