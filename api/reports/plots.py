"""Plots of a month's report as SVG (pygal), for page and paper. No script and nothing from elsewhere in them."""

import re
from collections.abc import Sequence

import pygal
from pygal.style import Style

from api.schemas.reports import CountLine, MonthReport
from scripts_lib.model import Text

FONTS = "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
BLUE, GREY, RED, GREEN = "#2b5c8a", "#a9b8c6", "#b5473c", "#3f7d4e"
DARK = (BLUE, RED, GREEN)
"""Figures stand on these in white."""
MOST_BARS = 12
_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
NOW, LAST_MONTH, LAST_YEAR = Text("本月", "This month"), Text("上月", "Last month"), Text("去年同月", "Last year")
TITLES: dict[str, Text] = {
    "days": Text("每日投诉件数", "Complaints by day"),
    "kinds": Text("按类别", "By kind"),
    "departments": Text("按责任部门", "By department"),
    "buildings": Text("按楼栋", "By building"),
    "clocks": Text("时限达成率（%）", "Time limits kept (%)"),
    "compared": Text("与上月、去年同月比较", "Compared with last month and last year"),
}


def plot(name: str, report: MonthReport, lang: str = "zh") -> str:
    """The plot of this name. Raises KeyError for one that there is not."""
    title = TITLES[name].of(lang)
    if name == "days":
        return _days(report, title)
    if name == "clocks":
        return _clocks(report, title, lang)
    if name == "compared":
        return _compared(report, title, lang)
    if name == "departments":
        lines = tuple(CountLine(key=one.key, label=one.label, count=one.count) for one in report.departments)
        return _bars(lines, title, lang)
    return _bars({"kinds": report.kinds, "buildings": report.buildings}[name], title, lang)


def _style(*colours: str) -> Style:
    return Style(
        font_family=FONTS,
        background="white",
        plot_background="white",
        foreground="#333",
        foreground_strong="#111",
        foreground_subtle="#bbb",
        opacity="1",
        colors=colours or (BLUE,),
        value_colors=tuple("#fff" if one in DARK else "#111" for one in colours or (BLUE,)),
        title_font_size=18,
        label_font_size=14,
        major_label_font_size=14,
        legend_font_size=14,
        value_font_size=13,
        no_data_font_size=24,
    )


def chart_of(
    kind: type[pygal.graph.graph.Graph], title: str, *colours: str, **more: object
) -> pygal.graph.graph.Graph:
    """A chart in the pages' and papers' looks, with no script."""
    settings: dict[str, object] = {
        "title": title,
        "js": [],
        "style": _style(*colours),
        "width": 760,
        "height": 380,
        "disable_xml_declaration": True,
        "print_values": True,
        "print_zeroes": False,
        "no_data_text": "—",
        "value_formatter": lambda value: f"{value:g}",
        "show_legend": False,
        "margin": 12,
        "margin_left": 60,  # the library takes Chinese for half as wide as it is
    }
    return kind(**{**settings, **more})


def _bars(lines: Sequence[CountLine], title: str, lang: str) -> str:
    """The most first, each beside the month before."""
    most = sorted(lines, key=lambda line: -line.count.now)
    shown = [line for line in most if line.count.now or line.count.last_month][:MOST_BARS]
    height = 110 + 44 * max(1, len(shown))
    chart = chart_of(pygal.HorizontalBar, title, GREY, BLUE, height=height, show_legend=True, legend_at_bottom=True)
    shown.reverse()
    chart.x_labels = [line.label.of(lang) for line in shown]
    chart.add(LAST_MONTH.of(lang), [line.count.last_month for line in shown])
    chart.add(NOW.of(lang), [line.count.now for line in shown])
    return svg_of(chart)


def _days(report: MonthReport, title: str) -> str:
    chart = chart_of(pygal.Bar, title, BLUE, height=300, show_minor_x_labels=True, print_values=False)
    chart.x_labels = [str(one.day) for one in report.days]
    chart.add("", [one.tickets for one in report.days])
    return svg_of(chart)


def _clocks(report: MonthReport, title: str, lang: str) -> str:
    """Share met of the clocks that have ended."""
    shown = [line for line in report.clocks if line.met + line.missed][::-1]
    height = 110 + 34 * max(1, len(shown))
    chart = chart_of(pygal.HorizontalBar, title, GREEN, height=height, range=(0, 100), margin_left=190)
    chart.x_labels = [f"{line.rule} {line.what.of(lang)[:16]}" for line in shown]
    chart.add("", [round(100 * line.met / (line.met + line.missed), 1) for line in shown])
    return svg_of(chart)


def _compared(report: MonthReport, title: str, lang: str) -> str:
    chart = chart_of(pygal.Bar, title, BLUE, GREY, "#d8c7a3", height=320, show_legend=True, legend_at_bottom=True)
    shown = (
        (Text("投诉", "Complaints"), report.tickets),
        (Text("已办结", "Done"), report.done),
        (Text("重复投诉户", "Repeat homes"), report.repeat_count),
    )
    chart.x_labels = [label.of(lang) for label, _ in shown]
    chart.add(NOW.of(lang), [count.now for _, count in shown])
    chart.add(LAST_MONTH.of(lang), [count.last_month for _, count in shown])
    chart.add(LAST_YEAR.of(lang), [count.last_year for _, count in shown])
    return svg_of(chart)


def svg_of(chart: pygal.graph.graph.Graph) -> str:
    """The picture without the settings that the library leaves in it for its own script."""
    made: str = chart.render(is_unicode=True)
    return _SCRIPT.sub("", made)
