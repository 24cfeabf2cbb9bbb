"""A made-up complaint and hand-over, for trying templates. Pure."""

import datetime
from typing import Final

from api.briefs.brief import Gathered, When, brief_of
from api.briefs.events import BriefHandedIn
from api.briefs.span import Every, on
from api.briefs.words import brief_words
from api.figures.levels import LevelRule
from api.figures.tally import Tally
from api.papers.shift_words import shift_words
from api.papers.ticket_words import Speech, ticket_words
from api.periods.words import period_words
from api.queues.sites import EVERYTHING
from api.reports.counts import Counts
from api.reports.month import Month
from api.reports.month_words import month_words
from api.reports.report import Stretch, Three, report_of
from api.schemas import (
    Complaint,
    HandoverNote,
    HomeTicket,
    Mark,
    NewHandover,
    PassedUp,
    RepairOrder,
    Report,
    Signature,
    TicketState,
    TicketView,
)
from api.schemas.briefs import Brief
from api.schemas.papers import PaperSubject
from api.schemas.reports import MonthReport
from api.tickets.fold import in_short
from scripts_lib.model import Channel, Clock, Content, Nature, Text, Weight
from scripts_lib.procedure import shipped_procedure

MORNING: Final = 1_767_229_200.0
"""2026-01-01 09:00 in Shanghai."""
HOUR = 3600.0

COMPLAINT: Final = Complaint(
    contact="王女士",
    phone="13800000000",
    place="3号楼1单元502",
    happened_at="昨晚十点左右",
    target="",
    matter="厨房天花板从昨晚开始漏水，已经滴到橱柜上。",
    demand="今天之内派人上门查明原因并止水。",
    kind="water_leak",
    nature=Nature.VALID,
    content=Content.EQUIPMENT,
    weight=Weight.GRAVE,
    department="engineering",
    requested_by=MORNING + 8 * HOUR,
)


def specimen(subject: PaperSubject, speech: Speech) -> dict[str, object]:
    """The words of a form of this subject, all of them filled."""
    if subject is PaperSubject.HANDOVER:
        return {"s": shift_words(note(), speech)}
    if subject is PaperSubject.BRIEF:
        return {"b": brief_words(brief(speech), speech.zone, speech.catalogue)}
    if subject is PaperSubject.CALLS:
        day = brief(speech).calls
        return {"c": period_words(day, "2026年1月1日", speech.zone) | {"plots": []}}
    words = ticket_words(ticket(), speech)
    if subject is PaperSubject.MONTH:
        summary = month_words(report(speech), speech.zone) | {"plots": []}
        return {"m": summary, "r": {"month": "2026年1月", "count": "1", "tickets": [words]}}
    return {"t": words}


def ticket() -> TicketView:
    """A grave complaint that is done."""
    what = Text(zh="重大投诉给业主明确答复", en="Grave: clear answer to the resident")
    return TicketView(
        number="TS20260101-0001",
        state=TicketState.DONE,
        channel=Channel.CALL,
        registered_at=MORNING,
        registered_by="",
        call_id=None,
        complaint=COMPLAINT,
        clocks=(Clock(rule="SLA-6", what=what, start=MORNING, due=MORNING + 48 * HOUR, clock_id="SLA-6:done"),),
        rules_version="",
        weight=COMPLAINT.weight,
        nature=COMPLAINT.nature,
        department=COMPLAINT.department,
        own_duty=False,
        owner="",
        home="3|1|502",
        sent=Mark(at=MORNING + 300, agent_id="", name="李娜"),
        signed=Mark(at=MORNING + 500, agent_id="", name="周工"),
        passed_up=(PassedUp(at=MORNING + HOUR, agent_id="", name="赵强", note="请批示", role="general_manager"),),
        repair_order=RepairOrder(at=MORNING + 20 * HOUR, agent_id="", order_number="WX-17", signed_by="王女士"),
        done_at=MORNING + 24 * HOUR,
        result="楼上地暖接头老化，已更换并试压。",
    )


def report(speech: Speech) -> MonthReport:
    """A month of one complaint, with one in the month before."""
    counts = Counts(tickets=1, done=1, homes=[("3|1|502", 2)], repeat_homes=1)
    for topic, value in (
        ("kind", "water_leak"),
        ("nature", "valid"),
        ("weight", "grave"),
        ("department", "engineering"),
    ):
        counts.by[topic][value] = 1
    counts.by["building"]["3"] = 1
    counts.clocks["SLA-6:done", "m"] = 1
    month = Month(2026, 1)
    stretch = Stretch(*month.span(speech.zone), whole=True)
    three = Three(counts, counts, Counts())
    return report_of(month, stretch, three, speech.catalogue, shipped_procedure(), at=stretch.until, seen=EVERYTHING)


def brief(speech: Speech) -> Brief:
    """A day of one complaint, which is overdue, and no call; handed in."""
    span = on(Every.DAY, datetime.date(2026, 1, 1))
    since, until = span.since(speech.zone), span.until(speech.zone)
    calls = Report(since=since, until=until, step="hour", total=Tally(LevelRule()).figures())
    late = in_short(ticket(), until)
    gathered = Gathered(calls, calls, Counts(tickets=1), Counts(), 1, 0, 1, 1, (late,), 0)
    handed = BriefHandedIn(at=until, key=span.key, agent_id="", name="赵强", remarks="漏水已止", plans="周五复查")
    when = When(span, span.name, since, until, whole=True, made_at=until)
    return brief_of(when, gathered, speech.catalogue, shipped_procedure(), handed, until)


def note() -> HandoverNote:
    """A hand-over with one open complaint, signed."""
    open_one = HomeTicket(
        number="TS20260101-0001",
        state=TicketState.REGISTERED,
        registered_at=MORNING,
        kind="water_leak",
        weight=Weight.GRAVE,
        matter="厨房天花板漏水",
        contact="王女士",
        next_due=MORNING + HOUR,
        overdue=True,
    )
    return HandoverNote(
        note_id="specimen",
        at=MORNING + 8 * HOUR,
        agent_id="",
        name="李娜",
        note=NewHandover(business="无", notices="3号楼周四停水", suggestions="无", complaints="无", equipment="无"),
        open_tickets=(open_one,),
        open_duty=1,
        signed=(Signature(agent_id="", name="赵强", at=MORNING + 8 * HOUR + 300),),
    )
