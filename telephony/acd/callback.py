"""A caller who waits asks to be rung back, keeps the place, and is reached or given up. Pure rules over `Book`.

The caller presses a key after the announcement, hears good-bye and hangs up; the entry stays where it is. When its
turn comes it is offered like any other, and only when an agent is there is the resident called.
"""

from telephony.acd import events as told
from telephony.acd.book import Book
from telephony.acd.effects import CallbackGivenUp, CallbackRefused, CallbackTaken, Effect, Kind
from telephony.acd.entry import Entry

CALLBACK_KEY = "1"
REST_S = 20.0
"""After asking for a callback the caller has this long to hear the good-bye and hang up."""


def digit_pressed(book: Book, event: told.DigitPressed, now: float) -> list[Effect]:
    """The key for a callback; any other says nothing to the queue."""
    entry = book.entry(event.call_id)
    if entry is None or event.digit != CALLBACK_KEY or not entry.plan.callback:
        return []
    if entry.kind is not Kind.ANSWERED or entry.connecting:
        return []
    if not entry.number:
        return [CallbackRefused(entry.call_id)]
    withdrawn = book.end_offers(entry, "withdrawn")
    entry.kind, entry.retry_at, entry.only_agent = Kind.CALLBACK, now + REST_S, ""
    return [*withdrawn, CallbackTaken(entry.call_id)]


def missed(book: Book, event: told.CallbackMissed, now: float) -> list[Effect]:
    """Tried again after a while, so often; then given up."""
    entry = _callback(book, event.call_id)
    if entry is None or not entry.connecting:
        return []
    entry.connecting, entry.offers = False, []
    entry.tries += 1
    if entry.tries >= entry.plan.callback_tries:
        return [*book.drop(entry, "withdrawn"), CallbackGivenUp(entry.call_id, entry.number)]
    entry.retry_at = now + entry.plan.callback_retry_s
    return []


def dropped(book: Book, event: told.CallbackDropped, now: float) -> list[Effect]:
    """The resident called again, or was reached otherwise."""
    entry = _callback(book, event.call_id)
    return book.drop(entry, "withdrawn") if entry is not None else []


def _callback(book: Book, call_id: str) -> Entry | None:
    entry = book.entry(call_id)
    return entry if entry is not None and entry.kind is Kind.CALLBACK else None
