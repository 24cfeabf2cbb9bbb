"""Letters as people see them: what came in and waits for a decision, what went out or was given up."""

import time
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.channels import OpenCase
from api.db import Database
from api.errors import Conflict, Invalid, NotFound
from api.log import EventLog
from api.mail.form import complaint_of, joined
from api.mail.tables import AttachmentRow, LetterRow, SentMailRow
from api.mail.threads import about, letter_of, more_of, settle
from api.schemas import AgentView, Complaint
from api.schemas.mail import AttachmentView, Fate, LetterThread, LetterView, SentMailView
from api.schemas.outbox import OutState
from scripts_lib.loader import Library
from scripts_lib.model import Channel

LONGEST_REASON = 200


class MailShelf:
    """Reads letters, and keeps what people decide."""

    def __init__(self, database: Database, log: EventLog, open_case: OpenCase) -> None:
        self._database = database
        self._log = log
        self._open_case = open_case

    async def letters(self, fate: Fate | None, *, limit: int, offset: int) -> tuple[int, tuple[LetterView, ...]]:
        """How many there are, and one page, newest first, without their text."""
        query = select(LetterRow)
        if fate is not None:
            query = query.where(LetterRow.fate == fate)
        async with self._database.reading() as session:
            total = await _count(session, query)
            ordered = query.order_by(LetterRow.received_at.desc(), LetterRow.letter_id.desc())
            rows = await session.scalars(ordered.limit(limit).offset(offset))
            return total, tuple(_letter(row) for row in rows)

    async def of_ticket(self, number: str) -> tuple[LetterView, ...]:
        """The letters that belong to a ticket, oldest first, with their text."""
        query = select(LetterRow).where(LetterRow.ticket_number == number).order_by(LetterRow.received_at)
        async with self._database.reading() as session:
            rows = (await session.scalars(query)).all()
            return tuple([await _whole(session, row) for row in rows])

    async def counts(self) -> dict[Fate, int]:
        """How many letters there are of each fate."""
        query = select(LetterRow.fate, func.count()).group_by(LetterRow.fate)
        async with self._database.reading() as session:
            return {Fate(row[0]): row[1] for row in await session.execute(query)}

    async def thread(self, letter_id: str) -> LetterThread:
        """A letter with text, those that complete it, what we wrote back. Raises NotFound."""
        async with self._database.reading() as session:
            letter = await _whole(session, await _row(session, letter_id))
            more = tuple([await _whole(session, one) for one in await more_of(session, letter_id)])
            ours = select(SentMailRow).where(about(letter_id)).order_by(SentMailRow.created_at)
            return LetterThread(
                letter=letter, more=more, sent=tuple(sent_view(row) for row in await session.scalars(ours))
            )

    async def proposed(self, letter_id: str, library: Library) -> Complaint:
        """The form as far as the letter, with what completes it, fills it in. Raises NotFound."""
        async with self._database.reading() as session:
            rows = [await _row(session, letter_id), *await more_of(session, letter_id)]
            return complaint_of(joined([letter_of(one) for one in rows]), library)

    async def letter(self, letter_id: str) -> LetterView:
        """One letter with text and attachments. Raises NotFound."""
        async with self._database.reading() as session:
            return await _whole(session, await _row(session, letter_id))

    async def attachment(self, letter_id: str, part_id: str) -> tuple[AttachmentView, bytes]:
        """An attachment that was kept. Raises NotFound."""
        async with self._database.reading() as session:
            row = await session.get(AttachmentRow, part_id)
            if row is None or row.letter_id != letter_id or row.content is None:
                raise NotFound("没有这个附件，或附件过大未保存", "there is no such attachment, or it was too large")
            return _attachment(row), row.content

    async def dismiss(self, letter_id: str, reason: str, by: str) -> LetterView:
        """It is no complaint, and why. Raises NotFound, Invalid without a reason, Conflict once settled."""
        reason = reason.strip()
        if not reason or len(reason) > LONGEST_REASON:
            why = f"必填，最多 {LONGEST_REASON} 字 / required, at most {LONGEST_REASON} characters"
            raise Invalid("请填写理由", "say why", {"reason": why})
        async with self._database.writing() as session:
            row = await waiting(session, letter_id)
            for one in (row, *await more_of(session, letter_id)):
                one.fate, one.why, one.decided_by, one.decided_at = Fate.DISMISSED, reason, by, time.time()
            return await _whole(session, row)

    async def file(self, letter_id: str, number: str, by: str) -> LetterView:
        """It belongs to a complaint that is there; the caller checks that this person may see it. Raises NotFound,
        Conflict once settled."""
        async with self._database.writing() as session:
            row = await waiting(session, letter_id)
            row.fate, row.why, row.ticket_number = Fate.ANSWER, "", number
            row.decided_by, row.decided_at = by, time.time()
            await settle(session, letter_id, number)
            return await _whole(session, row)

    async def register(self, letter_id: str, complaint: Complaint, by: AgentView) -> LetterView:
        """It is a complaint, with the form as a person filled it in; once more changes nothing. Raises NotFound,
        Conflict for one that is settled otherwise, Invalid for a form that is not complete (CMP-6)."""

        async def work(session: AsyncSession) -> LetterView:
            row = await _row(session, letter_id)
            if row.fate != Fate.COMPLAINT:
                row = await waiting(session, letter_id)
                key = f"mail:{letter_id}"
                row.ticket_number = await self._open_case(session, complaint, channel=Channel.EMAIL, by=by, key=key)
                row.fate, row.why, row.decided_by, row.decided_at = Fate.COMPLAINT, "", by.agent_id, time.time()
                await settle(session, letter_id, row.ticket_number)
            return await _whole(session, row)

        return await self._log.in_transaction(work)

    async def sent(self, state: OutState | None, *, limit: int, offset: int) -> tuple[int, tuple[SentMailView, ...]]:
        """How many letters of ours there are, and one page, newest first."""
        query = select(SentMailRow)
        if state is not None:
            query = query.where(SentMailRow.state == state)
        async with self._database.reading() as session:
            total = await _count(session, query)
            ordered = query.order_by(SentMailRow.created_at.desc(), SentMailRow.mail_id.desc())
            return total, tuple(sent_view(row) for row in await session.scalars(ordered.limit(limit).offset(offset)))

    async def resend(self, mail_id: str) -> SentMailView:
        """Send it (again), with every try that a new one has. Raises NotFound."""
        async with self._database.writing() as session:
            row = await session.get(SentMailRow, mail_id)
            if row is None:
                raise NotFound("没有这封邮件", "there is no such letter")
            row.state, row.tries, row.next_at = OutState.WAITING, 0, time.time()
            return sent_view(row)


