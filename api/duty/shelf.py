"""The duty list as it is read, and what people write into it: an excuse, or what came of a promise or follow-up."""

import time

import msgspec
from msgspec.structs import replace
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.agents.organisation import site_names
from api.db import Database
from api.duty.ledger import item_of
from api.duty.promises import BY_A_TIME
from api.duty.sight import shown
from api.errors import Conflict, Forbidden, Invalid, NotFound
from api.log import EventLog
from api.log_events import DutyAnswered, DutyExcused
from api.models import DutyRow
from api.privacy import masked
from api.queues.sites import Seen, seen_by, seen_of, with_queues
from api.residents.book import ResidentBook
from api.rights import Right, masks, may
from api.schemas import AgentView, DutyDone, DutyItem, DutyKind, DutyState, ResidentView
from telephony.acd.plan import SitePlan

EXCUSED_BY_ANYBODY = (DutyKind.SHORT, DutyKind.WITHHELD)
"""What else is owed only a supervisor lets go."""
LONGEST_REASON = 200


class DutyFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which items a list shows."""

    state: DutyState | None = DutyState.OPEN
    kind: DutyKind | None = None


class DutyShelf:
    """Reads and excuses items."""

    def __init__(self, database: Database, log: EventLog, residents: ResidentBook, plan: SitePlan) -> None:
        self._database = database
        self._log = log
        self._residents = residents
        self._plan = plan

    async def page(
        self, which: DutyFilter, by: AgentView, *, limit: int, offset: int
    ) -> tuple[int, tuple[DutyItem, ...]]:
        """How many items match, of those that this person sees, and one page of them: open ones by when they are due
        (a missed call at once), closed ones newest first."""
        query = select(DutyRow).where(self._shown_to(by))
        if which.state is not None:
            query = query.where(DutyRow.state == which.state)
        if which.kind is not None:
            query = query.where(DutyRow.kind == which.kind)
        oldest_first = which.state is DutyState.OPEN
        order = func.coalesce(DutyRow.due_at, DutyRow.first_at).asc() if oldest_first else DutyRow.last_at.desc()
        async with self._database.reading() as session:
            total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
            rows = await session.scalars(query.order_by(order, DutyRow.item_id).limit(limit).offset(offset))
            items = [item_of(row) for row in rows]
        return total, tuple([await self._shown(item, masks(by)) for item in items])

    async def counts(self, seen: Seen, due_before: float | None = None) -> dict[str, int]:
        """Open items by kind; with `due_before` (Unix seconds) without those that are due later."""
        query = select(DutyRow.kind, func.count()).where(DutyRow.state == DutyState.OPEN).group_by(DutyRow.kind)
        query = query.where(shown(seen))
        if due_before is not None:
            query = query.where(func.coalesce(DutyRow.due_at, 0.0) < due_before)
        async with self._database.reading() as session:
            return {row[0]: row[1] for row in await session.execute(query)}

    async def open_by_site(self, due_before: float) -> dict[str, int]:
        """How many are open and due before then, of those that each site sees, by its key; under the empty key of
        all. Only that where no queue is of a site."""
        async with self._database.reading() as session:
            names = await site_names(session)
        sites = ("", *names) if with_queues(self._plan, names) else ("",)
        return {one: sum((await self.counts(seen_of(one, self._plan), due_before)).values()) for one in sites}

    async def item(self, item_id: str, by: AgentView) -> DutyItem:
        """One item. Raises NotFound, also for one of another site."""
        async with self._database.reading() as session:
            return item_of(await self._row(session, item_id, by))

    async def _row(self, session: AsyncSession, item_id: str, by: AgentView) -> DutyRow:
        query = select(DutyRow).where(DutyRow.item_id == item_id, self._shown_to(by))
        row = (await session.scalars(query)).first()
        if row is None:
            raise NotFound("没有这条待回拨记录", "there is no such item")
        return row

    def _shown_to(self, by: AgentView) -> ColumnElement[bool]:
        return shown(seen_by(by, self._plan))

    async def excuse(self, item_id: str, reason: str, by: AgentView) -> DutyItem:
        """Nothing is owed any more. The same person excusing it again changes nothing.

        Raises NotFound, Conflict for an item that is closed, Forbidden, Invalid without a reason.
        """
        reason = reason.strip()
        if not reason or len(reason) > LONGEST_REASON:
            raise Invalid(
                "请填写免回拨原因",
                "say why nobody rings back",
                {"reason": f"必填，最多 {LONGEST_REASON} 字 / required, at most {LONGEST_REASON} characters"},
            )

        async def work(session: AsyncSession) -> DutyItem:
            item = item_of(await self._row(session, item_id, by))
            _check(item, reason, by)
            if item.state is DutyState.OPEN:
                event = DutyExcused(at=time.time(), item_id=item_id, agent_id=by.agent_id, reason=reason)
                await self._log.append_within(session, event)
            return item_of(await session.get_one(DutyRow, item_id))

        return await self._shown(await self._log.in_transaction(work), mask=False)

    async def answer(self, item_id: str, done: DutyDone, by: AgentView) -> DutyItem:
        """A promise was kept, a follow-up made. The same person saying the same again changes nothing.

        Raises NotFound, Conflict for an item that is closed or is not due by a time, Invalid without a result.
        """
        result = done.result.strip()
        if not result or len(result) > LONGEST_REASON:
            raise Invalid(
                "请填写回复结果",
                "say what came of it",
                {"result": f"必填，最多 {LONGEST_REASON} 字 / required, at most {LONGEST_REASON} characters"},
            )

        async def work(session: AsyncSession) -> DutyItem:
            item = item_of(await self._row(session, item_id, by))
            if item.kind not in BY_A_TIME:
                raise Conflict("这一条要回拨接通后自动销项", "this one is settled by talking with the caller")
            same = item.state is DutyState.DONE and (item.closed_by, item.reason) == (by.agent_id, result)
            if item.state is not DutyState.OPEN and not same:
                raise Conflict("这一条已经处理过了，请刷新列表", "this item is closed already; load the list again")
            if item.state is DutyState.OPEN:
                event = DutyAnswered(
                    at=time.time(),
                    item_id=item_id,
                    agent_id=by.agent_id,
                    result=result,
                    satisfied=done.satisfied,
                )
                await self._log.append_within(session, event)
            return item_of(await session.get_one(DutyRow, item_id))

        return await self._shown(await self._log.in_transaction(work), mask=False)

    async def _shown(self, item: DutyItem, mask: bool) -> DutyItem:
        if mask:
            return replace(item, number=masked(item.number), resident_id="")
        return replace(item, resident=await self._resident(item))

    async def _resident(self, item: DutyItem) -> ResidentView | None:
        """Who was chosen in the call; else, or where that one is known no more, whoever the number belongs to."""
        chosen = await self._residents.known(item.resident_id) if item.resident_id else None
        return chosen if chosen is not None else await self._residents.of_number(item.number)


def _check(item: DutyItem, reason: str, by: AgentView) -> None:
    if item.kind not in EXCUSED_BY_ANYBODY and not may(by, Right.EXCUSE_DUTY):
        raise Forbidden("只有主管可以免回拨这一条", "only a supervisor may excuse this one")
    same = item.state is DutyState.EXCUSED and (item.closed_by, item.reason) == (by.agent_id, reason)
    if item.state is not DutyState.OPEN and not same:
        raise Conflict("这一条已经处理过了，请刷新列表", "this item is closed already; load the list again")
