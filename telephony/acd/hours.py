"""When a queue is open: weekly times, working days and single dates, in the site's own time. Pure.

Times are local wall-clock times without a zone; who calls this has the zone. A span whose end is not after its start
runs past midnight. LINE-6: a hotline is staffed day and night unless its site says otherwise.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

import msgspec

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LOOK_AHEAD_DAYS = 15
IsWorkday = Callable[[dt.date], bool]


class Span(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Open from `start` to `end` (HH:MM) on these days.

    `days` lists mon to sun, ranges such as mon-fri, `daily`, `workday`, `restday` (by the site's calendar, holidays
    and make-up days included), or single dates such as 2026-10-01, separated by commas.
    """

    days: str
    start: str = "00:00"
    end: str = "00:00"

    def __post_init__(self) -> None:
        _time(self.start)
        _time(self.end)
        for token in self.days.split(","):
            _check_day(token.strip())

    def on(self, day: dt.date, is_workday: IsWorkday) -> bool:
        """Does it begin on this day?"""
        return any(_matches(token.strip(), day, is_workday) for token in self.days.split(","))

    def around(self, day: dt.date) -> tuple[dt.datetime, dt.datetime]:
        """Its beginning on this day and its end, on this day or the next."""
        begin = dt.datetime.combine(day, _time(self.start))
        end = dt.datetime.combine(day, _time(self.end))
        return begin, end if end > begin else end + dt.timedelta(days=1)


def _time(text: str) -> dt.time:
    try:
        return dt.time.fromisoformat("00:00" if text == "24:00" else text)
    except ValueError:
        raise ValueError(f"{text!r} is no time such as 08:30") from None


def _check_day(token: str) -> None:
    if token in {"daily", "workday", "restday", *WEEKDAYS}:
        return
    first, dash, last = token.partition("-")
    if dash and first in WEEKDAYS and last in WEEKDAYS:
        return
    try:
        dt.date.fromisoformat(token)
    except ValueError:
        raise ValueError(f"{token!r} is no day: mon to sun, mon-fri, daily, workday, restday or 2026-10-01") from None


def _matches(token: str, day: dt.date, is_workday: IsWorkday) -> bool:
    match token:
        case "daily":
            return True
        case "workday":
            return is_workday(day)
        case "restday":
            return not is_workday(day)
    name = WEEKDAYS[day.weekday()]
    first, dash, last = token.partition("-")
    if dash and first in WEEKDAYS:
        low, high, at = WEEKDAYS.index(first), WEEKDAYS.index(last), day.weekday()
        return low <= at <= high if low <= high else at >= low or at <= high
    return token in {name, day.isoformat()}


def _spans(
    spans: Sequence[Span], around: dt.date, is_workday: IsWorkday
) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    for offset in range(-1, LOOK_AHEAD_DAYS):
        day = around + dt.timedelta(days=offset)
        for span in spans:
            if span.on(day, is_workday):
                yield span.around(day)


def is_open(spans: Sequence[Span], local: dt.datetime, is_workday: IsWorkday) -> bool:
    """Is a queue with these hours open at this local time? Without hours it always is."""
    if not spans:
        return True
    return any(begin <= local < end for begin, end in _spans(spans, local.date(), is_workday))


def next_change(spans: Sequence[Span], local: dt.datetime, is_workday: IsWorkday) -> dt.datetime | None:
    """When it opens or closes next, within two weeks; None where it does neither."""
    now = is_open(spans, local, is_workday)
    edges = sorted({edge for pair in _spans(spans, local.date(), is_workday) for edge in pair if edge > local})
    return next((edge for edge in edges if is_open(spans, edge, is_workday) is not now), None)
