"""Takes letters in: each once by its Message-ID, with its fate, in one transaction with the place in the mailbox.

So a desk that dies in between neither loses a letter nor registers it twice.
"""

import asyncio

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from api.channels import BY_MAIL, OpenCase
from api.errors import Invalid
from api.log import EventLog
from api.mail.compose import From, acknowledgement
from api.mail.form import complaint_of
from api.mail.imap import Found, Place, Raw
from api.mail.judge import Judged, judge, ticket_named
from api.mail.letter import Letter, read
from api.mail.outgoing import queue
from api.mail.settings import MailSettings
from api.mail.tables import AttachmentRow, LetterRow, PlaceRow, SentMailRow
from api.models import TicketRow
from api.schemas.mail import Fate
from scripts_lib.loader import Library
from scripts_lib.model import Channel

MEGABYTE = 1024 * 1024
HOUR_S = 3600.0
TOO_LARGE = "（来信过大，未收取正文，请到邮箱里查看 / too large: its text is in the mailbox only）"


class Intake:
    """`open_case` makes tickets; `of` is who answers."""

    def __init__(
        self, log: EventLog, library: Library, settings: MailSettings, of: From, open_case: OpenCase
    ) -> None:
        self._log = log
        self._library = library
        self._settings = settings
        self._of = of
        self._open_case = open_case

    async def place(self) -> Place | None:
        """How far the folder has been read; None: never."""

        async def work(session: AsyncSession) -> Place | None:
            row = await session.get(PlaceRow, self._settings.imap_folder)
            if row is None:
                return None
            return Place(validity=row.validity, uid=row.uid, looked_at=row.looked_at)

        return await self._log.in_transaction(work)

    async def took(self, found: Found, now: float) -> list[int]:
        """Take what was found; the UIDs that may be marked as seen now."""
        done = []
        await self._at(found.validity, found.start, now)
        for raw in found.letters:
            letter = await asyncio.to_thread(self._read, raw)
            await self._take(letter, raw.uid, found.validity, now)
            done.append(raw.uid)
        return done

    def _read(self, raw: Raw) -> Letter:
        letter = read(raw.content, largest_part=int(self._settings.attachment_mb * MEGABYTE))
        return letter if raw.whole else msgspec.structs.replace(letter, text=TOO_LARGE, parts=())

    async def _at(self, validity: int, uid: int, now: float) -> None:
        async def work(session: AsyncSession) -> None:
            await self._move(session, validity, uid, now)

        await self._log.in_transaction(work)

    async def _move(self, session: AsyncSession, validity: int, uid: int, now: float) -> None:
        row = await session.get(PlaceRow, self._settings.imap_folder)
        if row is None:
            row = PlaceRow(folder=self._settings.imap_folder)
            session.add(row)
        row.validity, row.uid, row.looked_at = validity, uid, now

    async def _take(self, letter: Letter, uid: int, validity: int, now: float) -> None:
        async def work(session: AsyncSession) -> None:
            await self._move(session, validity, uid, now)
            known = select(LetterRow.letter_id).where(LetterRow.message_id == letter.message_id)
            if await session.scalar(known) is None:
                await self._keep(session, letter, now)

        await self._log.in_transaction(work)

    async def _keep(self, session: AsyncSession, letter: Letter, now: float) -> None:
        judged, number = await self._judged(session, letter, now)
        row = _row(letter, judged, now)
        row.ticket_number = number
        session.add(row)
        await session.flush()  # the attachments' rows name it
        session.add_all(_attachments(row.letter_id, letter))
        await session.flush()
        if judged.fate is Fate.COMPLAINT:
            await self._register_it(session, row, letter, now)

    async def _register_it(self, session: AsyncSession, row: LetterRow, letter: Letter, now: float) -> None:
        """A form that the desk refuses waits for a person, with the reason."""
        try:
            row.ticket_number = await self.registered(session, letter, row.letter_id, now)
        except Invalid as refused:
            row.fate, row.why = Fate.HELD, "; ".join(refused.fields) or refused.en
            return
        if self._settings.acknowledge and self._settings.smtp_host:
            answer = acknowledgement(self._of, letter, row.ticket_number, now)
            await queue(
                session, answer, purpose="acknowledge", cause=row.letter_id, ticket=row.ticket_number, now=now
            )

    async def registered(self, session: AsyncSession, letter: Letter, letter_id: str, now: float) -> str:
        """The number of the ticket that this letter becomes. Raises Invalid."""
        complaint = complaint_of(letter, self._library)
        return await self._open_case(
            session, complaint, channel=Channel.EMAIL, by=BY_MAIL, key=f"mail:{letter_id}", at=now
        )

    async def _judged(self, session: AsyncSession, letter: Letter, now: float) -> tuple[Judged, str]:
        number = await self._ticket_of(session, letter)
        lately = await session.scalar(
            select(func.count())
            .select_from(LetterRow)
            .where(
                LetterRow.sender == letter.sender,
                LetterRow.fate == Fate.COMPLAINT,
                LetterRow.received_at > now - HOUR_S,
            )
        )
        judged = judge(
            letter,
            ours=frozenset(one for one in (self._own(),) if one),
            of_ticket=number,
            lately=lately or 0,
            most_per_hour=self._settings.most_per_hour,
        )
        return judged, number if judged.fate is Fate.ANSWER else ""

    def _own(self) -> str:
        return self._of.sender.rpartition("<")[2].rstrip(">").strip().lower()

    async def _ticket_of(self, session: AsyncSession, letter: Letter) -> str:
        """The ticket that the letter answers: by the letter of ours or theirs that it names, or by the number in its
        subject where the same sender's letter had become that ticket."""
        if letter.answers:
            for table in (SentMailRow, LetterRow):
                query = select(table.ticket_number).where(
                    table.message_id.in_(letter.answers), table.ticket_number != ""
                )
                number = await session.scalar(query.limit(1))
                if number:
                    return str(number)
        number = ticket_named(letter)
        if not number or await session.get(TicketRow, number) is None:
            return ""
        theirs = select(LetterRow.letter_id).where(
            LetterRow.sender == letter.sender, LetterRow.ticket_number == number
        )
        return number if await session.scalar(theirs.limit(1)) is not None else ""


def _row(letter: Letter, judged: Judged, now: float) -> LetterRow:
    return LetterRow(
        letter_id=str(uuid7()),
        message_id=letter.message_id,
        received_at=now,
        sender=letter.sender,
        sender_name=letter.sender_name,
        subject=letter.subject,
        text=letter.text,
        fate=judged.fate,
        why=judged.why,
        ticket_number="",
        decided_by="",
        decided_at=None,
    )


def _attachments(letter_id: str, letter: Letter) -> list[AttachmentRow]:
    return [
        AttachmentRow(
            part_id=str(uuid7()),
            letter_id=letter_id,
            name=part.name,
            media_type=part.media_type[:100],
            size=part.size,
            content=part.content,
        )
        for part in letter.parts
    ]
