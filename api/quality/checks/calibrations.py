"""Two graders on the same call, each blind to the other's marks until both are done; and how alike they judge.

Rights are the routes' matter. A calibration says something of graders and of the card's guide, nothing of the agent.
"""

import time
import uuid

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.db import Database
from api.errors import Invalid, NotFound
from api.log import EventLog
from api.quality.checks.agreement import by_criterion, differences
from api.quality.checks.events import CalibrationOpened
from api.quality.checks.ledger import grade_of
from api.quality.checks.shelf import Among, talk_of, task_for
from api.quality.checks.tables import QualityCheckRow, QualityGradeRow
from api.quality.shelf import reason_of
from api.schemas import AgentView
from api.schemas.quality_checks import Agreement, Calibration, NewCalibration, TaskKind
from scripts_lib.score_card import ScoreCard

_OPENED = msgspec.json.Decoder(CalibrationOpened)


class Calibrations:
    """Opens and compares, by the card in force."""

    def __init__(self, database: Database, log: EventLog, card: ScoreCard) -> None:
        self._database = database
        self._log = log
        self._card = card

    async def open(self, new: NewCalibration, by: AgentView) -> Calibration:
        """Ask both graders. Raises NotFound, Invalid for graders who are one, or whose own call it is."""
        reason, calibration_id = reason_of(new.reason), str(uuid.uuid4())

        async def work(session: AsyncSession) -> None:
            record = await talk_of(session, new.call_id)
            _check_graders(new.graders, record.agents)
            tasks = tuple(
                task_for(
                    record,
                    f"{calibration_id}:{grader}",
                    TaskKind.CALIBRATION,
                    calibration_id,
                    reason=reason,
                    grader=grader,
                )
                for grader in new.graders
            )
            event = CalibrationOpened(
                at=time.time(),
                calibration_id=calibration_id,
                graders=new.graders,
                by=by.agent_id,
                reason=reason,
                tasks=tasks,
            )
            await self._log.append_within(session, event)

        await self._log.in_transaction(work)
        return await self.one(calibration_id)

    async def one(self, calibration_id: str) -> Calibration:
        """One. Raises NotFound."""
        async with self._database.reading() as session:
            row = await session.get(QualityCheckRow, calibration_id)
            if row is None or row.kind != TaskKind.CALIBRATION:
                raise NotFound("没有这次校准", "there is no such calibration")
            return await _folded(session, _OPENED.decode(row.record))

    async def all(self, viewer: str, among: Among) -> tuple[Calibration, ...]:
        """Those that this person may see, newest first."""
        query = select(QualityCheckRow).where(QualityCheckRow.kind == TaskKind.CALIBRATION)
        async with self._database.reading() as session:
            rows = (await session.scalars(query.order_by(QualityCheckRow.at.desc()))).all()
            found = [await _folded(session, _OPENED.decode(row.record)) for row in rows]
        return tuple(one for one in found if among is None or one.agent_id in among or viewer in one.graders)

    async def agreement(self, *graders: str | None) -> Agreement:
        """How alike graders judge, over calls that both have graded: pairs of which all of `graders` are part."""
        wanted = {one for one in graders if one}
        done = [one for one in await self.all("", None) if one.grades and wanted <= set(one.graders)]
        pairs = [(one.grades[0], one.grades[1]) for one in done]
        apart = [abs(one.total - other.total) for one, other in pairs]
        return Agreement(
            calls=len(pairs),
            within=round(sum(apart) / len(apart), 1) if apart else 0.0,
            criteria=by_criterion(self._card, pairs),
        )


def _check_graders(graders: tuple[str, str], agents: tuple[str, ...]) -> None:
    fault = ""
    if graders[0] == graders[1]:
        fault = "要两个不同的人 / two different people"
    elif set(graders) & set(agents):
        fault = "不能评自己的通话 / nobody grades an own call"
    if fault:
        raise Invalid("校准评分人不对", "these graders will not do", {"graders": fault})


async def _folded(session: AsyncSession, opened: CalibrationOpened) -> Calibration:
    query = select(QualityGradeRow).where(
        QualityGradeRow.check_id == opened.calibration_id, QualityGradeRow.withdrawn.is_(False)
    )
    by_grader = {row.grader: grade_of(row) for row in await session.scalars(query)}
    done = tuple(one for one in opened.graders if one in by_grader)
    grades = tuple(by_grader[one] for one in done) if len(done) == len(opened.graders) else ()
    return Calibration(
        calibration_id=opened.calibration_id,
        call_id=opened.tasks[0].call_id,
        agent_id=opened.tasks[0].agent_id,
        graders=opened.graders,
        opened_at=opened.at,
        opened_by=opened.by,
        reason=opened.reason,
        done_by=done,
        grades=grades,
        differences=differences(grades[0], grades[1]) if grades else (),
    )
