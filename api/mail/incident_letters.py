"""Tells by e-mail that something was reported at once (SEC-2), where the site has named addresses: those of alarms,
and of the managers who are told. What was said stands in no letter: it is read after signing in.
"""

import time
from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from api.incidents.events import IncidentReported
from api.incidents.visible import told_of
from api.mail.alarm_letters import STALE_S
from api.mail.compose import From, incident
from api.mail.outgoing import queue
from api.mail.settings import MailSettings
from api.outbox.follower import Entry
from api.rights import ROLES_OF
from api.schemas.incidents import INCIDENT_NAMES
from scripts_lib.model import Text

KINDS: Final = ("IncidentReported",)


class IncidentLetters:
    """Writes letters into the outbox, one to each address."""

    def __init__(self, settings: MailSettings, of: From, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._of = of
        self._clock = clock

    async def take(self, session: AsyncSession, entries: Sequence[Entry]) -> None:
        """One letter to each who is told, once for each incident; none for what is old when it is read."""
        for entry in entries:
            event = entry.event
            if not isinstance(event, IncidentReported) or self._clock() - event.at > STALE_S:
                continue
            if self._settings.smtp_host:
                await self._write(session, event)

    async def _write(self, session: AsyncSession, event: IncidentReported) -> None:
        for address in self._addresses(event):
            letter = incident(self._of, address, _words(event), event.at)
            cause = f"{event.incident_id}:{address}"
            await queue(session, letter, purpose="incident", cause=cause, ticket=event.ticket_number, now=event.at)

    def _addresses(self, event: IncidentReported) -> tuple[str, ...]:
        told = ROLES_OF[told_of(event.kind)]
        managers = (address for role, address in self._settings.managers.items() if role in told)
        return tuple(dict.fromkeys((*self._settings.alarms, *managers)))


def _words(event: IncidentReported) -> Text:
    """The kind, who reported it, and the ticket's number."""
    kind, number = INCIDENT_NAMES[event.kind], event.ticket_number
    by = (
        Text(f"{event.name}报告", f"reported by {event.name}")
        if event.name
        else Text("系统报告", "by the desk itself")
    )
    ticket = f" {number}" if number else ""
    return Text(f"{kind.zh}{ticket}（{by.zh}）", f"{kind.en}{ticket} ({by.en})")
