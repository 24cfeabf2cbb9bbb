"""What people do with a ticket: each step is one transaction that reads it, asks whether this person may, whether it
may happen, fills in the clocks, and logs the fact (CMP-2, SLA, CASE).
"""

import time
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.errors import Invalid, NotFound
from api.log import EventLog
from api.models import TicketRow
from api.schemas import AgentView, TicketView
from api.tickets import machine, rights
from api.tickets.events import TicketEvent
from api.tickets.ledger import ticket_of
from api.tickets.rules import ClockRules
from api.tickets.visible import shown, visible

LONGEST = 2000
"""Characters of one text."""
Make = Callable[[TicketView, float], TicketEvent]


class TicketSteps:
    """Carries out steps."""

    def __init__(self, log: EventLog, rules: ClockRules) -> None:
        self._log = log
        self._rules = rules

    async def do(
        self,
        number: str,
        by: AgentView,
        make: Make,
        *,
        again: Callable[[TicketView], bool] | None = None,
    ) -> TicketView:
        """Log the fact that `make` gives for the ticket and the time. `again` says that this very step was done
        before: then nothing changes.

        Raises NotFound for one that this person may not see, Forbidden, IllegalStep, Invalid.
        """

        async def work(session: AsyncSession) -> TicketView:
            ticket = await self._find(session, number, by)
            if again is None or not again(ticket):
                await self._append(session, ticket, make(ticket, time.time()), by)
            return ticket_of(await session.get_one(TicketRow, number))

        return shown(await self._log.in_transaction(work), by)

    async def _find(self, session: AsyncSession, number: str, by: AgentView) -> TicketView:
        query = select(TicketRow).where(TicketRow.number == number, *visible(by))
        row = (await session.scalars(query)).first()
        if row is None:
            raise NotFound("没有这张投诉单", "there is no such ticket")
        return ticket_of(row)

    async def _append(self, session: AsyncSession, ticket: TicketView, fact: TicketEvent, by: AgentView) -> None:
        rights.check(by, ticket, fact)
        machine.check(ticket, fact)
        await self._log.append_within(session, self._rules.filled(ticket, fact))


def said(name: str, text: str, zh: str, en: str) -> str:
    """A text that must be there, without blanks around it. Raises Invalid, naming the field."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        why = f"必填，最多 {LONGEST} 字 / required, at most {LONGEST} characters"
        raise Invalid(zh, en, {name: why})
    return text
