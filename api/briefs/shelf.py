"""Briefs as they are asked for and handed in, the desk's own clocks, and who has yet to see what."""

import time
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from api.agents.organisation import site_names
from api.briefs.brief import Gathered, When, brief_of
from api.briefs.clocks import OwnClocksRule
from api.briefs.events import BriefHandedIn, BriefPrepared, NoticeSeen
from api.briefs.filed import Filed, filed
from api.briefs.notices import PREPARED, READY, notice_id, unseen
from api.briefs.sites import Sites
from api.briefs.span import Every, Span, span_of
from api.db import Database
from api.duty.shelf import DutyShelf
from api.errors import Conflict, Forbidden, Invalid, NotFound
from api.figures.history import Which
from api.figures.reports import Reports
from api.figures.steps import Step
from api.known_facts import KnownFacts
from api.log import EventLog
from api.models import TicketRow
from api.queues.sites import Seen, seen_of, with_queues
from api.reports.counts import counts_of
from api.reports.events import MonthReportMade
from api.rights import Right, may, sees_site, site_seen
from api.schemas import AgentView, Report
from api.schemas.briefs import Brief, HandIn, Notice, OwnClock
from api.tickets.fold import in_short
from api.tickets.shelf import TicketFilter, TicketShelf
from scripts_lib.loader import Library
from scripts_lib.model import Text
from telephony.acd.plan import SitePlan

OVERDUE_SHOWN = 20
LONGEST = 2000
KINDS = tuple(one.__name__ for one in (MonthReportMade, BriefPrepared, BriefHandedIn, NoticeSeen))
TOLD_OF = (Right.HAND_IN_BRIEFS, Right.TOLD_OF_DAYS, Right.TOLD_OF_WEEKS, Right.TOLD_OF_MONTHS)
NO_PAPER = ("没有这个管理处的报表", "there is no such paper of that site")
STEPS = {Every.DAY: Step.HOUR, Every.WEEK: Step.DAY}


