"""What a letter belongs to: the ticket or the waiting letter that it answers (RFC 5322 §3.6.4), and what follows.

Whom a Message-ID of ours was sent to may answer it from any address; who names a letter of the sender's own, or a
mark in the subject, must be that sender.
"""

import re
from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.mail.judge import ticket_named
from api.mail.letter import Letter
from api.mail.tables import LetterRow, SentMailRow
from api.models import TicketRow
from api.schemas.mail import Fate

ASK, REPLY = "ask", "reply"
"""Purposes of our letters about one that came in; their cause begins with its id."""
MARK = re.compile(r"\bLX-([0-9A-F]{8})\b")
MARK_LONG = 8


def mark_of(letter_id: str) -> str:
    """What names a letter in a subject: `LX-1A2B3C4D`."""
    return f"LX-{letter_id[-MARK_LONG:].upper()}"


async def ticket_of(session: AsyncSession, letter: Letter) -> str:
    """The ticket that the letter answers: by the letter of ours or theirs that it names, or by the number in its
    subject where the same sender's letter had become that ticket. Empty for none."""
    if letter.answers:
        for table in (SentMailRow, LetterRow):
            query = select(table.ticket_number).where(table.message_id.in_(letter.answers), table.ticket_number != "")
            number = await session.scalar(query.limit(1))
            if number:
                return str(number)
    number = ticket_named(letter)
    if not number or await session.get(TicketRow, number) is None:
        return ""
    theirs = select(LetterRow.letter_id).where(LetterRow.sender == letter.sender, LetterRow.ticket_number == number)
    return number if await session.scalar(theirs.limit(1)) is not None else ""


async def held_of(session: AsyncSession, letter: Letter) -> LetterRow | None:
    """The letter that waits for a person and that this one answers."""
    named = await _by_ours(session, letter.answers) or await _by_theirs(session, letter)
    row = await session.get(LetterRow, named) if named else None
    return row if row is not None and row.fate == Fate.HELD else None


async def _by_ours(session: AsyncSession, answers: Sequence[str]) -> str:
    if not answers:
        return ""
    query = select(SentMailRow.cause).where(
        SentMailRow.message_id.in_(answers), SentMailRow.purpose.in_((ASK, REPLY))
    )
    cause = await session.scalar(query.limit(1)) or ""
    return cause.partition(":")[0]


async def _by_theirs(session: AsyncSession, letter: Letter) -> str:
    theirs = select(LetterRow).where(LetterRow.sender == letter.sender)
    if letter.answers:
        row = await session.scalar(theirs.where(LetterRow.message_id.in_(letter.answers)).limit(1))
        if row is not None:
            return row.of_letter or row.letter_id
    mark = MARK.search(letter.subject.upper())
    if mark is None:
        return ""
    marked = theirs.where(LetterRow.fate == Fate.HELD, LetterRow.letter_id.endswith(mark[1].lower()))
    found = await session.scalar(marked.limit(1))
    return found.letter_id if found is not None else ""


async def more_of(session: AsyncSession, letter_id: str) -> list[LetterRow]:
    """The letters that complete this one, oldest first."""
    query = select(LetterRow).where(LetterRow.of_letter == letter_id)
    return list(await session.scalars(query.order_by(LetterRow.received_at, LetterRow.letter_id)))


async def settle(session: AsyncSession, letter_id: str, number: str) -> None:
    """The letter became, or belongs to, this ticket: so does what completes it, and what we wrote about it."""
    await session.execute(update(LetterRow).where(LetterRow.of_letter == letter_id).values(ticket_number=number))
    ours = update(SentMailRow).where(SentMailRow.purpose.in_((ASK, REPLY)), about(letter_id))
    await session.execute(ours.values(ticket_number=number))


def about(letter_id: str) -> ColumnElement[bool]:
    """Condition on letters of ours: those that were caused by this one."""
    return or_(SentMailRow.cause == letter_id, SentMailRow.cause.startswith(f"{letter_id}:", autoescape=True))


def letter_of(row: LetterRow) -> Letter:
    """The letter that a row keeps, as far as forms and answers need it."""
    return Letter(
        message_id=row.message_id,
        sender=row.sender,
        sender_name=row.sender_name,
        to=(),
        subject=row.subject,
        text=row.text,
        at=row.received_at,
    )
