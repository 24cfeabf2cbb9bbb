"""Plots of a period of calls as SVG: how many came, and how well they were answered. Pure."""

from zoneinfo import ZoneInfo

import pygal

from api.periods.table import beginning
from api.reports.plots import BLUE, GREEN, GREY, RED, chart_of, svg_of
from api.schemas import Report
from scripts_lib.model import Text

TITLES = {
    "calls": Text("来电、接听与未接通", "Calls answered and given up"),
    "rates": Text("三响内接听率与服务水平（%）", "Three rings and service level (%)"),
    "hours": Text("一天各小时的来电", "Calls by hour of the day"),
}
MOST_LABELS = 16


def plot(name: str, report: Report, zone: ZoneInfo, lang: str = "zh") -> str:
    """The plot of this name. Raises KeyError for one that there is not."""
    title = TITLES[name].of(lang)
    labels = [beginning(one.since, report.step, zone) for one in report.buckets]
    if name == "calls":
        chart = chart_of(pygal.StackedBar, title, BLUE, RED, GREY, **_timed(labels))
        chart.x_labels = labels
        figures = [one.figures for one in report.buckets]
        chart.add(Text("接听", "Answered").of(lang), [one.answered for one in figures])
        chart.add(Text("未接通", "Given up").of(lang), [one.given_up for one in figures])
        chart.add(Text("其他", "Elsewhere").of(lang), [one.elsewhere for one in figures])
        return _thinned(chart, labels)
    if name == "rates":
        chart = chart_of(pygal.Line, title, GREEN, BLUE, range=(0, 100), stroke_style={"width": 3}, **_timed(labels))
        chart.add(
            Text("三响内", "Three rings").of(lang), [_per_cent(one.figures.rings.value) for one in report.buckets]
        )
        chart.add(Text("服务水平", "Level").of(lang), [_per_cent(one.figures.level.value) for one in report.buckets])
        return _thinned(chart, labels)
    chart = chart_of(pygal.Bar, title, BLUE, height=300, print_values=False)
    chart.x_labels = [str(hour) for hour in range(24)]
    chart.add("", list(report.by_hour) or [0] * 24)
    return svg_of(chart)


def _per_cent(value: float | None) -> float | None:
    return None if value is None else round(100 * value, 1)


def _timed(labels: list[str]) -> dict[str, object]:
    return {
        "height": 340,
        "print_values": False,
        "show_legend": True,
        "legend_at_bottom": True,
        "truncate_label": -1,
        "x_label_rotation": 40 if len(labels) > 8 else 0,
        "show_minor_x_labels": False,
        "dots_size": 2,
    }


def _thinned(chart: pygal.graph.graph.Graph, labels: list[str]) -> str:
    """Not every stretch of a long period has a label."""
    every = max(1, -(-len(labels) // MOST_LABELS))
    chart.x_labels = labels
    chart.x_labels_major = labels[::every]
    return svg_of(chart)
