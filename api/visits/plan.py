"""Which homes are visited when: four to five a day, every home once a year (VISIT-1). Pure.

The plan is worked out anew from the book of residents, the visits of the year and the calendar of working days, so a
home that moved in, a day that fell out or a resident who was not in changes it by itself. Homes that were not reached
last year come first; within that, house by house, so that a day's homes lie together.
"""

import re
from collections import deque
from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from typing import Final

import msgspec

FEWEST, MOST = 4, 5
"""Homes a day for one visitor."""
AGAIN_DAYS: Final = 7
"""Who was not in is tried again after so many days at the earliest."""
_PIECES = re.compile(r"(\d+)")

Workday = Callable[[date], bool]


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a home's visits: the last day somebody talked with it, and the last vain try."""

    met: date | None = None
    tried: date | None = None


class PlannedDay(msgspec.Struct, frozen=True, kw_only=True):
    """A working day with its homes, `building|unit|room`, in the order of the walk."""

    day: date
    homes: tuple[str, ...]


class YearPlan(msgspec.Struct, frozen=True, kw_only=True):
    """The rest of the year. `beyond`: homes that do not fit into it; `visitors`: how many it would take."""

    days: tuple[PlannedDay, ...]
    homes: int
    done: int
    beyond: int
    visitors: int


def plan(
    homes: Collection[str], seen: Mapping[str, Seen], today: date, is_workday: Workday, *, visitors: int = 1
) -> YearPlan:
    """The plan from `today` to the end of its year. `seen` is what was known when today began."""
    left = [home for home in set(homes) if not _done(seen.get(home), today)]
    days = _workdays(today, is_workday)
    fewest, most = FEWEST * visitors, MOST * visitors
    a_day = min(most, max(fewest, -(-len(left) // max(1, len(days)))))
    planned = _spread(_in_turn(left, seen, today), days, a_day)
    reached = sum(len(one.homes) for one in planned)
    return YearPlan(
        days=tuple(planned),
        homes=len(set(homes)),
        done=len(set(homes)) - len(left),
        beyond=len(left) - reached,
        visitors=max(1, -(-len(left) // max(1, len(days) * MOST))),
    )


def _done(seen: Seen | None, today: date) -> bool:
    return seen is not None and seen.met is not None and seen.met.year == today.year


def _workdays(today: date, is_workday: Workday) -> list[date]:
    span = (date(today.year, 12, 31) - today).days + 1
    return [day for day in (today + timedelta(days=one) for one in range(span)) if is_workday(day)]


def _in_turn(left: list[str], seen: Mapping[str, Seen], today: date) -> list[tuple[str, date]]:
    """Homes in the order in which they are to be visited, each with the day from which on it may be tried."""
    nobody = Seen()

    def order(home: str) -> tuple[object, ...]:
        met = seen.get(home, nobody).met
        missed_last_year = met is None or met.year < today.year - 1
        return (not missed_last_year, natural(home))

    def earliest(home: str) -> date:
        tried = seen.get(home, nobody).tried
        return tried + timedelta(days=AGAIN_DAYS) if tried is not None else today

    return [(home, earliest(home)) for home in sorted(left, key=order)]


def _spread(turn: list[tuple[str, date]], days: list[date], a_day: int) -> list[PlannedDay]:
    """Each day the first homes that may be tried by then."""
    at_once = deque(home for home, earliest in turn if not days or earliest <= days[0])
    later = deque(sorted((one for one in turn if days and one[1] > days[0]), key=lambda one: one[1]))
    planned = []
    for day in days:
        while later and later[0][1] <= day:
            at_once.append(later.popleft()[0])
        homes = tuple(at_once.popleft() for _ in range(min(a_day, len(at_once))))
        if homes:
            planned.append(PlannedDay(day=day, homes=homes))
    return planned


def natural(home: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts 2 before 10, within each part of a home."""
    pieces = _PIECES.split(home.replace("|", "\0"))
    return tuple((0, int(one), "") if one.isascii() and one.isdigit() else (1, 0, one) for one in pieces if one)
