"""Tells by e-mail that an alarm was raised, and that it is over, where the site has named addresses (LINE-9)."""

import time
from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from api.alarms.events import AlarmCleared, AlarmRaised
from api.alarms.rules import AlarmRule
from api.alarms.words import WELL, say
from api.mail.compose import From, alarm
from api.mail.outgoing import queue
from api.mail.settings import MailSettings
from api.outbox.follower import Entry
from scripts_lib.model import Text

KINDS: Final = ("AlarmRaised", "AlarmCleared")
STALE_S = 900.0
"""An alarm that is older when it is read (the desk was down) is told to nobody any more."""


class AlarmLetters:
    """Writes letters into the outbox. `rules` are those of the settings; only those with `mail` are written of."""

    def __init__(
        self, settings: MailSettings, of: From, rules: Sequence[AlarmRule], clock: Callable[[], float] = time.time
    ) -> None:
        self._settings = settings
        self._of = of
        self._rules = {one.alarm_id: one for one in rules if one.mail}
        self._clock = clock

    async def take(self, session: AsyncSession, entries: Sequence[Entry]) -> None:
        """One letter to each address, once for each change of an alarm."""
        if not self._settings.smtp_host:
            return
        for entry in entries:
            event = entry.event
            if not isinstance(event, AlarmRaised | AlarmCleared) or self._clock() - event.at > STALE_S:
                continue
            rule = self._rules.get(event.alarm_id)
            if rule is not None:
                await self._write(session, entry.number, event, rule)

    async def _write(
        self, session: AsyncSession, number: int, event: AlarmRaised | AlarmCleared, rule: AlarmRule
    ) -> None:
        words = say(rule, event.value)
        if isinstance(event, AlarmCleared):
            words = Text(f"{WELL.zh}：{words.zh}", f"{WELL.en}: {words.en}")
        for address in self._settings.alarms:
            letter = alarm(self._of, address, words, event.at)
            await queue(session, letter, purpose="alarm", cause=f"{number}:{address}", ticket="", now=event.at)
