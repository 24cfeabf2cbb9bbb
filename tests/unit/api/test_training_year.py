"""The year of training: planned, held, attended, and who is due (TRN-2); role plays that pass at 80 (TRN-1)."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from api.agents.people import People
from api.errors import Conflict, Invalid, NotFound
from api.recordings.hearing import Hearing
from api.schemas import AgentView, Role
from api.schemas.training import STAGES, NewPlay, NewTraining, Stage, TrainingHeld
from api.training.events import PlayScored, TrainingAttended, TrainingPlanned, TrainingWithdrawn
from api.training.plan_shelf import TrainingPlan
from api.training.shelf import ExamShelf
from api.training.year import year_of
from scripts_lib.loader import load
from tests.unit.api import desk_samples as sample

ZONE = ZoneInfo(sample.ZONE)
TODAY = date(2026, 6, 15)
NAMES = {"li": "李明", "wang": "王芳"}


def planned(session_id: str, stage: Stage, day: date) -> TrainingPlanned:
    return TrainingPlanned(at=1.0, session_id=session_id, stage=stage, day=day, trainer="钱", planned_by="qian")


def attended(session_id: str, *ids: str) -> TrainingAttended:
    return TrainingAttended(
        at=2.0, session_id=session_id, agent_ids=ids, names=tuple(NAMES[one] for one in ids), noted_by="qian"
    )


def played(agent_id: str, points: int, trainer_points: int | None = None) -> PlayScored:
    return PlayScored(
        at=1_780_243_200.0,  # the first of June 2026, midnight in Shanghai
        agent_id=agent_id,
        points=points,
        calls=3,
        noted_by="qian",
        trainer_points=trainer_points,
    )


def test_who_is_due_is_seen_by_itself() -> None:
    facts = (
        planned("a", Stage.COURTESY, date(2026, 3, 1)),
        attended("a", "li", "wang"),
        attended("a", "li"),  # the newest list counts
        planned("b", Stage.LAW, date(2026, 5, 1)),  # its day is over, nobody noted who came
        planned("c", Stage.TEAMWORK, date(2026, 9, 1)),
        planned("old", Stage.EMERGENCIES, date(2025, 9, 1)),
        planned("gone", Stage.COMPLAINTS, date(2026, 4, 1)),
        TrainingWithdrawn(at=2.0, session_id="gone", withdrawn_by="qian"),
        attended("nowhere", "li"),
        played("li", 79),
        played("wang", 91),
        played("wang", 95, trainer_points=70),
    )
    year = year_of(facts, 2026, TODAY, NAMES, {"li": 88}, ZONE)
    assert [one.session_id for one in year.sessions] == ["a", "b", "c"]
    assert (year.sessions[0].attended, year.sessions[0].attended_ids) == (("李明",), ("li",))
    assert year.unplanned == (Stage.COMPLAINTS, Stage.EMERGENCIES)
    wang, li = year.trainees
    assert (wang.due, li.due) == ((Stage.COURTESY, Stage.LAW), (Stage.LAW,))
    assert (li.attended, li.play, li.play_passed, li.test) == ((Stage.COURTESY,), 79, False, 88)
    assert (wang.play, wang.trainer_points, wang.play_passed, wang.test) == (95, 70, True, None)
    assert (wang.certified, li.certified) == (date(2026, 6, 1), None)


def test_every_stage_has_a_name() -> None:
    assert set(STAGES) == set(Stage)


class Staff(People):
    """Two agents and who trains them."""

    def __init__(self) -> None:
        self.people = [sample.person("li"), sample.person("wang"), sample.person("qian", Role.QA)]

    async def all(self) -> list[AgentView]:
        return self.people


async def test_a_session_is_planned_held_and_read_again(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        tests = ExamShelf(desk.database, desk.log, load(), ZONE)
        plan = TrainingPlan(desk.database, desk.log, Staff(), Hearing(desk.database), tests, ZONE)
        by, today = sample.person("qian", Role.QA), datetime.now(ZONE).date()
        year = await plan.plan(NewTraining(stage=Stage.LAW, day=today, trainer=" 钱 "), by)
        (session,) = year.sessions
        assert (session.trainer, session.attended) == ("钱", None)
        year = await plan.held(session.session_id, TrainingHeld(agent_ids=("li", "li")), by)
        assert [one.agent_id for one in year.trainees if one.due] == ["wang"]
        assert (await plan.played(NewPlay(agent_id="wang", points=80, calls=3), by)).trainees[0].play_passed
        with pytest.raises(Conflict):
            await plan.withdraw(session.session_id, by)
        again = TrainingPlan(desk.database, desk.log, Staff(), Hearing(desk.database), tests, ZONE)
        assert await again.year(None, by) == await plan.year(None, by)


async def test_what_is_wrong_is_said_by_field(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        tests = ExamShelf(desk.database, desk.log, load(), ZONE)
        plan = TrainingPlan(desk.database, desk.log, Staff(), Hearing(desk.database), tests, ZONE)
        by, today = sample.person("qian", Role.QA), datetime.now(ZONE).date()
        with pytest.raises(NotFound):
            await plan.held("none", TrainingHeld(agent_ids=()), by)
        with pytest.raises(Invalid) as told:
            await plan.plan(NewTraining(stage=Stage.LAW, day=today + timedelta(days=900), trainer=""), by)
        assert set(told.value.fields) == {"day", "trainer"}
        ahead = await plan.plan(NewTraining(stage=Stage.LAW, day=today + timedelta(days=30), trainer="钱"), by)
        (session,) = ahead.sessions
        with pytest.raises(Invalid):
            await plan.held(session.session_id, TrainingHeld(agent_ids=()), by)
        assert (await plan.withdraw(session.session_id, by)).sessions == ()
        with pytest.raises(NotFound):
            await plan.withdraw(session.session_id, by)
        with pytest.raises(Invalid) as told:
            await plan.played(NewPlay(agent_id="qian", points=101, calls=0, trainer_points=80), by)
        assert set(told.value.fields) == {"agent_id", "points", "calls", "trainer"}
