"""When queues open and close by the wall clock: told once each, looked at again in time."""

import datetime as dt
from zoneinfo import ZoneInfo

from api.queues.opening import LOOK_AGAIN_S, Openings
from telephony.acd import Closed, Opened
from telephony.acd.hours import Span
from telephony.acd.plan import QueuePlan, SitePlan

CHINA = ZoneInfo("Asia/Shanghai")
DAY = QueuePlan(queue_id="day", name="day", hours=(Span(days="workday", start="08:30", end="18:00"),))
ALWAYS = QueuePlan(queue_id="always", name="always")


def is_workday(day: dt.date) -> bool:
    return day.weekday() < 5


def at(text: str, zone: ZoneInfo = CHINA) -> float:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()


def test_each_change_is_told_once() -> None:
    openings = Openings(SitePlan(queues=(ALWAYS, DAY)), CHINA, is_workday)
    assert openings.changes(at("2026-11-23T08:29:59")) == [Closed("day")]
    assert openings.changes(at("2026-11-23T08:29:59")) == []
    assert openings.changes(at("2026-11-23T08:30:00")) == [Opened("day")]
    assert openings.changes(at("2026-11-23T12:00:00")) == []
    assert openings.changes(at("2026-11-23T18:00:00")) == [Closed("day")]


def test_a_queue_that_is_open_at_the_start_is_not_spoken_of() -> None:
    assert Openings(SitePlan(queues=(ALWAYS, DAY)), CHINA, is_workday).changes(at("2026-11-23T12:00:00")) == []


def test_the_next_look_is_at_the_change_and_never_more_than_an_hour_away() -> None:
    openings = Openings(SitePlan(queues=(ALWAYS, DAY)), CHINA, is_workday)
    assert openings.next_look(at("2026-11-23T17:50:00")) == at("2026-11-23T18:00:00")
    night = at("2026-11-23T20:00:00")
    assert openings.next_look(night) == night + LOOK_AGAIN_S
    assert openings.next_change(DAY, night) == at("2026-11-24T08:30:00")


def test_without_hours_there_is_nothing_to_look_at() -> None:
    openings = Openings(SitePlan(queues=(ALWAYS,)), CHINA, is_workday)
    assert openings.next_look(at("2026-11-23T12:00:00")) is None
    assert openings.next_change(ALWAYS, at("2026-11-23T12:00:00")) is None


def test_the_night_on_which_clocks_change_closes_at_the_local_time_and_the_clock_goes_on() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    night = QueuePlan(queue_id="night", name="night", hours=(Span(days="daily", start="22:00", end="02:30"),))
    openings = Openings(SitePlan(queues=(night,)), berlin, is_workday)
    wall, told = at("2026-10-24T21:00:00", berlin), []
    for _ in range(30):  # clocks go back at 03:00 on the 25th: 02:30 comes twice
        told += [(openings.local(wall).isoformat(), type(change)) for change in openings.changes(wall)]
        following = openings.next_look(wall)
        assert following is not None
        assert wall < following <= wall + LOOK_AGAIN_S
        wall = following
    assert told[0] == ("2026-10-24T21:00:00", Closed)
    assert told[1] == ("2026-10-24T22:00:00", Opened)
    assert ("2026-10-25T22:00:00", Opened) in told
    assert any(when.startswith("2026-10-25T02:3") and what is Closed for when, what in told)
