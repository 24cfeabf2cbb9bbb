"""The queue in any order of events: no call is lost, none given to two agents, none stuck; nobody gets two calls."""

import random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from telephony.acd import (
    AcceptAsked,
    Acd,
    AgentBusy,
    AgentFree,
    AnswerConfirmed,
    AnswerRefused,
    CallArrived,
    CallGone,
    Connect,
    Effect,
    EndOffer,
    Event,
    MarkAgent,
    Offer,
    RefuseAccept,
    Stage,
    single_queue,
)

OFFER_MS = 10_000.0
OFFER_S = 10.0
AGENTS = ("li", "wang", "zhao", "qian")


class Hall:
    """A queue, the people around it, and what the effects say has become of every call."""

    def __init__(self) -> None:
        self.acd = Acd(single_queue(OFFER_MS))
        self.now = 1000.0
        self.calls: list[str] = []
        """Calls whose callers wait, in order of arrival."""
        self.gone: list[str] = ["none"]
        self.rings: dict[str, str] = {}
        self.connecting: dict[str, str] = {}
        self.free: set[str] = set()
        self.talking: set[str] = set()
        self.count = 0
        self.marked = 0

    def tell(self, event: Event) -> None:
        self.took(self.acd.receive(event, self.now))

    def took(self, effects: list[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, MarkAgent):
                self.free.remove(effect.agent_id)
                self.marked += 1
                continue
            assert isinstance(effect, Offer | EndOffer | Connect | RefuseAccept)
            call_id, agent_id = effect.call_id, effect.agent_id
            match effect:
                case Offer():
                    assert call_id in self.calls
                    assert call_id not in self.rings
                    assert call_id not in self.connecting
                    assert agent_id in self.free
                    assert agent_id not in self.rings.values()
                    assert agent_id not in self.connecting.values()
                    self.rings[call_id] = agent_id
                case EndOffer():
                    assert self.rings.pop(call_id) == agent_id
                case Connect():
                    assert call_id in self.calls
                    assert call_id not in self.rings
                    assert call_id not in self.connecting, "given to two"
                    assert agent_id not in self.connecting.values(), "given two"
                    self.connecting[call_id] = agent_id
                    self.free.discard(agent_id)
                case RefuseAccept(why=why):
                    taken = call_id in self.connecting or agent_id in self.connecting.values()
                    assert why == ("taken" if call_id in self.calls and taken else "gone")

    # --- what happens ---

    def arrives(self) -> None:
        if len(self.calls) < 8:
            self.count += 1
            self.calls.append(f"c{self.count}")
            self.tell(CallArrived(self.calls[-1]))

    def frees(self, agent_id: str) -> None:
        """Also while the line is answering for the agent: ready, and not yet in the call."""
        if agent_id not in self.talking:
            self.free.add(agent_id)
            self.tell(AgentFree(agent_id, self.now))

    def leaves(self, agent_id: str) -> None:
        self.free.discard(agent_id)
        self.tell(AgentBusy(agent_id))

    def accepts(self, call_id: str, agent_id: str) -> None:
        if agent_id not in self.talking:
            self.tell(AcceptAsked(call_id, agent_id))

    def hangs_up(self, call_id: str) -> None:
        if call_id in self.calls:
            self.calls.remove(call_id)
            self.gone = [call_id]
            self.connecting.pop(call_id, None)
        self.tell(CallGone(call_id))

    def answers(self, call_id: str, agent_id: str) -> None:
        """The line says who has the call; the agent is in it and takes no more."""
        if call_id in self.calls and agent_id not in self.talking:
            self.calls.remove(call_id)
            self.connecting.pop(call_id, None)
            self.free.discard(agent_id)
            self.talking.add(agent_id)
            self.tell(AnswerConfirmed(call_id, agent_id))
            self.tell(AgentBusy(agent_id))

    def refuses(self, call_id: str) -> None:
        agent_id = self.connecting.pop(call_id, None)
        if agent_id is not None:
            self.tell(AnswerRefused(call_id, agent_id))

    def ends_talk(self, agent_id: str) -> None:
        self.talking.discard(agent_id)

    def passes(self, seconds: float) -> None:
        until = self.now + seconds
        while (deadline := self.acd.next_deadline) is not None and deadline <= until:
            assert deadline > self.now
            self.now = deadline
            self.took(self.acd.on_time(self.now))
        self.now = until

    # --- what always holds ---

    def check(self) -> None:
        entries = self.acd.waiting
        assert [entry.call_id for entry in entries] == self.calls, "a call was lost, or one that is over is kept"
        held = {entry.call_id: entry.offered_to for entry in entries if entry.offered_to is not None}
        assert held == self.rings | self.connecting
        assert len(set(held.values())) == len(held), "an agent was given two calls"
        for entry in entries:
            assert (entry.stage is Stage.OFFERED) == (entry.call_id in self.rings)
            assert (entry.deadline is not None) == (entry.call_id in self.rings)
            assert entry.deadline is None or self.now < entry.deadline <= self.now + OFFER_S
        assert set(self.rings.values()) <= self.free
        idle = self.free - set(held.values())
        assert not idle or all(entry.stage is not Stage.WAITING for entry in entries), "a call is stuck"


calls_by_place = st.integers(0, 9)
agents = st.sampled_from(AGENTS)


class AnyOrder(RuleBasedStateMachine):
    """Hypothesis finds the shortest order of events that breaks a rule."""

    def __init__(self) -> None:
        super().__init__()
        self.hall = Hall()

    def call(self, place: int) -> str:
        return self.hall.calls[place] if place < len(self.hall.calls) else self.hall.gone[0]

    @rule()
    def arrives(self) -> None:
        self.hall.arrives()

    @rule(agent=agents)
    def frees(self, agent: str) -> None:
        self.hall.frees(agent)

    @rule(agent=agents)
    def leaves(self, agent: str) -> None:
        self.hall.leaves(agent)

    @rule(place=calls_by_place, agent=agents)
    def accepts(self, place: int, agent: str) -> None:
        self.hall.accepts(self.call(place), agent)

    @rule(place=calls_by_place)
    def hangs_up(self, place: int) -> None:
        self.hall.hangs_up(self.call(place))

    @rule(place=calls_by_place)
    def answers(self, place: int) -> None:
        call_id = self.call(place)
        self.hall.answers(call_id, self.hall.connecting.get(call_id, "li"))

    @rule(place=calls_by_place)
    def refuses(self, place: int) -> None:
        self.hall.refuses(self.call(place))

    @rule(agent=agents)
    def ends_talk(self, agent: str) -> None:
        self.hall.ends_talk(agent)

    @rule(seconds=st.sampled_from((0.001, 1.0, OFFER_S, 3 * OFFER_S)))
    def passes(self, seconds: float) -> None:
        self.hall.passes(seconds)

    @invariant()
    def holds(self) -> None:
        self.hall.check()


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_a_hundred_thousand_random_steps_lose_no_call_and_give_none_to_two() -> None:
    chance, hall, connected = random.Random(20_261_123), Hall(), 0
    for _ in range(100_000):
        agent_id = chance.choice(AGENTS)
        call_id = chance.choice(hall.calls or hall.gone)
        match chance.randrange(10):
            case 0 | 1:
                hall.arrives()
            case 2:
                hall.frees(agent_id)
            case 3:
                hall.leaves(agent_id)
            case 4 | 5:
                hall.accepts(call_id, agent_id)
            case 6:
                hall.hangs_up(call_id)
            case 7:
                connected += call_id in hall.connecting
                hall.answers(call_id, hall.connecting.get(call_id, agent_id))
            case 8:
                hall.refuses(call_id)
                hall.ends_talk(agent_id)
            case 9:
                hall.passes(chance.expovariate(1 / 4))
        hall.check()
    assert connected > 1000
