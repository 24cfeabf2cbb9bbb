"""Makes tickets of what came by e-mail, was said at a visit, or stands in a list: once for each sender's key."""

import hashlib

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from api.schemas import AgentView, Complaint, NewTicket
from api.tickets.registration import Registration
from api.tickets.tables import TicketKeyRow
from scripts_lib.model import Channel


class CaseOpening:
    """The tickets' side of `api.channels.OpenCase`."""

    def __init__(self, registration: Registration) -> None:
        self._registration = registration

    async def __call__(
        self,
        session: AsyncSession,
        complaint: Complaint,
        *,
        channel: Channel,
        by: AgentView,
        key: str,
        at: float | None = None,
    ) -> str:
        """The ticket's number; the same person's same `key` gives the ticket that it made. Raises Invalid."""
        made = await session.get(TicketKeyRow, (by.agent_id, key))
        if made is not None:
            return made.number
        new = NewTicket(complaint=complaint, channel=channel)
        digest = hashlib.sha256(msgspec.json.encode(new)).hexdigest()
        ticket = await self._registration.within(session, new, by, key=key, digest=digest, at=at)
        return ticket.number
