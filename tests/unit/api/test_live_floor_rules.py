"""Whatever happens in whatever order: the rules of the floor that always hold. A line of the test plays along.

The line answers, refuses or loses each command; calls come and go; agents press every key at every time.
"""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from api.live.effects import Leave, Record, Send
from api.live.words import Refusal
from api.log_events import CallOffered, OfferEnded
from api.schemas import CallState
from telephony.commands import Answer
from telephony.events import AgentState
from tests.unit.api.floor_scene import GRACE_S, OFFER_S, Scene

AGENTS = ("a", "b", "c")
agents = st.sampled_from(AGENTS)
S = AgentState


class AnyDay(RuleBasedStateMachine):
    """A floor with one line and three agents, of whom some have a console open at the moment."""

    calls = Bundle("calls")

    def __init__(self) -> None:
        super().__init__()
        self.scene = Scene()
        self.consoles: set[str] = set()
        self.count = 0
        self.answered: set[str] = set()

    @initialize()
    def begin(self) -> None:
        for agent in AGENTS[:2]:
            self.opens(agent)
            self.scene.ready(agent)

    # --- agents ---

    @rule(agent=agents)
    def opens(self, agent: str) -> None:
        self.scene.sign_in(agent)
        self.consoles.add(agent)

    @rule(agent=agents)
    def vanishes(self, agent: str) -> None:
        if agent in self.consoles:
            self.consoles.discard(agent)
            self.scene.gone(agent)

    @rule(agent=agents, key=st.sampled_from(["ready", "pause", "sign_out"]))
    def presses(self, agent: str, key: str) -> None:
        before = self.scene.state(agent)
        if agent not in self.consoles:
            return
        try:
            getattr(self.scene, key)(agent)
        except Refusal:
            assert self.scene.state(agent) is before

    @rule(agent=agents, call=calls)
    def accepts(self, agent: str, call: str) -> None:
        if agent in self.consoles:
            self.scene.refusal(agent, call)

    # --- the line ---

    @rule(target=calls)
    def rings(self) -> str:
        self.count += 1
        call_id = f"c{self.count}"
        self.scene.arrives(call_id)
        return call_id

    @rule(call=consumes(calls))
    def hangs_up(self, call: str) -> None:
        self.scene.ends(call)

    def under_way(self) -> list[Answer]:
        board = self.scene.floor.board
        sent = [one.command for one in self.scene.sent() if isinstance(one.command, Answer)]
        return [one for one in sent if one.command_id not in self.answered and one.call_id in board.live]

    @rule(refuse=st.booleans())
    def line_obeys(self, refuse: bool) -> None:
        for command in self.under_way()[:1]:
            self.answered.add(command.command_id)
            if refuse:
                self.scene.refuses(command.command_id, command.call_id)
            else:
                self.scene.answers(command.agent_id, command.call_id)

    @rule()
    def link_breaks_and_is_back(self) -> None:
        self.scene.takes(self.scene.floor.line_down("line-1"))
        ringing = [one.call_id for one in self.scene.floor.acd.waiting if not one.connecting]
        for agent in sorted(self.consoles):
            assert {self.scene.refusal(agent, call) for call in ringing} <= {"line_away", "in_call"}
        self.scene.takes(self.scene.floor.line_up("line-1", ""))
        again = [one.command for one in self.scene.last if isinstance(one, Send)]
        assert [one for one in again if one not in self.under_way()] == []

    @rule()
    def line_starts_anew(self) -> None:
        self.scene.starts_line()

    @rule(seconds=st.sampled_from([0.5, 2.5, OFFER_S, GRACE_S + 1]))
    def time_passes(self, seconds: float) -> None:
        self.scene.passes(seconds)

    # --- what always holds ---

    @invariant()
    def a_call_is_at_one_agent_and_an_agent_in_one_call(self) -> None:
        floor = self.scene.floor
        talking = [one.call_id for one in floor.agents.values() if one.state is S.TALKING]
        assert len(talking) == len(set(talking))
        answered = {
            call.record.call_id: call.record.agent_id
            for call in floor.board.live.values()
            if call.record.state is CallState.TALKING
        }
        assert {one.call_id: one.agent_id for one in floor.agents.values() if one.state is S.TALKING} == answered
        rings_at = [one.offered_to for one in floor.acd.waiting if one.offered_to]
        assert len(rings_at) == len(set(rings_at))
        assert not set(rings_at) & set(answered.values())

    @invariant()
    def the_queue_holds_every_call_that_nobody_talks_in(self) -> None:
        floor = self.scene.floor
        waiting = [id for id, call in floor.board.live.items() if call.record.state is CallState.WAITING]
        assert sorted(one.call_id for one in floor.acd.waiting) == sorted(waiting)

    @invariant()
    def nobody_is_idle_while_a_call_rings_nowhere(self) -> None:
        floor = self.scene.floor
        bound = {one.offered_to for one in floor.acd.waiting if one.connecting}
        ready = [one.agent_id for one in floor.agents.values() if one.state is S.READY and one.agent_id not in bound]
        if ready:
            assert all(one.offered_to for one in floor.acd.waiting), ready

    @invariant()
    def nobody_is_reserved_for_nothing(self) -> None:
        floor = self.scene.floor
        at = {(one.offered_to, one.call_id) for one in floor.acd.waiting}
        reserved = {(one.agent_id, one.call_id) for one in floor.agents.values() if one.state is S.RESERVED}
        assert reserved <= at
        offers = {(one.offered_to, one.call_id) for one in floor.acd.waiting if one.offered_to and not one.connecting}
        assert offers <= reserved

    @invariant()
    def every_call_being_answered_has_its_command_under_way(self) -> None:
        connecting = {(one.call_id, one.offered_to) for one in self.scene.floor.acd.waiting if one.connecting}
        assert connecting == {(one.call_id, one.agent_id) for one in self.under_way()}

    @invariant()
    def offers_in_the_log_begin_and_end_in_turn(self) -> None:
        open_offers: set[tuple[str, str]] = set()
        for effect in self.scene.effects:
            if not isinstance(effect, Record):
                continue
            event = effect.event
            if isinstance(event, CallOffered):
                assert (event.call_id, event.agent_id) not in open_offers
                open_offers.add((event.call_id, event.agent_id))
            elif isinstance(event, OfferEnded):
                open_offers.remove((event.call_id, event.agent_id))
        waiting = self.scene.floor.acd.waiting
        assert open_offers == {
            (one.call_id, one.offered_to) for one in waiting if one.offered_to and not one.connecting
        }

    @invariant()
    def who_left_has_no_console(self) -> None:
        for effect in self.scene.last:
            if isinstance(effect, Leave):
                self.consoles.discard(effect.agent_id)
        self.scene.last = []
        assert self.consoles <= set(self.scene.floor.agents)


TestAnyDay = AnyDay.TestCase
TestAnyDay.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
