"""Counts of complaints: as the log is folded, filled for an older database, read day by day with months beside."""

from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import text

from api.figures.tables import CallFactRow
from api.papers.specimen import ticket
from api.queues.sites import Seen
from api.reports.fact import count_of
from api.reports.month import Month
from api.reports.shelf import MonthShelf
from api.reports.tables import TicketCountRow
from api.schemas import FollowUp, TicketState
from api.surveys.tables import SatisfactionRow
from scripts_lib.loader import load
from scripts_lib.model import ClockState
from tests.unit.api import desk_samples as sample

ZONE = ZoneInfo(sample.ZONE)
NOVEMBER = Month(2026, 11)


def counted(number: int, at: float, **changes: object) -> TicketCountRow:
    fact = msgspec.structs.asdict(count_of(ticket()))
    return TicketCountRow(**{**fact, "number": f"TS{number}", "site": "west", "registered_at": at, **changes})


def called(number: int, at: float, **changes: object) -> CallFactRow:
    plain = dict.fromkeys(("queue", "agent_id", "building", "verdict", "strict"), "")
    times = {"wait_ms": None, "ended_ms": None, "talk_ms": None, "held_ms": 0.0, "wrap_up_ms": 0.0}
    flags = {"outgoing": False, "given_up": False, "turned_away": False, "elsewhere": False}
    return CallFactRow(**{**plain, **times, **flags, "call_id": f"c{number}", "arrived_at": at, **changes})


def said(number: int, at: float, *, content: bool, source: str = "survey") -> SatisfactionRow:
    marks = {f"aspect_{name}": 4 for name in ("content", "quality", "attitude")}
    plain = {"ticket_number": f"TS{number}", "department": "engineering", "building": "3", "comment": ""}
    return SatisfactionRow(
        said_id=f"s{number}", at=at, source=source, content=content, overall=5, **{**plain, **marks}
    )


def test_a_complaint_as_statistics_need_it() -> None:
    met, missed = ticket().clocks[0], ticket().clocks[0]
    clocks = (
        msgspec.structs.replace(met, clock_id="SLA-7:replied", state=ClockState.MET),
        msgspec.structs.replace(missed, clock_id="SLA-6:done#2", state=ClockState.RUNNING, passed=True),
        msgspec.structs.replace(missed, clock_id="SLA-1:signed", state=ClockState.VOID),
    )
    said = FollowUp(at=1.0, agent_id="a1", result="满意", satisfied=True)
    one = count_of(msgspec.structs.replace(ticket(), clocks=clocks, follow_up=said, state=TicketState.CLOSED))
    assert one.clocks == "SLA-6:done=x,SLA-7:replied=m"
    assert (one.satisfaction, one.done, one.ended, one.building) == ("satisfied", True, True, "3")


async def test_counts_follow_the_log_and_are_filled_for_an_older_database(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await desk.log.append_line("s1", "line-1", sample.numbered([sample.started(), *sample.whole_call()]))
        await desk.dispositions.save("c1", sample.complaint(), sample.person())
        live = await desk.rows("ticket_count")
        assert len(live) == 1
        await desk.log.rebuild()
        assert await desk.rows("ticket_count") == live
        await desk.write("DELETE FROM ticket_count")
        months = MonthShelf(desk.database, load(), ZONE)
        assert await months.fill() == 1
        assert await desk.rows("ticket_count") == live
        assert await months.fill() == 0


async def test_a_months_report(tmp_path: Path) -> None:
    first, last = NOVEMBER.span(ZONE)
    rows = [
        counted(1, first, clocks="SLA-1:signed=m,SLA-6:done=x", satisfaction="satisfied"),
        counted(2, last - 1, home="3|1|502", weight="slight", channel="visit", satisfaction="unsatisfied"),
        counted(3, last, home="4|1|101"),  # of December
        counted(4, first - 1, kind="parking"),  # of October
        counted(5, NOVEMBER.year_before.at(5, ZONE), kind="parking"),
        called(1, first, wait_ms=4000.0, verdict="met"),
        called(2, first + 86_400, given_up=True),
        called(3, first + 86_400, outgoing=True),
        called(4, last, wait_ms=4000.0, verdict="met"),
        said(1, first, content=True),
        said(2, last - 1, content=False),
        said(3, last, content=True),
        said(4, first, content=True, source="follow_up"),
    ]
    async with sample.desk(tmp_path) as desk:
        async with desk.database.writing() as session:
            session.add_all(rows)
        months = MonthShelf(desk.database, load(), ZONE)
        report = await months.month(NOVEMBER, last + 60)
        of_a_site = await months.month(NOVEMBER, last + 60, Seen("east"))
    assert (report.tickets.now, report.tickets.last_month, report.tickets.last_year) == (2, 1, 1)
    assert [(one.key, one.count.now) for one in report.weights] == [("grave", 1), ("important", 0), ("slight", 1)]
    parking = next(one for one in report.kinds if one.key == "parking")
    assert (parking.count.now, parking.count.last_month, parking.count.last_year) == (0, 1, 1)
    assert [(one.home, one.count) for one in report.repeat_homes] == [("3|1|502", 2)]
    assert [(one.key, one.met, one.missed) for one in report.clocks if one.met + one.missed] == [
        ("SLA-1:signed", 1, 0),
        ("SLA-6:done", 0, 1),
    ]
    assert (report.satisfaction.satisfied.now, report.satisfaction.unsatisfied.now) == (1, 1)
    assert (report.satisfaction.surveys.now, report.satisfaction.surveys_content.now) == (2, 1)
    assert (report.satisfaction.asked, report.satisfaction.content) == (4, 2)
    assert of_a_site.satisfaction.surveys.now == 0
    assert [(one.day, one.tickets, one.calls) for one in report.days if one.tickets or one.calls] == [
        (1, 1, 1),
        (2, 0, 1),
        (30, 1, 0),
    ]
    calls = report.calls
    assert (calls.calls.now, calls.answered.now, calls.given_up.now, calls.outgoing.now) == (2, 1, 1, 1)
    assert of_a_site.tickets.now == 0
    assert sum(one.count.now for one in report.departments) == 2


async def test_an_empty_month(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        report = await MonthShelf(desk.database, load(), ZONE).month(NOVEMBER, NOVEMBER.at(10, ZONE))
        async with desk.database.reading() as session:
            assert await session.scalar(text("SELECT count(*) FROM ticket_count")) == 0
    assert (report.tickets.now, report.whole, len(report.days)) == (0, False, 30)