async def waiting(session: AsyncSession, letter_id: str) -> LetterRow:
    """A letter that nobody has decided on. Raises NotFound, Conflict."""
    row = await _row(session, letter_id)
    if row.fate not in (Fate.HELD, Fate.IGNORED):
        raise Conflict("这封来信已经处理过了", "this letter has been dealt with")
    return row


async def _row(session: AsyncSession, letter_id: str) -> LetterRow:
    row = await session.get(LetterRow, letter_id)
    if row is None:
        raise NotFound("没有这封来信", "there is no such letter")
    return row


async def _count(session: AsyncSession, query: Select[Any]) -> int:
    return await session.scalar(select(func.count()).select_from(query.subquery())) or 0


async def _whole(session: AsyncSession, row: LetterRow) -> LetterView:
    query = select(AttachmentRow).where(AttachmentRow.letter_id == row.letter_id).order_by(AttachmentRow.part_id)
    parts = tuple(_attachment(one) for one in await session.scalars(query))
    return _letter(row, text=row.text, parts=parts)


def _letter(row: LetterRow, text: str = "", parts: tuple[AttachmentView, ...] = ()) -> LetterView:
    return LetterView(
        letter_id=row.letter_id,
        received_at=row.received_at,
        sender=row.sender,
        sender_name=row.sender_name,
        subject=row.subject,
        fate=Fate(row.fate),
        why=row.why,
        ticket_number=row.ticket_number,
        text=text,
        attachments=parts,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        of_letter=row.of_letter,
    )


def _attachment(row: AttachmentRow) -> AttachmentView:
    return AttachmentView(
        part_id=row.part_id,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        kept=row.content is not None,
    )


def sent_view(row: SentMailRow) -> SentMailView:
    """A letter of ours as people see it."""
    state = OutState(row.state)
    return SentMailView(
        mail_id=row.mail_id,
        purpose=row.purpose,
        recipient=row.recipient,
        subject=row.subject,
        ticket_number=row.ticket_number,
        state=state,
        created_at=row.created_at,
        tries=row.tries,
        next_at=row.next_at if state is OutState.WAITING else None,
        sent_at=row.sent_at,
        last_error=row.last_error,
    )
