"""When something becomes due for a call in the queue. Pure; `machine.py` acts on it.

Nothing is due for a call that is just being connected: if the connection fails, it is due then.
"""

from collections.abc import Iterator

from telephony.acd.effects import Kind
from telephony.acd.entry import Entry, Stage
from telephony.acd.order import Roster, next_level_at
from telephony.acd.plan import Order, Overflow, When


def times(entry: Entry, roster: Roster, now: float) -> Iterator[float]:
    """All deadlines of one call."""
    if entry.connecting:
        return
    if entry.deadline is not None:
        yield entry.deadline
    if entry.retry_at is not None:
        yield entry.retry_at
    if entry.only_until is not None:
        yield entry.only_until
    machine = machine_at(entry)
    if machine is not None:
        yield machine
    if entry.announce_at is not None and entry.kind is Kind.ANSWERED:
        yield entry.announce_at
    if roster.free and (entry.stage is Stage.WAITING or entry.plan.order is Order.RING_ALL):
        level = next_level_at(entry, roster, now)
        if level is not None:
            yield level
    for at, _, _ in overflows(entry):
        yield at


def machine_at(entry: Entry) -> float | None:
    """When the queue is to answer by machine."""
    if entry.kind is not Kind.RINGING or entry.machine_asked or entry.plan.answer_after_s <= 0:
        return None
    return entry.arrived + entry.plan.answer_after_s


def overflows(entry: Entry) -> Iterator[tuple[float, int, Overflow]]:
    """The overflow rules that time brings, each with its moment and its place in the plan."""
    if entry.kind is Kind.CALLBACK or entry.diverting is not None or entry.connecting or entry.answering:
        return
    for index, rule in enumerate(entry.plan.overflow):
        if (entry.plan.queue_id, index) in entry.used:
            continue
        if rule.when is When.WAITING:
            yield entry.entered + rule.after_s, index, rule
        elif rule.when is When.NOBODY and entry.nobody_since is not None:
            yield entry.nobody_since + rule.after_s, index, rule
