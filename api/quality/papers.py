"""The month's performance form 「职员月绩效考评统计表」 as PDF and Excel (FORM, PEN-1..9): words for the press."""

from collections.abc import Mapping, Sequence

from api.schemas.papers import BookJob, Cell, ColumnKind, PaperFormat, PaperJob, Sheet, SheetColumn
from api.schemas.quality import MonthScore, ScoreKind

TITLE = "职员月绩效考评统计表"
CODE = "KP"
"""What the form's numbers begin with, as other forms have letters of their own."""
FORM = "performance"
PARTS = (
    (ScoreKind.DAILY_WORK, "日常工作"),
    (ScoreKind.BONUS, "加分"),
    (ScoreKind.OFFENCE, "扣分"),
    (ScoreKind.ACCUMULATION, "累计另扣"),
    (ScoreKind.ADJUSTMENT, "质检调整"),
    (ScoreKind.CAP, "上下限"),
)


def number_of(month: str) -> str:
    """The number of the month's form: KP202611."""
    return f"{CODE}{month.replace('-', '')}"


def paper(
    scores: Sequence[MonthScore],
    names: Mapping[str, str],
    *,
    month: str,
    centre: str,
    printed_at: str,
    site_folder: str,
) -> PaperJob:
    """What the PDF is filled with."""
    head = {"title": TITLE, "number": number_of(month), "centre": centre, "printed_at": printed_at}
    rows = [
        {
            "rank": one.rank,
            "name": names.get(one.agent_id, one.agent_id),
            "parts": [_part(one, kind) for kind, _ in PARTS],
            "total": one.total,
            "told": "、".join(warning.rule for warning in one.warnings),
            "undecided": one.undecided,
        }
        for one in scores
    ]
    heads = [title for _, title in PARTS]
    entries = [entry for one in scores for entry in _entries(one, names)]
    words: dict[str, object] = {
        "paper": head,
        "q": {"month": month, "heads": heads, "rows": rows, "entries": entries},
    }
    return PaperJob(form=FORM, format=PaperFormat.PDF, words=words, site_folder=site_folder)


def workbook(
    scores: Sequence[MonthScore], names: Mapping[str, str], *, month: str, centre: str, timezone: str
) -> BookJob:
    """The same as Excel: the scores, and every point with its entry."""
    columns = (
        SheetColumn(heading="名次", width=6, kind=ColumnKind.NUMBER),
        SheetColumn(heading="姓名", width=14),
        *(SheetColumn(heading=title, width=10, kind=ColumnKind.NUMBER) for _, title in PARTS),
        SheetColumn(heading="得分", width=8, kind=ColumnKind.NUMBER),
        SheetColumn(heading="未定", width=8, kind=ColumnKind.NUMBER),
        SheetColumn(heading="提示主管", width=20),
    )
    rows = tuple(_row(one, names) for one in scores)
    details = (
        SheetColumn(heading="姓名", width=14),
        SheetColumn(heading="规定", width=10),
        SheetColumn(heading="事项", width=40),
        SheetColumn(heading="分值", width=8, kind=ColumnKind.NUMBER),
        SheetColumn(heading="理由", width=30),
        SheetColumn(heading="依据", width=40),
        SheetColumn(heading="规则版本", width=14),
    )
    entries = tuple(
        tuple(entry[name] for name in ("name", "rule", "what", "points", "reason", "proof", "version"))
        for one in scores
        for entry in _entries(one, names)
    )
    title = f"{TITLE}　{month}"
    return BookJob(
        author=centre,
        timezone=timezone,
        sheets=(
            Sheet(name="得分", title=title, columns=columns, rows=rows, landscape=True),
            Sheet(name="明细", title=f"{title}　明细", columns=details, rows=entries, landscape=True),
        ),
    )


def _row(score: MonthScore, names: Mapping[str, str]) -> tuple[Cell, ...]:
    told = "、".join(warning.rule for warning in score.warnings)
    parts = tuple(_part(score, kind) for kind, _ in PARTS)
    return (
        score.rank,
        names.get(score.agent_id, score.agent_id),
        *parts,
        score.total,
        score.undecided,
        told,
    )


def _part(score: MonthScore, kind: ScoreKind) -> int:
    return sum(line.points for line in score.lines if line.kind is kind)


def _entries(score: MonthScore, names: Mapping[str, str]) -> list[dict[str, Cell]]:
    """Every point but the daily work's, with where it comes from."""
    return [
        {
            "name": names.get(score.agent_id, score.agent_id),
            "rule": line.rule,
            "what": line.what.zh,
            "points": line.points,
            "reason": line.reason,
            "proof": _proof(line.proof.call_id, line.proof.ticket_number, line.proof.words) if line.proof else "",
            "version": line.proof.rules_version if line.proof else "",
        }
        for line in score.lines
        if line.kind is not ScoreKind.DAILY_WORK
    ]


def _proof(call_id: str, ticket_number: str, words: str) -> str:
    parts = (f"通话 {call_id}" if call_id else "", f"投诉单 {ticket_number}" if ticket_number else "", words)
    return "；".join(part for part in parts if part)
