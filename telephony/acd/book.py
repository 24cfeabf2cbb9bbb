"""What the queue knows, and the small acts that all its rules share. No rule of its own.

The rules stand beside it: `callers.py`, `agents.py`, `pick_up.py`, `overflow.py`, `callback.py`; `machine.py` is what
others see.
"""

from collections.abc import Iterable

from telephony.acd.effects import Announce, Effect, EndOffer
from telephony.acd.entry import Entry
from telephony.acd.estimate import Estimator
from telephony.acd.order import Roster
from telephony.acd.plan import QueuePlan, SitePlan


class Book:
    """Callers and agents of this moment. All times are monotonic seconds."""

    def __init__(self, plan: SitePlan) -> None:
        self.plan = plan
        self.estimator = Estimator()
        self.calls: dict[str, Entry] = {}
        self.roster = Roster()
        self.here: set[str] = set()
        """Agents at work: free now, or soon."""
        self.closed: set[str] = set()
        """Queues that are closed."""
        self.now = 0.0
        """When something was last told."""

    @property
    def waiting(self) -> tuple[Entry, ...]:
        """Every caller that nobody talks with yet, whoever is first comes first."""
        return tuple(sorted(self.calls.values(), key=lambda one: one.rank(self.plan.ageing_s)))

    def entry(self, call_id: str) -> Entry | None:
        """One caller, by the call's id."""
        return self.calls.get(call_id)

    def place(self, entry: Entry) -> int:
        """Where a caller stands in the own queue, from 1."""
        same = [one for one in self.waiting if one.plan.queue_id == entry.plan.queue_id]
        return same.index(entry) + 1

    def is_closed(self, queue_id: str) -> bool:
        """Is this queue closed?"""
        return queue_id in self.closed

    def agents_of(self, plan: QueuePlan) -> int:
        """How many agents of a queue are here."""
        return sum(self.roster.profile(one).level(plan) > 0 for one in self.here)

    # --- callers ---

    def drop(self, entry: Entry, why: str) -> list[Effect]:
        """The caller leaves the queue."""
        del self.calls[entry.call_id]
        return [] if entry.connecting else self.end_offers(entry, why)

    def announce(self, entry: Entry, now: float) -> Announce:
        """Tell the caller the place and the expected wait; the next time is set."""
        first, entry.announced = not entry.announced, True
        entry.announce_at = now + entry.plan.announce_every_s
        place = self.place(entry)
        wait_s = self.estimator.wait_s(entry.plan.queue_id, place, self.agents_of(entry.plan))
        return Announce(entry.call_id, place, wait_s, first, entry.plan.callback and entry.number != "")

    # --- offers and agents ---

    def idle(self) -> dict[str, float]:
        """Free agents to whom no call is offered: idle since."""
        held = {agent_id for entry in self.calls.values() for agent_id in entry.offers}
        return {agent_id: since for agent_id, since in self.roster.free.items() if agent_id not in held}

    def end_offer(self, entry: Entry, agent_id: str, why: str) -> EndOffer:
        """Stop ringing at this agent."""
        entry.offers.remove(agent_id)
        if not entry.offers:
            entry.deadline = None
        return EndOffer(entry.call_id, agent_id, why)

    def end_offers(self, entry: Entry, why: str) -> list[Effect]:
        """Stop ringing for this caller."""
        return [self.end_offer(entry, agent_id, why) for agent_id in list(entry.offers)]

    def withdraw(self, agent_id: str) -> list[Effect]:
        """The agent takes no calls: whatever rings there rings there no longer."""
        self.roster.free.pop(agent_id, None)
        return [
            self.end_offer(entry, agent_id, "withdrawn")
            for entry in self.calls.values()
            if not entry.connecting and agent_id in entry.offers
        ]

    def watch_nobody(self, entries: Iterable[Entry], now: float) -> None:
        """Note since when nobody is there for a caller."""
        for entry in entries:
            if self.agents_of(entry.plan):
                entry.nobody_since = None
            elif entry.nobody_since is None:
                entry.nobody_since = now