class BriefShelf:
    """Gathers, hands in, tells."""

    def __init__(
        self,
        database: Database,
        log: EventLog,
        library: Library,
        timezone: str,
        reports: Reports,
        tickets: TicketShelf,
        duty: DutyShelf,
        plan: SitePlan,
    ) -> None:
        self._database = database
        self._log = log
        self._library = library
        self._reports = reports
        self._tickets = tickets
        self._duty = duty
        self._plan = plan
        self._facts = KnownFacts(database, KINDS)
        self._clocks = OwnClocksRule(library.procedure, library.calendar, timezone)
        self.zone = ZoneInfo(timezone)

    async def papers(self) -> Filed:
        """What became of every paper of the desk."""
        events = await self._facts.read()
        kinds = (MonthReportMade, BriefPrepared, BriefHandedIn, NoticeSeen)
        return filed(one for one in events if isinstance(one, kinds))

    async def sites(self) -> Sites:
        """Every site's name, and those with queues of their own, each of which has papers of its own."""
        async with self._database.reading() as session:
            names = await site_names(session)
        return Sites(names, with_queues(self._plan, names))

    async def clocks(self, by: AgentView, now: float) -> tuple[OwnClock, ...]:
        """The clocks of the papers that this person sees: those that run, then those of late."""
        found = self._clocks.clocks(now, await self._reports.first_call(), await self.papers(), await self.sites())
        return tuple(one for one in found if sees_site(by, one.site))

    async def beside(self, span: Span, by: AgentView) -> dict[str, Text]:
        """The papers that there are to be of these days, of those that this person sees: names by key."""
        sites = await self.sites()
        found = sites.papers(span, await self.papers())
        return {one.key: sites.name(one) for one in found if sees_site(by, one.site)}

    async def notices(self, person: AgentView, now: float) -> tuple[Notice, ...]:
        """What this person was told and has not seen."""
        if not any(may(person, right) for right in TOLD_OF):
            return ()
        return unseen(person, await self.papers(), await self.sites(), now)

    async def saw(self, person: AgentView, key: str) -> None:
        """This person has the paper before the eyes: what was told of it is seen."""
        waiting = {one.notice_id for one in await self.notices(person, time.time())}
        for one in (notice_id(PREPARED, key), notice_id(READY, key)):
            if one in waiting:
                fact = NoticeSeen(at=time.time(), notice_id=one, agent_id=person.agent_id)
                await self._log.append_desk(fact)

    async def asked(self, key: str, by: AgentView, now: float) -> Span:
        """A day or week as it is written in a path. The hotline's where it has one; without a site the own one's, and
        where that has none the days of all that this person sees. Raises Invalid; NotFound for what is to come, of
        another site or of one that has no papers."""
        span = span_of(key)
        if span is None or span.every is Every.MONTH:
            why = "日写成 2026-11-28，周写成 2026-W48 / a day is 2026-11-28, a week 2026-W48"
            raise Invalid("日期不对", "that is no day and no week", {"key": why})
        if span.since(self.zone) > now:
            raise NotFound("这一天还没有到", "that time is still to come")
        if not sees_site(by, span.site):
            raise NotFound(*NO_PAPER)
        there = (await self.sites()).papers(span, await self.papers())
        for wanted in (span, span.of(""), span.of(site_seen(by))):
            if wanted in there:
                return wanted
        if span.site:
            raise NotFound(*NO_PAPER)
        return span

    async def brief(self, span: Span, by: AgentView, now: float) -> Brief:
        """The day or week of its site as it stands; of none, with the calls and complaints that this person sees."""
        until = min(span.until(self.zone), now)
        name = (await self.sites()).name(span)
        when = When(span, name, span.since(self.zone), until, now >= span.until(self.zone), now)
        papers = await self.papers()
        return brief_of(
            when,
            await self._gathered(when, by),
            self._library.rules.catalogue,
            self._library.procedure,
            papers.handed_in.get(span.key),
            papers.handed_in_at.get(span.key),
        )

    async def handed_in(self, span: Span, words: HandIn, by: AgentView, now: float) -> BriefHandedIn:
        """The fact that stops the clock (SLA-13), with own words. Raises Forbidden, Conflict where these days have
        papers of other sites, Invalid."""
        if not may(by, Right.HAND_IN_BRIEFS):
            raise Forbidden("由客服主管上报", "the supervisor hands it in")
        there = await self.beside(span, by)
        if not there:
            raise Forbidden("您的管理处没有自己的队列，不用上报", "your site has no queues of its own: nothing to do")
        if span.key not in there:
            keys = ", ".join(there)
            raise Conflict(f"由各管理处分别上报：{keys}", f"each site hands in its own: {keys}")
        fields = {
            name: f"最多 {LONGEST} 字 / at most {LONGEST} characters"
            for name in ("remarks", "plans")
            if len(getattr(words, name)) > LONGEST
        }
        if fields:
            raise Invalid("文字太长", "too long", fields)
        return BriefHandedIn(
            at=now,
            key=span.key,
            agent_id=by.agent_id,
            name=by.name,
            remarks=words.remarks.strip(),
            plans=words.plans.strip(),
        )

    async def prepared(self, spans: Sequence[Span], now: float) -> None:
        """The desk has them ready for the supervisors."""
        await self._log.append_desk(*(BriefPrepared(at=now, key=one.key) for one in spans))

    async def _gathered(self, when: When, by: AgentView) -> Gathered:
        span, length = when.span, when.until - when.since
        since = span.before.since(self.zone)
        until = when.since if when.whole else min(when.since, since + length)
        seen = seen_of(span.site or site_seen(by), self._plan)
        overdue = TicketFilter(open=True, overdue=True, site=seen.site)
        overdue_count, late = await self._tickets.page(overdue, by, limit=OVERDUE_SHOWN, offset=0)
        open_count, _ = await self._tickets.page(TicketFilter(open=True, site=seen.site), by, limit=1, offset=0)
        return Gathered(
            calls=await self._calls(span, when.since, when.until, seen),
            calls_before=await self._calls(span, since, until, seen),
            counts=await counts_of(self._database, (when.since, when.until), seen),
            counts_before=await counts_of(self._database, (since, until), seen),
            done=await self._done(when.since, when.until, seen),
            done_before=await self._done(since, until, seen),
            open_count=open_count,
            overdue_count=overdue_count,
            overdue=[in_short(one, when.made_at) for one in late],
            duty_left=sum((await self._duty.counts(seen, due_before=when.made_at)).values()),
        )

    async def _calls(self, span: Span, since: float, until: float, seen: Seen) -> Report:
        return await self._reports.report(Which(since=since, until=until, seen=seen), STEPS[span.every])

    async def _done(self, since: float, until: float, seen: Seen) -> int:
        within = [TicketRow.done_at >= since, TicketRow.done_at < until]
        if seen.site:
            within.append(TicketRow.site.in_((seen.site, "")))
        async with self._database.reading() as session:
            return await session.scalar(select(func.count()).select_from(TicketRow).where(*within)) or 0
