"""Sends the hand-over form to the department by e-mail when a ticket is sent there in the desk (SLA-1)."""

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from api.mail.compose import Form, From, handover
from api.mail.outgoing import queue
from api.mail.settings import MailSettings
from api.models import TicketRow
from api.outbox.follower import Entry
from api.schemas import TicketView
from api.tickets.events import TicketSent
from api.tickets.ledger import ticket_of
from scripts_lib.loader import Library
from scripts_lib.model import Option, Stop

Addresses = Callable[[str], str]
"""The address of a department that an administrator put; empty for none."""
KINDS: Final = ("TicketSent",)


class DepartmentForms:
    """Writes letters into the outbox for entries of the log. Departments without an address get none."""

    def __init__(self, settings: MailSettings, of: From, library: Library, addresses: Addresses) -> None:
        self._settings = settings
        self._of = of
        self._library = library
        self._addresses = addresses

    async def take(self, session: AsyncSession, entries: Sequence[Entry]) -> None:
        """One letter for each time that a form was sent."""
        for entry in entries:
            event = entry.event
            if not isinstance(event, TicketSent) or not self._settings.smtp_host:
                continue
            address = self._addresses(event.department) or self._settings.departments.get(event.department, "")
            row = await session.get(TicketRow, event.number)
            if address and row is not None:
                letter = handover(self._of, self._form(ticket_of(row), event), address, event.at)
                cause = str(entry.number)
                await queue(session, letter, purpose="handover", cause=cause, ticket=event.number, now=event.at)

    def _form(self, ticket: TicketView, event: TicketSent) -> Form:
        complaint, catalogue = ticket.complaint, self._library.rules.catalogue
        return Form(
            number=ticket.number,
            complaint=complaint,
            registered_at=ticket.registered_at,
            kind=next((one.label.zh for one in catalogue.kinds if one.value == complaint.kind), complaint.kind),
            weight=_label(catalogue.weights, complaint.weight),
            department=_label(catalogue.departments, event.department),
            sign_by=_due(ticket, Stop.SIGNED),
            done_by=_due(ticket, Stop.DONE),
            reason=event.reason,
        )


def _label(options: Sequence[Option], value: str) -> str:
    return next((one.label.zh for one in options if one.value == value), value)


def _due(ticket: TicketView, stop: Stop) -> float | None:
    """The nearest due time of the clocks that this ends."""
    return min((one.due for one in ticket.clocks if one.stop is stop and one.stopped_at is None), default=None)
