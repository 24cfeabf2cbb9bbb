"""Letters of ours in the database: put in with their cause, handed out when due, marked by the answer."""

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from api.db import Database
from api.mail.compose import Composed
from api.mail.smtp import Sent
from api.mail.tables import SentMailRow
from api.outbox.plan import next_try
from api.schemas.outbox import OutState

AT_ONCE = 10


class DueMail(msgspec.Struct, frozen=True, kw_only=True):
    """A letter to be sent now."""

    mail_id: str
    recipient: str
    content: bytes


async def queue(
    session: AsyncSession, letter: Composed, *, purpose: str, cause: str, ticket: str, now: float
) -> None:
    """Put a letter into the outbox, within a transaction; the same cause is answered once."""
    there = select(SentMailRow.mail_id).where(SentMailRow.purpose == purpose, SentMailRow.cause == cause)
    if await session.scalar(there) is not None:
        return
    session.add(
        SentMailRow(
            mail_id=str(uuid7()),
            purpose=purpose,
            cause=cause,
            recipient=letter.recipient,
            subject=letter.subject[:300],
            message_id=letter.message_id,
            content=letter.content,
            ticket_number=ticket,
            state=OutState.WAITING,
            created_at=now,
            next_at=now,
            tries=0,
            last_error="",
            sent_at=None,
        )
    )


class Outgoing:
    """The rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now: float) -> list[DueMail]:
        """A few letters that are to be sent now, the longest due first."""
        query = (
            select(SentMailRow)
            .where(SentMailRow.state == OutState.WAITING, SentMailRow.next_at <= now)
            .order_by(SentMailRow.next_at, SentMailRow.mail_id)
            .limit(AT_ONCE)
        )
        async with self._database.reading() as session:
            return [
                DueMail(mail_id=row.mail_id, recipient=row.recipient, content=row.content)
                for row in await session.scalars(query)
            ]

    async def answered(self, mail_id: str, sent: Sent, now: float) -> None:
        """Write down what came of sending it."""
        async with self._database.writing() as session:
            row = await session.get_one(SentMailRow, mail_id)
            row.tries += 1
            row.last_error = sent.why
            again = None if sent.for_good else next_try(row.tries, now)
            if sent.taken:
                row.state, row.sent_at = OutState.SENT, now
            elif again is None:
                row.state = OutState.DEAD
            else:
                row.next_at = again
