"""A month's report as the words of its paper (「投诉记录月总结表」): what a template may name under `m`. Pure."""

from zoneinfo import ZoneInfo

from api.papers.speech import moment, percent
from api.reports.month import read
from api.schemas.reports import ClockLine, Compared, CountLine, DepartmentLine, MonthReport

CALLS = (
    ("来电总数", "calls"),
    ("人工接听", "answered"),
    ("未接通", "given_up"),
    ("三响内接听", "rings_met"),
    ("超过三响", "rings_missed"),
    ("去电", "outgoing"),
)
TOPICS = (
    ("按类别", "kinds"),
    ("按性质", "natures"),
    ("按严重程度", "weights"),
    ("按内容", "contents"),
    ("按渠道", "channels"),
    ("按楼栋", "buildings"),
)


def month_words(report: MonthReport, zone: ZoneInfo) -> dict[str, object]:
    """The words of one report."""
    month = read(report.month)
    assert month is not None
    heard = report.satisfaction.satisfied.now + report.satisfaction.unsatisfied.now
    return {
        "month": month.chinese,
        "number": month.number,
        "made_at": moment(report.made_at, zone),
        "until": moment(report.until, zone),
        "stretch": "全月" if report.whole else f"截至{moment(report.until, zone)}（与上月、去年同期相同时段比较）",
        "totals": [
            _compared("投诉总数", report.tickets),
            _compared("已办结", report.done),
            _compared("已销项", report.ended),
            _compared("重复投诉户", report.repeat_count),
            *(_compared(label, getattr(report.calls, name)) for label, name in CALLS),
        ],
        "done_rate": percent(report.done.now, report.tickets.now),
        "satisfied": str(report.satisfaction.satisfied.now),
        "unsatisfied": str(report.satisfaction.unsatisfied.now),
        "satisfied_rate": percent(report.satisfaction.satisfied.now, heard),
        "not_asked": str(report.satisfaction.not_asked.now),
        "surveys": str(report.satisfaction.surveys.now),
        "surveys_content": str(report.satisfaction.surveys_content.now),
        "content_rate": percent(report.satisfaction.content, report.satisfaction.asked),
        "topics": [
            {"title": title, "lines": [_line(one, report.tickets.now) for one in getattr(report, name) if _any(one)]}
            for title, name in TOPICS
        ],
        "departments": [_department(one) for one in report.departments if _any(one)],
        "clocks": [_clock(one) for one in report.clocks],
        "homes": [{"home": one.home.replace("|", "-"), "count": str(one.count)} for one in report.repeat_homes[:20]],
    }


def change(now: int, before: int) -> str:
    """`+12.5%`, `-3.0%`; a dash where there was nothing to compare with."""
    return f"{100 * (now - before) / before:+.1f}%" if before else "—"


def _any(line: CountLine | DepartmentLine) -> bool:
    return bool(line.count.now or line.count.last_month or line.count.last_year)


def _compared(label: str, count: Compared) -> dict[str, str]:
    return {
        "label": label,
        "now": str(count.now),
        "last_month": str(count.last_month),
        "change": change(count.now, count.last_month),
        "last_year": str(count.last_year),
        "change_year": change(count.now, count.last_year),
    }


def _line(line: CountLine, whole: int) -> dict[str, str]:
    return {**_compared(line.label.zh, line.count), "share": percent(line.count.now, whole)}


def _department(line: DepartmentLine) -> dict[str, str]:
    return {
        **_compared(line.label.zh, line.count),
        "done": str(line.done),
        "met": str(line.met),
        "missed": str(line.missed),
        "rate": percent(line.met, line.met + line.missed),
    }


def _clock(line: ClockLine) -> dict[str, str]:
    return {
        "rule": line.rule,
        "what": line.what.zh,
        "met": str(line.met),
        "missed": str(line.missed),
        "running": str(line.running),
        "rate": percent(line.met, line.met + line.missed),
        "last_rate": percent(line.last_met, line.last_met + line.last_missed),
    }
