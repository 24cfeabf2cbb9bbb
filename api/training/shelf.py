"""The monthly test: its paper, its marking, and who is due. The first test of a month counts."""

import hashlib
import time
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select

from api.db import Database
from api.errors import Conflict, Invalid
from api.log import EventLog
from api.models import EventRow
from api.quality.months import bounds
from api.schemas import AgentView
from api.schemas.training import ExamAnswers, ExamPaper, ExamQuestion, ExamResult, ExamStanding
from api.training.bank import Drawn, draw, points
from api.training.events import ExamTaken
from scripts_lib.loader import Library

PASS = 60
"""PEN-4 names who is under it."""
_TAKEN = msgspec.json.Decoder(ExamTaken)


class ExamShelf:
    """Draws and marks. `zone` tells which month it is."""

    def __init__(self, database: Database, log: EventLog, library: Library, zone: ZoneInfo) -> None:
        self._database = database
        self._log = log
        self._library = library
        self._zone = zone

    async def paper(self, month: str, by: AgentView) -> ExamPaper:
        """This person's paper of the month: the same each time it is opened, until the rules change."""
        drawn = self._drawn(month, by)
        questions = tuple(
            ExamQuestion(rule=one.rule, asked=one.asked, choices=one.choices) for one in drawn.questions
        )
        points = (await self._taken(month)).get(by.agent_id)
        return ExamPaper(month=month, questions=questions, paper=_name(drawn), points=points)

    async def hand_in(self, given: ExamAnswers, month: str, by: AgentView) -> ExamResult:
        """Mark it. Raises Invalid for another month's paper, Conflict for a second one of the month."""
        if given.month != month:
            why = {"month": f"只能交 {month} 的试卷 / only the paper of {month}"}
            raise Invalid("不是本月的试卷", "this is not this month's paper", why)
        drawn = self._drawn(month, by)
        if given.paper and given.paper != _name(drawn):
            raise Conflict(
                "规则更新，试卷已更换，请重新打开", "the rules have changed, and so has the paper: open it"
            )
        if len(given.answers) != len(drawn.right):
            why = {"answers": f"应有 {len(drawn.right)} 个答案 / {len(drawn.right)} answers are wanted"}
            raise Invalid("答案数目不对", "the number of answers is wrong", why)
        if by.agent_id in await self._taken(month):
            raise Conflict("本月的考试已经交卷", "this month's test was handed in already")
        reached = points(drawn, given.answers)
        await self._log.append_desk(
            ExamTaken(
                at=time.time(),
                agent_id=by.agent_id,
                month=month,
                points=reached,
                answers=given.answers,
                rules_version=self._library.rules.version,
            )
        )
        return ExamResult(month=month, points=reached, passed=reached >= PASS, right=drawn.right)

    async def standings(self, month: str, agents: list[AgentView]) -> tuple[ExamStanding, ...]:
        """Everybody's points, those who are due first. Raises Invalid for what is no month."""
        taken = await self._taken(month)
        found = [ExamStanding(agent_id=one.agent_id, name=one.name, points=taken.get(one.agent_id)) for one in agents]
        return tuple(sorted(found, key=lambda one: (one.points is not None, one.points or 0, one.name)))

    async def _taken(self, month: str) -> dict[str, int]:
        """Points by agent, of the first test that each handed in for the month."""
        begins, ends = bounds(month, self._zone)
        query = (
            select(EventRow.payload)
            .where(EventRow.kind == ExamTaken.__name__, EventRow.at >= begins, EventRow.at < ends)
            .order_by(EventRow.number)
        )
        found: dict[str, int] = {}
        async with self._database.reading() as session:
            for payload in await session.scalars(query):
                event = _TAKEN.decode(payload)
                found.setdefault(event.agent_id, event.points)
        return found

    def _drawn(self, month: str, by: AgentView) -> Drawn:
        return draw(self._library, f"{month}:{by.agent_id}:{self._library.rules.version}")


def _name(drawn: Drawn) -> str:
    return hashlib.sha256(msgspec.json.encode(drawn.questions)).hexdigest()[:12]
