"""Handing in with the file: the paper is printed once, kept with the fact, and given back as it was.

A press that cannot work does not keep the supervisor from handing in: then no file is kept, which the page says.
"""

import hashlib
import time

import structlog
from msgspec.structs import replace
from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.briefs.papers import BriefPapers
from api.briefs.shelf import BriefShelf
from api.briefs.span import Span
from api.briefs.tables import BriefFileRow
from api.db import Database
from api.log import EventLog
from api.papers.errors import PressUnavailable, TemplateFault
from api.papers.office import Paper
from api.rights import site_seen
from api.schemas import AgentView
from api.schemas.briefs import HandIn, KeptBrief

log = structlog.get_logger()
PDF = "application/pdf"


class BriefFiles:
    """Hands in, and gives back what was handed in."""

    def __init__(self, database: Database, events: EventLog, shelf: BriefShelf, papers: BriefPapers) -> None:
        self._database = database
        self._events = events
        self._shelf = shelf
        self._papers = papers

    async def hand_in(self, span: Span, words: HandIn, by: AgentView) -> None:
        """Stop the clock (SLA-13), with own words; again, to change them. Raises Forbidden, Conflict, Invalid."""
        fact = await self._shelf.handed_in(span, words, by, time.time())
        brief = await self._shelf.brief(span, by, fact.at)
        seen = replace(
            brief,
            handed_in=HandIn(remarks=fact.remarks, plans=fact.plans),
            handed_in_by=by.name,
            handed_in_at=fact.at if brief.handed_in_at is None else brief.handed_in_at,
        )
        try:
            paper = await self._papers.make(seen, span, "pdf")
        except (PressUnavailable, TemplateFault) as error:
            log.error("brief_file_not_kept", key=span.key, why=str(error))
            await self._events.append_desk(fact)
            return
        digest = hashlib.sha256(paper.content).hexdigest()
        row = BriefFileRow(
            key=span.days,
            site=span.site or site_seen(by),
            at=fact.at,
            name=paper.name,
            sha256=digest,
            tickets=[one.number for one in seen.overdue],
            content=paper.content,
        )

        async def work(session: AsyncSession) -> None:
            session.add(row)
            await self._events.append_within(session, replace(fact, sha256=digest))

        await self._events.in_transaction(work)

    async def kept(self, span: Span, by: AgentView) -> tuple[KeptBrief, ...]:
        """The files of this day or week that this person may open, newest first."""
        wanted = (BriefFileRow.at, BriefFileRow.sha256, BriefFileRow.content.is_not(None))
        query = select(*wanted).where(*_of(span, by)).order_by(BriefFileRow.number.desc())
        async with self._database.reading() as session:
            return tuple(
                KeptBrief(at=at, sha256=digest, there=there) for at, digest, there in await session.execute(query)
            )

    async def paper(self, span: Span, by: AgentView) -> Paper | None:
        """The very file that was handed in last, of those that this person may open; None where there is none."""
        query = select(BriefFileRow).where(*_of(span, by)).order_by(BriefFileRow.number.desc()).limit(1)
        async with self._database.reading() as session:
            row = (await session.scalars(query)).first()
        return Paper(row.name, PDF, row.content) if row is not None and row.content is not None else None


def _of(span: Span, by: AgentView) -> list[ColumnElement[bool]]:
    """A file is of its paper's site, or of its supervisor's where the paper is the hotline's: whoever sees one site
    alone opens no file of another, and none of all."""
    found = [BriefFileRow.key == span.days]
    if site := span.site or site_seen(by):
        found.append(BriefFileRow.site == site)
    return found
