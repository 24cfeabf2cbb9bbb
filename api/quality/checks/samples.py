"""Samples as they are planned, drawn and concluded from. Rights are the routes' matter."""

import secrets
import time
import uuid
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.db import Database
from api.errors import Invalid, NotFound
from api.figures.tables import CallFactRow
from api.log import EventLog
from api.models import CallRow
from api.quality.checks.concluding import Cell, expected, of_agent, of_all
from api.quality.checks.events import Draw, SampleDrawn, SampleToppedUp
from api.quality.checks.ledger import grade_of, part_id
from api.quality.checks.sampling import Drawable, draw, frame_of
from api.quality.checks.tables import QualityCheckRow, QualityGradeRow
from api.quality.months import bounds
from api.schemas import AgentView
from api.schemas.quality_checks import (
    Conclusion,
    NewSample,
    ReviewTask,
    Sample,
    SamplePart,
    SamplePlan,
    Stratum,
    TaskKind,
)

MOST_AN_AGENT = 200
_SAMPLE = msgspec.json.Decoder(SampleDrawn)
_MORE = msgspec.json.Decoder(SampleToppedUp)


class Samples:
    """Plans and draws. `zone` tells where a month begins."""

    def __init__(self, database: Database, log: EventLog, zone: ZoneInfo) -> None:
        self._database = database
        self._log = log
        self._zone = zone

    async def plan(self, new: NewSample, among: frozenset[str] | None = None) -> SamplePlan:
        """What a sample of this size could say, of all agents or of these only. Raises Invalid."""
        per_agent = _checked(new)
        async with self._database.reading() as session:
            calls = await self._drawable(session, new, time.time())
        strata, _ = draw([one for one in calls if among is None or one.agent_id in among], per_agent, new.seed)
        return SamplePlan(month=new.month, per_agent=per_agent, strata=strata, words=expected(strata, per_agent))

    async def draw(self, new: NewSample, by: AgentView) -> Sample:
        """Draw it of the calls that came until now. Raises Invalid for a month without a call to draw."""
        per_agent, now = _checked(new), time.time()
        sample_id, seed = str(uuid.uuid4()), new.seed.strip() or secrets.token_hex(8)

        async def work(session: AsyncSession) -> None:
            calls = await self._drawable(session, new, now)
            strata, drawn = draw(calls, per_agent, seed)
            if not drawn:
                why = {"month": "该月没有可抽的通话 / no call to draw in this month"}
                raise Invalid("没有可抽的通话", "there is no call to draw", why)
            event = SampleDrawn(
                at=now,
                sample_id=sample_id,
                month=new.month,
                per_agent=per_agent,
                seed=seed,
                least_talk_s=new.least_talk_s,
                frame=frame_of(calls),
                until=now,
                by=by.agent_id,
                strata=strata,
                tasks=tuple(_task(sample_id, one) for one in drawn),
            )
            await self._log.append_within(session, event)

        await self._log.in_transaction(work)
        return await self.sample(sample_id)

    async def top_up(self, sample_id: str, per_agent: int | None, by: AgentView) -> Sample:
        """Draw further, of the calls that ended since it was drawn last; what was drawn stays. Raises NotFound,
        Invalid where none ended since."""
        now = time.time()

        async def work(session: AsyncSession) -> None:
            drawn, more = await _parts(session, sample_id)
            new = NewSample(
                month=drawn.month, per_agent=per_agent or drawn.per_agent, least_talk_s=drawn.least_talk_s
            )
            since, known = max(one.until for one in (drawn, *more)), _part_of((drawn, *more))
            calls = [
                one
                for one in await self._drawable(session, new, now)
                if one.ended_at >= since and _task_id(sample_id, one.call_id) not in known
            ]
            part = len(more) + 1
            strata, chosen = draw(calls, _checked(new), drawn.seed, part)
            if not chosen:
                why = {"month": "上次抽样之后没有新的可抽通话 / no call ended since it was drawn"}
                raise Invalid("没有新的可抽通话", "there is no new call to draw", why)
            event = SampleToppedUp(
                at=now,
                sample_id=sample_id,
                part=part,
                per_agent=new.per_agent,
                frame=frame_of(calls),
                until=now,
                by=by.agent_id,
                strata=strata,
                tasks=tuple(_task(sample_id, one) for one in chosen),
            )
            await self._log.append_within(session, event)

        await self._log.in_transaction(work)
        return await self.sample(sample_id)

    async def all(self, month: str | None) -> tuple[Sample, ...]:
        """The samples of a month, or all, newest first, with what each says so far."""
        query = select(QualityCheckRow).where(QualityCheckRow.kind == TaskKind.SAMPLE)
        async with self._database.reading() as session:
            rows = (await session.scalars(query.order_by(QualityCheckRow.at.desc()))).all()
            drawn = [_SAMPLE.decode(row.record) for row in rows]
            wanted = [one.sample_id for one in drawn if month in (None, one.month)]
            return tuple([await _concluded(session, one) for one in wanted])

    async def sample(self, sample_id: str) -> Sample:
        """One, with what it says so far. Raises NotFound."""
        async with self._database.reading() as session:
            return await _concluded(session, sample_id)

    async def _drawable(self, session: AsyncSession, new: NewSample, now: float) -> list[Drawable]:
        """Calls of the month that came before `now`, that an agent took and that lasted long enough."""
        begins, ends = bounds(new.month, self._zone)
        query = (
            select(
                CallFactRow.call_id,
                CallFactRow.agent_id,
                CallFactRow.queue,
                CallFactRow.arrived_at,
                CallFactRow.talk_ms,
                CallFactRow.ended_ms,
            )
            .join(CallRow, CallRow.call_id == CallFactRow.call_id)
            .where(
                CallFactRow.arrived_at >= begins,
                CallFactRow.arrived_at < min(ends, now),
                CallFactRow.agent_id != "",
                CallFactRow.talk_ms >= new.least_talk_s * 1000,
                CallRow.ended,
            )
        )
        return [
            Drawable(
                call_id=call_id,
                agent_id=agent_id,
                queue=queue,
                call_at=at,
                talk_ms=round(talk_ms or 0.0),
                ended_at=at + (ended_ms or 0.0) / 1000,
            )
            for call_id, agent_id, queue, at, talk_ms, ended_ms in await session.execute(query)
        ]


