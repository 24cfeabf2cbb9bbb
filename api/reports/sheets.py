"""A month's report and the register of its complaints as sheets of a workbook. Pure."""

from api.papers.ticket_words import STATES, Speech, label_of
from api.reports.month import read
from api.reports.month_words import TOPICS
from api.schemas import TicketView
from api.schemas.papers import ColumnKind, Sheet, SheetColumn
from api.schemas.reports import Compared, MonthReport

NUMBER, SHARE, MOMENT = ColumnKind.NUMBER, ColumnKind.SHARE, ColumnKind.MOMENT
_COMPARED = (
    SheetColumn(heading="本月", width=10, kind=NUMBER),
    SheetColumn(heading="上月", width=10, kind=NUMBER),
    SheetColumn(heading="去年同月", width=10, kind=NUMBER),
)
_REGISTER = (
    SheetColumn(heading="编号", width=18),
    SheetColumn(heading="登记时间", width=17, kind=MOMENT),
    SheetColumn(heading="方式", width=8),
    SheetColumn(heading="投诉人", width=10),
    SheetColumn(heading="联系电话", width=15),
    SheetColumn(heading="地址", width=16),
    SheetColumn(heading="类别", width=12),
    SheetColumn(heading="性质", width=12),
    SheetColumn(heading="程度", width=7),
    SheetColumn(heading="投诉内容", width=40),
    SheetColumn(heading="客户要求", width=24),
    SheetColumn(heading="责任部门", width=12),
    SheetColumn(heading="处理结果", width=30),
    SheetColumn(heading="办结时间", width=17, kind=MOMENT),
    SheetColumn(heading="回访时间", width=17, kind=MOMENT),
    SheetColumn(heading="状态", width=9),
)


def month_sheets(report: MonthReport) -> tuple[Sheet, ...]:
    """The month's summary: totals, topics, departments, clocks, homes that complained again."""
    month = read(report.month)
    assert month is not None
    return (
        _totals(report, month.chinese),
        *(_topic(report, month.chinese, title, name) for title, name in TOPICS),
        _departments(report, month.chinese),
        _clocks(report, month.chinese),
        _homes(report, month.chinese),
    )


def register_sheet(tickets: tuple[TicketView, ...], month: str, speech: Speech) -> Sheet:
    """「客户投诉登记表」 of a month, one complaint a row."""
    rows = tuple(_registered(ticket, speech) for ticket in tickets)
    return Sheet(name="客户投诉登记表", title=f"客户投诉登记表（{month}）", columns=_REGISTER, rows=rows)


def _registered(ticket: TicketView, speech: Speech) -> tuple[str | float | None, ...]:
    told, catalogue = ticket.complaint, speech.catalogue
    return (
        ticket.number,
        ticket.registered_at,
        label_of(catalogue.channels, ticket.channel),
        told.contact,
        told.phone,
        told.place,
        label_of(catalogue.kinds, told.kind),
        label_of(catalogue.natures, ticket.nature),
        label_of(catalogue.weights, ticket.weight),
        told.matter,
        told.demand,
        label_of(catalogue.departments, ticket.department),
        ticket.result,
        ticket.done_at,
        ticket.followed_up_at,
        STATES[ticket.state],
    )


def _three(count: Compared) -> tuple[int, int, int]:
    return (count.now, count.last_month, count.last_year)


def _totals(report: MonthReport, month: str) -> Sheet:
    calls, heard = report.calls, report.satisfaction
    rows = {
        "投诉总数": report.tickets,
        "已办结": report.done,
        "已销项": report.ended,
        "重复投诉户": report.repeat_count,
        "回访满意": heard.satisfied,
        "回访不满意": heard.unsatisfied,
        "回访未联系上": heard.unreached,
        "办结未回访": heard.not_asked,
        "问卷收回": heard.surveys,
        "问卷满意": heard.surveys_content,
        "来电总数": calls.calls,
        "人工接听": calls.answered,
        "未接通": calls.given_up,
        "三响内接听": calls.rings_met,
        "超过三响": calls.rings_missed,
        "去电": calls.outgoing,
    }
    return Sheet(
        name="月总结",
        title=f"投诉记录月总结表（{month}）",
        columns=(SheetColumn(heading="项目", width=20), *_COMPARED),
        rows=tuple((label, *_three(count)) for label, count in rows.items()),
        landscape=False,
    )


def _topic(report: MonthReport, month: str, title: str, name: str) -> Sheet:
    lines = getattr(report, name)
    whole = report.tickets.now
    return Sheet(
        name=title,
        title=f"投诉统计：{title}（{month}）",
        columns=(
            SheetColumn(heading="项目", width=24),
            *_COMPARED,
            SheetColumn(heading="占比", width=10, kind=SHARE),
        ),
        rows=tuple((line.label.zh, *_three(line.count), line.count.now / whole if whole else None) for line in lines),
        total=("合计", *_three(report.tickets), 1.0 if whole else None),
        landscape=False,
    )


def _departments(report: MonthReport, month: str) -> Sheet:
    more = ("已办结", "按时", "超时")
    return Sheet(
        name="按责任部门",
        title=f"投诉统计：按责任部门（{month}）",
        columns=(
            SheetColumn(heading="责任部门", width=20),
            *_COMPARED,
            *(SheetColumn(heading=heading, width=10, kind=NUMBER) for heading in more),
            SheetColumn(heading="时限达成率", width=12, kind=SHARE),
        ),
        rows=tuple(
            (one.label.zh, *_three(one.count), one.done, one.met, one.missed, _rate(one.met, one.missed))
            for one in report.departments
        ),
        landscape=False,
    )


def _clocks(report: MonthReport, month: str) -> Sheet:
    return Sheet(
        name="时限",
        title=f"时限达成情况（{month}）",
        columns=(
            SheetColumn(heading="条款", width=10),
            SheetColumn(heading="事项", width=46),
            *(SheetColumn(heading=heading, width=9, kind=NUMBER) for heading in ("按时", "超时", "未到期")),
            SheetColumn(heading="达成率", width=10, kind=SHARE),
            SheetColumn(heading="上月达成率", width=12, kind=SHARE),
        ),
        rows=tuple(
            (
                one.rule,
                one.what.zh,
                one.met,
                one.missed,
                one.running,
                _rate(one.met, one.missed),
                _rate(one.last_met, one.last_missed),
            )
            for one in report.clocks
        ),
    )


def _homes(report: MonthReport, month: str) -> Sheet:
    return Sheet(
        name="重复投诉户",
        title=f"重复投诉户（{month}，投诉两次以上）",
        columns=(SheetColumn(heading="房号", width=20), SheetColumn(heading="次数", width=10, kind=NUMBER)),
        rows=tuple((one.home.replace("|", "-"), one.count) for one in report.repeat_homes),
        landscape=False,
    )


def _rate(met: int, missed: int) -> float | None:
    return met / (met + missed) if met + missed else None
