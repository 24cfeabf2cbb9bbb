"""The clocks that a complaint starts (SLA-1..8), row by row, and the rest of SLA as data."""

import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec
import pytest

from scripts_lib.errors import ImpossibleTime
from scripts_lib.model import Clock, Stop, Text, Weight
from scripts_lib.procedure import (
    Case,
    ClockRule,
    Limit,
    Procedure,
    Start,
    Unit,
    clock_of,
    due_times,
    faults_of,
    follow_up,
    shipped_procedure,
)
from scripts_lib.working_calendar import WorkingCalendar

CALENDAR = WorkingCalendar()


def unix(text: str, zone: str = "Asia/Shanghai") -> float:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


def clocks(
    at: str,
    weight: Weight,
    *,
    own_duty: bool = False,
    requested_by: float | None = None,
    zone: str = "Asia/Shanghai",
    procedure: Procedure | None = None,
) -> tuple[Clock, ...]:
    return due_times(
        unix(at, zone),
        weight=weight,
        own_duty=own_duty,
        requested_by=requested_by,
        calendar=CALENDAR,
        timezone=zone,
        procedure=procedure,
    )


def told(found: tuple[Clock, ...], zone: str = "Asia/Shanghai") -> list[tuple[str, str]]:
    return [
        (clock.rule, datetime.datetime.fromtimestamp(clock.due, ZoneInfo(zone)).strftime("%m-%d %H:%M:%S"))
        for clock in found
    ]


def test_slight() -> None:
    assert told(clocks("2026-03-02T10:30", Weight.SLIGHT)) == [
        ("SLA-1", "03-02 10:40:00"),
        ("SLA-7", "03-03 10:30:00"),
        ("SLA-4", "03-04 10:30:00"),
        ("SLA-7", "03-05 10:30:00"),
        ("SLA-8", "03-05 10:30:00"),
    ]


def test_important_over_a_weekend() -> None:
    assert told(clocks("2026-03-06T10:30", Weight.IMPORTANT)) == [
        ("SLA-1", "03-06 10:40:00"),
        ("SLA-2", "03-06 11:30:00"),
        ("SLA-7", "03-07 10:30:00"),
        ("SLA-5", "03-09 10:30:00"),
        ("SLA-8", "03-09 10:30:00"),
        ("SLA-7", "03-11 10:30:00"),
    ]


def test_grave_over_spring_festival() -> None:
    assert told(clocks("2026-02-13T20:00", Weight.GRAVE, own_duty=True)) == [
        ("SLA-1", "02-13 20:10:00"),
        ("SLA-3", "02-13 23:59:59"),
        ("SLA-8", "02-13 23:59:59"),
        ("SLA-7", "02-14 20:00:00"),
        ("SLA-6", "02-15 20:00:00"),
        ("SLA-6", "02-23 20:00:00"),
        ("SLA-7", "02-25 20:00:00"),
    ]


def test_three_working_days_over_national_day() -> None:
    (proposed,) = [one for one in clocks("2026-10-03T09:00", Weight.SLIGHT) if one.what.zh == "提出解决方案"]
    assert told((proposed,)) == [("SLA-7", "10-12 00:00:00")]


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        ("2026-03-02T00:00", "03-02 23:59:59"),
        ("2026-03-02T23:59:59", "03-02 23:59:59"),
        ("2026-12-31T12:00", "12-31 23:59:59"),
        ("2024-02-29T12:00", "02-29 23:59:59"),
    ],
)
def test_the_same_day_ends_with_its_last_second(at: str, ends: str) -> None:
    (own,) = [one for one in clocks(at, Weight.SLIGHT, own_duty=True) if one.rule == "SLA-8"]
    assert told((own,)) == [("SLA-8", ends)]


def test_plain_days_are_counted_to_the_minute_over_a_leap_day_and_new_year() -> None:
    for at in ("2024-02-28T10:00", "2026-12-31T10:00"):
        (done,) = [one for one in clocks(at, Weight.SLIGHT) if one.rule == "SLA-4"]
        assert done.due - done.start == 2 * 86_400


def test_plain_days_are_24_hours_and_the_same_day_is_the_local_one_at_a_change_of_summer_time() -> None:
    found = clocks("2026-03-28T12:00", Weight.GRAVE, own_duty=True, zone="Europe/Berlin")
    by_what = {one.what.en: one for one in found}
    answer = by_what["Grave: clear answer to the resident"]
    assert answer.due - answer.start == 2 * 86_400
    assert told((answer,), "Europe/Berlin") == [("SLA-6", "03-30 13:00:00")]
    short_day = clocks("2026-03-29T00:30", Weight.GRAVE, own_duty=True, zone="Europe/Berlin")
    assert ("SLA-3", "03-29 23:59:59") in told(short_day, "Europe/Berlin")


