"""Prepares the day's summary and the week's report in time for the supervisor (SLA-13), once each.

What was prepared stands in the log, so that a desk that was down when it was time makes up for it the same day.
"""

import asyncio
import datetime as dt
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import structlog

from api.background import repeated
from api.briefs.filed import Filed
from api.briefs.shelf import BriefShelf
from api.briefs.sites import Sites
from api.briefs.span import Every, Span, span_at
from scripts_lib.working_calendar import WorkingCalendar

log = structlog.get_logger()
FIRST_LOOK_S = 120.0
"""A desk that has just started has calls to find again first."""
LOOK_EVERY_S = 60.0


@dataclass(frozen=True, slots=True)
class Times:
    """When papers are prepared: the day's at `hour` of a working day, the week's at that hour of its last one."""

    hour: int
    zone: ZoneInfo
    calendar: WorkingCalendar

    def ready(self, now: float) -> list[Span]:
        """The days whose papers are to be ready at this moment."""
        return [span for span, at in self._hours(now) if at <= now < span.until(self.zone)]

    def _hours(self, now: float) -> Iterator[tuple[Span, float]]:
        day, week = span_at(Every.DAY, now, self.zone), span_at(Every.WEEK, now, self.zone)
        if self.calendar.is_workday(day.first):
            yield day, day.at(day.first, self.hour, self.zone)
        days = [week.first + dt.timedelta(days=number) for number in range(7)]
        worked = [one for one in days if self.calendar.is_workday(one)]
        if worked:
            yield week, week.at(worked[-1], self.hour, self.zone)


def owed(ready: Iterable[Span], papers: Filed, sites: Sites) -> list[Span]:
    """The papers of these days that were neither prepared nor handed in."""
    return [paper for span in ready for paper in sites.papers(span, papers) if not papers.there(paper.key)]


class BriefKeeper:
    """`hour` of the hotline's clock at which they are prepared."""

    def __init__(self, shelf: BriefShelf, calendar: WorkingCalendar, hour: int) -> None:
        self._shelf = shelf
        self._times = Times(hour, shelf.zone, calendar)

    async def run(self) -> None:
        """For ever."""
        await asyncio.sleep(FIRST_LOOK_S)
        await repeated("briefs", lambda: self.look(time.time()), LOOK_EVERY_S)

    async def look(self, now: float) -> list[str]:
        """Prepare what is owed at this moment; the keys."""
        ready = self._times.ready(now)
        if not ready:
            return []
        found = owed(ready, await self._shelf.papers(), await self._shelf.sites())
        if found:
            await self._shelf.prepared(found, now)
        for span in found:
            log.info("brief_prepared", key=span.key)
        return [span.key for span in found]
