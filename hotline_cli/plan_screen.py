"""A day's plan, the usual week and a what-if on the terminal: tables (rich) and a plot (plotext)."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import plotext
from rich.console import Console
from rich.table import Table

from api.periods.plan import HEADS, TITLE, WEEKDAYS, rows_of, staffed
from api.schemas import DayPlan, Staffing
from api.schemas.figures import HourPlan, WeekPlan
from hotline_cli.report_screen import HEIGHT, built, width
from scripts_lib.model import Text

WEEK = Text("一周各小时：预计来电 / 坐席", "The usual week by hour: calls / agents")
COLOURS = Text("（柱：来电　绿点：坐席）", "(bars: calls, green dots: agents)")
STAFF = (Text("坐席", "Agents"), Text("服务水平", "Level"), Text("平均应答", "ASA"), Text("占用率", "Occup."))


def show_plan(plan: DayPlan, week: WeekPlan, tried: Staffing | None, zone: ZoneInfo, lang: str) -> None:
    """All of it on standard output."""
    console = Console(width=width(), highlight=False)
    weekday = WEEKDAYS[dt.date.fromisoformat(plan.day).weekday()].of(lang)
    console.print(f"[bold]{Text('坐席测算', 'Plan').of(lang)}[/]  {plan.day} {weekday}  {aims(plan).of(lang)}")
    rows = rows_of(plan, zone)
    if rows:
        console.print(f"\n{TITLE.of(lang)}  {COLOURS.of(lang)}")
        print(plan_plot(plan, zone))
        console.print(table([head.of(lang) for head in HEADS], rows))
    else:
        console.print(Text("参考的几周里没有来电。", "No calls came on such days.").of(lang))
    if any(hour.calls for day in week.days for hour in day):
        console.print(f"\n[bold]{WEEK.of(lang)}[/]")
        console.print(table(["", *(one.of(lang) for one in WEEKDAYS)], week_rows(week)))
    if tried is not None:
        needed = Text(f"假如：需要 {tried.needed} 名坐席", f"What if: {tried.needed} agents")
        rows = [[str(one.agents), *staffed(one)] for one in tried.rows]
        console.print(f"\n[bold]{needed.of(lang)}[/]")
        console.print(table([one.of(lang) for one in STAFF], rows))


def aims(plan: DayPlan) -> Text:
    """What it is made for."""
    aim = f"{100 * plan.aim:g}%"
    return Text(
        f"{plan.target_s:g} 秒内应答 {aim}，平均处理 {plan.aht_s:.0f} 秒，参考 {plan.weeks} 个同一天",
        f"{aim} within {plan.target_s:g} s, {plan.aht_s:.0f} s a call, by {plan.weeks} such days",
    )


def week_rows(week: WeekPlan) -> list[list[str]]:
    """A row for each hour in which a call is expected on some day."""
    rows = [[f"{hour:02d}:00", *(_hour(day[hour]) for day in week.days)] for hour in range(24)]
    return [row for row in rows if any(cell != "-" for cell in row[1:])]


def _hour(one: HourPlan) -> str:
    return f"{one.calls:g} / {one.agents}" if one.calls else "-"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """The first column at the left, figures at the right."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for number, head in enumerate(heads):
        made.add_column(head, justify="right" if number else "left", no_wrap=True)
    for row in rows:
        made.add_row(*row)
    return made


def plan_plot(plan: DayPlan, zone: ZoneInfo) -> str:
    """Calls as bars, agents as a line of steps above the hours."""
    places = list(range(len(plan.rows)))
    plotext.clear_figure()
    plotext.theme("clear")
    plotext.plot_size(width(), HEIGHT)
    plotext.bar(places, [one.calls for one in plan.rows])
    plotext.plot(places, [one.agents for one in plan.rows], color="green", marker="dot")
    marks = places[::8]
    plotext.xticks(marks, [f"{dt.datetime.fromtimestamp(plan.rows[one].since, zone):%H:%M}" for one in marks])
    return built()
