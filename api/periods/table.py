"""A period of calls as a table of texts: columns, a row for each stretch, agent, queue and building. Pure."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from api.figures.steps import Step
from api.schemas import Figures, NamedFigures, Report
from scripts_lib.model import Text

DASH = "—"


def clock(ms: float | None) -> str:
    """Milliseconds as `1:05` or `1:02:05`; a dash for None."""
    if ms is None:
        return DASH
    minutes, seconds = divmod(round(ms / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def rate(value: float | None) -> str:
    """`97.5%`; a dash for None."""
    return DASH if value is None else f"{100 * value:.1f}%"


def _longest(one: Figures) -> float | None:
    return one.longest_wait_ms if one.answered or one.given_up else None


@dataclass(frozen=True, slots=True)
class Column:
    """One figure: its label, and how it is said."""

    label: Text
    said: Callable[[Figures], str]


COLUMNS = (
    Column(Text("来电", "Calls"), lambda one: str(one.calls)),
    Column(Text("接听", "Answered"), lambda one: str(one.answered)),
    Column(Text("未接通", "Given up"), lambda one: str(one.given_up)),
    Column(Text("三响内", "3 rings"), lambda one: rate(one.rings.value)),
    Column(Text("服务水平", "Level"), lambda one: rate(one.level.value)),
    Column(Text("平均应答", "ASA"), lambda one: clock(one.asa_ms)),
    Column(Text("平均处理", "AHT"), lambda one: clock(one.aht_ms)),
    Column(Text("最长等待", "Longest"), lambda one: clock(_longest(one))),
    Column(Text("占用率", "Occup."), lambda one: rate(one.occupancy)),
)
ALL = Text("合计", "All")
PARTS = (
    ("agents", Text("按坐席", "By agent"), Text("坐席", "Agent")),
    ("queues", Text("按队列", "By queue"), Text("队列", "Queue")),
    ("buildings", Text("按楼栋", "By building"), Text("楼栋", "Building")),
)
FORMULAS = {
    "answered": Text("时限内接听 / 全部接听", "in time of answered"),
    "given_up_counted": Text("（时限内接听＋时限内放弃）/（接听＋放弃）", "early abandons counted in"),
    "given_up_left_out": Text("时限内接听 /（接听＋时限后放弃）", "early abandons left out"),
    "offered": Text("时限内接听 /（接听＋放弃）", "in time of all"),
}


def cells(one: Figures) -> list[str]:
    """The texts of `COLUMNS`."""
    return [column.said(one) for column in COLUMNS]


def stretches(report: Report, zone: ZoneInfo) -> list[tuple[str, list[str]]]:
    """Each stretch by its beginning."""
    return [(beginning(one.since, report.step, zone), cells(one.figures)) for one in report.buckets]


def beginning(at: float, step: str, zone: ZoneInfo) -> str:
    """`11-28`, `11-28 09:00`, short enough for a plot."""
    local = dt.datetime.fromtimestamp(at, zone)
    return f"{local:%m-%d}" if step in (Step.DAY, Step.WEEK) else f"{local:%m-%d %H:%M}"


def named(parts: Iterable[NamedFigures]) -> list[tuple[str, list[str]]]:
    """Each agent, queue or building."""
    return [(one.name, cells(one.figures)) for one in parts]


def levels(one: Figures) -> list[tuple[Text, str, bool]]:
    """The service level by every formula, and which one is in force."""
    level = one.level
    return [(FORMULAS[name], rate(level.values[name].value), name == level.in_force) for name in level.values]
