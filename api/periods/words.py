"""A period of calls as the words of its paper (「话务统计表」) and its sheets. Pure."""

from zoneinfo import ZoneInfo

from api.briefs.sheets import FIGURES, figures_row
from api.periods.asked import Asked
from api.periods.table import ALL, COLUMNS, PARTS, cells, levels, named, stretches
from api.schemas import Report
from api.schemas.papers import ColumnKind, Sheet, SheetColumn

MOST_ON_PAPER = 400
"""Stretches on a paper; a workbook has them all."""


def period_words(report: Report, about: str, zone: ZoneInfo) -> dict[str, object]:
    """What a template may name under `c`, but the plots. `about` says which period, queue, agent, building."""
    return {
        "about": about,
        "heads": [column.label.zh for column in COLUMNS],
        "total": cells(report.total),
        "levels": [
            {"label": label.zh, "said": said, "in_force": force} for label, said, force in levels(report.total)
        ],
        "outgoing": str(report.total.outgoing),
        "elsewhere": str(report.total.elsewhere),
        "short": str(report.total.given_up_short),
        "duty_opened": str(report.duty_opened),
        "duty_left": str(report.duty_left),
        "tickets": str(report.tickets),
        "stretches": [{"name": name, "cells": row} for name, row in stretches(report, zone)[:MOST_ON_PAPER]],
        "parts": [
            {
                "title": title.zh,
                "head": head.zh,
                "rows": [{"name": one, "cells": row} for one, row in named(getattr(report, part))],
            }
            for part, title, head in PARTS
            if getattr(report, part)
        ],
    }


def about(asked: Asked, names: tuple[str, ...], lang: str = "zh") -> str:
    """`2026-11-01至2026-11-30`, with the queue, agent and building that it is narrowed to."""
    until, comma = (" to ", ", ") if lang == "en" else ("至", "，")
    days = f"{asked.first}" if asked.days == 1 else f"{asked.first}{until}{asked.last}"
    return comma.join((days, *(one for one in names if one)))


def period_sheets(report: Report, about: str) -> tuple[Sheet, ...]:
    """By stretches, then by agent, queue and building."""
    title = f"话务统计表（{about}）"
    when = SheetColumn(heading="时段", width=18, kind=ColumnKind.MOMENT)
    total = (ALL.zh, *figures_row(report.total))
    made = [
        Sheet(
            name="按时段",
            title=title,
            columns=(when, *FIGURES),
            rows=tuple((one.since, *figures_row(one.figures)) for one in report.buckets),
            total=total,
        )
    ]
    for part, name, head in PARTS:
        made.append(
            Sheet(
                name=name.zh,
                title=title,
                columns=(SheetColumn(heading=head.zh, width=16), *FIGURES),
                rows=tuple((one.name, *figures_row(one.figures)) for one in getattr(report, part)),
                total=total,
            )
        )
    return tuple(made)
