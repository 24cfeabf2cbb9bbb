"""Takes letters in: each once by its Message-ID, with its fate, in one transaction with the place in the mailbox.

So a desk that dies in between neither loses a letter nor registers it twice. A letter that lacks something waits; its
sender is asked once, and the answer completes it by itself.
"""

import asyncio
from collections.abc import Sequence

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from api.channels import BY_MAIL, OpenCase
from api.errors import Invalid
from api.log import EventLog
from api.mail.compose import LACKING, From, acknowledgement, question
from api.mail.form import complaint_of, joined
from api.mail.imap import Found, Place, Raw
from api.mail.judge import Judged, judge
from api.mail.letter import Letter, read
from api.mail.outgoing import queue
from api.mail.settings import MailSettings
from api.mail.tables import AttachmentRow, LetterRow, PlaceRow, SentMailRow
from api.mail.threads import ASK, held_of, letter_of, mark_of, more_of, settle, ticket_of
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
        judged, number, held = await self._judged(session, letter, now)
        row = _row(letter, judged, now)
        row.ticket_number, row.of_letter = number, held.letter_id if held is not None else ""
        session.add(row)
        await session.flush()  # the attachments' rows name it
        session.add_all(_attachments(row.letter_id, letter))
        await session.flush()
        if held is not None:
            await self._completed(session, held, letter, now)
        elif judged.fate is Fate.COMPLAINT:
            await self._register_it(session, row, letter, now)

    async def _register_it(self, session: AsyncSession, row: LetterRow, letter: Letter, now: float) -> None:
        """A form that the desk refuses waits for a person, with the reason; who wrote it is asked for what lacks."""
        try:
            row.ticket_number = await self.registered(session, letter, row.letter_id, now)
        except Invalid as refused:
            row.fate, row.why = Fate.HELD, _reason(refused)
            await self._ask(session, row, letter, tuple(refused.fields), now)
            return
        await self._acknowledge(session, row, letter, now)

    async def _completed(self, session: AsyncSession, held: LetterRow, answer: Letter, now: float) -> None:
        """The waiting letter with all that was added to it; what still lacks is left to a person."""
        more = await more_of(session, held.letter_id)
        whole = joined([letter_of(one) for one in (held, *more)])
        try:
            held.ticket_number = await self.registered(session, whole, held.letter_id, now)
        except Invalid as refused:
            held.why = _reason(refused)
            return
        held.fate, held.why, held.decided_at = Fate.COMPLAINT, "", now
        await settle(session, held.letter_id, held.ticket_number)
        await self._acknowledge(session, held, answer, now)

    async def _acknowledge(self, session: AsyncSession, row: LetterRow, letter: Letter, now: float) -> None:
        if self._answers:
            answer = acknowledgement(self._of, letter, row.ticket_number, now)
            await queue(
                session, answer, purpose="acknowledge", cause=row.letter_id, ticket=row.ticket_number, now=now
            )

    async def _ask(
        self, session: AsyncSession, row: LetterRow, letter: Letter, lacking: Sequence[str], now: float
    ) -> None:
        """Once for each letter, where a sender can help, and never more often than complaints are taken."""
        if not self._answers or not set(lacking) <= set(LACKING):
            return
        lately = select(func.count()).select_from(SentMailRow)
        lately = lately.where(
            SentMailRow.purpose == ASK,
            SentMailRow.recipient == letter.sender,
            SentMailRow.created_at > now - HOUR_S,
        )
        if (await session.scalar(lately) or 0) >= self._settings.most_per_hour:
            return
        asked = question(self._of, letter, lacking, mark_of(row.letter_id), now)
        await queue(session, asked, purpose=ASK, cause=row.letter_id, ticket="", now=now)

    @property
    def _answers(self) -> bool:
        return self._settings.acknowledge and bool(self._settings.smtp_host)

    async def registered(self, session: AsyncSession, letter: Letter, letter_id: str, now: float) -> str:
        """The number of the ticket that this letter becomes. Raises Invalid."""
        complaint = complaint_of(letter, self._library)
        return await self._open_case(
            session, complaint, channel=Channel.EMAIL, by=BY_MAIL, key=f"mail:{letter_id}", at=now
        )

    async def _judged(
        self, session: AsyncSession, letter: Letter, now: float
    ) -> tuple[Judged, str, LetterRow | None]:
        """What is to become of it; the ticket or else the waiting letter that it answers."""
        number = await ticket_of(session, letter)
        held = await held_of(session, letter) if not number else None
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
            of_ticket=number or (held.letter_id if held is not None else ""),
            lately=lately or 0,
            most_per_hour=self._settings.most_per_hour,
        )
        if judged.fate is not Fate.ANSWER:
            return judged, "", None
        return judged, number, held

    def _own(self) -> str:
        return self._of.sender.rpartition("<")[2].rstrip(">").strip().lower()


def _reason(refused: Invalid) -> str:
    return "; ".join(refused.fields) or refused.en


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
        of_letter="",
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
