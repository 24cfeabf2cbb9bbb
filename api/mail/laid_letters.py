"""Tells a manager by e-mail that a complaint was laid before them (SLA-2, SLA-3), where an address is named.

Whoever is to decide about a grave one on the same day may not sign in every day. Nothing of the complaint is in it.
"""

import time
from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from api.mail.alarm_letters import STALE_S
from api.mail.compose import From, laid
from api.mail.outgoing import queue
from api.mail.settings import MailSettings
from api.outbox.follower import Entry
from api.schemas import Role
from api.tickets.events import TicketPassedUp
from scripts_lib.model import Text

KINDS: Final = ("TicketPassedUp",)


class LaidLetters:
    """Writes letters into the outbox, one for each time that a complaint is passed up."""

    def __init__(self, settings: MailSettings, of: From, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._of = of
        self._clock = clock

    async def take(self, session: AsyncSession, entries: Sequence[Entry]) -> None:
        """None for what is old when it is read: it stands on the worklist."""
        for entry in entries:
            event = entry.event
            if not isinstance(event, TicketPassedUp) or self._clock() - event.at > STALE_S:
                continue
            address = self._settings.managers.get(Role(event.role)) if event.role in list(Role) else None
            if address and self._settings.smtp_host:
                letter = laid(self._of, address, _words(event), event.at)
                cause = f"laid:{entry.number}"
                await queue(session, letter, purpose="laid", cause=cause, ticket=event.number, now=event.at)


def _words(event: TicketPassedUp) -> Text:
    weight = Text("重大", "grave") if event.role == Role.GENERAL_MANAGER else Text("重要", "important")
    return Text(
        f"{event.name}呈报{weight.zh}投诉 {event.number}",
        f"{event.name} laid the {weight.en} complaint {event.number} before you",
    )