def test_the_time_the_resident_asked_for_stands_in_place_of_two_days() -> None:
    for wish in ("2026-03-02T18:00", "2026-03-09T18:00"):
        found = clocks("2026-03-02T10:30", Weight.SLIGHT, requested_by=unix(wish))
        (done,) = [one for one in found if one.rule == "SLA-4"]
        assert done.due == unix(wish)
        assert done.extend_by == "property_manager"


def test_other_weights_do_not_move_for_the_time_asked_for() -> None:
    wish = unix("2026-03-09T18:00")
    assert clocks("2026-03-02T10:30", Weight.GRAVE, requested_by=wish) == clocks("2026-03-02T10:30", Weight.GRAVE)


def test_a_time_asked_for_in_the_past_is_refused() -> None:
    with pytest.raises(ImpossibleTime):
        clocks("2026-03-02T10:30", Weight.SLIGHT, requested_by=unix("2026-03-02T10:30"))


@pytest.mark.parametrize("weight", list(Weight))
@pytest.mark.parametrize("own_duty", [True, False])
def test_the_nearest_comes_first_and_every_text_is_there(weight: Weight, own_duty: bool) -> None:
    found = clocks("2026-03-02T10:30", weight, own_duty=own_duty)
    assert all(one.due <= other.due for one, other in pairwise(found))
    assert all(one.what.zh and one.what.en and one.due > one.start for one in found)
    assert [one.rule for one in found].count("SLA-7") == 2
    assert [one.rule for one in found].count("SLA-8") == 1


def test_who_may_grant_more_time() -> None:
    granted = {one.rule: one.extend_by for weight in Weight for one in clocks("2026-03-02T10:30", weight)}
    assert granted["SLA-4"] == "property_manager"
    assert granted["SLA-5"] == "general_manager"
    assert {granted[f"SLA-{n}"] for n in (1, 2, 3, 6, 7, 8)} == {None}


def test_months_end_on_the_last_day_of_a_shorter_month() -> None:
    monthly = ClockRule(
        rule="X",
        what=Text(zh="月", en="month"),
        start=Start.REGISTERED,
        limit=Limit(unit=Unit.MONTHS, count=1),
        stop=Stop.DONE,
    )
    procedure = msgspec.structs.replace(shipped_procedure(), clocks=(monthly,))
    for at, due in (("2026-01-31T08:00", "02-28"), ("2024-01-31T08:00", "02-29"), ("2026-12-15T08:00", "01-15")):
        assert told(clocks(at, Weight.SLIGHT, procedure=procedure))[0][1].startswith(due)


@pytest.mark.parametrize(
    ("start", "due"),
    [("2026-11-01", "11-30"), ("2026-12-05", "12-30"), ("2026-02-10", "02-28"), ("2028-02-10", "02-29")],
)
def test_the_months_figures_are_due_by_the_thirtieth_or_the_last_of_february(start: str, due: str) -> None:
    rule = next(one for one in shipped_procedure().clocks if one.rule == "SLA-12")
    zone = "Asia/Shanghai"
    found = clock_of(rule, unix(start), Case(weight=Weight.SLIGHT), calendar=CALENDAR, timezone=zone)
    assert told((found,)) == [("SLA-12", f"{due} 23:59:59")]


def test_all_fourteen_rules_are_there_and_consistent() -> None:
    shipped = shipped_procedure()
    rules = {clock.rule for clock in shipped.clocks} | {level.rule for level in shipped.escalation}
    assert rules == {f"SLA-{number}" for number in range(1, 15)}
    assert list(faults_of(shipped)) == []


def test_a_valid_complaint_becomes_grave_after_a_month() -> None:
    (rule,) = [clock for clock in shipped_procedure().clocks if clock.rule == "SLA-11"]
    assert (rule.becomes, rule.limit) == (Weight.GRAVE, Limit(unit=Unit.MONTHS, count=1))


def test_the_ladder_goes_up_each_time_a_limit_passes() -> None:
    shipped = shipped_procedure()
    roles = []
    level = 0
    while step := shipped.next_level(level):
        roles.append(step.role)
        level = step.level
    assert roles == ["agent", "supervisor", "deputy_general_manager"]


def test_inconsistent_data_is_named() -> None:
    shipped = shipped_procedure()
    broken = msgspec.structs.replace(
        shipped,
        clocks=(
            msgspec.structs.replace(shipped.clocks[0], limit=Limit(unit=Unit.MINUTES, count=0), extend_by="king"),
        ),
        escalation=shipped.escalation[1:],
    )
    assert [rule for rule, _ in faults_of(broken)] == ["SLA-1", "SLA-1", "SLA-10", "SLA-14"]


def test_the_follow_up_of_a_complaint_is_due_three_days_after_it_is_done() -> None:
    done = unix("2026-11-24T09:00")
    clock = follow_up(done, calendar=CALENDAR, timezone="Asia/Shanghai")
    assert (clock.rule, clock.due - done) == ("SLA-10", 3 * 86_400)
