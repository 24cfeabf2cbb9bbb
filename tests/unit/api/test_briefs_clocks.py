"""SLA-12 and SLA-13 as clocks: running, met, missed; none on a day off; who is told and has not seen."""

import datetime as dt
from zoneinfo import ZoneInfo

from api.briefs.clocks import OwnClocksRule
from api.briefs.events import BriefEvent, BriefHandedIn, BriefPrepared, NoticeSeen
from api.briefs.filed import Filed, filed
from api.briefs.keeper import Times, owed
from api.briefs.notices import unseen as unseen_of
from api.briefs.sites import Sites
from api.briefs.span import Every, span_at
from api.reports.events import MonthReportMade
from api.schemas import AgentView, Role
from api.schemas.briefs import Notice, OwnClock
from scripts_lib.loader import load
from scripts_lib.model import ClockState
from tests.unit.api import desk_samples as sample

ZONE = ZoneInfo(sample.ZONE)
LIBRARY = load()
RULE = OwnClocksRule(LIBRARY.procedure, LIBRARY.calendar, sample.ZONE)
HOTLINE = Sites({})
TWO = Sites({"east": "东区", "west": "西区", "south": "南区"}, ("east", "west"))


def at(day: int, hour: int = 0, month: int = 11) -> float:
    return dt.datetime(2026, month, day, hour, tzinfo=ZONE).timestamp()


def clocks(now: float, *events: BriefEvent | MonthReportMade, sites: Sites = HOTLINE) -> dict[str, OwnClock]:
    return {one.key: one for one in RULE.clocks(now, at(19, 9), filed(events), sites)}


def handed(key: str, when: float, remarks: str = "") -> BriefHandedIn:
    return BriefHandedIn(at=when, key=key, agent_id="a9", name="赵强", remarks=remarks, plans="")


def person(role: Role, site: str = "") -> AgentView:
    return AgentView(agent_id=f"the {role}", login=role, name=role, surname="", role=role, site=site)


def unseen(person: AgentView, papers: Filed, now: float) -> tuple[Notice, ...]:
    return unseen_of(person, papers, TWO, now)


def test_each_paper_has_its_clock_from_the_hotlines_first_day_on_and_none_on_days_off() -> None:
    found = clocks(at(23, 12))
    assert list(found) == ["2026-11-23", "2026-W48", "2026-11", "2026-W47", "2026-11-20", "2026-11-19"]
    assert [one.rule for one in found.values()][:3] == ["SLA-13", "SLA-13", "SLA-12"]
    assert found["2026-11-23"].due == at(24) - 1
    assert found["2026-W48"].due == at(30)
    assert found["2026-11"].due == at(1, month=12) - 1
    assert found["2026-11-20"].state is ClockState.MISSED
    assert RULE.clocks(at(23, 12), None, filed(()), HOTLINE) == tuple(list(clocks(at(23, 12)).values())[:3])


def test_handing_in_stops_it_at_the_first_time_with_the_newest_words() -> None:
    events = (handed("2026-11-23", at(23, 17), "一"), handed("2026-11-23", at(24, 9), "二"))
    found = clocks(at(24, 12), *events)["2026-11-23"]
    assert (found.state, found.stopped_at, found.by) == (ClockState.MET, at(23, 17), "赵强")
    assert filed(events).handed_in["2026-11-23"].remarks == "二"
    late = clocks(at(24, 12), handed("2026-11-23", at(24, 0)))["2026-11-23"]
    assert (late.state, late.stopped_at) == (ClockState.MISSED, at(24, 0))


def test_a_months_statistics_are_handed_in_by_the_desk_when_they_are_made() -> None:
    made = [MonthReportMade(at=at(29, 6), month="2026-11", whole=False, due=at(1, month=12))]
    made.append(MonthReportMade(at=at(1, 1, month=12), month="2026-11", whole=True, due=at(1, month=12)))
    found = clocks(at(1, 12, month=12), *made)["2026-11"]
    assert (found.state, found.stopped_at, found.by) == (ClockState.MET, at(29, 6), "")
    assert clocks(at(1, 12, month=12))["2026-11"].state is ClockState.MISSED


def test_february_is_due_on_its_last_day() -> None:
    now = at(10, month=2)
    found = {one.key: one for one in RULE.clocks(now, at(1, month=2), filed(()), HOTLINE)}
    assert found["2026-02"].due == at(1, month=3) - 1


