"""A period in stretches of the local clock: quarter-hours, hours, days, weeks. Pure."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MOST = 3000
"""More stretches nobody reads."""


class Step(StrEnum):
    """How long a stretch is."""

    QUARTER = "quarter"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


SECONDS = {Step.QUARTER: 900, Step.HOUR: 3600}


def edges_of(since: float, until: float, step: Step, zone: ZoneInfo) -> list[float]:
    """The beginnings of all stretches and the end of the last; the first and the last may be cut. Weeks begin on
    Monday.

    Raises ValueError for a period that ends before it begins, and for more than 3000 stretches.
    """
    if until <= since:
        raise ValueError("the period ends before it begins")
    edges, at = [since], _next(since, step, zone)
    while at < until:
        edges.append(at)
        if len(edges) > MOST:
            raise ValueError(f"more than {MOST} stretches; choose a longer step or a shorter period")
        at = _next(at, step, zone)
    return [*edges, until]


def _next(at: float, step: Step, zone: ZoneInfo) -> float:
    """The first beginning of a stretch after this moment."""
    if step in SECONDS:
        local = datetime.fromtimestamp(at, zone)
        offset = (local.utcoffset() or timedelta()).total_seconds()
        length = SECONDS[step]
        return ((at + offset) // length + 1) * length - offset
    day = datetime.fromtimestamp(at, zone).date()
    days = 1 if step is Step.DAY else 7 - day.weekday()
    midnight = datetime.combine(day + timedelta(days=days), datetime.min.time(), zone)
    return midnight.astimezone(UTC).timestamp()
