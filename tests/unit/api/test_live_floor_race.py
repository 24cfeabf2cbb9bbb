"""The floor with a plan that uses everything, and a line that is late: whatever happens in whatever order.

Every caller whom nobody talks with is in the queue or on the way out; nobody is reserved for nothing; nobody is idle
while a caller waits; and when agents work and callers stay, every caller comes to a person or leaves by a rule.
"""

import random

import pytest

from api.live.words import Refusal
from api.schemas import CallState, RetrieveCall, TransferCall
from telephony.acd import Order, Overflow, QueuePlan, SitePlan, Stage, When, Where
from telephony.events import AgentState
from tests.unit.api.floor_line import At, Line
from tests.unit.api.floor_scene import Scene

S = AgentState
AGENTS = ("a", "b", "c")
PLAN = SitePlan(
    queues=(
        QueuePlan(
            queue_id="hotline",
            name="hotline",
            order=Order.ROUND_ROBIN,
            miss_limit=2,
            capacity=5,
            answer_after_s=20.0,
            callback=True,
            callback_tries=2,
            callback_retry_s=30.0,
            wrap_up_s=40.0,
            overflow=(
                Overflow(when=When.NOBODY, where=Where.NUMBER, to="02188886666", after_s=15.0),
                Overflow(when=When.WAITING, where=Where.QUEUE, to="group", after_s=45.0),
            ),
        ),
        QueuePlan(
            queue_id="group",
            name="group",
            order=Order.RING_ALL,
            overflow=(
                Overflow(when=When.NOBODY, where=Where.ANNOUNCE, after_s=10.0),
                Overflow(when=When.WAITING, where=Where.MESSAGE, after_s=90.0),
            ),
        ),
    )
)


