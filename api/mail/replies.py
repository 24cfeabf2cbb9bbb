"""What one of us writes back to the sender of a letter, by the same outbox as everything that goes out."""

import time

from sqlalchemy import select
from uuid_utils.compat import uuid7

from api.db import Database
from api.errors import Conflict, Invalid, NotFound
from api.mail.compose import From, reply
from api.mail.outgoing import queue
from api.mail.settings import MailSettings
from api.mail.shelf import sent_view
from api.mail.tables import LetterRow, SentMailRow
from api.mail.threads import REPLY, letter_of, mark_of
from api.schemas.mail import SentMailView

LONGEST = 2000
LONGEST_KEY = 40


class Replies:
    """`of` is who writes."""

    def __init__(self, database: Database, settings: MailSettings, of: From) -> None:
        self._database = database
        self._settings = settings
        self._of = of

    @property
    def possible(self) -> bool:
        """Whether this desk sends e-mail at all."""
        return bool(self._settings.smtp_host)

    async def write(self, letter_id: str, words: str, key: str = "") -> SentMailView:
        """Put the answer into the outbox; the same `key` once more is the same answer. Raises NotFound, Invalid for
        words that are missing or too long, Conflict where no e-mail is sent or nobody can be written to."""
        if not words.strip() or len(words) > LONGEST or len(key) > LONGEST_KEY:
            why = f"必填，最多 {LONGEST} 字 / required, at most {LONGEST} characters"
            raise Invalid("请填写回信内容", "write what is to be said", {"text": why})
        if not self.possible:
            raise Conflict("没有设置发信服务器，不能回信", "no server for outgoing mail is set ([mail] smtp_host)")
        now, cause = time.time(), f"{letter_id}:{key or uuid7()}"
        async with self._database.writing() as session:
            row = await session.get(LetterRow, letter_id)
            if row is None:
                raise NotFound("没有这封来信", "there is no such letter")
            if "@" not in row.sender:
                raise Conflict("这封来信没有发信人地址，不能回信", "this letter names no sender")
            made = reply(self._of, letter_of(row), words, row.ticket_number or mark_of(letter_id), now)
            await queue(session, made, purpose=REPLY, cause=cause, ticket=row.ticket_number, now=now)
            await session.flush()
            found = select(SentMailRow).where(SentMailRow.purpose == REPLY, SentMailRow.cause == cause)
            return sent_view((await session.scalars(found)).one())
