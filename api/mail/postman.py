"""Fetches and sends e-mail beside everything else: blocking clients run in threads, faults are told."""

import asyncio
import time

import structlog

from api.background import repeated
from api.mail.imap import MAILBOX_ERRORS, look, mark_seen
from api.mail.intake import Intake
from api.mail.outgoing import Outgoing
from api.mail.settings import MailSettings
from api.mail.smtp import send
from api.outbox.follower import LogFollower
from telephony.errors import SettingsError

log = structlog.get_logger()
LOOK_S = 2.0
"""How often the outbox is looked into."""


class Postman:
    """Two errands, one a way. `followers` put letters into the outbox that follow from the log."""

    def __init__(self, settings: MailSettings, intake: Intake, outgoing: Outgoing, *followers: LogFollower) -> None:
        self._settings = settings
        self._intake = intake
        self._outgoing = outgoing
        self._followers = followers
        self.fault = ""
        """Why the mailbox could not be read last time; empty: it could."""

    async def fetching(self) -> None:
        """Until it is cancelled; over at once where there is no mailbox."""
        while self._settings.imap_host:
            more = await self._try_fetch()
            if not more:
                await asyncio.sleep(self._settings.poll_s)

    async def _try_fetch(self) -> bool:
        try:
            more = await self.fetch(time.time())
        except (*MAILBOX_ERRORS, SettingsError) as error:
            self._tell(f"{type(error).__name__}: {error}"[:300])
            return False
        if self.fault:
            log.info("mailbox_back")
        self.fault = ""
        return more

    def _tell(self, why: str) -> None:
        if why != self.fault:
            log.error("mailbox_failed", why=why)
        self.fault = why

    async def fetch(self, now: float) -> bool:
        """Look into the mailbox once. Whether there is more. Raises one of MAILBOX_ERRORS, SettingsError."""
        place = await self._intake.place()
        found = await asyncio.to_thread(look, self._settings, place)
        done = await self._intake.took(found, now)
        if done:
            await asyncio.to_thread(mark_seen, self._settings, done)
        return found.more

    async def sending(self) -> None:
        """Until it is cancelled; over at once where no letters go out."""
        if self._settings.smtp_host:
            await repeated("letters_out", lambda: self.send_due(time.time()), LOOK_S)

    async def send_due(self, now: float) -> int:
        """Put in what follows from the log, and send what is due; how many were tried."""
        for follower in self._followers:
            await follower.follow()
        due = await self._outgoing.due(now)
        for one in due:
            sent = await asyncio.to_thread(send, self._settings, one.content, one.recipient)
            await self._outgoing.answered(one.mail_id, sent, now)
        return len(due)
