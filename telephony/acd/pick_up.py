"""An offer is taken, missed or in vain. Pure rules over `Book`.

Any agent may pick up a call that rings elsewhere (LINE-4); the first to accept wins, and who lost has missed nothing.
"""

from telephony.acd import events as told
from telephony.acd.book import Book
from telephony.acd.effects import Connect, Effect, Kind, MarkAgent, RefuseAccept
from telephony.acd.entry import Entry
from telephony.acd.order import suitable
from telephony.acd.overflow import has_left
from telephony.acd.plan import When


def accepted(book: Book, event: told.AcceptAsked, now: float) -> list[Effect]:
    """The first to accept gets the call."""
    entry, agent_id = book.calls.get(event.call_id), event.agent_id
    if entry is None:
        return [RefuseAccept(event.call_id, agent_id, "gone")]
    if entry.connecting or _connecting_for(book, agent_id):
        return [RefuseAccept(event.call_id, agent_id, "taken")]
    effects = _taken_by(book, entry, agent_id)
    effects += book.withdraw(agent_id)
    book.roster.misses.pop(agent_id, None)
    entry.connecting, entry.offers = True, [agent_id]
    number = entry.number if entry.kind is Kind.CALLBACK else ""
    return [*effects, Connect(event.call_id, agent_id, entry.kind, number)]


def _taken_by(book: Book, entry: Entry, agent_id: str) -> list[Effect]:
    """End all offers of a call that this agent gets. Who lost the race has missed nothing."""
    return [book.end_offer(entry, one, "accepted" if one == agent_id else "withdrawn") for one in list(entry.offers)]


def _connecting_for(book: Book, agent_id: str) -> bool:
    return any(entry.connecting and agent_id in entry.offers for entry in book.calls.values())


def confirmed(book: Book, event: told.AnswerConfirmed, now: float) -> list[Effect]:
    """They talk: the caller leaves, whoever the queue thought would get the call."""
    entry = book.calls.pop(event.call_id, None)
    book.roster.free.pop(event.agent_id, None)
    book.roster.misses.pop(event.agent_id, None)
    if entry is None:
        return []
    book.roster.calls[event.agent_id] = book.roster.calls.get(event.agent_id, 0) + 1
    return [] if entry.connecting else _taken_by(book, entry, event.agent_id)


def refused(book: Book, event: told.AnswerRefused, now: float) -> list[Effect]:
    """The call waits again, and is offered anew."""
    entry = book.calls.get(event.call_id)
    if entry is not None and entry.connecting and event.agent_id in entry.offers:
        entry.connecting, entry.offers = False, []
    return []


def failed(book: Book, event: told.OfferFailed, now: float) -> list[Effect]:
    """A phone that cannot be rung would be offered the call for ever: its agent is marked at once."""
    entry = book.calls.get(event.call_id)
    if entry is None or entry.connecting or event.agent_id not in entry.offers:
        return []
    book.roster.free.pop(event.agent_id, None)
    entry.missed_by.add(event.agent_id)
    ended = book.end_offer(entry, event.agent_id, "missed")
    return [MarkAgent(event.agent_id, 1), ended]


def missed(book: Book, entry: Entry, now: float) -> list[Effect]:
    """The offer has rung long enough: on to the next agent.

    Where there is none it rings on; but where the plan has something better than an agent who is not at the desk,
    that agent is marked in the end too.
    """
    agent_id = entry.offers[0]
    entry.only_agent, entry.only_until = "", None
    alone = all(one == agent_id for one in suitable(entry, book.idle(), book.roster, now))
    misses = book.roster.misses.get(agent_id, 0) + 1
    marked = 0 < entry.plan.miss_limit <= misses
    if alone and not has_left(entry, When.NOBODY):
        entry.deadline = now + entry.plan.offer_s
        return []
    book.roster.misses[agent_id] = misses
    if alone and not marked:
        entry.deadline = now + entry.plan.offer_s
        return []
    entry.missed_by.add(agent_id)
    ended = book.end_offer(entry, agent_id, "missed")
    if marked:
        del book.roster.free[agent_id]
        book.roster.misses.pop(agent_id)
        return [MarkAgent(agent_id, misses), ended]  # in this order: who is marked is not free for a moment
    book.roster.free[agent_id] = now  # to the end of the order
    return [ended]
