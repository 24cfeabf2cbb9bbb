"""The worklist: what is owed to whom, the most pressing first (LINE-4, LINE-8, SLA-10). Pure: `now` is passed in.

Puts the desk's duty items into groups, order and words. Knows no widget and no key.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from api.schemas import DutyItem, DutyKind
from console.format import clock, home, masked
from console.homes import DAY, HOUR, Telling, day, span

LOW = (DutyKind.SHORT, DutyKind.WITHHELD)
"""Often misdialled, or nobody can be rung back: after all others without a time."""


class When(StrEnum):
    """How pressing an item is, in the order of the list."""

    OVERDUE = "overdue"
    SOON = "soon"  # due within the hour
    AT_ONCE = "at_once"  # nobody talked with the caller: no time was set, so as soon as possible
    TODAY = "today"
    LATER = "later"


@dataclass(frozen=True)
class WorkLine:
    """One item in words. `urgent` has the sign ⚠ in its `time`; `name` of somebody unlisted is the number."""

    item_id: str
    time: str
    kind: str
    name: str
    home: str
    number: str
    tried: str
    matter: str
    urgent: bool


def when(item: DutyItem, telling: Telling) -> When:
    """How pressing this item is at the moment of telling."""
    due = item.due_at
    if due is None:
        return When.AT_ONCE
    if due <= telling.now:
        return When.OVERDUE
    if due - telling.now <= HOUR:
        return When.SOON
    zone = ZoneInfo(telling.timezone)
    same = datetime.fromtimestamp(due, zone).date() == datetime.fromtimestamp(telling.now, zone).date()
    return When.TODAY if same else When.LATER


def grouped(items: Iterable[DutyItem], telling: Telling) -> tuple[tuple[When, tuple[DutyItem, ...]], ...]:
    """Groups that have items, each with its items in order: by due time, those without one by their first call."""
    found: dict[When, list[DutyItem]] = {one: [] for one in When}
    for item in sorted(items, key=_order):
        found[when(item, telling)].append(item)
    return tuple((group, tuple(members)) for group, members in found.items() if members)


def _order(item: DutyItem) -> tuple[bool, float, str]:
    by = item.due_at if item.due_at is not None else item.first_at
    return item.due_at is None and item.kind in LOW, by, item.item_id


def by_a_time(item: DutyItem) -> bool:
    """Whether somebody has to say what came of it; the others are settled by talking with the caller."""
    return item.kind in (DutyKind.PROMISE, DutyKind.FOLLOW_UP, DutyKind.ADVICE)


def line(item: DutyItem, telling: Telling) -> WorkLine:
    """One row of the list."""
    words, resident = telling.words, item.resident
    return WorkLine(
        item_id=item.item_id,
        time=_time(item, telling),
        kind=words(f"owed.{item.kind.value}"),
        name=resident.name if resident is not None else masked(item.number),
        home=home(resident, telling.lang) if resident is not None else "",
        number=masked(item.number) or words("call.no_number"),
        tried=words("work.tried", count=item.tried) if item.tried else "",
        matter=_matter(item, telling),
        urgent=when(item, telling) is When.OVERDUE,
    )


def detail(item: DutyItem, telling: Telling) -> tuple[str, ...]:
    """The whole of one item: who, what, since when and how often tried."""
    words, row = telling.words, line(item, telling)
    note = f"  {item.resident.note}" if item.resident is not None and item.resident.note else ""
    name = row.name if item.resident is not None else words("work.nobody")
    who = "  ".join(part for part in (name, row.home, row.number) if part) + note
    said = [who, _what(item, telling)]
    if item.tried and item.tried_at is not None:
        said.append(words("work.tried_at", count=item.tried, at=day(item.tried_at, telling)))
    elif item.tried:
        said.append(row.tried)
    return tuple(said)


def summary(items: Iterable[DutyItem], telling: Telling) -> str:
    """How many there are of each group, in one line."""
    words = telling.words
    counts = [f"{words(f'when.{group.value}')} {len(members)}" for group, members in grouped(items, telling)]
    return "   ".join(counts) if counts else words("work.none")


def _time(item: DutyItem, telling: Telling) -> str:
    words, due, now = telling.words, item.due_at, telling.now
    if due is None:
        return words("work.waits", span=_length(now - item.first_at, telling))
    if due <= now:
        return words("work.late", span=_length(now - due, telling))
    return words("work.left", span=_length(due - now, telling))


def _length(seconds: float, telling: Telling) -> str:
    """Hours with minutes for the first day: of 1 h 50 min nobody should read 1 h."""
    minutes = int(seconds % HOUR // 60)
    if HOUR <= seconds < DAY and minutes:
        return telling.words("work.hours_minutes", hours=int(seconds // HOUR), minutes=minutes)
    return span(seconds, telling.words)


def _matter(item: DutyItem, telling: Telling) -> str:
    if by_a_time(item):
        return item.what
    return telling.words("work.calls", count=item.count, wait=clock(round(item.longest_ms)))


def _what(item: DutyItem, telling: Telling) -> str:
    words, due = telling.words, item.due_at
    if item.kind is DutyKind.ADVICE:
        return words("work.advised", what=item.what, ticket=words("work.ticket", number=item.ticket_number))
    if due is None:
        first, last = day(item.first_at, telling), day(item.last_at, telling)
        wait = clock(round(item.longest_ms))
        key = "work.called" if item.count == 1 else "work.called_often"
        return words(key, count=item.count, first=first, last=last, wait=wait)
    key = "work.follow_up" if item.kind is DutyKind.FOLLOW_UP else "work.promised"
    ticket = words("work.ticket", number=item.ticket_number) if item.ticket_number else ""
    return words(key, at=day(due, telling), what=item.what, ticket=ticket)
