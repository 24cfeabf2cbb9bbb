"""A period of calls and a day's plan as tables (rich) and plots (plotext) on the terminal. Pure but for printing.

Plots have figures and dates alone on their axes: Chinese there is as wide as two places, and plotext counts one.
"""

import shutil
import sys
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import plotext
from rich.console import Console
from rich.table import Table

from api.periods.plots import TITLES
from api.periods.table import ALL, COLUMNS, PARTS, cells, levels, named, stretches
from api.schemas import Report
from scripts_lib.model import Text

HEIGHT = 14
NARROWEST, WIDEST = 60, 120
STRETCH = Text("时段", "Stretch")
COLOURS = Text("（绿：接听　红：未接通）", "(green: answered, red: given up)")


def width() -> int:
    """Places in a line of this terminal, within what reads well."""
    return min(WIDEST, max(NARROWEST, shutil.get_terminal_size((100, 40)).columns))


def show_report(report: Report, about: str, zone: ZoneInfo, lang: str, *, plots: bool) -> None:
    """Everything of it on standard output."""
    console = Console(width=width(), highlight=False)
    console.print(f"[bold]{Text('话务统计', 'Calls').of(lang)}[/]  {about}")
    rows = stretches(report, zone)
    if plots and report.total.calls:
        console.print(f"\n{TITLES['calls'].of(lang)}  {COLOURS.of(lang)}")
        print(calls_plot(report, [name for name, _ in rows]))
        console.print(TITLES["hours"].of(lang))
        print(hours_plot(report))
    console.print(table(STRETCH.of(lang), rows, lang, total=cells(report.total)))
    for part, title, head in PARTS:
        if getattr(report, part):
            console.print(f"\n[bold]{title.of(lang)}[/]")
            console.print(table(head.of(lang), named(getattr(report, part)), lang))
    for label, said, force in levels(report.total):
        mark = Text("（采用）", " (in force)").of(lang) if force else ""
        console.print(f"{Text('服务水平', 'Service level').of(lang)}  {label.of(lang)}: {said}{mark}")
    console.print(after(report).of(lang))


def after(report: Report) -> Text:
    """What stands below the tables."""
    one = report.total
    return Text(
        f"去电 {one.outgoing} 次；留言、回拨、转外线 {one.elsewhere} 次；登记投诉 {report.tickets} 件；"
        f"需回拨 {report.duty_opened} 个，尚未回拨 {report.duty_left} 个。",
        f"{one.outgoing} calls placed; {one.elsewhere} messages, call-backs, passed on; {report.tickets} complaints; "
        f"{report.duty_opened} to be rung back, {report.duty_left} of them still.",
    )


def table(head: str, rows: Sequence[tuple[str, list[str]]], lang: str, total: list[str] | None = None) -> Table:
    """A table of figures, with a last line in bold where there is a total."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    made.add_column(head, no_wrap=True)
    for column in COLUMNS:
        made.add_column(column.label.of(lang), justify="right", no_wrap=True)
    for name, figures in rows:
        made.add_row(name, *figures)
    if total is not None:
        made.add_row(ALL.of(lang), *total, style="bold")
    return made


def calls_plot(report: Report, labels: list[str]) -> str:
    """Answered and given up, one upon the other."""
    figures = [one.figures for one in report.buckets]
    plotext.clear_figure()
    plotext.theme("clear")
    plotext.plot_size(width(), HEIGHT)
    bars = [[one.answered for one in figures], [one.given_up for one in figures]]
    plotext.stacked_bar(list(range(len(labels))), bars, color=["green", "red"])
    plotext.xticks(*_ticks(labels))
    return built()


def hours_plot(report: Report) -> str:
    """Calls by hour of the day."""
    plotext.clear_figure()
    plotext.theme("clear")
    plotext.plot_size(width(), HEIGHT - 4)
    plotext.bar(list(range(24)), list(report.by_hour) or [0] * 24, color="blue")
    plotext.xticks(list(range(0, 24, 2)), [f"{hour}h" for hour in range(0, 24, 2)])
    return built()


def built() -> str:
    """The plot that was made; without colours where nobody looks at a terminal."""
    made = str(plotext.build())
    return made if sys.stdout.isatty() else plotext.uncolorize(made)


def _ticks(labels: list[str]) -> tuple[list[int], list[str]]:
    """Places and labels, no more than the width takes."""
    each = max((len(one) for one in labels), default=1) + 2
    every = max(1, -(-len(labels) * each // (width() - 8)))
    places = list(range(0, len(labels), every))
    return places, [labels[place] for place in places]
