"""The queue (ACD): which waiting caller is offered to which agent, and who gets the call. A pure machine.

A caller waits, is offered to one agent at a time (or to all of a group), is being connected once somebody accepted,
and leaves when the line confirms it or the caller is gone. Priority and age decide who is first; `plan.Order` decides
among free agents. An offer that is not taken in time passes to the next; where there is none, it goes on ringing
where it is. Any agent may pick up a call that rings elsewhere (LINE-4); the first to accept wins.

What it may not know: agents' states beyond here and free, lines, screens, the wall clock. Times are monotonic.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from telephony.acd import callback
from telephony.acd import events as told
from telephony.acd.effects import (
    Announce,
    AnswerQueue,
    Connect,
    Effect,
    EndOffer,
    Kind,
    MarkAgent,
    Offer,
    RefuseAccept,
)
from telephony.acd.entry import Entry
from telephony.acd.estimate import Estimator
from telephony.acd.events import Event
from telephony.acd.order import Roster, suitable
from telephony.acd.overflow import entered, following, has_left, overdue, stay
from telephony.acd.plan import Order, QueuePlan, SitePlan, When
from telephony.acd.timers import machine_at, times
from telephony.errors import IllegalEvent


class Acd:
    """The machine."""

    def __init__(self, plan: SitePlan) -> None:
        self.plan = plan
        self.estimator = Estimator()
        self._calls: dict[str, Entry] = {}
        self._roster = Roster()
        self._here: set[str] = set()
        self._closed: set[str] = set()
        self._now = 0.0
        """When something was last told."""

    @property
    def waiting(self) -> tuple[Entry, ...]:
        """Every caller that nobody talks with yet, whoever is first comes first."""
        return tuple(sorted(self._calls.values(), key=lambda one: one.rank(self.plan.ageing_s)))

    @property
    def next_deadline(self) -> float | None:
        """When `on_time` wants to be called; it may lie in the past."""
        return min((at for one in self._calls.values() for at in times(one, self._roster, self._now)), default=None)

    def entry(self, call_id: str) -> Entry | None:
        """One caller, by the call's id."""
        return self._calls.get(call_id)

    def place(self, entry: Entry) -> int:
        """Where a caller stands in the own queue, from 1."""
        same = [one for one in self.waiting if one.plan.queue_id == entry.plan.queue_id]
        return same.index(entry) + 1

    def is_closed(self, queue_id: str) -> bool:
        """Is this queue closed?"""
        return queue_id in self._closed

    def agents_of(self, plan: QueuePlan) -> int:
        """How many agents of a queue are here."""
        return sum(self._roster.profile(one).level(plan) > 0 for one in self._here)

    def receive(self, event: Event, now: float) -> list[Effect]:
        """Take one event. Raises IllegalEvent, with nothing changed, for a call that comes twice."""
        effects: list[Effect] = RULES[type(event)](self, event, now)
        self._now = now
        return effects + self._offer_all(now)

    def on_time(self, now: float) -> list[Effect]:
        """Do what has become due."""
        self._now = now
        effects: list[Effect] = []
        for entry in self.waiting:
            if not entry.connecting and entry.call_id in self._calls:
                effects += self._due(entry, now)
        return effects + self._offer_all(now)

    def _due(self, entry: Entry, now: float) -> list[Effect]:
        effects: list[Effect] = []
        if entry.only_until is not None and entry.only_until <= now:
            entry.only_until, entry.only_agent = None, ""
        if entry.deadline is not None and entry.deadline <= now:
            effects += self._missed(entry, now)
        if entry.retry_at is not None and entry.retry_at <= now:
            entry.retry_at = None
        machine = machine_at(entry)
        if machine is not None and machine <= now:
            entry.machine_asked = entry.answering = True
            effects.append(AnswerQueue(entry.call_id))
        if entry.kind is Kind.ANSWERED and entry.announce_at is not None and entry.announce_at <= now:
            effects.append(self._announce(entry, now))
        return effects + overdue(self, entry, now)

    # --- callers ---

    def _arrived(self, event: told.CallArrived, now: float) -> list[Effect]:
        self._check_new(event, event.call_id)
        plan = self.plan.of_number(event.called)
        entry = Entry(event.call_id, now - event.waited_s, plan, number=event.number, priority=plan.priority)
        return self._enter(entry, now)

    def _requeued(self, event: told.Requeued, now: float) -> list[Effect]:
        self._check_new(event, event.call_id)
        plan = self.plan.queue(event.queue_id) if event.queue_id else self.plan.queues[0]
        entry = Entry(event.call_id, now, plan, number=event.number, kind=Kind.ANSWERED)
        entry.priority = plan.priority + event.priority
        if event.agent_id:
            entry.only_agent, entry.only_until = event.agent_id, now + plan.offer_s
        if plan.answer_after_s > 0:
            entry.announce_at = now + plan.announce_every_s
        return self._enter(entry, now)

    def _taken_up(self, event: told.TakenUp, now: float) -> list[Effect]:
        self._check_new(event, event.call_id)
        named = (one for one in self.plan.queues if one.queue_id == event.queue_id)
        plan = next(named, None) or self.plan.of_number(event.called)  # the plan may have changed since
        priority = plan.priority if event.priority is None else event.priority
        entry = Entry(
            event.call_id, now - event.waited_s, plan, event.number, event.kind, priority, tries=event.tries
        )
        if event.kind is Kind.ANSWERED:
            entry.announce_at = now
        self._calls[entry.call_id] = entry
        stay(self, entry, now)
        return []

    def _check_new(self, event: Event, call_id: str) -> None:
        if call_id in self._calls:
            raise IllegalEvent("queue", self._calls[call_id].stage, event)

    def _enter(self, entry: Entry, now: float) -> list[Effect]:
        here = sum(one.plan is entry.plan and one.kind is not Kind.CALLBACK for one in self._calls.values())
        full = 0 < entry.plan.capacity <= here
        self._calls[entry.call_id] = entry
        return entered(self, entry, full, now)

    def _gone(self, event: told.CallGone, now: float) -> list[Effect]:
        entry = self._calls.get(event.call_id)
        if entry is None or entry.kind is Kind.CALLBACK:
            return []  # who is to be rung back has hung up as agreed
        return self.drop(entry, "abandoned")

    def drop(self, entry: Entry, why: str) -> list[Effect]:
        """The caller leaves the queue."""
        del self._calls[entry.call_id]
        return [] if entry.connecting else self.end_offers(entry, why)

    def _machine_answered(self, event: told.MachineAnswered, now: float) -> list[Effect]:
        entry = self._calls.get(event.call_id)
        if entry is None or entry.kind is not Kind.RINGING:
            return []
        entry.kind, entry.machine_asked, entry.answering = Kind.ANSWERED, True, False
        entry.announce_at = now
        return [] if entry.connecting else [self._announce(entry, now)]

    def _machine_refused(self, event: told.MachineRefused, now: float) -> list[Effect]:
        entry = self._calls.get(event.call_id)
        if entry is not None:
            entry.answering = False
        return []

    def _announce(self, entry: Entry, now: float) -> Announce:
        first, entry.announced = not entry.announced, True
        entry.announce_at = now + entry.plan.announce_every_s
        place = self.place(entry)
        wait_s = self.estimator.wait_s(entry.plan.queue_id, place, self.agents_of(entry.plan))
        return Announce(entry.call_id, place, wait_s, first, entry.plan.callback and entry.number != "")

    def _divert_failed(self, event: told.DivertFailed, now: float) -> list[Effect]:
        entry = self._calls.get(event.call_id)
        if entry is None or entry.diverting is None:
            return []
        rule, entry.diverting = entry.diverting, None
        return following(self, entry, rule, now)

    # --- agents ---

    def _agent_here(self, event: told.AgentHere, now: float) -> list[Effect]:
        self._roster.came(event.profile)
        self._here.add(event.profile.agent_id)
        self.watch_nobody(self._calls.values(), now)
        return []

    def _agent_away(self, event: told.AgentAway, now: float) -> list[Effect]:
        effects = self._withdraw(event.agent_id)
        self._here.discard(event.agent_id)
        self._roster.left(event.agent_id, signed_out=event.signed_out)
        self.watch_nobody(self._calls.values(), now)
        for entry in list(self._calls.values()):
            effects += overdue(self, entry, now)
        return effects

    def watch_nobody(self, entries: Iterable[Entry], now: float) -> None:
        """Note since when nobody is there for a caller."""
        for entry in entries:
            if self.agents_of(entry.plan):
                entry.nobody_since = None
            elif entry.nobody_since is None:
                entry.nobody_since = now

    def _agent_free(self, event: told.AgentFree, now: float) -> list[Effect]:
        self._roster.free[event.agent_id] = event.idle_since
        if event.agent_id not in self._here:
            self._here.add(event.agent_id)
            self.watch_nobody(self._calls.values(), now)
        return []

    def _agent_busy(self, event: told.AgentBusy, now: float) -> list[Effect]:
        return self._withdraw(event.agent_id)

    def _withdraw(self, agent_id: str) -> list[Effect]:
        """The agent takes no calls: whatever rings there rings there no longer."""
        self._roster.free.pop(agent_id, None)
        return [
            self._end_offer(entry, agent_id, "withdrawn")
            for entry in self._calls.values()
            if not entry.connecting and agent_id in entry.offers
        ]

    # --- picking up ---

    def _accept(self, event: told.AcceptAsked, now: float) -> list[Effect]:
        entry, agent_id = self._calls.get(event.call_id), event.agent_id
        if entry is None:
            return [RefuseAccept(event.call_id, agent_id, "gone")]
        if entry.connecting or self._connecting_for(agent_id):
            return [RefuseAccept(event.call_id, agent_id, "taken")]
        effects = self._taken_by(entry, agent_id)
        effects += self._withdraw(agent_id)
        self._roster.misses.pop(agent_id, None)
        entry.connecting, entry.offers = True, [agent_id]
        number = entry.number if entry.kind is Kind.CALLBACK else ""
        return [*effects, Connect(event.call_id, agent_id, entry.kind, number)]

    def _taken_by(self, entry: Entry, agent_id: str) -> list[Effect]:
        """End all offers of a call that this agent gets. Who lost the race has missed nothing."""
        return [
            self._end_offer(entry, one, "accepted" if one == agent_id else "withdrawn") for one in list(entry.offers)
        ]

    def _connecting_for(self, agent_id: str) -> bool:
        return any(entry.connecting and agent_id in entry.offers for entry in self._calls.values())

    def _confirmed(self, event: told.AnswerConfirmed, now: float) -> list[Effect]:
        """They talk: the caller leaves, whoever the queue thought would get the call."""
        entry = self._calls.pop(event.call_id, None)
        self._roster.free.pop(event.agent_id, None)
        self._roster.misses.pop(event.agent_id, None)
        if entry is None:
            return []
        self._roster.calls[event.agent_id] = self._roster.calls.get(event.agent_id, 0) + 1
        return [] if entry.connecting else self._taken_by(entry, event.agent_id)

    def _refused(self, event: told.AnswerRefused, now: float) -> list[Effect]:
        entry = self._calls.get(event.call_id)
        if entry is not None and entry.connecting and event.agent_id in entry.offers:
            entry.connecting, entry.offers = False, []
        return []

    def _offer_failed(self, event: told.OfferFailed, now: float) -> list[Effect]:
        """A phone that cannot be rung would be offered the call for ever: its agent is marked at once."""
        entry = self._calls.get(event.call_id)
        if entry is None or entry.connecting or event.agent_id not in entry.offers:
            return []
        self._roster.free.pop(event.agent_id, None)
        entry.missed_by.add(event.agent_id)
        ended = self._end_offer(entry, event.agent_id, "missed")
        return [MarkAgent(event.agent_id, 1), ended]

    def _missed(self, entry: Entry, now: float) -> list[Effect]:
        """The offer has rung long enough: on to the next agent.

        Where there is none it rings on; but where the plan has something better than an agent who is not at the desk,
        that agent is marked in the end too.
        """
        agent_id = entry.offers[0]
        entry.only_agent, entry.only_until = "", None
        alone = all(one == agent_id for one in suitable(entry, self._idle(), self._roster, now))
        misses = self._roster.misses.get(agent_id, 0) + 1
        marked = 0 < entry.plan.miss_limit <= misses
        if alone and not has_left(entry, When.NOBODY):
            entry.deadline = now + entry.plan.offer_s
            return []
        self._roster.misses[agent_id] = misses
        if alone and not marked:
            entry.deadline = now + entry.plan.offer_s
            return []
        entry.missed_by.add(agent_id)
        ended = self._end_offer(entry, agent_id, "missed")
        if marked:
            del self._roster.free[agent_id]
            self._roster.misses.pop(agent_id)
            return [MarkAgent(agent_id, misses), ended]  # in this order: who is marked is not free for a moment
        self._roster.free[agent_id] = now  # to the end of the order
        return [ended]

    # --- offering ---

    def _offer_all(self, now: float) -> list[Effect]:
        """Offer every caller for whom an agent is free, the first in rank first."""
        effects: list[Effect] = []
        idle = self._idle()
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
        agents = suitable(entry, idle, self._roster, now)[: None if to_all else 1]
        for agent_id in agents:
            del idle[agent_id]
            entry.offers.append(agent_id)
            self._roster.take_turn(agent_id)
        if agents:
            entry.rounds += 1
            entry.deadline = None if to_all else now + entry.plan.offer_s
        return [Offer(entry.call_id, agent_id) for agent_id in agents]

    def _idle(self) -> dict[str, float]:
        """Free agents to whom no call is offered: idle since."""
        held = {agent_id for entry in self._calls.values() for agent_id in entry.offers}
        return {agent_id: since for agent_id, since in self._roster.free.items() if agent_id not in held}

    def _end_offer(self, entry: Entry, agent_id: str, why: str) -> EndOffer:
        entry.offers.remove(agent_id)
        if not entry.offers:
            entry.deadline = None
        return EndOffer(entry.call_id, agent_id, why)

    def end_offers(self, entry: Entry, why: str) -> list[Effect]:
        """Stop ringing for this caller."""
        return [self._end_offer(entry, agent_id, why) for agent_id in list(entry.offers)]

    # --- the site ---

    def _opened(self, event: told.Opened, now: float) -> list[Effect]:
        self._closed.discard(event.queue_id)
        return []

    def _closed_now(self, event: told.Closed, now: float) -> list[Effect]:
        self._closed.add(event.queue_id)
        return []

    def _handled(self, event: told.Handled, now: float) -> list[Effect]:
        self.estimator.handled(event.queue_id, event.seconds)
        return []


RULES: Mapping[type, Callable[[Acd, Any, float], list[Effect]]] = {
    told.CallArrived: Acd._arrived,
    told.CallGone: Acd._gone,
    told.Requeued: Acd._requeued,
    told.MachineAnswered: Acd._machine_answered,
    told.MachineRefused: Acd._machine_refused,
    told.TakenUp: Acd._taken_up,
    told.DigitPressed: callback.digit_pressed,
    told.DivertFailed: Acd._divert_failed,
    told.CallbackMissed: callback.missed,
    told.CallbackDropped: callback.dropped,
    told.AgentHere: Acd._agent_here,
    told.AgentAway: Acd._agent_away,
    told.AgentFree: Acd._agent_free,
    told.AgentBusy: Acd._agent_busy,
    told.AcceptAsked: Acd._accept,
    told.AnswerConfirmed: Acd._confirmed,
    told.AnswerRefused: Acd._refused,
    told.OfferFailed: Acd._offer_failed,
    told.Opened: Acd._opened,
    told.Closed: Acd._closed_now,
    told.Handled: Acd._handled,
}
"""The rule of each event."""
