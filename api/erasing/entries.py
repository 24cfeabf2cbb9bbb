"""Finds the entries of the log in which a person stands, and announces and carries out what they become.

Calls and complaints are found by their columns. A number, or the id of a visit or a case, may stand anywhere in a
payload: those are searched in the whole log, once, before the database is held for writing.
"""

import hashlib
from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import ColumnElement, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.erasing.person import SHORTEST_NUMBER, Person
from api.erasing.tables import ErasureRow, RedactionRow
from api.log import decoded
from api.log_events import AnyEvent
from api.models import EventRow

NEEDLES = 40
"""Searched for in one pass over the log."""
PORTION = 500


class Redaction(msgspec.Struct, frozen=True, kw_only=True):
    """An entry, and what it becomes."""

    log_number: int
    event: AnyEvent
    payload: str

    @property
    def digest(self) -> str:
        """SHA-256 of the payload."""
        return digest_of(self.payload)


def digest_of(payload: str) -> str:
    """SHA-256 of a payload, in hexadecimal."""
    return hashlib.sha256(payload.encode()).hexdigest()


def digest_of_all(redactions: Iterable[tuple[int, str]]) -> str:
    """One digest over entries and their digests, in the order of the log."""
    lines = "".join(f"{number} {digest}\n" for number, digest in sorted(redactions))
    return hashlib.sha256(lines.encode()).hexdigest()


async def mentioned(session: AsyncSession, needles: Iterable[str], after: int = 0) -> frozenset[int]:
    """Numbers of entries after `after` whose payload has one of these in it."""
    wanted = sorted({one for one in needles if len(one) >= SHORTEST_NUMBER})
    found: set[int] = set()
    for first in range(0, len(wanted), NEEDLES):
        either = [EventRow.payload.contains(one, autoescape=True) for one in wanted[first : first + NEEDLES]]
        query = select(EventRow.number).where(EventRow.number > after, or_(*either))
        found |= set(await session.scalars(query))
    return frozenset(found)


async def redactions_of(session: AsyncSession, person: Person, numbers: frozenset[int]) -> list[Redaction]:
    """What becomes of the entries of this person's calls and complaints and of these; only what changes."""
    done: dict[int, Redaction] = {}
    for where in _portions(person, numbers):
        for row in (await session.execute(select(EventRow.number, EventRow.payload).where(where))).all():
            event = decoded(row[1])
            after = person.without(event)
            if after is not event:
                payload = msgspec.json.encode(after).decode()
                done[row[0]] = Redaction(log_number=row[0], event=after, payload=payload)
    return [done[number] for number in sorted(done)]


def _portions(person: Person, numbers: frozenset[int]) -> Iterable[ColumnElement[bool]]:
    for column, ids in (
        (EventRow.call_id, sorted(person.calls)),
        (EventRow.ticket_number, sorted(person.tickets)),
        (EventRow.number, sorted(numbers)),
    ):
        for first in range(0, len(ids), PORTION):
            yield column.in_(ids[first : first + PORTION])


async def carry_out(session: AsyncSession, erasure: ErasureRow, redactions: Sequence[Redaction]) -> None:
    """Announce these, let the log take them, and forget what was announced but for its digest."""
    session.add(erasure)
    await session.flush()
    if not redactions:
        return
    rows = [
        {
            "erasure_id": erasure.erasure_id,
            "log_number": one.log_number,
            "at": erasure.at,
            "by_id": erasure.by_id,
            "why": erasure.why,
            "payload": one.payload,
            "digest": one.digest,
        }
        for one in redactions
    ]
    await session.execute(insert(RedactionRow), rows)
    taken = [{"number": one.log_number, "payload": one.payload} for one in redactions]
    await session.execute(update(EventRow), taken)
    forget = update(RedactionRow).where(RedactionRow.erasure_id == erasure.erasure_id).values(payload="")
    await session.execute(forget)


async def broken(session: AsyncSession) -> tuple[int, ...]:
    """Numbers of redacted entries that are not as they were last announced."""
    query = (
        select(RedactionRow.log_number, RedactionRow.digest, EventRow.payload)
        .outerjoin(EventRow, EventRow.number == RedactionRow.log_number)
        .order_by(RedactionRow.number)
    )
    wrong: dict[int, bool] = {}
    async for number, digest, payload in await session.stream(query):
        wrong[number] = payload is None or digest_of(payload) != digest
    return tuple(sorted(number for number, is_wrong in wrong.items() if is_wrong))
