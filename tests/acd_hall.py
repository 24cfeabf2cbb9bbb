"""A hall of callers and agents round a queue whose plan uses everything, and what must hold of it after every step.

No caller is lost, none is given to two agents, no agent is given two, none is stuck: who waits while a suitable agent
is idle has an offer; and once every agent is at work, every caller comes to a person or leaves by a rule
(`drain`). Driven by `acd_race.py`.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from telephony.acd import (
    AcceptAsked,
    Acd,
    AgentAway,
    AgentBusy,
    AgentFree,
    AgentHere,
    AgentProfile,
    AnswerConfirmed,
    AnswerQueue,
    AnswerRefused,
    CallArrived,
    CallbackDropped,
    CallbackGivenUp,
    CallbackMissed,
    CallGone,
    Closed,
    Connect,
    DigitPressed,
    Divert,
    DivertFailed,
    Effect,
    EndOffer,
    Entry,
    Event,
    Handled,
    Kind,
    MachineAnswered,
    MachineRefused,
    MarkAgent,
    Offer,
    OfferFailed,
    Opened,
    Order,
    Overflow,
    QueuePlan,
    Requeued,
    SayGoodbye,
    SitePlan,
    Stage,
    TakeMessage,
    TakenUp,
    When,
    Where,
)

PLAN = SitePlan(
    queues=(
        QueuePlan(
            queue_id="hotline",
            name="hotline",
            numbers=("1",),
            order=Order.ROUND_ROBIN,
            miss_limit=2,
            capacity=6,
            answer_after_s=20.0,
            callback=True,
            callback_tries=2,
            callback_retry_s=30.0,
            overflow=(
                Overflow(when=When.WAITING, where=Where.QUEUE, to="group", after_s=40.0),
                Overflow(when=When.FULL, where=Where.GOODBYE),
                Overflow(when=When.CLOSED, where=Where.NUMBER, to="8"),
                Overflow(when=When.CLOSED, where=Where.MESSAGE),
            ),
        ),
        QueuePlan(
            queue_id="group",
            name="group",
            numbers=("2",),
            order=Order.RING_ALL,
            callback=True,
            overflow=(
                Overflow(when=When.NOBODY, where=Where.ANNOUNCE, after_s=5.0),
                Overflow(when=When.NOBODY, where=Where.MESSAGE, after_s=15.0),
                Overflow(when=When.WAITING, where=Where.NUMBER, to="9", after_s=60.0),
            ),
        ),
        QueuePlan(
            queue_id="lift",
            name="lift",
            numbers=("3",),
            skill="lift",
            order=Order.FEWEST_CALLS,
            priority=2,
            overflow=(Overflow(when=When.WAITING, where=Where.QUEUE, to="hotline", after_s=50.0),),
        ),
    )
)
AGENTS = ("li", "wang", "zhao", "qian", "sun")
MOST_CALLS = 9
GAPS_S = (0.001, 0.7, 1.3, 2.9, 5.0, 9.999, 10.0, 16.1, 30.0)
"""How much time may pass at once: less than an offer, just one, more."""


@dataclass
class Hall:
    """The queue, and what its effects say has become of everybody."""

    chance: random.Random
    acd: Acd = field(default_factory=lambda: Acd(PLAN))
    now: float = 1000.0
    calls: set[str] = field(default_factory=set)
    """Callers whom the queue must still know."""
    machine: set[str] = field(default_factory=set)
    """Calls that the queue asked to be answered by machine."""
    diverted: set[str] = field(default_factory=set)
    rings: set[tuple[str, str]] = field(default_factory=set)
    connecting: dict[str, str] = field(default_factory=dict)
    here: dict[str, AgentProfile] = field(default_factory=dict)
    free: set[str] = field(default_factory=set)
    seen: dict[str, int] = field(default_factory=dict)
    talked: dict[str, str] = field(default_factory=dict)
    """Who got each call."""
    count: int = 0

    def tell(self, event: Event) -> None:
        """One event, and its effects."""
        self.took(self.acd.receive(event, self.now))

    def took(self, effects: list[Effect]) -> None:
        """Note what the queue said, and check that it may say so."""
        for effect in effects:
            name = type(effect).__name__
            self.seen[name] = self.seen.get(name, 0) + 1
            match effect:
                case Offer(call_id, agent_id):
                    self.offered(call_id, agent_id)
                case EndOffer(call_id, agent_id):
                    self.rings.remove((call_id, agent_id))
                case Connect(call_id, agent_id):
                    self.connected(call_id, agent_id)
                case MarkAgent(agent_id):
                    self.free.discard(agent_id)
                case AnswerQueue(call_id):
                    assert call_id in self.calls
                    assert call_id not in self.machine
                    self.machine.add(call_id)
                case Divert(call_id):
                    self.diverted.add(call_id)
                case TakeMessage(call_id) | SayGoodbye(call_id) | CallbackGivenUp(call_id):
                    self.left(call_id)
                case _:
                    pass

    def offered(self, call_id: str, agent_id: str) -> None:
        """It rings there."""
        assert call_id in self.calls
        assert call_id not in self.connecting
        assert agent_id in self.free
        assert all(agent != agent_id for _, agent in self.rings), "an agent is offered two calls"
        assert agent_id not in self.connecting.values()
        self.rings.add((call_id, agent_id))

    def connected(self, call_id: str, agent_id: str) -> None:
        """They are being joined."""
        assert call_id in self.calls
        assert call_id not in self.connecting, "given to two"
        assert all(call != call_id for call, _ in self.rings)
        assert agent_id not in self.connecting.values(), "given two"
        self.connecting[call_id] = agent_id
        self.free.discard(agent_id)

    def left(self, call_id: str) -> None:
        """The caller is no longer the queue's."""
        self.calls.remove(call_id)
        self.connecting.pop(call_id, None)

    # --- one step ---

    def step(self) -> None:
        """Something happens to somebody."""
        agent_id = self.chance.choice(AGENTS)
        call_id = self.chance.choice(sorted(self.calls)) if self.calls else "none"
        if self.chance.random() < 0.5:
            self.people_step(call_id, agent_id)
        else:
            self.call_step(call_id, agent_id)

    def people_step(self, call_id: str, agent_id: str) -> None:
        """An agent does something."""
        match self.chance.randrange(9):
            case 0 | 1:
                self.comes(agent_id)
            case 2:
                self.free.discard(agent_id)
                self.tell(AgentBusy(agent_id))
            case 3:
                self.free.discard(agent_id)
                self.here.pop(agent_id, None)
                self.tell(AgentAway(agent_id, signed_out=self.chance.random() < 0.5))
            case 4 | 5 | 6:
                self.tell(AcceptAsked(call_id, agent_id))
            case 7:
                self.confirms(call_id)
            case 8:
                agent = self.connecting.pop(call_id, None)
                if agent is not None:
                    self.tell(AnswerRefused(call_id, agent))

    def call_step(self, call_id: str, agent_id: str) -> None:
        """A caller, the line, the site or time does something."""
        entry = self.acd.entry(call_id)
        match self.chance.randrange(9):
            case 0 | 1:
                self.arrives()
            case 2:
                self.hands_over(agent_id)
            case 3:
                self.hangs_up(call_id, entry)
            case 4:
                if call_id in self.machine:
                    self.tell(MachineAnswered(call_id) if self.chance.random() < 0.8 else MachineRefused(call_id))
            case 5:
                self.tell(DigitPressed(call_id, self.chance.choice("12")))
            case 6:
                self.callback(call_id, entry is not None and entry.kind is Kind.CALLBACK)
            case 7:
                self.site(call_id, agent_id)
            case 8:
                self.passes(self.chance.choice(GAPS_S))

    def hangs_up(self, call_id: str, entry: Entry | None) -> None:
        """A caller goes; whoever is to be rung back stays in the queue."""
        if entry is not None and entry.kind is not Kind.CALLBACK:
            self.left(call_id)
        self.tell(CallGone(call_id))

    def arrives(self) -> None:
        """A call."""
        if len(self.calls) < MOST_CALLS:
            self.count += 1
            call_id = f"c{self.count}"
            self.calls.add(call_id)
            number, called = self.chance.choice(("13800000001", "")), self.chance.choice("1234")
            if self.chance.random() < 0.1:
                self.restored(call_id, called, number)
            else:
                self.tell(CallArrived(call_id, called=called, number=number))

    def restored(self, call_id: str, called: str, number: str) -> None:
        """A call that waited before the desk was started again."""
        kind = self.chance.choice(tuple(Kind)) if number else Kind.RINGING
        if kind is not Kind.RINGING:
            self.machine.add(call_id)
        self.tell(TakenUp(call_id, called, number, self.chance.uniform(0, 300), kind))

    def hands_over(self, agent_id: str) -> None:
        """A caller whom somebody talked with waits again."""
        if len(self.calls) < MOST_CALLS:
            self.count += 1
            call_id = f"c{self.count}"
            self.calls.add(call_id)
            self.machine.add(call_id)
            queue_id = self.chance.choice(("", "group", "lift"))
            self.tell(Requeued(call_id, queue_id, self.chance.choice(("", agent_id)), "13800000002"))

    def comes(self, agent_id: str) -> None:
        """An agent is free; one who is being connected is not."""
        if agent_id in self.connecting.values():
            return
        if agent_id not in self.here:
            profile = AgentProfile(
                agent_id=agent_id,
                skills={"lift": self.chance.randrange(4)},
                queues=self.chance.choice(((), ("hotline",), ("hotline", "lift"), ("group",))),
            )
            self.here[agent_id] = profile
            self.tell(AgentHere(profile))
        self.free.add(agent_id)
        self.tell(AgentFree(agent_id, self.now))

    def confirms(self, call_id: str) -> None:
        """Caller and agent talk."""
        agent_id = self.connecting.get(call_id)
        if agent_id is not None:
            self.left(call_id)
            assert call_id not in self.talked, "given to two, one after the other"
            self.talked[call_id] = agent_id
            self.seen["talks"] = self.seen.get("talks", 0) + 1
            self.tell(AnswerConfirmed(call_id, agent_id))

    def callback(self, call_id: str, is_callback: bool) -> None:
        """Somebody was not reached, or need not be any more."""
        if not is_callback:
            return
        if call_id in self.connecting:
            del self.connecting[call_id]
            self.tell(CallbackMissed(call_id))
        elif self.chance.random() < 0.3:
            self.left(call_id)
            self.tell(CallbackDropped(call_id))

    def site(self, call_id: str, agent_id: str) -> None:
        """A queue opens or closes, a number is not reached, a phone is busy, a call was long."""
        queue_id = self.chance.choice(("hotline", "group", "lift"))
        match self.chance.randrange(5):
            case 0:
                self.tell(Closed(queue_id))
            case 1 | 2:
                self.tell(Opened(queue_id))
            case 3:
                if call_id in self.diverted:
                    self.diverted.discard(call_id)
                    self.tell(DivertFailed(call_id))
                self.tell(Handled(queue_id, self.chance.uniform(10, 300)))
            case 4:
                self.tell(OfferFailed(call_id, agent_id))

    def passes(self, seconds: float) -> None:
        """Time."""
        until = self.now + seconds
        for _ in range(1000):
            deadline = self.acd.next_deadline
            if deadline is None or deadline > until:
                self.now = until
                return
            self.now = max(self.now, deadline)
            self.took(self.acd.on_time(self.now))
        raise AssertionError("the queue's clock stands still")

    # --- what always holds ---

    def check(self) -> None:
        """Nobody is lost, doubled or stuck."""
        entries = self.acd.waiting
        assert {entry.call_id for entry in entries} == self.calls, "a caller was lost, or kept after the end"
        held = {(one.call_id, agent) for one in entries if not one.connecting for agent in one.offers}
        assert held == self.rings
        assert {one.call_id: one.offers[0] for one in entries if one.connecting} == self.connecting
        agents = [agent for one in entries for agent in one.offers]
        assert len(set(agents)) == len(agents), "an agent was given two calls"
        for entry in entries:
            if entry.stage is Stage.WAITING and entry.retry_at is None and not entry.only_agent:
                able = [agent_id for agent_id in self.free - set(agents) if self.may_take(agent_id, entry)]
                assert not able, f"{entry.call_id} is stuck although {able} are idle"

    def may_take(self, agent_id: str, entry: Entry) -> bool:
        """May this agent be offered this call now?"""
        profile = self.here.get(agent_id)
        level = profile.level(entry.plan) if profile is not None else 0
        return level > 0 and (not entry.plan.skill or self.level_reached(entry.entered, level))

    def level_reached(self, entered: float, level: int) -> bool:
        """Has the call waited for so long that this level is asked?"""
        best = max((one.skills.get("lift", 0) for one in self.here.values() if one.level(PLAN.queues[2])), default=1)
        return level >= best - int((self.now - entered) / PLAN.queues[2].level_wait_s + 1e-9)

    def drain(self, agents: Sequence[str] = AGENTS) -> None:
        """Every agent comes, able to do everything, and takes what is offered: nobody may wait for ever."""
        for _ in range(400):
            for call_id in list(self.connecting):
                self.confirms(call_id)
            for agent_id in agents:
                self.serves_everything(agent_id)
            for call_id, agent_id in sorted(self.rings):
                self.tell(AcceptAsked(call_id, agent_id))
            if not self.calls:
                self.check()
                return
            self.passes(1.0)
        raise AssertionError(f"{sorted(self.calls)} wait although everybody is at work")

    def serves_everything(self, agent_id: str) -> None:
        """The agent is at work for all queues, with the best of skills."""
        able = AgentProfile(agent_id=agent_id, skills={"lift": 3})
        if self.here.get(agent_id) != able:
            self.here[agent_id] = able
            self.tell(AgentHere(able))
        if agent_id not in self.free:
            self.free.add(agent_id)
            self.tell(AgentFree(agent_id, self.now))
