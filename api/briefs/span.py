"""Days, weeks and months of the calendar, by a key that people read; a paper of a site has its key in it. Pure."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from zoneinfo import ZoneInfo

from api.reports.month import read
from scripts_lib.model import Text

AT = "@"
"""Between the days of a key and its site; no key of a site has it."""
WEEKDAYS = "一二三四五六日"
_DAY = re.compile(r"20\d\d-\d\d-\d\d")
_WEEK = re.compile(r"(20\d\d)-W(\d\d)")


class Every(StrEnum):
    """How often a report is due."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Span:
    """From the first day up to and without `end`; `days` is `2026-11-28`, `2026-W48` or `2026-11`."""

    every: Every
    days: str
    first: dt.date
    end: dt.date
    site: str = ""
    """Key of the site whose paper it is; empty: the hotline's."""

    @property
    def key(self) -> str:
        """What the paper is known by: `2026-11-28@east`, without a site `2026-11-28`."""
        return f"{self.days}{AT}{self.site}" if self.site else self.days

    def of(self, site: str) -> "Span":
        """The same days of this site."""
        return replace(self, site=site)

    def since(self, zone: ZoneInfo) -> float:
        """Its first moment, Unix seconds."""
        return dt.datetime.combine(self.first, dt.time.min, zone).timestamp()

    def until(self, zone: ZoneInfo) -> float:
        """The first moment after it."""
        return dt.datetime.combine(self.end, dt.time.min, zone).timestamp()

    def at(self, day: dt.date, hour: int, zone: ZoneInfo) -> float:
        """An hour of one of its days."""
        return dt.datetime.combine(day, dt.time(hour), zone).timestamp()

    @property
    def before(self) -> "Span":
        """The one before it."""
        return on(self.every, self.first - dt.timedelta(days=1)).of(self.site)

    @property
    def after(self) -> "Span":
        """The one after it."""
        return on(self.every, self.end).of(self.site)

    @property
    def number(self) -> str:
        """As papers are numbered: `20261128`, `2026W48`, `20261128-east`."""
        days = self.days.replace("-", "")
        return f"{days}-{self.site}" if self.site else days

    @property
    def name(self) -> Text:
        """As people say its days."""
        first, last = self.first, self.end - dt.timedelta(days=1)
        if self.every is Every.DAY:
            said = f"{first.year}年{first.month}月{first.day}日（周{WEEKDAYS[first.weekday()]}）"
            return Text(said, f"{first:%A} {first}")
        if self.every is Every.MONTH:
            return Text(f"{first.year}年{first.month}月", f"{first:%B %Y}")
        week = first.isocalendar().week
        days = f"{first.month}月{first.day}日至{last.month}月{last.day}日"
        return Text(f"{self.days[:4]}年第{week}周（{days}）", f"week {week}, {first} to {last}")


def on(every: Every, day: dt.date) -> Span:
    """The day, week or month in which a day lies. Weeks begin on Monday (ISO 8601)."""
    if every is Every.DAY:
        return Span(every, day.isoformat(), day, day + dt.timedelta(days=1))
    if every is Every.WEEK:
        monday = day - dt.timedelta(days=day.weekday())
        year, week, _ = day.isocalendar()
        return Span(every, f"{year}-W{week:02d}", monday, monday + dt.timedelta(days=7))
    first = day.replace(day=1)
    return Span(every, f"{day.year}-{day.month:02d}", first, (first + dt.timedelta(days=32)).replace(day=1))


def span_at(every: Every, at: float, zone: ZoneInfo) -> Span:
    """The one that runs at a moment, Unix seconds."""
    return on(every, dt.datetime.fromtimestamp(at, zone).date())


def span_of(key: str) -> Span | None:
    """The span of a key; None for anything that is none. Whether there is such a site is not asked."""
    days, site = split(key)
    found = _days_of(days)
    if found is None or key.endswith(AT) or (site and found.every is Every.MONTH):
        return None
    return found.of(site)


def split(key: str) -> tuple[str, str]:
    """The days of a key, and its site, empty where it names none."""
    days, _, site = key.partition(AT)
    return days, site


def _days_of(key: str) -> Span | None:
    if (month := read(key)) is not None:
        return on(Every.MONTH, dt.date(month.year, month.month, 1))
    try:
        if _DAY.fullmatch(key):
            return on(Every.DAY, dt.date.fromisoformat(key))
        if found := _WEEK.fullmatch(key):
            return on(Every.WEEK, dt.date.fromisocalendar(int(found[1]), int(found[2]), 1))
    except ValueError:
        return None
    return None
