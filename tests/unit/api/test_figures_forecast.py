"""The forecast: medians of same weekdays, and the agents that they need."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from api.figures.forecast import PlanAim, by_quarter, plan_of, same_weekdays

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 11, 30)
AIM = PlanAim(aht_s=180, target_s=15, aim=0.9, weeks=4)
NINE = 36
"""The quarter-hour that begins at nine."""


def at(day: date, hour: int, minute: int, count: int) -> list[float]:
    begin = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE).timestamp()
    return [begin + number for number in range(count)]


def test_calls_are_counted_by_local_day_and_quarter_hour() -> None:
    days = by_quarter(
        [*at(MONDAY, 9, 0, 3), *at(MONDAY, 9, 14, 2), *at(MONDAY, 0, 0, 1), *at(MONDAY, 23, 59, 1)], ZONE
    )
    counts = days[MONDAY]
    assert (counts[0], counts[NINE], counts[95], sum(counts)) == (1, 5, 1, 7)


def test_the_same_weekdays_before_newest_first() -> None:
    assert same_weekdays(MONDAY, 2) == [date(2026, 11, 23), date(2026, 11, 16)]


def test_one_flood_does_not_staff_every_monday() -> None:
    counts = dict(zip(same_weekdays(MONDAY, 4), (11, 400, 9, 10), strict=True))
    days = by_quarter([one for day, count in counts.items() for one in at(day, 9, 0, count)], ZONE)
    plan = plan_of(MONDAY, days, min(days), AIM, ZONE)
    row = plan.rows[NINE]
    assert (row.calls, row.seen, plan.calls, plan.weeks) == (10.5, (11, 400, 9, 10), 10.5, 4)
    assert row.chosen is not None
    assert row.one_more is not None
    assert row.agents == row.chosen.agents == row.one_more.agents - 1
    assert row.chosen.level >= 0.9
    assert row.one_more.asa_s < row.chosen.asa_s
    assert row.since == datetime(2026, 11, 30, 9, tzinfo=ZONE).timestamp()


def test_days_before_the_first_call_count_for_nothing_and_quiet_ones_for_nought() -> None:
    first = MONDAY - timedelta(weeks=2)
    days = by_quarter(at(MONDAY - timedelta(weeks=1), 9, 0, 8), ZONE)
    plan = plan_of(MONDAY, days, first, AIM, ZONE)
    assert (plan.weeks, plan.rows[NINE].seen, plan.rows[NINE].calls) == (2, (8, 0), 4.0)


def test_without_a_past_nothing_is_expected() -> None:
    plan = plan_of(MONDAY, {}, None, AIM, ZONE)
    assert (plan.weeks, plan.calls, {row.agents for row in plan.rows}) == (0, 0.0, {0})
    assert len(plan.rows) == 96
