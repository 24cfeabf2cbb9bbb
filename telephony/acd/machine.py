"""The queue (ACD): which waiting caller is offered to which agent, and who gets the call. A pure machine.

A caller waits, is offered to one agent at a time (or to all of a group), is being connected once somebody accepted,
and leaves when the line confirms it or the caller is gone. Priority and age decide who is first; `plan.Order` decides
among free agents. An offer that is not taken in time passes to the next; where there is none, it goes on ringing
where it is. Any agent may pick up a call that rings elsewhere (LINE-4); the first to accept wins.

What it may not know: agents' states beyond here and free, lines, screens, the wall clock. Times are monotonic.
"""

from collections.abc import Callable, Mapping
from typing import Any

from telephony.acd import agents, callback, callers, pick_up
from telephony.acd import events as told
from telephony.acd.book import Book
from telephony.acd.effects import AnswerQueue, Effect, Kind, Offer
from telephony.acd.entry import Entry
from telephony.acd.events import Event
from telephony.acd.order import suitable
from telephony.acd.overflow import overdue
from telephony.acd.plan import Order
from telephony.acd.timers import machine_at, times


class Acd(Book):
    """The machine."""

    @property
    def next_deadline(self) -> float | None:
        """When `on_time` wants to be called; it may lie in the past."""
        return min((at for one in self.calls.values() for at in times(one, self.roster, self.now)), default=None)

    def receive(self, event: Event, now: float) -> list[Effect]:
        """Take one event. Raises IllegalEvent, with nothing changed, for a call that comes twice."""
        effects: list[Effect] = RULES[type(event)](self, event, now)
        self.now = now
        return effects + self._offer_all(now)

    def on_time(self, now: float) -> list[Effect]:
        """Do what has become due."""
        self.now = now
        effects: list[Effect] = []
        for entry in self.waiting:
            if not entry.connecting and entry.call_id in self.calls:
                effects += self._due(entry, now)
        return effects + self._offer_all(now)

    def _due(self, entry: Entry, now: float) -> list[Effect]:
        effects: list[Effect] = []
        if entry.only_until is not None and entry.only_until <= now:
            entry.only_until, entry.only_agent = None, ""
        if entry.deadline is not None and entry.deadline <= now:
            effects += pick_up.missed(self, entry, now)
        if entry.retry_at is not None and entry.retry_at <= now:
            entry.retry_at = None
        machine = machine_at(entry)
        if machine is not None and machine <= now:
            entry.machine_asked = entry.answering = True
            effects.append(AnswerQueue(entry.call_id))
        if entry.kind is Kind.ANSWERED and entry.announce_at is not None and entry.announce_at <= now:
            effects.append(self.announce(entry, now))
        return effects + overdue(self, entry, now)

    def _offer_all(self, now: float) -> list[Effect]:
        """Offer every caller for whom an agent is free, the first in rank first."""
        effects: list[Effect] = []
        idle = self.idle()
        for entry in self.waiting if idle else ():
            effects += self._offer(entry, idle, now)
            if not idle:
                break
        return effects

    def _offer(self, entry: Entry, idle: dict[str, float], now: float) -> list[Effect]:
        """Offer this call to whom it may be offered of the idle; they are idle no longer."""
        if entry.connecting or entry.retry_at is not None:
            return []
        to_all = entry.plan.order is Order.RING_ALL and not entry.only_agent
        if entry.offers and not to_all:
            return []
        asked = suitable(entry, idle, self.roster, now)[: None if to_all else 1]
        for agent_id in asked:
            del idle[agent_id]
            entry.offers.append(agent_id)
            self.roster.take_turn(agent_id)
        if asked:
            entry.rounds += 1
            entry.deadline = None if to_all else now + entry.plan.offer_s
        return [Offer(entry.call_id, agent_id) for agent_id in asked]


# --- the site ---


def _opened(book: Book, event: told.Opened, now: float) -> list[Effect]:
    book.closed.discard(event.queue_id)
    return []


def _closed(book: Book, event: told.Closed, now: float) -> list[Effect]:
    book.closed.add(event.queue_id)
    return []


def _handled(book: Book, event: told.Handled, now: float) -> list[Effect]:
    book.estimator.handled(event.queue_id, event.seconds)
    return []


RULES: Mapping[type, Callable[[Book, Any, float], list[Effect]]] = {
    told.CallArrived: callers.arrived,
    told.CallGone: callers.gone,
    told.Requeued: callers.requeued,
    told.Directed: callers.directed,
    told.MachineAnswered: callers.machine_answered,
    told.MachineRefused: callers.machine_refused,
    told.TakenUp: callers.taken_up,
    told.DigitPressed: callback.digit_pressed,
    told.DivertFailed: callers.divert_failed,
    told.CallbackMissed: callback.missed,
    told.CallbackDropped: callback.dropped,
    told.AgentHere: agents.here,
    told.AgentAway: agents.away,
    told.AgentFree: agents.free,
    told.AgentBusy: agents.busy,
    told.AcceptAsked: pick_up.accepted,
    told.AnswerConfirmed: pick_up.confirmed,
    told.AnswerRefused: pick_up.refused,
    told.OfferFailed: pick_up.failed,
    told.Opened: _opened,
    told.Closed: _closed,
    told.Handled: _handled,
}
"""The rule of each event."""