class Day:
    """A floor, its line, and whatever comes to anybody's mind."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.scene = Scene(*AGENTS, plan=PLAN)
        self.line = Line(self.scene, self.chance)

    def step(self) -> None:
        """One thing happens."""
        call_id = self.chance.choice(sorted(self.line.calls)) if self.line.calls else ""
        agent_id = self.chance.choice(AGENTS)
        match self.chance.randrange(6):
            case 0:
                self.caller(call_id)
            case 1 | 2:
                self.line.obeys(refuse=self.chance.random() < 0.15)
            case 3:
                self.agent(agent_id)
            case 4:
                self.chance.choice((self.accepts, self.hands_over))(agent_id)
            case 5:
                self.scene.passes(self.chance.choice((0.001, 2.0, 5.0, 10.0, 20.0)))

    def caller(self, call_id: str) -> None:
        """Somebody calls, hangs up, picks up, or presses a key."""
        match self.chance.randrange(4):
            case 0 if len(self.line.calls) < 8:
                self.line.rings(self.chance.choice(("13800001234", "")))
            case 1 if call_id:
                self.line.ends(call_id)
            case 2:
                self.line.far_end_answers(call_id)
            case 3:
                self.line.presses(call_id, "1")

    def agent(self, agent_id: str) -> None:
        """An agent presses a key, or the console goes and comes."""
        scene = self.scene
        if scene.state(agent_id) is S.SIGNED_OUT or agent_id in scene.floor.away:
            scene.sign_in(agent_id)
            return
        key = self.chance.choice(("ready", "ready", "ready", "pause", "sign_out", "gone"))
        try:
            getattr(scene, key)(agent_id)
        except Refusal:
            assert key in ("ready", "sign_out")

    def accepts(self, agent_id: str) -> None:
        """An agent picks up what rings at the own desk, or elsewhere."""
        waiting = self.scene.floor.acd.waiting
        mine = [one for one in waiting if agent_id in one.offers]
        if waiting:
            self.scene.refusal(agent_id, self.chance.choice(mine or waiting).call_id)

    def hands_over(self, agent_id: str) -> None:
        """An agent gives the call to a queue or a colleague, or ends it."""
        call_id = next((call for call, agent in self.line.talks_with.items() if agent == agent_id), "")
        to = self.chance.choice(({"queue": "group"}, {"colleague_id": self.chance.choice(AGENTS)}, None))
        if not call_id:
            return
        if to is not None:
            self.scene.refused(agent_id, TransferCall(request_id=1, call_id=call_id, **to))
            return
        try:
            self.scene.takes(self.scene.floor.hang_up(agent_id, call_id))
        except Refusal:
            assert self.scene.floor.board.live[call_id].record.agent_id != agent_id

    # --- what always holds ---

    def check(self) -> None:
        """See the module."""
        floor = self.scene.floor
        entries = floor.acd.waiting
        known = {one.call_id for one in entries}
        assert known <= floor.board.live.keys() | floor.board.callbacks.keys(), "the queue keeps a call that is over"
        leaving = {one.call_id for one in self.line.pending()} | {
            call for call, at in self.line.calls.items() if at is At.AWAY
        }
        for call_id, call in floor.board.live.items():
            if call.record.state is CallState.WAITING and call_id not in known:
                assert call_id in leaving, f"{call_id} is lost"
        assert floor.board.callbacks.keys() <= known, "a callback is lost"
        at = {(agent, one.call_id) for one in entries for agent in one.offers}
        reserved = {(one.agent_id, one.call_id) for one in floor.agents.values() if one.state is S.RESERVED}
        joining = {(agent_id, floor.under_way.call_of(agent_id)) for agent_id in floor.agents}
        assert reserved <= at | joining, f"{reserved - at - joining} reserved for nothing"
        held = [agent for agent, _ in at]
        assert len(held) == len(set(held)), "an agent was given two calls"
        idle = [one.agent_id for one in floor.agents.values() if one.state is S.READY and one.agent_id not in held]
        for entry in entries:
            if entry.stage is Stage.WAITING and entry.retry_at is None and not entry.only_agent:
                assert not idle, f"{entry.call_id} is stuck although {idle} are ready"

    def works_off(self) -> None:
        """Everybody is at work, the line obeys, callers stay: nobody may be left."""
        for _ in range(400):
            while self.line.obeys():
                self.check()
            for call_id, at in sorted(self.line.calls.items()):
                self.comes_to_an_end(call_id, at)
            for agent_id in AGENTS:
                self.is_at_work(agent_id)
            self.check()
            if not self.line.calls and not self.scene.floor.acd.waiting and not self.line.pending():
                return
            self.scene.passes(1.0)
        left = [(one.call_id, one.stage, one.kind) for one in self.scene.floor.acd.waiting]
        raise AssertionError(f"{left} and {self.line.calls} are left")

    def comes_to_an_end(self, call_id: str, at: At) -> None:
        """Whom we call picks up; talks and messages end; who is parked is taken back."""
        if at is At.CALLING:
            self.line.far_end_answers(call_id)
        elif at in (At.TALKING, At.AWAY):
            self.line.ends(call_id)
        elif self.scene.floor.board.live[call_id].record.state is CallState.PARKED:
            self.takes_back(call_id)

    def is_at_work(self, agent_id: str) -> None:
        """The agent comes back, is ready, and takes what waits."""
        if agent_id in self.scene.floor.away or self.scene.state(agent_id) is S.SIGNED_OUT:
            self.scene.sign_in(agent_id)
        if self.scene.state(agent_id) in (S.PAUSED, S.WRAP_UP):
            self.scene.ready(agent_id)
        self.accepts(agent_id)

    def takes_back(self, call_id: str) -> None:
        """A parked caller whom nobody was given is taken back by whoever is free."""
        for agent_id in AGENTS:
            if not self.scene.refused(agent_id, RetrieveCall(request_id=1, call_id=call_id)):
                return


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_nobody_is_lost_and_everybody_is_served(seed: int) -> None:
    day = Day(seed)
    for _ in range(6):
        for _ in range(120):
            day.step()
            day.check()
        day.works_off()
    assert len(day.line.reached) > 2
    assert not day.scene.floor.board.live
