"""A brief as the words of its paper (「客服日工作小结」): what a template may name under `b`. Pure."""

from zoneinfo import ZoneInfo

from api.briefs.span import split
from api.papers.speech import moment, percent, short_moment
from api.papers.ticket_words import STATES, label_of
from api.periods.table import clock, rate
from api.reports.month_words import change
from api.schemas import Figures, HomeTicket, NamedFigures
from api.schemas.briefs import Brief
from scripts_lib.model import Catalogue

COUNTS = (
    ("来电总数", "calls"),
    ("人工接听", "answered"),
    ("未接通", "given_up"),
    ("去电", "outgoing"),
)


def totals(brief: Brief) -> list[dict[str, str]]:
    """What the paper's first table says: this time, the time before, the change."""
    now, before = brief.calls.total, brief.calls_before.total
    rows = [_counted(label, getattr(now, name), getattr(before, name)) for label, name in COUNTS]
    rows += [
        _said("三响内接听率", rate(now.rings.value), rate(before.rings.value)),
        _said("服务水平", rate(now.level.value), rate(before.level.value)),
        _said("平均应答时间", clock(now.asa_ms), clock(before.asa_ms)),
        _said("平均处理时长", clock(now.aht_ms), clock(before.aht_ms)),
        _said("最长等待", clock(now.longest_wait_ms), clock(before.longest_wait_ms)),
        _counted("登记投诉", brief.registered, brief.registered_before),
        _counted("办结投诉", brief.done, brief.done_before),
    ]
    return rows


def brief_words(brief: Brief, zone: ZoneInfo, catalogue: Catalogue) -> dict[str, object]:
    """The words of one brief."""
    said, handed = brief.satisfaction, brief.handed_in
    before, reader = ("上一周", "总经理") if "W" in split(brief.key)[0] else ("前一天", "物业部经理")
    return {
        "name": brief.name.zh,
        "before": before,
        "reader": reader,
        "stretch": "全部时段" if brief.whole else f"截至{moment(brief.until, zone)}（与{before}相同时段比较）",
        "totals": totals(brief),
        "agents": [_agent(one) for one in brief.calls.agents],
        "kinds": [
            _counted(one.label.zh, one.count.now, one.count.last_month)
            for one in brief.kinds
            if one.count.now or one.count.last_month
        ],
        "departments": [
            {
                "label": one.label.zh,
                "now": str(one.count.now),
                "done": str(one.done),
                "missed": str(one.missed),
                "rate": percent(one.met, one.met + one.missed),
            }
            for one in brief.departments
            if one.count.now
        ],
        "content": str(said.content),
        "asked": str(said.asked),
        "content_rate": percent(said.content, said.asked),
        "open_count": str(brief.open_count),
        "overdue_count": str(brief.overdue_count),
        "duty_left": str(brief.duty_left),
        "overdue": [_overdue(one, zone, catalogue) for one in brief.overdue],
        "remarks": handed.remarks if handed is not None else "",
        "plans": handed.plans if handed is not None else "",
        "handed_in_by": brief.handed_in_by,
        "handed_in_at": moment(brief.handed_in_at, zone),
    }


def _said(label: str, now: str, before: str) -> dict[str, str]:
    return {"label": label, "now": now, "before": before, "change": ""}


def _counted(label: str, now: int, before: int) -> dict[str, str]:
    return {"label": label, "now": str(now), "before": str(before), "change": change(now, before)}


def _agent(one: NamedFigures) -> dict[str, str]:
    figures: Figures = one.figures
    return {
        "name": one.name,
        "answered": str(figures.answered),
        "rings": rate(figures.rings.value),
        "aht": clock(figures.aht_ms),
        "talk": clock(figures.talk_ms),
        "occupancy": rate(figures.occupancy),
    }


def _overdue(ticket: HomeTicket, zone: ZoneInfo, catalogue: Catalogue) -> dict[str, str]:
    return {
        "number": ticket.number,
        "registered": short_moment(ticket.registered_at, zone),
        "kind": label_of(catalogue.kinds, ticket.kind),
        "weight": label_of(catalogue.weights, ticket.weight),
        "matter": ticket.matter,
        "state": STATES.get(ticket.state, ticket.state),
        "due": short_moment(ticket.next_due, zone),
    }
