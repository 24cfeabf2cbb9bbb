"""A brief as sheets of a workbook: totals, by hour or day, agents, complaints. Pure."""

from api.schemas import Figures
from api.schemas.briefs import Brief
from api.schemas.papers import ColumnKind, Sheet, SheetColumn

NUMBER, SHARE, MOMENT = ColumnKind.NUMBER, ColumnKind.SHARE, ColumnKind.MOMENT
FIGURES = (
    SheetColumn(heading="来电", width=9, kind=NUMBER),
    SheetColumn(heading="人工接听", width=10, kind=NUMBER),
    SheetColumn(heading="未接通", width=9, kind=NUMBER),
    SheetColumn(heading="三响内接听率", width=14, kind=SHARE),
    SheetColumn(heading="服务水平", width=11, kind=SHARE),
    SheetColumn(heading="平均应答（秒）", width=14, kind=NUMBER),
    SheetColumn(heading="平均处理（秒）", width=14, kind=NUMBER),
    SheetColumn(heading="最长等待（秒）", width=14, kind=NUMBER),
)
Row = tuple[str | int | float | None, ...]


def figures_row(one: Figures) -> Row:
    """The cells of `FIGURES`."""
    return (
        one.calls,
        one.answered,
        one.given_up,
        one.rings.value,
        one.level.value,
        seconds(one.asa_ms),
        seconds(one.aht_ms),
        seconds(one.longest_wait_ms),
    )


def seconds(ms: float | None) -> float | None:
    """Milliseconds as seconds with one decimal."""
    return None if ms is None else round(ms / 1000, 1)


def brief_sheets(brief: Brief, title: str) -> tuple[Sheet, ...]:
    """Everything of it."""
    name = brief.name.zh
    calls, before = brief.calls, brief.calls_before
    return (
        Sheet(
            name="话务",
            title=f"{title}：话务（{name}）",
            columns=(SheetColumn(heading="时段", width=18, kind=MOMENT), *FIGURES),
            rows=tuple((one.since, *figures_row(one.figures)) for one in calls.buckets),
            total=("合计", *figures_row(calls.total)),
        ),
        Sheet(
            name="对比",
            title=f"{title}：与上期对比（{name}）",
            columns=(SheetColumn(heading="时段", width=12), *FIGURES),
            rows=(("本期", *figures_row(calls.total)), ("上期", *figures_row(before.total))),
        ),
        Sheet(
            name="坐席",
            title=f"{title}：坐席（{name}）",
            columns=(SheetColumn(heading="姓名", width=14), *FIGURES),
            rows=tuple((one.name, *figures_row(one.figures)) for one in calls.agents),
        ),
        _complaints(brief, f"{title}：投诉（{name}）"),
    )


def _complaints(brief: Brief, title: str) -> Sheet:
    return Sheet(
        name="投诉",
        title=title,
        columns=(
            SheetColumn(heading="项目", width=24),
            SheetColumn(heading="本期", width=10, kind=NUMBER),
            SheetColumn(heading="上期", width=10, kind=NUMBER),
        ),
        rows=(
            ("登记", brief.registered, brief.registered_before),
            ("办结", brief.done, brief.done_before),
            *((one.label.zh, one.count.now, one.count.last_month) for one in brief.kinds),
        ),
        landscape=False,
    )