def _checked(new: NewSample) -> int:
    if not 1 <= new.per_agent <= MOST_AN_AGENT:
        why = {"per_agent": f"只能是 1～{MOST_AN_AGENT} / between 1 and {MOST_AN_AGENT}"}
        raise Invalid("每名坐席的抽样数不对", "the number of each agent is wrong", why)
    if new.least_talk_s < 0:
        raise Invalid("最短通话不对", "the shortest call is wrong", {"least_talk_s": "不能为负 / not negative"})
    return new.per_agent


def _task(sample_id: str, drawn: Drawable) -> ReviewTask:
    return ReviewTask(
        task_id=_task_id(sample_id, drawn.call_id),
        kind=TaskKind.SAMPLE,
        check_id=sample_id,
        call_id=drawn.call_id,
        agent_id=drawn.agent_id,
        call_at=drawn.call_at,
        talk_ms=drawn.talk_ms,
        queue=drawn.queue,
    )


def _task_id(sample_id: str, call_id: str) -> str:
    return f"{sample_id}:{call_id}"


def _part_of(draws: Sequence[Draw]) -> dict[str, int]:
    """In which draw of the sample, from 0, each task was chosen."""
    return {task.task_id: part for part, one in enumerate(draws) for task in one.tasks}


async def _parts(session: AsyncSession, sample_id: str) -> tuple[SampleDrawn, list[SampleToppedUp]]:
    """A sample and what was drawn of it later, in order. Raises NotFound."""
    row = await session.get(QualityCheckRow, sample_id)
    if row is None or row.kind != TaskKind.SAMPLE:
        raise NotFound("没有这次抽样", "there is no such sample")
    more: list[SampleToppedUp] = []
    while (later := await session.get(QualityCheckRow, part_id(sample_id, len(more) + 1))) is not None:
        more.append(_MORE.decode(later.record))
    return _SAMPLE.decode(row.record), more


async def _concluded(session: AsyncSession, sample_id: str) -> Sample:
    drawn, more = await _parts(session, sample_id)
    rows = await session.scalars(
        select(QualityGradeRow).where(QualityGradeRow.check_id == sample_id, QualityGradeRow.withdrawn.is_(False))
    )
    part_of = _part_of((drawn, *more))
    counted: dict[Cell, tuple[int, int]] = {}
    for grade in map(grade_of, rows):
        cell = grade.agent_id, part_of[grade.task_id]
        graded, passed = counted.get(cell, (0, 0))
        counted[cell] = graded + 1, passed + grade.passed
    strata = tuple(stratum for one in (drawn, *more) for stratum in one.strata)
    return Sample(
        sample_id=drawn.sample_id,
        month=drawn.month,
        per_agent=drawn.per_agent,
        seed=drawn.seed,
        least_talk_s=drawn.least_talk_s,
        frame=drawn.frame,
        until=drawn.until,
        drawn_at=drawn.at,
        drawn_by=drawn.by,
        strata=strata,
        conclusions=_conclusions(strata, counted),
        more=tuple(
            SamplePart(at=one.at, by=one.by, per_agent=one.per_agent, until=one.until, frame=one.frame)
            for one in more
        ),
    )


def _conclusions(strata: Sequence[Stratum], counted: Mapping[Cell, tuple[int, int]]) -> tuple[Conclusion, ...]:
    agents = sorted({one.agent_id for one in strata})
    each = (of_agent(agent, [one for one in strata if one.agent_id == agent], counted) for agent in agents)
    return (of_all(strata, counted), *each)
