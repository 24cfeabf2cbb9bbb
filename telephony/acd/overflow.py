"""What becomes of a caller for whom nobody is there in time. Pure rules over `Book`.

Each rule of a plan applies once to a caller in a queue. A caller who is moved keeps the age; a queue is never entered
twice, so that two plans which overflow into each other do not send callers round. Who waits in an open queue is not
moved to a closed one. A rule that leads nowhere passes on to the next of its kind.
"""

from telephony.acd.book import Book
from telephony.acd.effects import AnswerQueue, Divert, Effect, Kind, Moved, SayGoodbye, TakeMessage
from telephony.acd.entry import Entry
from telephony.acd.plan import Overflow, When, Where
from telephony.acd.timers import overflows


def stay(book: Book, entry: Entry, now: float) -> None:
    """A caller is in this queue from now."""
    entry.entered = now
    entry.visited.add(entry.plan.queue_id)
    entry.nobody_since = None
    book.watch_nobody((entry,), now)


def entered(book: Book, entry: Entry, full: bool, now: float) -> list[Effect]:
    """A caller came into a queue."""
    stay(book, entry, now)
    if book.is_closed(entry.plan.queue_id):
        rule = _first(entry, When.CLOSED)
        if rule is not None:
            return _apply(book, entry, rule[0], rule[1], now)
    if full:
        rule = _first(entry, When.FULL)
        if rule is not None:
            return _apply(book, entry, rule[0], rule[1], now)
    return overdue(book, entry, now)


def has_left(entry: Entry, when: When) -> bool:
    """Is there a rule of this kind that has not been applied to the caller?"""
    return _first(entry, when) is not None


def _first(entry: Entry, when: When) -> tuple[int, Overflow] | None:
    for index, rule in enumerate(entry.plan.overflow):
        if rule.when is when and (entry.plan.queue_id, index) not in entry.used:
            return index, rule
    return None


def overdue(book: Book, entry: Entry, now: float) -> list[Effect]:
    """Apply the first rule whose time has come."""
    due = [(at, index, rule) for at, index, rule in overflows(entry) if at <= now]
    if not due:
        return []
    _, index, rule = min(due, key=lambda one: one[:2])
    return _apply(book, entry, index, rule, now)


def _apply(book: Book, entry: Entry, index: int, rule: Overflow, now: float) -> list[Effect]:
    entry.used.add((entry.plan.queue_id, index))
    closed = rule.when is When.CLOSED
    match rule.where:
        case Where.NUMBER:
            entry.diverting = rule.when
            return [Divert(entry.call_id, rule.to)]
        case Where.ANNOUNCE:
            return _announce(entry)
        case Where.MESSAGE:
            return [*book.drop(entry, "withdrawn"), TakeMessage(entry.call_id, closed)]
        case Where.GOODBYE:
            return [*book.drop(entry, "withdrawn"), SayGoodbye(entry.call_id, entry.kind, closed)]
        case Where.QUEUE:
            return _move(book, entry, rule, now)


def _announce(entry: Entry) -> list[Effect]:
    """Answer by machine now; who is answered already is told in turn."""
    if entry.kind is not Kind.RINGING or entry.machine_asked:
        return []
    entry.machine_asked = entry.answering = True
    return [AnswerQueue(entry.call_id)]


def following(book: Book, entry: Entry, when: When, now: float) -> list[Effect]:
    """A rule of this kind led nowhere: the next one."""
    rule = _first(entry, when) if when in (When.CLOSED, When.FULL) else None
    return _apply(book, entry, *rule, now) if rule is not None else overdue(book, entry, now)


def _move(book: Book, entry: Entry, rule: Overflow, now: float) -> list[Effect]:
    to = rule.to
    if to in entry.visited or (rule.when in (When.WAITING, When.NOBODY) and book.is_closed(to)):
        return following(book, entry, rule.when, now)
    effects = book.end_offers(entry, "withdrawn")
    entry.plan = book.plan.queue(to)
    entry.missed_by.clear()
    effects.append(Moved(entry.call_id, to))
    return effects + entered(book, entry, False, now)
