"""Hints as they are read and settled: what the system saw and is not certain of (PEN-11).

Rights are the routes' matter. A hint counts for nothing. It becomes a case where a person, having looked, enters it;
that case is confirmed, appealed and decided like any other.
"""

import datetime as dt
import time
from collections.abc import Iterable
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.db import Database
from api.errors import Conflict, Forbidden, Invalid, NotFound
from api.log import EventLog
from api.quality.events import BonusGiven, CaseOpened, HintSettled
from api.quality.ledger import entry_of, hint_as_it_begins, hint_of
from api.quality.months import bounds
from api.quality.shelf import reason_of
from api.quality.sights import Seen, hint
from api.quality.tables import QualityEntryRow, QualityHintRow
from api.schemas import AgentView
from api.schemas.quality import Hint, Source
from scripts_lib.penalties import Penalties


class HintFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which hints a list shows."""

    open_only: bool = True
    agent_id: str | None = None
    fact: str | None = None
    month: str | None = None
    among: frozenset[str] | None = None
    """Agents whose hints may be seen; None: everybody's."""


class HintShelf:
    """Reads and settles. `zone` tells where a month begins."""

    def __init__(self, database: Database, log: EventLog, penalties: Penalties, zone: ZoneInfo) -> None:
        self._database = database
        self._log = log
        self._penalties = penalties
        self._zone = zone

    async def page(self, which: HintFilter, *, limit: int, offset: int) -> tuple[int, tuple[Hint, ...]]:
        """How many match, and one page of them, newest first. Raises Invalid for a month that is none."""
        query = select(QualityHintRow)
        if which.open_only:
            query = query.where(QualityHintRow.settled.is_(False))
        for column, value in ((QualityHintRow.agent_id, which.agent_id), (QualityHintRow.fact, which.fact)):
            if value is not None:
                query = query.where(column == value)
        if which.among is not None:
            query = query.where(QualityHintRow.agent_id.in_(which.among))
        if which.month is not None:
            begins, ends = bounds(which.month, self._zone)
            query = query.where(QualityHintRow.at >= begins, QualityHintRow.at < ends)
        async with self._database.reading() as session:
            total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
            ordered = query.order_by(QualityHintRow.at.desc(), QualityHintRow.hint_id).limit(limit).offset(offset)
            return total, tuple(hint_of(row) for row in await session.scalars(ordered))

    async def hint(self, hint_id: str) -> Hint:
        """One. Raises NotFound."""
        async with self._database.reading() as session:
            return hint_of(await _row(session, hint_id))

    async def of_call(self, call_id: str, seen: Iterable[Seen]) -> tuple[Hint, ...]:
        """The hints of one call, with what is `seen` of it now and was not written down yet; in the order of time."""
        async with self._database.reading() as session:
            rows = await session.scalars(select(QualityHintRow).where(QualityHintRow.call_id == call_id))
            found = {row.hint_id: hint_of(row) for row in rows}
        for one in seen:
            told = hint(one, self._penalties, "", time.time())
            if told is not None and told.hint_id not in found:
                found[told.hint_id] = hint_as_it_begins(told)
        return tuple(sorted(found.values(), key=lambda one: (one.at, one.hint_id)))

    async def dismiss(self, hint_id: str, reason: str, by: AgentView) -> Hint:
        """It was nothing, and why. Raises NotFound, Conflict for one that is settled, Forbidden for one of oneself,
        Invalid without a reason."""
        why = reason_of(reason)
        return await self._settle(hint_id, HintSettled(at=time.time(), hint_id=hint_id, by=by.agent_id, reason=why))

    async def enter(self, hint_id: str, rule: str | None, reason: str, by: AgentView) -> Hint:
        """It is a case, or the bonus is given: a person says so, and why. Raises as `dismiss`."""
        words = reason_of(reason)
        if (found := await self.hint(hint_id)).bonus:
            return await self._give(found, rule, words, by)
        if rule is not None and self._penalties.bounds(rule) is None:
            raise Invalid("没有这条考评规定", "there is no such rule", {"rule": "没有这条规定 / unknown"})
        now = time.time()
        case_id = f"hint:{hint_id}"
        return await self._settle(
            hint_id,
            HintSettled(at=now, hint_id=hint_id, by=by.agent_id, reason=words, case_id=case_id),
            rule,
        )

    async def _give(self, found: Hint, rule: str | None, words: str, by: AgentView) -> Hint:
        """The bonus of this hint, once for its month. Raises Conflict, Invalid."""
        bonus = self._penalties.bonus(found.rule)
        if bonus is None or rule not in (None, found.rule):
            raise Invalid("没有这项加分", "there is no such bonus", {"rule": "没有这项 / unknown"})
        given = BonusGiven(
            at=time.time(),
            entry_id=f"hint:{found.hint_id}",
            agent_id=found.agent_id,
            month=dt.datetime.fromtimestamp(found.at, self._zone).strftime("%Y-%m"),
            rule=bonus.rule,
            points=bonus.points,
            by=by.agent_id,
            reason=f"{words}（{found.proof.words}）" if found.proof.words else words,
        )
        event = HintSettled(at=given.at, hint_id=found.hint_id, by=by.agent_id, reason=words, entry_id=given.entry_id)

        async def work(session: AsyncSession) -> Hint:
            row = await _row(session, found.hint_id)
            if row.settled:
                raise Conflict("这条线索已经处理过了", "this hint is settled already")
            if not bonus.each and await _is_given(session, given):
                raise Conflict("本月已经加过这一项", "this bonus was given for the month already")
            await self._log.append_within(session, given, event)
            return hint_of(await session.get_one(QualityHintRow, found.hint_id))

        return await self._log.in_transaction(work)

    async def _settle(self, hint_id: str, event: HintSettled, rule: str | None = None) -> Hint:
        async def work(session: AsyncSession) -> Hint:
            row = await _row(session, hint_id)
            if row.agent_id == event.by:
                raise Forbidden("关于自己的线索由别人处理", "a hint of oneself is settled by somebody else")
            if row.settled:
                raise Conflict("这条线索已经处理过了", "this hint is settled already")
            events = (_case_of(hint_of(row), event, rule), event) if event.case_id else (event,)
            await self._log.append_within(session, *events)
            return hint_of(await session.get_one(QualityHintRow, hint_id))

        return await self._log.in_transaction(work)


async def _is_given(session: AsyncSession, bonus: BonusGiven) -> bool:
    query = select(QualityEntryRow).where(
        QualityEntryRow.agent_id == bonus.agent_id,
        QualityEntryRow.month == bonus.month,
        QualityEntryRow.kind == BonusGiven.__name__,
        QualityEntryRow.withdrawn.is_(False),
    )
    found = [entry_of(row) for row in await session.scalars(query)]
    return any(isinstance(one, BonusGiven) and one.rule == bonus.rule for one in found)


async def _row(session: AsyncSession, hint_id: str) -> QualityHintRow:
    row = await session.get(QualityHintRow, hint_id)
    if row is None:
        raise NotFound("没有这条线索", "there is no such hint")
    return row


def _case_of(found: Hint, event: HintSettled, rule: str | None) -> CaseOpened:
    """The case that a hint becomes: its evidence, and what the person saw."""
    words = f"{event.reason}（{found.proof.words}）" if found.proof.words else event.reason
    return CaseOpened(
        at=event.at,
        case_id=event.case_id,
        agent_id=found.agent_id,
        rule=rule or found.rule,
        happened_at=found.at,
        source=Source.PERSON,
        proof=msgspec.structs.replace(found.proof, words=words),
        by=event.by,
    )
