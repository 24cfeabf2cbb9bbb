"""Writes entries of the audit log within somebody's transaction, in their place in the chain."""

import time
from collections.abc import Iterable

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit.chain import BEGINNING, Entry, Link, linked
from api.models import AccessRow

LONGEST_SUBJECT = 200
LONGEST_DETAIL = 500
COMMAND_LINE = "command-line"
"""Who did it, where nobody is signed in: whoever may use the machine's command line."""


NOBODY = "nobody"
"""Who did it, where somebody tries to sign in and it is not known who."""


def entry(user_id: str, what: str, subject: str, detail: str = "") -> Entry:
    """What somebody does now."""
    return Entry(
        at=time.time(),
        user_id=user_id,
        what=what,
        subject=subject[:LONGEST_SUBJECT],
        detail=detail[:LONGEST_DETAIL],
    )


async def note(session: AsyncSession, entries: Iterable[Entry]) -> None:
    """Append these. The unique number and hash before keep two writers from making two chains of one."""
    newest = (await session.scalars(select(AccessRow).order_by(AccessRow.number.desc()).limit(1))).first()
    last, previous = (newest.number, newest.hash) if newest is not None else (0, BEGINNING)
    rows = [
        {
            "number": link.number,
            "at": link.entry.at,
            "user_id": link.entry.user_id,
            "what": link.entry.what,
            "subject": link.entry.subject,
            "detail": link.entry.detail,
            "previous": link.previous,
            "hash": link.hash,
        }
        for link in linked(entries, last, previous)
    ]
    if rows:
        await session.execute(insert(AccessRow), rows)


def link_of(row: AccessRow) -> Link:
    """The link that a row keeps."""
    kept = Entry(at=row.at, user_id=row.user_id, what=row.what, subject=row.subject, detail=row.detail)
    return Link(number=row.number, entry=kept, previous=row.previous, hash=row.hash)
