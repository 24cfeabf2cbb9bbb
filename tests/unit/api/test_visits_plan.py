"""The plan of visits: four to five homes a day, every home once a year, and what does not fit is said."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from api.visits.plan import AGAIN_DAYS, FEWEST, MOST, Seen, natural, plan

JAN = date(2026, 1, 1)
DEC = date(2026, 12, 21)


def weekday(day: date) -> bool:
    return day.weekday() < 5


def homes(count: int) -> list[str]:
    return [f"{one // 40 + 1}|{one // 20 % 2 + 1}|{one % 20 + 101}" for one in range(count)]


def test_every_home_once_a_year_four_to_five_a_day() -> None:
    made = plan(homes(1100), {}, JAN, weekday)
    counts = [len(one.homes) for one in made.days]
    assert sorted(home for one in made.days for home in one.homes) == sorted(homes(1100))
    assert (made.homes, made.done, made.beyond, made.visitors) == (1100, 0, 0, 1)
    assert set(counts[:-1]) == {MOST}


def test_a_small_site_is_done_early_with_four_a_day() -> None:
    made = plan(homes(10), {}, JAN, weekday)
    assert [len(one.homes) for one in made.days] == [FEWEST, FEWEST, 2]
    assert made.days[0].day == JAN
    assert made.days[2].day == date(2026, 1, 5), "the second of January is a Friday"


def test_a_days_homes_lie_together_in_the_order_of_the_house() -> None:
    made = plan(["3|1|1001", "3|1|201", "10|1|101", "3|2|101", "3|1|202"], {}, JAN, weekday)
    assert made.days[0].homes == ("3|1|201", "3|1|202", "3|1|1001", "3|2|101")


def test_what_was_not_reached_last_year_comes_first() -> None:
    seen = {"1|1|101": Seen(met=date(2025, 3, 1)), "2|1|101": Seen(met=date(2024, 3, 1))}
    made = plan([*seen, "3|1|101"], seen, JAN, weekday)
    assert made.days[0].homes == ("2|1|101", "3|1|101", "1|1|101")


def test_who_was_visited_this_year_is_done() -> None:
    made = plan(["1|1|101", "1|1|102"], {"1|1|101": Seen(met=JAN)}, JAN + timedelta(days=40), weekday)
    assert [one.homes for one in made.days] == [("1|1|102",)]
    assert made.done == 1


def test_who_was_not_in_is_tried_again_a_week_later() -> None:
    tried = date(2026, 3, 2)
    made = plan(["1|1|101", "1|1|102"], {"1|1|101": Seen(tried=tried)}, tried + timedelta(days=1), weekday)
    assert [(one.day, one.homes) for one in made.days] == [
        (date(2026, 3, 3), ("1|1|102",)),
        (tried + timedelta(days=AGAIN_DAYS), ("1|1|101",)),
    ]


def test_what_does_not_fit_is_said_with_how_many_visitors_it_takes() -> None:
    made = plan(homes(100), {}, DEC, weekday)
    assert len(made.days) == 9
    assert (made.beyond, made.visitors) == (100 - 9 * MOST, 3)
    with_three = plan(homes(100), {}, DEC, weekday, visitors=made.visitors)
    assert with_three.beyond == 0
    assert max(len(one.homes) for one in with_three.days) <= MOST * 3


def test_no_working_day_left() -> None:
    made = plan(homes(3), {}, date(2026, 12, 31), lambda _: False)
    assert (made.days, made.beyond) == ((), 3)


@given(
    st.lists(st.integers(0, 300), max_size=60),
    st.dictionaries(st.integers(0, 300), st.tuples(st.none() | st.dates(date(2024, 1, 1), DEC), st.booleans())),
    st.dates(JAN, date(2026, 12, 31)),
    st.integers(1, 4),
)
def test_no_home_is_lost_doubled_or_planned_on_a_day_off(
    numbers: list[int], met: dict[int, tuple[date | None, bool]], today: date, visitors: int
) -> None:
    book = [f"1|1|{one}" for one in numbers]
    seen = {
        f"1|1|{one}": Seen(met=day, tried=today - timedelta(days=1) if vain else None)
        for one, (day, vain) in met.items()
    }
    made = plan(book, seen, today, weekday, visitors=visitors)
    planned = [home for one in made.days for home in one.homes]
    assert len(planned) == len(set(planned))
    assert len(planned) + made.done + made.beyond == made.homes == len(set(book))
    assert all(weekday(one.day) and one.day >= today and len(one.homes) <= MOST * visitors for one in made.days)
    assert [one.day for one in made.days] == sorted(one.day for one in made.days)


def test_numbers_sort_as_people_count() -> None:
    assert sorted(["10|1|1", "2|10|1", "2|2|1", "A|1|1", "2|2|10"], key=natural) == [
        "2|2|1",
        "2|2|10",
        "2|10|1",
        "10|1|1",
        "A|1|1",
    ]
