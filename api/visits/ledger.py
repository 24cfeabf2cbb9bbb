"""Keeps the rows of visits within the log's own transaction; the projector tells it what happened."""

import msgspec
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from api.log_events import AnyEvent
from api.schemas.visits import VisitView
from api.visits.events import VisitMade
from api.visits.tables import VisitRow

_VISIT = msgspec.json.Decoder(VisitView)


def visit_of(row: VisitRow) -> VisitView:
    """The visit that a row keeps."""
    visit: VisitView = _VISIT.decode(row.record)
    return visit


async def clear(session: AsyncSession) -> None:
    """Empty the table, before the log is folded anew."""
    await session.execute(delete(VisitRow))


async def happened(session: AsyncSession, event: AnyEvent) -> None:
    """Fold one event."""
    if not isinstance(event, VisitMade) or await session.get(VisitRow, event.visit_id) is not None:
        return
    fields = {name: getattr(event, name) for name in VisitView.__struct_fields__}
    session.add(
        VisitRow(
            visit_id=event.visit_id,
            at=event.at,
            home=event.home,
            outcome=event.outcome,
            record=msgspec.json.encode(VisitView(**fields)).decode(),
        )
    )
