"""Tells by e-mail that a paper of the desk is ready (SLA-12, SLA-13), where the site has named addresses."""

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from api.agents.organisation import site_names
from api.briefs.events import BriefHandedIn, BriefPrepared
from api.briefs.notices import PREPARED, READY, told_of, words_of
from api.briefs.sites import Sites
from api.briefs.span import span_of
from api.log_events import AnyEvent
from api.mail.compose import From, notice
from api.mail.outgoing import queue
from api.mail.settings import MailSettings
from api.outbox.follower import Entry
from api.reports.events import MonthReportMade
from api.rights import ROLES_OF
from api.schemas import Role

KINDS: Final = ("MonthReportMade", "BriefPrepared", "BriefHandedIn")


class PaperNotices:
    """Writes letters into the outbox for entries of the log. Roles without an address get none."""

    def __init__(self, settings: MailSettings, of: From) -> None:
        self._settings = settings
        self._of = of

    async def take(self, session: AsyncSession, entries: Sequence[Entry]) -> None:
        """One letter to each who has to know, once for each paper."""
        sites = Sites(await site_names(session))
        for entry in entries:
            stage, key = _about(entry.event)
            span = span_of(key) if key else None
            if span is None or not self._settings.smtp_host:
                continue
            words = words_of(stage, span, sites.name(span))
            for role in self._roles(ROLES_OF[told_of(stage, span)]):
                letter = notice(self._of, self._settings.managers[role], words, entry.event.at)
                cause = f"{stage}:{key}:{role}"
                await queue(session, letter, purpose="notice", cause=cause, ticket="", now=entry.event.at)

    def _roles(self, told: frozenset[Role]) -> Iterator[Role]:
        return (role for role in Role if role in told and role in self._settings.managers)


def _about(event: AnyEvent) -> tuple[str, str]:
    if isinstance(event, MonthReportMade):
        return READY, event.month
    if isinstance(event, BriefPrepared):
        return PREPARED, event.key
    return (READY, event.key) if isinstance(event, BriefHandedIn) else ("", "")
