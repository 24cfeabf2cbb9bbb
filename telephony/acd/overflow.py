"""What becomes of a caller for whom nobody is there in time. Pure rules over the queue's machine (`Queue`).

Each rule of a plan applies once to a caller in a queue. A caller who is moved keeps the age; a queue is never entered
twice, so that two plans which overflow into each other do not send callers round.
"""

from typing import Protocol

from telephony.acd.effects import Divert, Effect, Moved, SayGoodbye, TakeMessage
from telephony.acd.entry import Entry
from telephony.acd.plan import Overflow, SitePlan, When, Where
from telephony.acd.timers import overflows


class Queue(Protocol):
    """What the rules need of the machine."""

    plan: SitePlan

    def is_closed(self, queue_id: str) -> bool: ...

    def watch_nobody(self, entries: tuple[Entry, ...], now: float) -> None: ...

    def end_offers(self, entry: Entry, why: str) -> list[Effect]: ...

    def drop(self, entry: Entry, why: str) -> list[Effect]: ...


def entered(queue: Queue, entry: Entry, full: bool, now: float) -> list[Effect]:
    """A caller came into a queue."""
    entry.entered = now
    entry.visited.add(entry.plan.queue_id)
    entry.nobody_since = None
    queue.watch_nobody((entry,), now)
    if queue.is_closed(entry.plan.queue_id):
        rule = _first(entry, When.CLOSED)
        if rule is not None:
            return _apply(queue, entry, rule[0], rule[1], now)
    if full:
        rule = _first(entry, When.FULL)
        if rule is not None:
            return _apply(queue, entry, rule[0], rule[1], now)
    return overdue(queue, entry, now)


def _first(entry: Entry, when: When) -> tuple[int, Overflow] | None:
    for index, rule in enumerate(entry.plan.overflow):
        if rule.when is when and (entry.plan.queue_id, index) not in entry.used:
            return index, rule
    return None


def overdue(queue: Queue, entry: Entry, now: float) -> list[Effect]:
    """Apply the first rule whose time has come."""
    due = [(at, index, rule) for at, index, rule in overflows(entry) if at <= now]
    if not due:
        return []
    _, index, rule = min(due, key=lambda one: one[:2])
    return _apply(queue, entry, index, rule, now)


def _apply(queue: Queue, entry: Entry, index: int, rule: Overflow, now: float) -> list[Effect]:
    entry.used.add((entry.plan.queue_id, index))
    closed = rule.when is When.CLOSED
    match rule.where:
        case Where.NUMBER:
            entry.diverting = True
            return [Divert(entry.call_id, rule.to)]
        case Where.MESSAGE:
            return [*queue.drop(entry, "withdrawn"), TakeMessage(entry.call_id, closed)]
        case Where.GOODBYE:
            return [*queue.drop(entry, "withdrawn"), SayGoodbye(entry.call_id, entry.kind, closed)]
        case Where.QUEUE:
            return _move(queue, entry, rule.to, now)


def _move(queue: Queue, entry: Entry, to: str, now: float) -> list[Effect]:
    if to in entry.visited:
        return overdue(queue, entry, now)
    effects = queue.end_offers(entry, "withdrawn")
    entry.plan = queue.plan.queue(to)
    entry.missed_by.clear()
    effects.append(Moved(entry.call_id, to))
    return effects + entered(queue, entry, False, now)
