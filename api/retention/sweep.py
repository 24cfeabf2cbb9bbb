"""Deletes what is kept for a time only: what was sent to programs and people, letters that were no complaint, the
words of performance forms.

Complaint forms, and letters that became or belong to one, are kept for good (FORM); recordings have their own rule
(`api.recordings`). What was given up stays until somebody has looked at it.
"""

import time

import msgspec
from sqlalchemy import ColumnElement, delete, select

from api.background import repeated
from api.db import Database
from api.mail.tables import AttachmentRow, LetterRow, SentMailRow
from api.retention import performance
from api.schemas.mail import Fate
from api.schemas.outbox import OutState
from api.webhooks.tables import DeliveryRow

SWEEP_S = 3600.0
DAY_S = 86_400.0


class KeptFor(msgspec.Struct, frozen=True, kw_only=True):
    """Days; 0: for ever."""

    sent_days: int
    """Deliveries of web hooks and letters of ours, after they were sent."""
    letter_days: int
    """Letters that were ignored or dismissed, after they came."""
    performance_days: int = 0
    """The words of performance forms, after they were written (FORM: two years)."""


class Sweep:
    """Runs beside the desk."""

    def __init__(self, database: Database, rule: KeptFor) -> None:
        self._database = database
        self._rule = rule

    async def run(self) -> None:
        """Each hour, until it is cancelled."""
        await repeated("retention", lambda: self.once(time.time()), SWEEP_S)

    async def once(self, now: float) -> None:
        """Delete what the rule lets go at `now`, Unix seconds."""
        if self._rule.sent_days > 0:
            before = now - self._rule.sent_days * DAY_S
            async with self._database.writing() as session:
                for table in (DeliveryRow, SentMailRow):
                    await session.execute(delete(table).where(table.state == OutState.SENT, table.sent_at < before))
        if self._rule.letter_days > 0:
            old = _no_complaint(now - self._rule.letter_days * DAY_S)
            async with self._database.writing() as session:
                of_old = select(LetterRow.letter_id).where(*old)
                await session.execute(delete(AttachmentRow).where(AttachmentRow.letter_id.in_(of_old)))
                await session.execute(delete(LetterRow).where(*old))
        if self._rule.performance_days > 0:
            await performance.forget(self._database, now - self._rule.performance_days * DAY_S, now)


def _no_complaint(before: float) -> tuple[ColumnElement[bool], ...]:
    fates = (Fate.IGNORED, Fate.DISMISSED)
    return (LetterRow.fate.in_(fates), LetterRow.ticket_number == "", LetterRow.received_at < before)
