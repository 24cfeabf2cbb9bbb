"""The audit log as it is read: pages, the whole of it for an export, and whether its chain holds."""

import time
from collections.abc import AsyncIterator

import msgspec
from sqlalchemy import Select, func, select

from api.audit.chain import Broken, Walk
from api.audit.events import AuditSealed
from api.audit.ledger import entry, link_of, note
from api.background import repeated
from api.db import Database
from api.log import EventLog
from api.models import AccessRow, EventRow
from api.schemas import AuditEntry, AuditState

PORTION = 1000
SEAL_EVERY_S = 86_400.0
_SEAL = msgspec.json.Decoder(AuditSealed)


class AuditFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries a list shows; times are Unix seconds."""

    user_id: str = ""
    what: str = ""
    subject: str = ""
    since: float | None = None
    until: float | None = None


class AuditShelf:
    """Reads, verifies and seals the audit log."""

    def __init__(self, database: Database, event_log: EventLog) -> None:
        self._database = database
        self._log = event_log

    async def note(self, user_id: str, what: str, subject: str, detail: str = "") -> None:
        """Somebody did something to accounts or opened data: one entry, in a transaction of its own."""
        async with self._database.writing() as session:
            await note(session, [entry(user_id, what, subject, detail)])

    async def page(self, which: AuditFilter, *, limit: int, offset: int) -> tuple[int, tuple[AuditEntry, ...]]:
        """How many entries match, and one page of them, newest first."""
        query = _where(select(AccessRow), which)
        async with self._database.reading() as session:
            total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
            rows = await session.scalars(query.order_by(AccessRow.number.desc()).limit(limit).offset(offset))
            return total, tuple(_view(row) for row in rows)

    async def everything(self, which: AuditFilter) -> AsyncIterator[AuditEntry]:
        """Every entry that matches, oldest first."""
        async for row in self._rows(which):
            yield _view(row)

    async def verify(self) -> AuditState:
        """Walk the whole chain, and compare it with its seals in the event log."""
        seals = await self._seals()
        walk = Walk()
        broken: Broken | None = None
        async for row in self._rows(AuditFilter()):
            walk.step(link_of(row))
            if walk.broken is None and seals.pop(walk.count, walk.head) != walk.head:
                broken = Broken(number=walk.count, zh="与封存的校验值不符", en="it is not what was sealed")
                break
        broken = walk.broken or broken
        if broken is None and seals:
            lost = walk.count + 1
            broken = Broken(number=lost, zh=f"第 {lost} 条起被删除", en=f"entries from {lost} on are gone")
        return AuditState(
            entries=walk.count,
            head=walk.head,
            broken_at=broken.number if broken is not None else None,
            zh=broken.zh if broken is not None else "",
            en=broken.en if broken is not None else "",
        )

    async def seal(self) -> None:
        """Write into the event log how far the chain is; nothing where the last seal says the same."""
        async with self._database.reading() as session:
            newest = (await session.scalars(select(AccessRow).order_by(AccessRow.number.desc()).limit(1))).first()
        if newest is not None and newest.number not in await self._seals():
            await self._log.append_desk(AuditSealed(at=time.time(), number=newest.number, hash=newest.hash))

    async def run(self) -> None:
        """Seal now, and once a day."""
        await repeated("audit", self.seal, SEAL_EVERY_S)

    async def _seals(self) -> dict[int, str]:
        query = select(EventRow.payload).where(EventRow.kind == AuditSealed.__name__)
        async with self._database.reading() as session:
            seals = [_SEAL.decode(payload) for payload in await session.scalars(query)]
        return {one.number: one.hash for one in seals}

    async def _rows(self, which: AuditFilter) -> AsyncIterator[AccessRow]:
        after = 0
        while True:
            query = _where(select(AccessRow), which).where(AccessRow.number > after)
            async with self._database.reading() as session:
                rows = (await session.scalars(query.order_by(AccessRow.number).limit(PORTION))).all()
            for row in rows:
                yield row
                after = row.number
            if len(rows) < PORTION:
                return


def _where(query: Select[AccessRow], which: AuditFilter) -> Select[AccessRow]:
    for column, wanted in (
        (AccessRow.user_id, which.user_id),
        (AccessRow.what, which.what),
        (AccessRow.subject, which.subject),
    ):
        if wanted:
            query = query.where(column == wanted)
    if which.since is not None:
        query = query.where(AccessRow.at >= which.since)
    return query.where(AccessRow.at < which.until) if which.until is not None else query


def _view(row: AccessRow) -> AuditEntry:
    return AuditEntry(
        number=row.number,
        at=row.at,
        user_id=row.user_id,
        what=row.what,
        subject=row.subject,
        detail=row.detail,
        previous=row.previous,
        hash=row.hash,
    )
