"""A simulated day of 2,000 calls read from the database: every figure of its report against what was decided."""

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from api.agents.people import People
from api.figures.history import History
from api.figures.levels import LevelRule
from api.figures.reports import Reports
from api.figures.steps import Step
from api.periods.asked import asked_of
from api.periods.table import cells, stretches
from api.periods.words import period_sheets
from api.queues.sites import EVERYTHING
from api.schemas import Figures, LevelFormula, Report
from telephony.events import AgentState
from tests.simulated_day import ERROR_MS, Fate, SimCall, SimulatedDay, simulate
from tests.simulated_rows import write_rows
from tests.unit.api import desk_samples as sample

ZONE = ZoneInfo(sample.ZONE)
DAY = simulate()
TODAY = dt.date(2026, 11, 23)
S = AgentState
BUSY = (S.RESERVED, S.TALKING, S.WRAP_UP)


async def reported(folder: Path, **fields: str) -> list[Report]:
    """The day's report whole, and narrowed to a queue, an agent, a building."""
    asked = [asked_of({"from": "2026-11-23"} | more, TODAY) for more in NARROWED]
    async with sample.desk(folder) as desk:
        await write_rows(desk.database, DAY)
        history = History(desk.database, desk.log, ZONE, LevelRule())
        reports = Reports(history, desk.database, People(desk.database), {"lift": "电梯应急"})
        assert await reports.buildings(EVERYTHING) == ["1", "2", "3"]
        return [await reports.report(one.which(ZONE), one.step) for one in asked]


NARROWED: tuple[dict[str, str], ...] = ({}, {"queue": "lift"}, {"agent": "agent-03"}, {"building": "2"})
KEPT: tuple[Callable[[SimCall], bool], ...] = (
    lambda _: True,
    lambda one: one.queue == "lift" and one.fate is not Fate.OURS,
    lambda one: one.agent == "agent-03",
    lambda one: one.building == "2" and one.fate is Fate.ANSWERED,
)
"""What was decided of the calls of each; a call has a building once it was explained, and ours has no queue."""


def agrees(got: Figures, calls: Iterable[SimCall]) -> None:
    """Every figure of these calls, worked out from what was decided alone."""
    known = list(calls)
    answered = [one for one in known if one.fate is Fate.ANSWERED]
    lost = [one for one in known if one.fate in (Fate.GIVEN_UP, Fate.REFUSED)]
    waits = [one.wait_ms for one in answered]
    assert got.calls == sum(one.fate is not Fate.OURS for one in known)
    assert (got.answered, got.given_up, got.waiting) == (len(answered), len(lost), 0)
    assert got.outgoing == sum(one.fate is Fate.OURS for one in known)
    assert got.given_up_short == sum(one.wait_ms < 5_000 for one in lost)
    assert got.turned_away == sum(one.fate is Fate.REFUSED for one in known)
    assert got.elsewhere == sum(one.fate is Fate.MESSAGE for one in known)
    assert (got.wait_ms, got.handled) == (sum(waits), len(answered))
    assert got.longest_wait_ms == max([one.wait_ms for one in (*answered, *lost)], default=0)
    assert got.talk_ms == sum(one.talk_ms for one in answered)
    assert got.held_ms == sum(one.held_ms for one in answered)
    assert got.wrap_up_ms == sum(one.wrap_ms for one in answered)
    for rate, limit in ((got.rings, 15_000), (got.strict, 11_000)):
        assert rate.met == sum(wait < limit - ERROR_MS for wait in waits)
        assert rate.missed == sum(wait > limit + ERROR_MS for wait in waits)
        assert rate.given_up == sum(one.wait_ms > limit for one in lost)
    in_time, early = sum(wait <= 15_000 for wait in waits), sum(one.wait_ms <= 15_000 for one in lost)
    level = got.level.values
    assert (level[LevelFormula.ANSWERED].part, level[LevelFormula.ANSWERED].whole) == (in_time, len(answered))
    assert level[LevelFormula.GIVEN_UP_COUNTED].part == in_time + early
    assert level[LevelFormula.GIVEN_UP_LEFT_OUT].whole == len(answered) + len(lost) - early
    assert level[LevelFormula.OFFERED].whole == len(answered) + len(lost)


def spent(day: SimulatedDay, states: Iterable[AgentState], agent: str = "") -> int:
    """Agents' time that was decided, in ms."""
    return sum(ms for (who, state), ms in day.spent_ms.items() if state in states and agent in ("", who))


async def test_every_figure_of_a_day_of_two_thousand_calls_is_what_was_decided(tmp_path: Path) -> None:
    reports = await reported(tmp_path)
    for report, keep in zip(reports, KEPT, strict=True):
        calls = [one for one in DAY.calls if keep(one)]
        assert len(calls) > 30
        agrees(report.total, calls)
        for hour, bucket in enumerate(report.buckets):
            agrees(bucket.figures, [one for one in calls if one.at_ms // 3_600_000 == hour])
        incoming = [one for one in calls if one.fate is not Fate.OURS]
        assert report.by_hour == tuple(sum(one.at_ms // 3_600_000 == hour for one in incoming) for hour in range(24))
    whole, _, one_agent, _ = reports
    for named in whole.agents:
        agrees(named.figures, [one for one in DAY.calls if one.agent == named.key])
        assert named.figures.busy_ms == spent(DAY, BUSY, named.key)
    assert len(whole.agents) == 20
    for named in whole.queues:
        agrees(named.figures, [one for one in DAY.calls if one.queue == named.key and one.fate is not Fate.OURS])
    assert {one.name for one in whole.queues} == {"hotline", "电梯应急"}
    for named in whole.buildings:
        agrees(named.figures, [c for c in DAY.calls if c.building == named.key and c.fate is Fate.ANSWERED])
    assert whole.total.busy_ms == spent(DAY, BUSY)
    assert whole.total.paused_ms == spent(DAY, (S.PAUSED,))
    assert one_agent.total.busy_ms == spent(DAY, BUSY, "agent-03")


async def test_screen_and_workbook_say_the_same(tmp_path: Path) -> None:
    whole, *_ = await reported(tmp_path)
    rows = dict(stretches(whole, ZONE))
    assert list(rows)[:2] == ["11-23 00:00", "11-23 01:00"]
    nine = [one for one in DAY.calls if one.at_ms // 3_600_000 == 9 and one.fate is not Fate.OURS]
    assert rows["11-23 09:00"][0] == str(len(nine))
    first, agents, queues, buildings = period_sheets(whole, "2026-11-23")
    assert first.total[1:3] == (whole.total.calls, whole.total.answered)
    assert sum(int(row[1] or 0) for row in first.rows) == whole.total.calls
    assert (len(agents.rows), len(queues.rows), len(buildings.rows)) == (20, 2, 3)
    assert cells(whole.total)[:3] == [str(whole.total.calls), str(whole.total.answered), str(whole.total.given_up)]


@pytest.mark.parametrize(("days", "step"), [(1, Step.HOUR), (2, Step.HOUR), (3, Step.DAY), (93, Step.WEEK)])
def test_the_stretch_follows_the_length(days: int, step: Step) -> None:
    first = TODAY - dt.timedelta(days=days - 1)
    assert asked_of({"from": str(first)}, TODAY).step is step
