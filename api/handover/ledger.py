"""Keeps the rows of hand-over notes within the log's own transaction; the projector tells it what happened."""

import msgspec
from msgspec.structs import replace
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from api.log_events import AnyEvent, HandoverSigned, HandoverWritten
from api.models import HandoverRow
from api.schemas import HandoverNote, Signature

_NOTE = msgspec.json.Decoder(HandoverNote)


def note_of(row: HandoverRow) -> HandoverNote:
    """The fold that a row keeps."""
    note: HandoverNote = _NOTE.decode(row.record)
    return note


async def clear(session: AsyncSession) -> None:
    """Empty the notes, before the log is folded anew."""
    await session.execute(delete(HandoverRow))


async def happened(session: AsyncSession, event: AnyEvent) -> None:
    """A note was written, or signed; a second signature of the same person changes nothing."""
    if isinstance(event, HandoverWritten):
        if await session.get(HandoverRow, event.note_id) is None:
            note = written(event)
            row = HandoverRow(note_id=note.note_id, at=note.at, agent_id=note.agent_id)
            row.record = msgspec.json.encode(note).decode()
            session.add(row)
    elif isinstance(event, HandoverSigned):
        found = await session.get(HandoverRow, event.note_id)
        if found is not None:
            found.record = msgspec.json.encode(signed(note_of(found), event)).decode()


def written(event: HandoverWritten) -> HandoverNote:
    """The note as it was written."""
    return HandoverNote(
        note_id=event.note_id,
        at=event.at,
        agent_id=event.agent_id,
        name=event.name,
        note=event.note,
        open_tickets=event.open_tickets,
        open_duty=event.open_duty,
    )


def signed(note: HandoverNote, event: HandoverSigned) -> HandoverNote:
    """With one more signature."""
    if any(one.agent_id == event.agent_id for one in note.signed):
        return note
    mark = Signature(agent_id=event.agent_id, name=event.name, at=event.at)
    return replace(note, signed=(*note.signed, mark))
