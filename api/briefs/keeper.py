"""Prepares the day's summary and the week's report in time for the supervisor (SLA-13), once each.

What was prepared stands in the log, so that a desk that was down when it was time makes up for it the same day.
"""

import asyncio
import datetime as dt
import time
from collections.abc import Collection, Iterator
from zoneinfo import ZoneInfo

import structlog

from api.background import repeated
from api.briefs.shelf import BriefShelf
from api.briefs.span import Every, Span, span_at
from scripts_lib.working_calendar import WorkingCalendar

log = structlog.get_logger()
FIRST_LOOK_S = 120.0
"""A desk that has just started has calls to find again first."""
LOOK_EVERY_S = 60.0


def owed(now: float, hour: int, zone: ZoneInfo, calendar: WorkingCalendar, done: Collection[str]) -> list[Span]:
    """What is to be prepared at this moment: the day's at `hour` of a working day, the week's at that hour of its
    last working day. `done` are the keys that were prepared or handed in already."""
    return [
        span
        for span, at in _ready(now, hour, zone, calendar)
        if at <= now < span.until(zone) and span.key not in done
    ]


def _ready(now: float, hour: int, zone: ZoneInfo, calendar: WorkingCalendar) -> Iterator[tuple[Span, float]]:
    day, week = span_at(Every.DAY, now, zone), span_at(Every.WEEK, now, zone)
    if calendar.is_workday(day.first):
        yield day, day.at(day.first, hour, zone)
    days = [week.first + dt.timedelta(days=number) for number in range(7)]
    worked = [one for one in days if calendar.is_workday(one)]
    if worked:
        yield week, week.at(worked[-1], hour, zone)


class BriefKeeper:
    """`hour` of the site's clock at which they are prepared."""

    def __init__(self, shelf: BriefShelf, calendar: WorkingCalendar, hour: int) -> None:
        self._shelf = shelf
        self._calendar = calendar
        self._hour = hour

    async def run(self) -> None:
        """For ever."""
        await asyncio.sleep(FIRST_LOOK_S)
        await repeated("briefs", lambda: self.look(time.time()), LOOK_EVERY_S)

    async def look(self, now: float) -> list[str]:
        """Prepare what is owed at this moment; the keys."""
        papers = await self._shelf.papers()
        done = papers.prepared.keys() | papers.handed_in_at.keys()
        found = owed(now, self._hour, self._shelf.zone, self._calendar, done)
        for span in found:
            await self._shelf.prepared(span, now)
            log.info("brief_prepared", key=span.key)
        return [span.key for span in found]
