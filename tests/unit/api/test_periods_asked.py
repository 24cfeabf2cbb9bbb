"""What a period's fields ask for, and what is wrong with them; a period in words and plots."""

import datetime as dt
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from api.errors import Invalid
from api.figures.levels import LevelRule
from api.figures.report import Period
from api.figures.steps import Step, edges_of
from api.periods.asked import asked_of
from api.periods.plots import TITLES, plot
from api.periods.table import DASH, cells, clock, levels, rate
from api.periods.words import about, period_words
from api.schemas import Report
from tests.unit.api import desk_samples as sample

ZONE = ZoneInfo(sample.ZONE)
TODAY = dt.date(2026, 11, 28)


def nothing(days: int = 1) -> Report:
    since = sample.NOON - 43_200
    edges = edges_of(since, since + days * 86_400, Step.DAY, ZONE)
    period = Period(edges, LevelRule())
    return Report(since=edges[0], until=edges[-1], step="day", total=period.total(), buckets=period.buckets())


def test_without_fields_the_last_seven_days() -> None:
    asked = asked_of({}, TODAY)
    assert (str(asked.first), str(asked.last), asked.step, asked.days) == ("2026-11-22", "2026-11-28", Step.DAY, 7)
    which = asked.which(ZONE)
    assert (which.until - which.since, which.queue, which.agent_id) == (7 * 86_400, None, None)
    assert asked.number == "20261122-20261128"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"from": "yesterday"}, {"from"}),
        ({"from": "2026-02-30", "to": "x"}, {"from", "to"}),
        ({"from": "2026-11-29", "to": "2026-11-28"}, {"from"}),
        ({"from": "2020-01-01"}, {"from"}),
        ({"step": "year"}, {"step"}),
    ],
)
def test_what_is_wrong_is_said_by_field(fields: dict[str, str], wrong: set[str]) -> None:
    with pytest.raises(Invalid) as caught:
        asked_of(fields, TODAY)
    assert set(caught.value.fields) == wrong
    assert all(" / " in text for text in caught.value.fields.values())


def test_a_period_in_words() -> None:
    asked = asked_of({"from": "2026-11-28"}, TODAY)
    assert about(asked, ("电梯应急", "", "3号楼")) == "2026-11-28，电梯应急，3号楼"
    assert about(asked_of({}, TODAY), ()) == "2026-11-22至2026-11-28"
    words = period_words(nothing(), "2026-11-23", ZONE)
    assert (words["parts"], words["short"]) == ([], "0")


def test_where_nothing_was_there_is_a_dash() -> None:
    assert cells(nothing().total)[3:] == [DASH] * 6
    assert (clock(None), clock(65_000), clock(3_723_400), rate(None), rate(0.975)) == (
        DASH,
        "1:05",
        "1:02:03",
        DASH,
        "97.5%",
    )
    assert [said for _, said, _ in levels(nothing().total)] == [DASH] * 4
    assert sum(force for _, _, force in levels(nothing().total)) == 1


@pytest.mark.parametrize("days", [1, 60])
@pytest.mark.parametrize("name", TITLES)
def test_plots_are_whole_and_have_no_script(name: str, days: int) -> None:
    svg = plot(name, nothing(days), ZONE, "en")
    assert "<script" not in svg
    assert TITLES[name].en in "".join(ElementTree.fromstring(svg).itertext())
