"""A period added up by stretches, agents, queues and buildings: always the same calls."""

from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from api.figures.fact import CallFact
from api.figures.levels import LevelRule
from api.figures.report import AGENT, BUILDING, QUEUE, Period
from api.figures.spans import AgentSpan
from api.figures.steps import MOST, Step, edges_of
from telephony.events import AgentState
from tests.simulated_day import MIDNIGHT, Fate, simulate
from tests.unit.api.test_figures_book import DAY, folded

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
RULE = LevelRule()
END = MIDNIGHT + 86_400.0
S = AgentState


def period(step: Step = Step.HOUR) -> Period:
    made = Period(edges_of(MIDNIGHT, END, step, SHANGHAI), RULE)
    for fact in folded()._facts.values():
        made.add(fact)
    return made


PERIOD = period()


def test_every_hour_has_its_calls() -> None:
    buckets = PERIOD.buckets()
    incoming = [one for one in DAY.calls if one.fate is not Fate.OURS]
    by_hour = [sum(one.at_ms // 3_600_000 == hour for one in incoming) for hour in range(24)]
    assert [one.figures.calls for one in buckets] == by_hour
    assert [one.since for one in buckets] == [MIDNIGHT + 3600.0 * hour for hour in range(24)]


def test_all_parts_add_up_to_the_whole_which_is_that_of_the_book() -> None:
    total, book = PERIOD.total(), folded().figures(MIDNIGHT)
    assert (total.calls, total.answered, total.wait_ms, total.talk_ms, total.rings, total.level) == (
        book.calls,
        book.answered,
        book.wait_ms,
        book.talk_ms,
        book.rings,
        book.level,
    )
    assert total.longest_wait_ms == book.longest_wait_ms == max(x.figures.longest_wait_ms for x in PERIOD.buckets())
    assert sum(one.figures.calls for one in PERIOD.by(QUEUE, {})) == total.calls
    assert sum(one.figures.answered for one in PERIOD.by(AGENT, {})) == total.answered


def test_names_are_given_and_what_belongs_to_none_is_left_out() -> None:
    queues = PERIOD.by(QUEUE, {"lift": "电梯应急"})
    assert {(one.key, one.name) for one in queues} == {("lift", "电梯应急"), ("hotline", "hotline")}
    assert [one.name for one in PERIOD.by(BUILDING, {})] == ["1", "2", "3"]


def test_agents_time_is_cut_at_the_edges() -> None:
    made = Period([0.0, 100.0, 200.0], RULE)
    spans = [
        AgentSpan(agent_id="a1", state=S.READY, since=-50.0, until=130.0),
        AgentSpan(agent_id="a1", state=S.TALKING, since=130.0),
        AgentSpan(agent_id="a2", state=S.PAUSED, since=190.0, until=900.0),
        AgentSpan(agent_id="a3", state=S.PAUSED, since=200.0),
    ]
    made.spend(spans, now=160.0)
    first, second = (one.figures for one in made.buckets())
    assert (first.ready_ms, first.busy_ms) == (100_000, 0)
    assert (second.ready_ms, second.busy_ms, second.paused_ms) == (30_000, 30_000, 10_000)
    assert made.total().ready_ms == 130_000


def test_days_are_local_also_where_the_clocks_change() -> None:
    since = 1_792_792_800.0  # 2026-10-24 00:00 in Berlin; the clocks go back on the 25th
    edges = edges_of(since, since + 3 * 86_400, Step.DAY, BERLIN)
    assert [round(two - one) for one, two in pairwise(edges)][:2] == [86_400, 90_000]


def test_weeks_begin_on_monday_and_the_first_may_be_cut() -> None:
    edges = edges_of(MIDNIGHT + 86_400, MIDNIGHT + 15 * 86_400, Step.WEEK, SHANGHAI)
    assert [(one - MIDNIGHT) / 86_400 for one in edges] == [1, 7, 14, 15]


def test_quarters_begin_at_the_quarter() -> None:
    edges = edges_of(MIDNIGHT + 60, MIDNIGHT + 2000, Step.QUARTER, SHANGHAI)
    assert [one - MIDNIGHT for one in edges] == [60, 900, 1800, 2000]


@pytest.mark.parametrize(("until", "why"), [(0.0, "ends before"), (1e9, f"more than {MOST}")])
def test_what_nobody_can_read_is_refused(until: float, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        edges_of(0.0, until, Step.QUARTER, SHANGHAI)


def test_the_simulated_day_is_the_same_each_time() -> None:
    assert simulate(50, 3).calls == simulate(50, 3).calls
    assert CallFact(call_id="c", arrived_at=0.0).queue == ""
