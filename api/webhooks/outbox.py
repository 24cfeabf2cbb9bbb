"""Deliveries in the database: made from the log's entries, handed out when due, marked by the answer."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from api.db import Database
from api.outbox.follower import Entry
from api.outbox.plan import next_try
from api.schemas.outbox import OutState
from api.webhooks.kinds import body_of, public_name
from api.webhooks.tables import DeliveryRow, WebhookRow

AT_ONCE = 8
GONE = 410
"""The receiver says that it never wants this again: given up at once."""


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery to be made now."""

    delivery_id: str
    message_id: str
    url: str
    secret: str
    body: str


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the receiver said; `status` None: it was not reached, `why` says so."""

    status: int | None = None
    why: str = ""
    asked_s: float = 0.0
    """The pause that it asked for (Retry-After)."""

    @property
    def taken(self) -> bool:
        """Whether it has the message."""
        return self.status is not None and 200 <= self.status < 300


class Deliveries:
    """The rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, session: AsyncSession, entries: Sequence[Entry]) -> None:
        """One delivery for each endpoint that wants an entry."""
        if not entries:
            return
        rows = (await session.scalars(select(WebhookRow).where(WebhookRow.active.is_(True)))).all()
        for entry in entries:
            kind = public_name(type(entry.event).__name__)
            wanting = [row for row in rows if _wants(row, entry, kind)]
            body = body_of(entry.event) if wanting else ""
            for row in wanting:
                session.add(
                    DeliveryRow(
                        delivery_id=str(uuid7()),
                        webhook_id=row.webhook_id,
                        log_number=entry.number,
                        kind=kind,
                        body=body,
                        state=OutState.WAITING,
                        created_at=entry.event.at,
                        next_at=entry.event.at,
                        tries=0,
                        last_status=None,
                        last_error="",
                        sent_at=None,
                    )
                )

    async def due(self, now: float) -> dict[str, list[Due]]:
        """What is to be sent now, by endpoint: the longest due first, a few of each that is switched on."""
        found: dict[str, list[Due]] = {}
        async with self._database.reading() as session:
            for endpoint in (await session.scalars(select(WebhookRow).where(WebhookRow.active.is_(True)))).all():
                query = (
                    select(DeliveryRow)
                    .where(
                        DeliveryRow.webhook_id == endpoint.webhook_id,
                        DeliveryRow.state == OutState.WAITING,
                        DeliveryRow.next_at <= now,
                    )
                    .order_by(DeliveryRow.next_at, DeliveryRow.log_number)
                    .limit(AT_ONCE)
                )
                due = [_due(row, endpoint) for row in await session.scalars(query)]
                if due:
                    found[endpoint.webhook_id] = due
        return found

    async def answered(self, results: Sequence[tuple[Due, Answer]], now: float) -> None:
        """Write down what came of a round of requests."""
        async with self._database.writing() as session:
            for due, answer in results:
                row = await session.get(DeliveryRow, due.delivery_id)
                if row is not None:  # its endpoint may have been removed meanwhile
                    _mark(row, answer, now)


def _wants(row: WebhookRow, entry: Entry, kind: str) -> bool:
    return entry.number > row.since and (not row.kinds or kind in row.kinds.split())


def _due(row: DeliveryRow, endpoint: WebhookRow) -> Due:
    return Due(
        delivery_id=row.delivery_id,
        message_id=f"evt-{row.log_number}",
        url=endpoint.url,
        secret=endpoint.secret,
        body=row.body,
    )


def _mark(row: DeliveryRow, answer: Answer, now: float) -> None:
    row.tries += 1
    row.last_status = answer.status
    row.last_error = answer.why[:200]
    if answer.taken:
        row.state, row.sent_at = OutState.SENT, now
        return
    again = None if answer.status == GONE else next_try(row.tries, now, answer.asked_s)
    if again is None:
        row.state = OutState.DEAD
    else:
        row.next_at = again
