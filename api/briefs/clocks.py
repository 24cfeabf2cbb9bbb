"""The clocks of the desk's own papers (SLA-12, SLA-13): each that is owed, against what became of it. Pure.

A month's statistics are handed in by the desk itself the moment they are made; the day's summary and the week's
report by the supervisor. A day off has no summary: no supervisor leaves work then.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from api.briefs.filed import Filed
from api.briefs.sites import Sites
from api.briefs.span import Every, Span, span_at
from api.schemas.briefs import OwnClock
from scripts_lib.model import ClockState, Text, Weight
from scripts_lib.procedure import Case, ClockRule, Procedure, Start, clock_of
from scripts_lib.working_calendar import WorkingCalendar

STARTS = {Start.DAY: Every.DAY, Start.WEEK: Every.WEEK, Start.MONTH: Every.MONTH}
SHOWN = {Every.DAY: 8, Every.WEEK: 5, Every.MONTH: 4}
"""How many of each are shown, of every site: the one that runs, and those before."""
ANY = Case(weight=Weight.SLIGHT)
"""A paper of the desk has no weight."""


@dataclass(frozen=True, slots=True)
class OwnClocksRule:
    """The procedure's clocks of days, weeks and months, by the site's calendar and zone."""

    procedure: Procedure
    calendar: WorkingCalendar
    timezone: str

    def clocks(self, now: float, began: float | None, papers: Filed, sites: Sites) -> tuple[OwnClock, ...]:
        """Those that run, nearest first, then the past ones, newest first. `began`: the hotline's first moment, Unix
        seconds, before which nothing was owed; None where nothing has happened yet."""
        made = [
            self._clock(rule, span, papers, sites.name(span), now)
            for rule in self.procedure.clocks
            if rule.start in STARTS
            for days in self._spans(STARTS[rule.start], now, now if began is None else began)
            for span in sites.papers(days, papers)
        ]
        running = sorted((one for one in made if one.state is ClockState.RUNNING), key=lambda one: one.due)
        past = sorted((one for one in made if one.state is not ClockState.RUNNING), key=lambda one: -one.due)
        return (*running, *past)

    def _spans(self, every: Every, now: float, began: float) -> Iterator[Span]:
        zone = ZoneInfo(self.timezone)
        span = span_at(every, now, zone)
        left = SHOWN[every]
        while left and span.until(zone) > began:
            if every is not Every.DAY or self.calendar.is_workday(span.first):
                yield span
                left -= 1
            span = span.before

    def _clock(self, rule: ClockRule, span: Span, papers: Filed, name: Text, now: float) -> OwnClock:
        start = span.since(ZoneInfo(self.timezone))
        due = clock_of(rule, start, ANY, calendar=self.calendar, timezone=self.timezone).due
        stopped = papers.handed_in_at.get(span.key)
        state = ClockState.RUNNING if now <= due else ClockState.MISSED
        if stopped is not None:
            state = ClockState.MET if stopped <= due else ClockState.MISSED
        handed = papers.handed_in.get(span.key)
        return OwnClock(
            rule=rule.rule,
            what=rule.what,
            key=span.key,
            site=span.site,
            name=name,
            start=start,
            due=due,
            state=state,
            prepared_at=papers.prepared.get(span.key),
            stopped_at=stopped,
            by=handed.name if handed is not None else "",
        )
