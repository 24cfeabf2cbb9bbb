"""Callers come, go, and are answered by machine. Pure rules over `Book`."""

from telephony.acd import events as told
from telephony.acd.book import Book
from telephony.acd.effects import Effect, Kind, RefuseAccept
from telephony.acd.entry import Entry
from telephony.acd.overflow import entered, following, stay
from telephony.errors import IllegalEvent


def arrived(book: Book, event: told.CallArrived, now: float) -> list[Effect]:
    """A call rings."""
    _check_new(book, event, event.call_id)
    plan = book.plan.of_number(event.called)
    entry = Entry(event.call_id, now - event.waited_s, plan, number=event.number, priority=plan.priority)
    return _enter(book, entry, now)


def requeued(book: Book, event: told.Requeued, now: float) -> list[Effect]:
    """A caller who was answered waits again."""
    _check_new(book, event, event.call_id)
    plan = book.plan.queue(event.queue_id) if event.queue_id else book.plan.queues[0]
    entry = Entry(event.call_id, now, plan, number=event.number, kind=Kind.ANSWERED)
    entry.priority = plan.priority + event.priority
    if event.agent_id:
        entry.only_agent, entry.only_until = event.agent_id, now + plan.offer_s
    if plan.answer_after_s > 0:
        entry.announce_at = now + plan.announce_every_s
    return _enter(book, entry, now)


def taken_up(book: Book, event: told.TakenUp, now: float) -> list[Effect]:
    """A caller who waited before the restart waits on."""
    _check_new(book, event, event.call_id)
    named = (one for one in book.plan.queues if one.queue_id == event.queue_id)
    plan = next(named, None) or book.plan.of_number(event.called)  # the plan may have changed since
    priority = plan.priority if event.priority is None else event.priority
    entry = Entry(event.call_id, now - event.waited_s, plan, event.number, event.kind, priority, tries=event.tries)
    if event.kind is Kind.ANSWERED:
        entry.announce_at = now
    book.calls[entry.call_id] = entry
    stay(book, entry, now)
    return []


def _check_new(book: Book, event: object, call_id: str) -> None:
    if call_id in book.calls:
        raise IllegalEvent("queue", book.calls[call_id].stage, event)


def _enter(book: Book, entry: Entry, now: float) -> list[Effect]:
    here = sum(one.plan is entry.plan and one.kind is not Kind.CALLBACK for one in book.calls.values())
    full = 0 < entry.plan.capacity <= here
    book.calls[entry.call_id] = entry
    return entered(book, entry, full, now)


def gone(book: Book, event: told.CallGone, now: float) -> list[Effect]:
    """The caller is no longer there."""
    entry = book.calls.get(event.call_id)
    if entry is None or entry.kind is Kind.CALLBACK:
        return []  # who is to be rung back has hung up as agreed
    return book.drop(entry, "abandoned")


def directed(book: Book, event: told.Directed, now: float) -> list[Effect]:
    """It rings at the agent who was chosen. Who is to be rung back waits for whoever has time."""
    entry, agent_id = book.calls.get(event.call_id), event.agent_id
    if entry is None:
        return [RefuseAccept(event.call_id, agent_id, "gone")]
    if entry.connecting:
        return [RefuseAccept(event.call_id, agent_id, "taken")]
    if agent_id in entry.offers:
        return []
    if agent_id not in book.idle() or entry.kind is Kind.CALLBACK:
        return [RefuseAccept(event.call_id, agent_id, "busy")]
    entry.only_agent, entry.only_until = agent_id, now + entry.plan.offer_s
    return book.end_offers(entry, "withdrawn")


def machine_answered(book: Book, event: told.MachineAnswered, now: float) -> list[Effect]:
    """The caller hears the queue."""
    entry = book.calls.get(event.call_id)
    if entry is None or entry.kind is not Kind.RINGING:
        return []
    entry.kind, entry.machine_asked, entry.answering = Kind.ANSWERED, True, False
    entry.announce_at = now
    return [] if entry.connecting else [book.announce(entry, now)]


def machine_refused(book: Book, event: told.MachineRefused, now: float) -> list[Effect]:
    """The caller hears it ring on."""
    entry = book.calls.get(event.call_id)
    if entry is not None:
        entry.answering = False
    return []


def divert_failed(book: Book, event: told.DivertFailed, now: float) -> list[Effect]:
    """The number outside was not reached."""
    entry = book.calls.get(event.call_id)
    if entry is None or entry.diverting is None:
        return []
    rule, entry.diverting = entry.diverting, None
    return following(book, entry, rule, now)
