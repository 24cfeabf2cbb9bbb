"""What people do with a ticket: each step is one transaction that reads it, asks whether this person may, whether it
may happen, fills in the clocks, and logs the fact (CMP-2, SLA, CASE).
"""

import time
from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.errors import Invalid, NotFound
from api.log import EventLog
from api.models import TicketRow
from api.schemas import AgentView, Mark, TicketView
from api.tickets import events, machine, rights
from api.tickets.events import TicketEvent, TicketFact
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
        """Log the fact that `make` gives for the ticket and the time. The same words of the same person again change
        nothing, nor does a step of which `again` says that it was done before.

        Raises NotFound for one that this person may not see, Forbidden, IllegalStep, Invalid.
        """

        async def work(session: AsyncSession) -> TicketView:
            ticket = await self._find(session, number, by)
            fact = make(ticket, time.time())
            if not (again is not None and again(ticket)) and not said_already(ticket, fact):
                await self._append(session, ticket, fact, by)
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


WORDS: Final[Mapping[type[TicketFact], tuple[str, str]]] = {
    events.TicketReplied: ("replied", "what"),
    events.TicketProposed: ("proposed", "what"),
    events.TicketTold: ("told", "what"),
    events.TicketChecked: ("checked", "note"),
    events.TicketConsented: ("consent", "note"),
}
"""Words that could be logged twice, where the sender of a request had no answer: the mark that they left."""


def said_already(ticket: TicketView, fact: TicketFact) -> bool:
    """Whether the ticket says just this already, by the same person."""
    if isinstance(fact, events.TicketRepaired):
        return ticket.repair_order is not None and ticket.repair_order.order_number == fact.order_number
    if type(fact) not in WORDS:
        return False
    mark, words = WORDS[type(fact)]
    said_before: Mark | None = getattr(ticket, mark)
    said_now = (fact.agent_id, getattr(fact, words))
    return said_before is not None and (said_before.agent_id, said_before.note) == said_now


def said(name: str, text: str, zh: str, en: str) -> str:
    """A text that must be there, without blanks around it. Raises Invalid, naming the field."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        why = f"必填，最多 {LONGEST} 字 / required, at most {LONGEST} characters"
        raise Invalid(zh, en, {name: why})
    return text
