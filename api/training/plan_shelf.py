"""The year's plan of training as it is written and read (TRN-2), and the scores of role plays (TRN-1)."""

import time
import uuid
from datetime import date, datetime
from zoneinfo import ZoneInfo

from api.agents.people import People
from api.db import Database
from api.errors import Conflict, Invalid, NotFound
from api.known_facts import KnownFacts
from api.log import EventLog
from api.recordings.hearing import Hearing
from api.rights import Right, may
from api.schemas import AgentView
from api.schemas.training import NewPlay, NewTraining, TrainingHeld, TrainingView, TrainingYear
from api.training.events import PlayScored, TrainingAttended, TrainingPlanned, TrainingWithdrawn
from api.training.shelf import ExamShelf
from api.training.year import sessions_of, year_of

KINDS = tuple(one.__name__ for one in (TrainingPlanned, TrainingWithdrawn, TrainingAttended, PlayScored))
LONGEST_TRAINER = 64
LONGEST_REMARK = 120
FULL = 100
MOST_CALLS = 200


class TrainingPlan:
    """Plans, notes who came, and tells who is due. `zone` tells which day it is."""

    def __init__(
        self, database: Database, log: EventLog, people: People, hearing: Hearing, tests: ExamShelf, zone: ZoneInfo
    ) -> None:
        self._log = log
        self._people = people
        self._hearing = hearing
        self._tests = tests
        self._zone = zone
        self._facts = KnownFacts(database, KINDS)

    async def year(self, year: int | None, by: AgentView) -> TrainingYear:
        """The plan with its sessions, and with what is due every agent whose points this person may see; this year's
        where none is named."""
        today = self._today()
        agents = await self._agents()
        month = f"{today:%Y-%m}"
        standings = await self._tests.standings(month, agents)
        return year_of(
            await self._facts.read(),
            year if year is not None else today.year,
            today,
            {one.agent_id: one.name for one in agents},
            {one.agent_id: one.points for one in standings},
            self._zone,
            await self._hearing.whose(by),
        )

    async def plan(self, new: NewTraining, by: AgentView) -> TrainingYear:
        """Put a session into the plan. Raises Invalid."""
        fields = {}
        if not new.trainer.strip() or len(new.trainer) > LONGEST_TRAINER:
            fields["trainer"] = f"请填写培训人，最多 {LONGEST_TRAINER} 字 / who trains, at most {LONGEST_TRAINER}"
        if abs(new.day.year - self._today().year) > 1:
            fields["day"] = "只能安排去年到明年的培训 / last year to next year"
        if fields:
            raise Invalid("培训安排没有填好", "the session is not complete", fields)
        fact = TrainingPlanned(
            at=time.time(),
            session_id=uuid.uuid4().hex,
            stage=new.stage,
            day=new.day,
            trainer=new.trainer.strip(),
            planned_by=by.agent_id,
        )
        await self._log.append_desk(fact)
        return await self.year(new.day.year, by)

    async def withdraw(self, session_id: str, by: AgentView) -> TrainingYear:
        """Take a session out of the plan. Raises NotFound, Conflict for one whose attendance is noted."""
        found = await self._session(session_id)
        if found.attended is not None:
            raise Conflict("培训已经举行，不能撤销", "the session was held: it stays in the plan")
        fact = TrainingWithdrawn(at=time.time(), session_id=session_id, withdrawn_by=by.agent_id)
        await self._log.append_desk(fact)
        return await self.year(found.day.year, by)

    async def held(self, session_id: str, held: TrainingHeld, by: AgentView) -> TrainingYear:
        """Who attended. Raises NotFound, Invalid for people who are none of ours and for a day to come."""
        found = await self._session(session_id)
        if found.day > self._today():
            raise Invalid("培训还没有举行", "the session is still to come", {"day": "日期未到 / still to come"})
        names = {one.agent_id: one.name for one in await self._people.all()}
        ids = tuple(dict.fromkeys(held.agent_ids))
        if any(one not in names for one in ids):
            raise Invalid("名单里有不认识的人", "somebody is unknown", {"agent_ids": "没有此人 / unknown"})
        fact = TrainingAttended(
            at=time.time(),
            session_id=session_id,
            agent_ids=ids,
            names=tuple(names[one] for one in ids),
            noted_by=by.agent_id,
        )
        await self._log.append_desk(fact)
        return await self.year(found.day.year, by)

    async def played(self, new: NewPlay, by: AgentView) -> TrainingYear:
        """Keep the score of a role play. Raises Invalid."""
        fields = faults_of_play(new)
        if not any(one.agent_id == new.agent_id for one in await self._agents()):
            fields["agent_id"] = "没有这位坐席 / no such agent"
        if fields:
            raise Invalid("演练成绩没有填好", "the score is not complete", fields)
        fact = PlayScored(
            at=time.time(),
            agent_id=new.agent_id,
            points=new.points,
            calls=new.calls,
            noted_by=by.agent_id,
            trainer=new.trainer.strip(),
            trainer_points=new.trainer_points,
            remark=new.remark.strip(),
        )
        await self._log.append_desk(fact)
        return await self.year(None, by)

    async def _session(self, session_id: str) -> TrainingView:
        found = sessions_of(await self._facts.read()).get(session_id)
        if found is None:
            raise NotFound("没有这次培训", "there is no such session")
        return found

    async def _agents(self) -> list[AgentView]:
        """Whoever takes calls, but not those who keep accounts or train."""
        return [
            one
            for one in await self._people.all()
            if one.active and may(one, Right.TAKE_CALLS) and not may(one, Right.TRAIN)
        ]

    def _today(self) -> date:
        return datetime.fromtimestamp(time.time(), self._zone).date()


def faults_of_play(new: NewPlay) -> dict[str, str]:
    """What is wrong with a score, by field."""
    wrong = {
        "points": ("0 到 100 / 0 to 100", 0 <= new.points <= FULL),
        "calls": (f"1 到 {MOST_CALLS} / 1 to {MOST_CALLS}", 1 <= new.calls <= MOST_CALLS),
        "trainer_points": ("0 到 100 / 0 to 100", new.trainer_points is None or 0 <= new.trainer_points <= FULL),
        "trainer": (
            f"打分的培训人，最多 {LONGEST_TRAINER} 字 / who gave the marks, at most {LONGEST_TRAINER}",
            bool(new.trainer.strip()) == (new.trainer_points is not None) and len(new.trainer) <= LONGEST_TRAINER,
        ),
        "remark": (f"最多 {LONGEST_REMARK} 字 / at most {LONGEST_REMARK}", len(new.remark) <= LONGEST_REMARK),
    }
    return {field: told for field, (told, right) in wrong.items() if not right}
