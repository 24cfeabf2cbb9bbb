"""The plan of shifts through a database: planned by team, seen by rights, gone through a rebuild (LINE-6)."""

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from api.agents.people import People
from api.errors import Conflict, Invalid, NotFound
from api.log_events import AgentStateChanged
from api.schemas import AgentView, Role
from api.schemas.shifts import Attendance, NewCrew, ShiftDay
from api.shifts.kinds import usual
from api.shifts.shelf import ShiftShelf
from telephony.events import AgentState
from tests.unit.api import desk_samples as sample

ZONE = ZoneInfo(sample.ZONE)
TOMORROW = datetime.now(ZONE).date() + timedelta(days=1)


class Staff(People):
    """People of two teams, without a database of accounts."""

    def __init__(self, *people: AgentView) -> None:
        self.people = list(people)

    async def all(self) -> list[AgentView]:
        return self.people


def who(agent_id: str, role: Role = Role.AGENT, team: str = "east", *, active: bool = True) -> AgentView:
    return AgentView(
        agent_id=agent_id, login=agent_id, name=agent_id.upper(), surname="x", role=role, team=team, active=active
    )


CHIEF, LI = who("chief", Role.SUPERVISOR), who("li")
STAFF = (CHIEF, LI, who("wang"), who("gone", active=False), who("far", team="west"), who("root", Role.ADMIN))


@dataclass
class Scene:
    desk: sample.Desk
    shelf: ShiftShelf

    async def put(self, shift: str, *ids: str, day: date = TOMORROW, by: AgentView = CHIEF) -> ShiftDay:
        return await self.shelf.staff(day, shift, NewCrew(agent_ids=ids), by)


def scene(desk: sample.Desk) -> Scene:
    return Scene(desk, ShiftShelf(desk.database, desk.log, Staff(*STAFF), usual(), ZONE))


def crews(day: ShiftDay) -> dict[str, list[str]]:
    return {one.key: [member.agent_id for member in one.crew] for one in day.shifts}


async def test_a_shift_is_planned_and_the_newest_plan_counts(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        on = scene(desk)
        await on.put("morning", "li", "wang")
        assert crews(await on.put("morning", "wang", "wang")) == {"night": [], "morning": ["wang"], "evening": []}
        rows = await desk.rows("shift")
        await desk.log.rebuild()
        assert await desk.rows("shift") == rows


async def test_a_supervisor_moves_the_own_team_alone(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        on, west = scene(desk), who("boss", Role.SUPERVISOR, "west")
        await on.put("morning", "far", by=west)
        assert crews(await on.put("morning", "li"))["morning"] == ["far", "li"]
        assert crews(await on.put("morning", by=west))["morning"] == ["li"]
        for nobody in ("far", "gone", "root", "unknown"):
            with pytest.raises(Invalid):
                await on.put("evening", nobody)
        plan = await on.shelf.plan(TOMORROW, 2, CHIEF)
        assert [one.agent_id for one in plan.staff] == ["chief", "li", "wang"]
        assert len(plan.days) == 2
        assert plan.uncovered_minutes == 0


async def test_nobody_is_on_two_shifts_that_touch(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        on = scene(desk)
        await on.put("evening", "li")
        for shift, day in (("morning", TOMORROW), ("night", TOMORROW + timedelta(days=1))):
            with pytest.raises(Conflict):
                await on.put(shift, "li", day=day)
        assert crews(await on.put("night", "li"))["night"] == ["li"]
        with pytest.raises(NotFound):
            await on.put("noon", "li")
        for far in (TOMORROW - timedelta(days=3), TOMORROW + timedelta(days=400)):
            with pytest.raises(Invalid):
                await on.put("morning", "li", day=far)


async def test_lateness_is_for_whoever_plans_and_for_oneself(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        on, now = scene(desk), time.time()
        today = datetime.now(ZONE).date()
        running = next(one for one in usual() if one.times(today, ZONE)[1] > now)
        await on.put(running.key, "li", day=today)
        since, _ = running.times(today, ZONE)
        came = AgentStateChanged(at=since - 5, agent_id="li", state=AgentState.READY)
        cover = AgentStateChanged(at=since - 5, agent_id="wang", state=AgentState.READY)
        await desk.log.append_desk(came, cover)
        for reader, stands, covers in ((CHIEF, True, 1), (LI, True, 0), (who("wang"), False, 0)):
            day = (await on.shelf.plan(today, 1, reader)).days[0]
            shift = next(one for one in day.shifts if one.key == running.key)
            assert (shift.crew[0].attendance is not None) is stands, reader.agent_id
            assert len(shift.unplanned) == covers * (now - since > 120)
            if stands and now - since > 120:
                assert shift.crew[0].attendance is Attendance.PRESENT
