"""Offences, bonuses and adjustments as they are read and decided; the month's scores made of them.

Every decision is an entry of the log with who and why. Rights are the routes' matter.
"""

import time
import uuid
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.db import Database
from api.errors import Conflict, Invalid, NotFound
from api.log import EventLog
from api.quality.case import takes
from api.quality.events import (
    BonusGiven,
    CaseConfirmed,
    CaseEvent,
    CaseOpened,
    EntryWithdrawn,
    MonthAdjusted,
    WorkReported,
)
from api.quality.ledger import case_of, entry_of
from api.quality.months import before, bounds
from api.quality.score import changes, month_score, ranked, with_thresholds
from api.quality.tables import QualityCaseRow, QualityEntryRow
from api.schemas import AgentView
from api.schemas.quality import (
    CaseState,
    Confirmation,
    MonthScore,
    NewCase,
    Proof,
    QualityCase,
    RuleView,
    ScoreChange,
    Source,
)
from scripts_lib.loader import Library
from scripts_lib.model import Text
from scripts_lib.penalties import Penalties

LONGEST = 1000
"""Characters of a reason."""


class CaseFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which offences a list shows."""

    state: CaseState | None = None
    states: tuple[CaseState, ...] = ()
    """Any of these; empty: whatever it is."""
    agent_id: str | None = None
    rule: str | None = None
    month: str | None = None
    call_id: str | None = None
    among: frozenset[str] | None = None
    """Agents whose offences may be seen; None: everybody's."""


