"""What a plan's fields ask for, its rows, the usual week by hour, and a what-if by the reference vector."""

import datetime as dt
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from api.errors import Invalid
from api.figures.forecast import PlanAim, by_hour, plan_of, week_of
from api.periods.plan import HEADS, TITLE, PlanAsked, plan_asked, plot, rows_of, staffed, what_if
from api.schemas import DayPlan, StaffingRow
from tests.unit.api import desk_samples as sample

ZONE = ZoneInfo(sample.ZONE)
SATURDAY = dt.date(2026, 11, 28)
AIM = PlanAim(aht_s=180, target_s=20, aim=0.8, weeks=2)
NINE = 36
"""Quarter-hour of nine o'clock."""


def counts(*calls: int) -> list[int]:
    """A day with so many calls in the quarter-hours from nine o'clock on."""
    return [*([0] * NINE), *calls, *([0] * (96 - NINE - len(calls)))]


def day_plan(calls: int = 50) -> DayPlan:
    days = {dt.date(2026, 11, 21): counts(calls), dt.date(2026, 11, 14): counts(calls)}
    return plan_of(SATURDAY, days, dt.date(2026, 1, 1), AIM, ZONE)


def test_without_fields_tomorrow_as_the_site_has_it() -> None:
    asked = plan_asked({}, SATURDAY)
    assert asked == PlanAsked(dt.date(2026, 11, 29), 4, None, None, None, None)
    asked = plan_asked({"day": "2026-12-01", "weeks": "8", "aim": "80", "target": "20", "calls": "100"}, SATURDAY)
    assert (asked.weeks, asked.aim, asked.target_s, asked.calls) == (8, 0.8, 20.0, 100.0)


@pytest.mark.parametrize(
    "fields",
    [
        {"day": "x"},
        {"weeks": "0"},
        {"weeks": "27"},
        {"aim": "100"},
        {"aht": "nan"},
        {"target": "-1"},
        {"calls": "1e9"},
    ],
)
def test_what_is_wrong_is_said_by_field(fields: dict[str, str]) -> None:
    with pytest.raises(Invalid) as caught:
        plan_asked(fields, SATURDAY)
    assert set(caught.value.fields) == set(fields)


def test_rows_are_the_quarters_in_which_a_call_is_expected() -> None:
    (row,) = rows_of(day_plan(), ZONE)
    assert row[:4] == ["09:00", "50", "14", "88.8%"]
    assert row[4:] == ["0:08", "71.4%", "94.1%", "0:04"]
    assert len(row) == len(HEADS)
    assert rows_of(day_plan(0), ZONE) == []


def test_a_what_if_is_the_reference_vector() -> None:
    tried = what_if(plan_asked({"calls": "100"}, SATURDAY), day_plan())
    assert tried is not None
    assert tried.needed == 14
    row = next(one for one in tried.rows if one.agents == 14)
    assert f"{100 * row.level:.3f}" == "88.835"
    assert what_if(plan_asked({}, SATURDAY), day_plan()) is None
    long = PlanAim(aht_s=7200, target_s=20, aim=0.8, weeks=2)
    plan = plan_of(SATURDAY, {}, None, long, ZONE)
    with pytest.raises(Invalid) as caught:
        what_if(plan_asked({"calls": "10000"}, SATURDAY), plan)
    assert set(caught.value.fields) == {"calls"}


def test_agents_who_cannot_keep_up_have_no_mean_wait() -> None:
    row = StaffingRow(agents=1, level=0.0, wait_probability=1.0, asa_s=float("inf"), occupancy=1.0)
    assert staffed(row) == ("0.0%", "—", "100.0%")
    assert staffed(None) == ("—", "—", "—")


def test_the_usual_week_is_the_median_of_each_weekday() -> None:
    days = {
        dt.date(2026, 11, 27): counts(10, 10, 10, 10),  # Fridays
        dt.date(2026, 11, 20): counts(30, 30, 30, 30),
        dt.date(2026, 11, 21): counts(5),  # a Saturday; the one before is without calls
        SATURDAY: counts(99),  # today counts for nothing
    }
    week = week_of(SATURDAY, days, dt.date(2026, 11, 14), AIM)
    assert [len(day) for day in week.days] == [24] * 7
    friday, saturday = week.days[4], week.days[5]
    assert (friday[9].calls, friday[8].calls, friday[9].agents) == (80.0, 0.0, 7)
    assert saturday[9].calls == 2.5
    before = week_of(SATURDAY, days, dt.date(2026, 11, 21), AIM)
    assert before.days[5][9].calls == 5.0
    assert all(hour.calls == 0 for day in week_of(SATURDAY, days, None, AIM).days for hour in day)


def test_hours_of_the_local_day() -> None:
    noon = int(sample.NOON // 900)
    assert by_hour({noon: 3, noon + 3: 1, noon + 4: 7}, ZONE)[12:14] == (4, 7)


def test_the_plot_is_whole() -> None:
    svg = plot(day_plan(), ZONE, "en")
    assert "<script" not in svg
    assert TITLE.en in "".join(ElementTree.fromstring(svg).itertext())
