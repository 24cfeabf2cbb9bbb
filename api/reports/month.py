"""A month of the site's calendar: its span, the months it is compared with, and when its report is due. Pure."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

DUE_DAY = 30
"""SLA-12: by the 30th, in February by its last day."""
READY_HOUR = 6
"""The papers are made before the office opens, on the day before they are due."""
FINAL_MINUTES = 30
"""After the month's end: calls of midnight have ended by then."""
_WRITTEN = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """`year` as written, `month` from 1."""

    year: int
    month: int

    def __str__(self) -> str:
        """`2026-11`."""
        return f"{self.year}-{self.month:02d}"

    @property
    def chinese(self) -> str:
        """`2026年11月`."""
        return f"{self.year}年{self.month}月"

    @property
    def number(self) -> str:
        """As papers are numbered: `202611`."""
        return f"{self.year}{self.month:02d}"

    @property
    def before(self) -> "Month":
        """The month before."""
        return Month(self.year, self.month - 1) if self.month > 1 else Month(self.year - 1, 12)

    @property
    def after(self) -> "Month":
        """The month after."""
        return Month(self.year, self.month + 1) if self.month < 12 else Month(self.year + 1, 1)

    @property
    def year_before(self) -> "Month":
        """The same month of last year."""
        return Month(self.year - 1, self.month)

    @property
    def days(self) -> int:
        """How many days it has."""
        return calendar.monthrange(self.year, self.month)[1]

    def at(self, day: int, zone: ZoneInfo, hour: int = 0, minute: int = 0) -> float:
        """Unix seconds of a local time on one of its days."""
        return dt.datetime(self.year, self.month, day, hour, minute, tzinfo=zone).timestamp()

    def span(self, zone: ZoneInfo) -> tuple[float, float]:
        """Its first moment and that of the next month, Unix seconds."""
        return self.at(1, zone), self.after.at(1, zone)

    def midnights(self, zone: ZoneInfo, until: float) -> tuple[float, ...]:
        """The beginning of each of its days before `until`; of the first one always."""
        begun = tuple(self.at(day, zone) for day in range(1, self.days + 1))
        return tuple(at for at in begun if at < until) or begun[:1]

    def due(self, zone: ZoneInfo) -> float:
        """By when the manager has its statistics (SLA-12): the end of the day."""
        day = min(DUE_DAY, self.days)
        return self.at(day, zone, 23, 59) + 60

    def ready(self, zone: ZoneInfo) -> float:
        """When the desk makes its papers: in the morning of the day before they are due."""
        return self.at(min(DUE_DAY, self.days) - 1, zone, READY_HOUR)

    def final(self, zone: ZoneInfo) -> float:
        """When the desk makes them anew, with the whole month."""
        return self.after.at(1, zone, 0, FINAL_MINUTES)


def month_of(at: float, zone: ZoneInfo) -> Month:
    """The month in which a moment lies."""
    local = dt.datetime.fromtimestamp(at, zone)
    return Month(local.year, local.month)


def read(text: str) -> Month | None:
    """A month as `2026-11`; None for anything else."""
    found = _WRITTEN.fullmatch(text)
    return Month(int(found[1]), int(found[2])) if found else None