class QualityShelf:
    """Reads and decides: each month by the penalties that were in force when it began. `zone` tells when that is."""

    def __init__(self, database: Database, log: EventLog, library: Library, zone: ZoneInfo) -> None:
        self._database = database
        self._log = log
        self._book = library.book
        self._rules_version = library.rules.version
        self._zone = zone

    @property
    def penalties(self) -> Penalties:
        """Those of this month."""
        return self.penalties_of(self.this_month())

    def penalties_of(self, month: str) -> Penalties:
        """Those that a month is scored by. Raises Invalid for a month that is none."""
        bounds(month, self._zone)
        return self._book.of_month(month)

    def _penalties_at(self, at: float) -> Penalties:
        return self._book.of_month(self._month_of(at))

    # --- offences ------------------------------------------------------------------------------------------------

    async def page(self, which: CaseFilter, *, limit: int, offset: int) -> tuple[int, tuple[QualityCase, ...]]:
        """How many match, and one page of them, newest first. Raises Invalid for a month that is none."""
        query = select(QualityCaseRow).where(*self.where(which))
        async with self._database.reading() as session:
            total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
            ordered = query.order_by(QualityCaseRow.at.desc(), QualityCaseRow.case_id)
            rows = await session.scalars(ordered.limit(limit).offset(offset))
            return total, tuple(case_of(row) for row in rows)

    async def case(self, case_id: str) -> QualityCase:
        """One. Raises NotFound."""
        async with self._database.reading() as session:
            return case_of(await _row(session, case_id))

    async def enter(self, new: NewCase, by: AgentView) -> QualityCase:
        """A person saw it: it waits to be confirmed like a proposal. Raises Invalid for a rule that is none."""
        if not 0 <= new.happened_at <= time.time():
            why = {"happened_at": "不能晚于现在 / must not lie in the future"}
            raise Invalid("发生时间不对", "the time is wrong", why)
        if self._penalties_at(new.happened_at).bounds(new.rule) is None:
            raise Invalid("没有这条考评规定", "there is no such rule", {"rule": "没有这条规定 / unknown"})
        event = CaseOpened(
            at=time.time(),
            case_id=str(uuid.uuid4()),
            agent_id=new.agent_id,
            rule=new.rule,
            happened_at=new.happened_at,
            source=Source.PERSON,
            proof=Proof(
                call_id=new.call_id,
                ticket_number=new.ticket_number,
                at_ms=new.at_ms,
                words=reason_of(new.words, "words"),
                what=_what(self._penalties_at(new.happened_at), new.rule),
                rules_version=self._rules_version,
            ),
            by=by.agent_id,
        )
        await self._log.append_desk(event)
        return await self.case(event.case_id)

    async def decide(self, event: CaseEvent) -> QualityCase:
        """Log the decision. Raises NotFound, Conflict where the state or the person does not allow it."""

        async def work(session: AsyncSession) -> QualityCase:
            case = case_of(await _row(session, event.case_id))
            if not takes(case, event):
                raise Conflict(
                    "现在不能这样处理：状态不允许，或应由他人决定",
                    "not now: its state does not allow it, or somebody else has to decide",
                )
            await self._log.append_within(session, event)
            return case_of(await session.get_one(QualityCaseRow, event.case_id))

        return await self._log.in_transaction(work)

    def confirmed(self, case: QualityCase, data: Confirmation, by: AgentView) -> CaseConfirmed:
        """As proposed where nothing else is named. Raises Invalid for a rule or points that are none."""
        rule = data.rule or case.rule
        proposed = self.proposed_points(case) if rule == case.rule else None
        bounds_of = self._penalties_at(case.at).bounds(rule)
        return CaseConfirmed(
            at=time.time(),
            case_id=case.case_id,
            by=by.agent_id,
            rule=rule,
            points=_points_of(bounds_of, data.points if data.points is not None else proposed),
            reason=data.reason.strip(),
        )

    def proposed_points(self, case: QualityCase) -> int | None:
        """The points that the system proposed; None for what a person entered."""
        fits = (one.points for one in self._penalties_at(case.at).sights if one.rule == case.rule)
        return next(fits, None) if case.source is Source.SYSTEM else None

    def rules(self) -> tuple[RuleView, ...]:
        """Every rule that can be confirmed or given."""
        offences = (
            RuleView(rule=one.rule, what=one.what, least=one.least, most=one.most) for one in self.penalties.offences
        )
        told = (RuleView(rule=one.rule, what=one.case, least=0, most=0) for one in self.penalties.concealment)
        given = (
            RuleView(rule=one.rule, what=one.what, least=one.points, most=one.points, bonus=True)
            for one in self.penalties.bonuses
        )
        return (*offences, *told, *given)

    # --- bonuses, adjustments, reports ---------------------------------------------------------------------------

    async def give(self, agent_id: str, month: str, rule: str, reason: str, by: AgentView) -> str:
        """A bonus (PEN-2). Returns its id. Raises Invalid for a rule or month that is none."""
        bonus = next((one for one in self.penalties_of(month).bonuses if one.rule == rule), None)
        if bonus is None:
            raise Invalid("没有这项加分", "there is no such bonus", {"rule": "没有这项 / unknown"})
        event = BonusGiven(
            at=time.time(),
            entry_id=str(uuid.uuid4()),
            agent_id=agent_id,
            month=month,
            rule=rule,
            points=bonus.points,
            by=by.agent_id,
            reason=reason_of(reason),
        )
        await self._log.append_desk(event)
        return event.entry_id

    async def adjust(self, agent_id: str, month: str, points: int, reason: str, by: AgentView) -> str:
        """PEN-8. Returns its id. Raises Invalid outside -5 to +5, without a reason, or for a month that is none."""
        rule = self.penalties_of(month).adjustment
        if not rule.least <= points <= rule.most:
            why = {"points": f"只能是 {rule.least}～{rule.most} 分 / between {rule.least} and {rule.most}"}
            raise Invalid("调整分值超出规定", "the adjustment is outside the rule", why)
        event = MonthAdjusted(
            at=time.time(),
            entry_id=str(uuid.uuid4()),
            agent_id=agent_id,
            month=month,
            points=points,
            by=by.agent_id,
            reason=reason_of(reason),
        )
        await self._log.append_desk(event)
        return event.entry_id

    async def report(self, month: str, calls: int, tickets: int, by: AgentView) -> str:
        """The agent's own report of a month's work load. Returns its id. Raises Invalid for a month that goes on."""
        _, ends = bounds(month, self._zone)
        if ends > time.time():
            why = {"month": "这个月还没有结束 / the month goes on"}
            raise Invalid("月份没有结束，不能上报", "a month is reported when it is over", why)
        event = WorkReported(
            at=time.time(),
            entry_id=_work_id(month, by),
            agent_id=by.agent_id,
            month=month,
            calls=calls,
            tickets=tickets,
        )
        await self._log.append_desk(event)
        return event.entry_id

    async def reported(self, month: str, by: AgentView) -> WorkReported | None:
        """What this person reported for the month, as it was first."""
        async with self._database.reading() as session:
            row = await session.get(QualityEntryRow, _work_id(month, by))
            found = entry_of(row) if row is not None else None
        return found if isinstance(found, WorkReported) else None

    async def entry(self, entry_id: str) -> BonusGiven | MonthAdjusted:
        """A bonus or an adjustment. Raises NotFound; an agent's report of the work load is none (PEN-4)."""
        async with self._database.reading() as session:
            row = await session.get(QualityEntryRow, entry_id)
            found = entry_of(row) if row is not None else None
        if found is None or isinstance(found, WorkReported):
            raise NotFound("没有这条加分或调整", "there is no such bonus or adjustment")
        return found

    async def withdraw_entry(self, entry_id: str, reason: str, by: AgentView) -> None:
        """Take a bonus or an adjustment back. Raises NotFound, Conflict for one that is taken back already."""
        event = EntryWithdrawn(at=time.time(), entry_id=entry_id, by=by.agent_id, reason=reason_of(reason))

        async def work(session: AsyncSession) -> None:
            row = await session.get(QualityEntryRow, entry_id)
            if row is None:
                raise NotFound("没有这条记录", "there is no such entry")
            if row.withdrawn:
                raise Conflict("这条记录已撤回", "it is taken back already")
            await self._log.append_within(session, event)

        await self._log.in_transaction(work)

    # --- scores --------------------------------------------------------------------------------------------------

    async def scores(
        self, month: str, agents: Iterable[str], penalties: Penalties | None = None
    ) -> tuple[MonthScore, ...]:
        """The month of these agents, best first, with what PEN-9 tells; by other `penalties` where they are given.
        Raises Invalid for a month that is none."""
        rules = penalties or self.penalties_of(month)
        ids = tuple(agents)
        longest = max((one.months for one in rules.thresholds), default=1)
        months = [month]
        while len(months) < longest:
            months.insert(0, before(months[0]))
        folded = [
            ranked([await self._score(one, each, penalties or self.penalties_of(each)) for one in ids])
            for each in months
        ]
        return with_thresholds(folded, rules)

    async def replay(self, month: str, agents: Iterable[str], penalties: Penalties) -> tuple[ScoreChange, ...]:
        """The month under other rules: what would change, before it counts."""
        ids = tuple(agents)
        return changes(await self.scores(month, ids), await self.scores(month, ids, penalties))

    async def _score(self, agent_id: str, month: str, penalties: Penalties) -> MonthScore:
        which = CaseFilter(agent_id=agent_id, month=month)
        entries = select(QualityEntryRow).where(
            QualityEntryRow.month == month,
            QualityEntryRow.agent_id == agent_id,
            QualityEntryRow.withdrawn.is_(False),
        )
        async with self._database.reading() as session:
            cases = [case_of(row) for row in await session.scalars(select(QualityCaseRow).where(*self.where(which)))]
            found = [entry_of(row) for row in await session.scalars(entries)]
        bonuses = [one for one in found if isinstance(one, BonusGiven)]
        adjusted = [one for one in found if isinstance(one, MonthAdjusted)]
        return month_score(agent_id, month, cases, bonuses, adjusted, penalties)

    def this_month(self) -> str:
        """The month of now, by the site's clock."""
        return self._month_of(time.time())

    def _month_of(self, at: float) -> str:
        return datetime.fromtimestamp(at, self._zone).strftime("%Y-%m")

    def where(self, which: CaseFilter) -> list[ColumnElement[bool]]:
        """What rows match. Raises Invalid for a month that is none."""
        wanted: list[ColumnElement[bool]] = []
        for column, value in (
            (QualityCaseRow.state, which.state),
            (QualityCaseRow.agent_id, which.agent_id),
            (QualityCaseRow.rule, which.rule),
            (QualityCaseRow.call_id, which.call_id),
        ):
            if value is not None:
                wanted.append(column == value)
        if which.states:
            wanted.append(QualityCaseRow.state.in_(which.states))
        if which.among is not None:
            wanted.append(QualityCaseRow.agent_id.in_(which.among))
        if which.month is not None:
            begins, ends = bounds(which.month, self._zone)
            wanted += [QualityCaseRow.at >= begins, QualityCaseRow.at < ends]
        return wanted


