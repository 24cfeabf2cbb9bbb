"""What the form over the list of calls asks for."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from api.review.lists import CallsWanted
from api.web.pages.calls.listing import day_of, mark_of, wanted_of

CN = ZoneInfo("Asia/Shanghai")


def test_days_are_the_sites_and_the_last_one_counts_whole() -> None:
    found = wanted_of({"since": "2026-11-23", "until": "2026-11-23"}, CN)
    assert found.since == 1_795_363_200.0
    assert found.until == found.since + 86_400


def test_what_is_ticked_narrows_and_what_is_empty_does_not() -> None:
    assert wanted_of({}, CN) == CallsWanted()
    found = wanted_of({"hits": "1", "missed": "1", "agent": "a1", "queue": ""}, CN)
    assert found == CallsWanted(hits=True, missed=True, agent_id="a1")


@pytest.mark.parametrize("wrong", ["", "x", "2026-13-01", "0001-01-01", "9999-12-31", "23.11.2026"])
def test_a_day_that_is_none_asks_for_nothing(wrong: str) -> None:
    assert day_of(wrong) is None
    assert wanted_of({"since": wrong, "until": wrong}, CN) == CallsWanted()


@pytest.mark.parametrize(
    ("typed", "mark"),
    [("60", 60.0), ("89.5", 89.5), ("0", 0.0), ("100", 100.0)]
    + [(wrong, None) for wrong in ("", "x", "101", "-1", "1e2", "nan", "６０", "5.55")],
)
def test_a_mark(typed: str, mark: float | None) -> None:
    assert mark_of(typed) == mark
    assert wanted_of({"mark_from": typed, "mark_to": typed}, CN) == CallsWanted(mark_from=mark, mark_to=mark)


def test_a_day() -> None:
    assert day_of("2026-11-23") == date(2026, 11, 23)
