"""Endpoints of web hooks and their deliveries, as administrators see and change them."""

import time
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from api.db import Database
from api.errors import Conflict, Invalid, NotFound
from api.outbox.follower import end_of
from api.schemas.outbox import OutState
from api.schemas.webhooks import DeliveryView, NewWebhook, WebhookView
from api.webhooks.kinds import NAMES
from api.webhooks.signing import new_secret
from api.webhooks.tables import DeliveryRow, WebhookRow

LONGEST_URL = 500
MOST_ENDPOINTS = 50


class WebhookShelf:
    """Reads and changes endpoints."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, new: NewWebhook, user_id: str) -> WebhookView:
        """A new endpoint; it is told of what happens from now on. Raises Invalid, Conflict for one too many."""
        _check(new)
        async with self._database.writing() as session:
            if (await session.scalar(select(func.count()).select_from(WebhookRow)) or 0) >= MOST_ENDPOINTS:
                raise Conflict(f"最多 {MOST_ENDPOINTS} 个推送地址", f"at most {MOST_ENDPOINTS} endpoints")
            row = WebhookRow(
                webhook_id=str(uuid7()),
                url=new.url.strip(),
                secret=new_secret(),
                kinds=" ".join(dict.fromkeys(new.kinds)),
                active=True,
                created_at=time.time(),
                created_by=user_id,
                since=await end_of(session),
            )
            session.add(row)
        return _view(row, {}, secret=row.secret)

    async def all(self) -> tuple[WebhookView, ...]:
        """Every endpoint, oldest first, with what waits and what was given up."""
        async with self._database.reading() as session:
            counts = await _counts(session)
            rows = await session.scalars(select(WebhookRow).order_by(WebhookRow.webhook_id))
            return tuple(_view(row, counts) for row in rows)

    async def switch(self, webhook_id: str, *, active: bool) -> WebhookView:
        """Stop telling it, or go on with what has waited and what happens from now on. Raises NotFound."""
        async with self._database.writing() as session:
            row = await _endpoint(session, webhook_id)
            if active and not row.active:
                row.since = await end_of(session)
            row.active = active
            return _view(row, await _counts(session))

    async def remove(self, webhook_id: str) -> None:
        """Forget it, with its deliveries. Raises NotFound."""
        async with self._database.writing() as session:
            await session.delete(await _endpoint(session, webhook_id))

    async def deliveries(
        self, webhook_id: str, state: OutState | None, *, limit: int, offset: int
    ) -> tuple[int, tuple[DeliveryView, ...]]:
        """How many there are, and one page of them, newest first. Raises NotFound."""
        query = select(DeliveryRow).where(DeliveryRow.webhook_id == webhook_id)
        if state is not None:
            query = query.where(DeliveryRow.state == state)
        async with self._database.reading() as session:
            await _endpoint(session, webhook_id)
            total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
            ordered = query.order_by(DeliveryRow.log_number.desc()).limit(limit).offset(offset)
            return total, tuple(delivery_view(row) for row in await session.scalars(ordered))

    async def redeliver(self, delivery_id: str) -> DeliveryView:
        """Send it (again), with every try that a new one has. Raises NotFound."""
        async with self._database.writing() as session:
            row = await session.get(DeliveryRow, delivery_id)
            if row is None:
                raise NotFound("没有这条推送记录", "there is no such delivery")
            row.state, row.tries, row.next_at = OutState.WAITING, 0, time.time()
            return delivery_view(row)


def _check(new: NewWebhook) -> None:
    fields = {}
    url = new.url.strip()
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        sound = sound and "@" not in parts.netloc and url.isprintable() and " " not in url
    except ValueError:
        sound = False
    if not sound or len(url) > LONGEST_URL:
        fields["url"] = "要以 http:// 或 https:// 开头的完整地址，不带密码 / a whole http or https address, no login"
    unknown = [kind for kind in new.kinds if kind not in NAMES]
    if unknown:
        fields["kinds"] = f"没有这种事件：{'、'.join(unknown)[:100]} / no such kinds"
    if fields:
        raise Invalid("推送地址没有填好", "the endpoint is not complete", fields)


async def _endpoint(session: AsyncSession, webhook_id: str) -> WebhookRow:
    row = await session.get(WebhookRow, webhook_id)
    if row is None:
        raise NotFound("没有这个推送地址", "there is no such endpoint")
    return row


async def _counts(session: AsyncSession) -> dict[tuple[str, str], int]:
    query = (
        select(DeliveryRow.webhook_id, DeliveryRow.state, func.count())
        .where(DeliveryRow.state != OutState.SENT)
        .group_by(DeliveryRow.webhook_id, DeliveryRow.state)
    )
    return {(row[0], row[1]): row[2] for row in await session.execute(query)}


def _view(row: WebhookRow, counts: dict[tuple[str, str], int], secret: str = "") -> WebhookView:
    return WebhookView(
        webhook_id=row.webhook_id,
        url=row.url,
        kinds=tuple(row.kinds.split()),
        active=row.active,
        created_at=row.created_at,
        waiting=counts.get((row.webhook_id, OutState.WAITING), 0),
        dead=counts.get((row.webhook_id, OutState.DEAD), 0),
        secret=secret,
    )


def delivery_view(row: DeliveryRow) -> DeliveryView:
    """The delivery as the API shows it."""
    state = OutState(row.state)
    return DeliveryView(
        delivery_id=row.delivery_id,
        webhook_id=row.webhook_id,
        kind=row.kind,
        state=state,
        created_at=row.created_at,
        tries=row.tries,
        next_at=row.next_at if state is OutState.WAITING else None,
        sent_at=row.sent_at,
        last_status=row.last_status,
        last_error=row.last_error,
        body=row.body,
    )
