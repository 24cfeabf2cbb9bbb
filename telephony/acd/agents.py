"""Agents come, pause, are free and busy. Pure rules over `Book`."""

from telephony.acd import events as told
from telephony.acd.book import Book
from telephony.acd.effects import Effect
from telephony.acd.overflow import overdue


def here(book: Book, event: told.AgentHere, now: float) -> list[Effect]:
    """The agent is at work."""
    book.roster.came(event.profile)
    book.here.add(event.profile.agent_id)
    book.watch_nobody(book.calls.values(), now)
    return []


def away(book: Book, event: told.AgentAway, now: float) -> list[Effect]:
    """The agent is not at work: what rang there goes on elsewhere, by overflow where nobody is left."""
    effects = book.withdraw(event.agent_id)
    book.here.discard(event.agent_id)
    book.roster.left(event.agent_id, signed_out=event.signed_out)
    book.watch_nobody(book.calls.values(), now)
    for entry in list(book.calls.values()):
        effects += overdue(book, entry, now)
    return effects


def free(book: Book, event: told.AgentFree, now: float) -> list[Effect]:
    """The agent takes calls."""
    book.roster.free[event.agent_id] = event.idle_since
    if event.agent_id not in book.here:
        book.here.add(event.agent_id)
        book.watch_nobody(book.calls.values(), now)
    return []


def busy(book: Book, event: told.AgentBusy, now: float) -> list[Effect]:
    """The agent takes no calls."""
    return book.withdraw(event.agent_id)
