"""The year's performance form 「职员年度绩效考评统计表」 as PDF and Excel (PEN-10): words for the press. Pure."""

from collections.abc import Mapping

from api.schemas.papers import BookJob, Cell, ColumnKind, PaperFormat, PaperJob, Sheet, SheetColumn
from api.schemas.quality_checks import AgentYear, YearView

TITLE = "职员年度绩效考评统计表"
CODE = "KN"
"""What the form's numbers begin with; the month's is KP."""
FORM = "performance_year"


def number_of(year: int) -> str:
    """The number of the year's form: KN2026."""
    return f"{CODE}{year:04}"


def paper(found: YearView, names: Mapping[str, str], *, centre: str, printed_at: str, site_folder: str) -> PaperJob:
    """What the PDF is filled with: a row an agent, a column a check and subject, with their shares."""
    head = {"title": TITLE, "number": number_of(found.year), "centre": centre, "printed_at": printed_at}
    rows = [
        {
            "name": names.get(one.agent_id, one.agent_id),
            "marks": [_short(mark) for mark in _marks(one, found)],
            "total": _short(one.total),
        }
        for one in found.items
    ]
    words: dict[str, object] = {
        "paper": head,
        "q": {
            "year": found.year,
            "checks": [f"{one.what.zh} {one.percent}%" for one in found.checks],
            "subjects": [f"{one.what.zh} {one.percent}%" for one in found.subjects],
            "rows": rows,
        },
    }
    return PaperJob(form=FORM, format=PaperFormat.PDF, words=words, site_folder=site_folder)


def workbook(found: YearView, names: Mapping[str, str], *, centre: str, timezone: str) -> BookJob:
    """The same as Excel, with who gave each mark."""
    heads = [
        f"{check.what.zh}·{subject.what.zh}（{check.percent}%×{subject.percent}%）"
        for check in found.checks
        for subject in found.subjects
    ]
    columns = (
        SheetColumn(heading="姓名", width=14),
        *(SheetColumn(heading=one, width=16, kind=ColumnKind.NUMBER) for one in heads),
        SheetColumn(heading="年度得分", width=10, kind=ColumnKind.NUMBER),
    )
    rows = tuple((names.get(one.agent_id, one.agent_id), *_marks(one, found), one.total) for one in found.items)
    details = (
        SheetColumn(heading="姓名", width=14),
        SheetColumn(heading="考评", width=16),
        SheetColumn(heading="项目", width=12),
        SheetColumn(heading="分数", width=8, kind=ColumnKind.NUMBER),
        SheetColumn(heading="打分人", width=14),
        SheetColumn(heading="说明", width=40),
    )
    title = f"{TITLE}　{found.year} 年"
    return BookJob(
        author=centre,
        timezone=timezone,
        sheets=(
            Sheet(name="年度", title=title, columns=columns, rows=rows, landscape=True),
            Sheet(name="明细", title=f"{title}　明细", columns=details, rows=_details(found, names), landscape=True),
        ),
    )


def _marks(one: AgentYear, found: YearView) -> list[float | None]:
    given = {(mark.check, mark.subject): mark.mark for mark in one.marks}
    return [
        given.get((check, subject)) for check in range(len(found.checks)) for subject in range(len(found.subjects))
    ]


def _details(found: YearView, names: Mapping[str, str]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (
            names.get(one.agent_id, one.agent_id),
            found.checks[mark.check].what.zh,
            found.subjects[mark.subject].what.zh,
            mark.mark,
            names.get(mark.by, mark.by),
            mark.reason,
        )
        for one in found.items
        for mark in one.marks
        if mark.check < len(found.checks) and mark.subject < len(found.subjects)
    )


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")