def test_what_is_prepared_when() -> None:
    def keys(now: float, *done: str) -> list[str]:
        papers = filed(BriefPrepared(at=now, key=one) for one in done)
        return [one.key for one in owed(Times(16, ZONE, LIBRARY.calendar).ready(now), papers, HOTLINE)]

    assert keys(at(23, 15)) == []
    assert keys(at(23, 16)) == ["2026-11-23"]
    assert keys(at(23, 16), "2026-11-23") == []
    assert keys(at(27, 16)) == ["2026-11-27", "2026-W48"]
    assert keys(at(28, 20), "2026-W48") == []  # a Saturday
    assert keys(at(28, 20)) == ["2026-W48"]  # the desk was down on Friday
    assert keys(at(1, 16, month=10), "2026-W40") == []  # the national holiday
    assert keys(at(10, 16, month=10)) == ["2026-10-10", "2026-W41"]  # a Saturday that is worked


def test_each_site_with_queues_has_its_clock_and_its_paper_and_a_day_that_was_the_hotlines_stays_so() -> None:
    today, friday = span_at(Every.DAY, at(23), ZONE), span_at(Every.DAY, at(20), ZONE)
    found = clocks(at(23, 12), handed("2026-11-20", at(20, 17)), handed("2026-11-23@east", at(23, 11)), sites=TWO)
    assert {one.key: one.site for one in found.values() if one.start >= at(20)} == {
        "2026-11-23@east": "east",
        "2026-11-23@west": "west",
        "2026-W48@east": "east",
        "2026-W48@west": "west",
        "2026-11-20": "",
    }
    assert (found["2026-11-23@east"].state, found["2026-11-23@west"].state) == (ClockState.MET, ClockState.RUNNING)
    assert found["2026-11-23@west"].name.zh == "西区 2026年11月23日（周一）"
    papers = filed([handed("2026-11-20", at(20, 17)), handed("2026-11-23@east", at(23, 11))])
    assert [one.key for one in owed([today, friday], papers, TWO)] == ["2026-11-23@west"]
    assert HOTLINE.papers(today, papers) == (today.of("east"),)


def test_a_sites_paper_is_told_to_those_who_see_the_site() -> None:
    papers = filed([BriefPrepared(at=at(23, 16), key="2026-11-23@east"), handed("2026-11-20@east", at(20, 17))])

    def told(role: Role, site: str) -> list[str]:
        return [one.text.zh.partition("的")[0] for one in unseen(person(role, site), papers, at(23, 17))]

    assert told(Role.SUPERVISOR, "east") == told(Role.SUPERVISOR, "") == ["东区 2026年11月23日（周一）"]
    assert told(Role.PROPERTY_MANAGER, "east") == ["东区 2026年11月20日（周五）"]
    assert told(Role.SUPERVISOR, "west") == told(Role.PROPERTY_MANAGER, "south") == []


def test_the_supervisor_hears_what_is_prepared_and_managers_what_is_ready_until_they_have_seen_it() -> None:
    papers = filed(
        (
            BriefPrepared(at=at(23, 16), key="2026-11-23"),
            BriefPrepared(at=at(20, 16), key="2026-11-20"),
            BriefPrepared(at=at(20, 16), key="2026-W47"),
            handed("2026-11-20", at(20, 17)),
            handed("2026-W47", at(20, 17)),
            MonthReportMade(at=at(22), month="2026-11", whole=False, due=0.0),
        )
    )

    def told(role: Role, now: float = at(23, 18)) -> list[str]:
        return [one.notice_id for one in unseen(person(role), papers, now)]

    assert told(Role.SUPERVISOR) == ["prepared:2026-11-23"]
    assert told(Role.PROPERTY_MANAGER) == ["ready:2026-11", "ready:2026-11-20"]
    assert told(Role.GENERAL_MANAGER) == ["ready:2026-W47"]
    assert told(Role.AGENT) == told(Role.QA) == []
    assert told(Role.GENERAL_MANAGER, at(23, 18, month=12)) == []
    papers.seen.add(("ready:2026-W47", f"the {Role.GENERAL_MANAGER}"))
    assert told(Role.GENERAL_MANAGER) == []
    seen = NoticeSeen(at=1.0, notice_id="n", agent_id="a")
    assert filed((seen,)).seen == {("n", "a")}


def test_a_notice_leads_to_its_page() -> None:
    papers = filed((MonthReportMade(at=at(22), month="2026-11", whole=False, due=0.0),))
    (one,) = unseen(person(Role.PROPERTY_MANAGER), papers, at(23))
    assert one.path == "/reports/months/2026-11"
    assert one.text.zh == "2026年11月的投诉统计月报已可查阅"
    papers = filed((BriefPrepared(at=at(23, 16), key="2026-11-23"),))
    (one,) = unseen(person(Role.SUPERVISOR), papers, at(23, 17))
    assert (one.path, "补充意见后上报" in one.text.zh) == ("/reports/briefs/2026-11-23", True)