def reason_of(text: str, field: str = "reason") -> str:
    """A reason that says something. Raises Invalid."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        why = f"必填，最多 {LONGEST} 字 / required, at most {LONGEST} characters"
        raise Invalid("请写明理由", "give the reason", {field: why})
    return text


def _points_of(within: tuple[int, int] | None, points: int | None) -> int:
    """The points that a confirmation takes; the least of the rule where none are named. Raises Invalid."""
    if within is None:
        raise Invalid("没有这条考评规定", "there is no such rule", {"rule": "没有这条规定 / unknown"})
    least, most = within
    chosen = least if points is None else points
    if not least <= chosen <= most:
        why = {"points": f"只能是 {least}～{most} 分 / between {least} and {most}"}
        raise Invalid("分值超出规定", "the points are outside the rule", why)
    return chosen


def _what(penalties: Penalties, rule: str) -> Text:
    known = {one.rule: one.what for one in penalties.offences}
    return known.get(rule) or next(one.case for one in penalties.concealment if one.rule == rule)


async def _row(session: AsyncSession, case_id: str) -> QualityCaseRow:
    row = await session.get(QualityCaseRow, case_id)
    if row is None:
        raise NotFound("没有这条考评记录", "there is no such case")
    return row


def _work_id(month: str, by: AgentView) -> str:
    return f"work:{by.agent_id}:{month}"
