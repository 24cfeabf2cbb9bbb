"""The hotline of this moment: calls, agents, queue and lines, and what each thing that happens leads to. Pure.

`Floor` joins the machines of `telephony.agent` and `telephony.acd`: what the queue offers reserves an agent, what an
agent does frees or binds the queue. Every input takes `now` (monotonic, for durations) and `wall` (Unix, for the
log), and returns effects for the driver. It holds no socket, no task, no database.
"""

from collections import deque
from collections.abc import Callable

from api.live.answering import Answering
from api.live.calls import LiveCall, Switchboard
from api.live.effects import Effect, FindResident, Leave, Part, Record, Send, Show, ShowFloor
from api.live.words import Refusal
from api.log_events import (
    AgentSignedIn,
    AgentSignedOut,
    AgentStateChanged,
    CallOffered,
    OfferEnd,
    OfferEnded,
)
from api.schemas import AgentView, CallState, ResidentView
from api.settings import DeskSettings
from telephony import acd as queue
from telephony import agent as people
from telephony.acd import Acd
from telephony.agent import Agent
from telephony.commands import Answer, HangUp
from telephony.events import (
    AgentState,
    CallAnswered,
    CallArrived,
    CallEnded,
    CallEvent,
    CommandRefused,
    LineStarted,
    LineStopped,
)

AWAY_S = 2.0
"""An agent whose console is gone for longer is offered no call."""


class Floor:
    """State and rules of the moment; see the module."""

    def __init__(self, settings: DeskSettings, new_id: Callable[[], str]) -> None:
        self._settings = settings
        self._new_id = new_id
        self.board = Switchboard(settings.cadence)
        self.acd = Acd(settings.offer_rings * settings.cadence.period_ms)
        self.agents: dict[str, Agent] = {}
        self.profiles: dict[str, AgentView] = {}
        self.lines: dict[str, str] = {}
        """Headset URL of each line that is linked, by line id."""
        self.headset_urls: dict[str, str] = {}
        """The same for every line that was ever heard of, linked or not."""
        self._away: dict[str, float] = {}
        self._answering = Answering()
        self._out: deque[Effect] = deque()
        self._wall = 0.0

    def take_up(self, now: float) -> None:
        """After a restart, with the calls back on the board: waiting ones into the queue, agents into their calls."""
        for call in sorted(self.board.live.values(), key=lambda one: one.anchor):
            if call.record.state is CallState.WAITING:
                self.acd.receive(queue.CallArrived(call.record.call_id), now)
            elif call.record.agent_id:
                self._present(call.record.agent_id, now).receive(people.PickedUp(call.record.call_id), now)

    def _present(self, agent_id: str, now: float) -> Agent:
        """The agent; after a restart also one in a call whose console is not back yet."""
        agent = self.agents.get(agent_id)
        if agent is None:
            agent = self.agents[agent_id] = Agent(agent_id, now)
            agent.receive(people.SignIn(), now)
            self._away[agent_id] = now
        return agent

    # --- what time brings ---

    @property
    def next_deadline(self) -> float | None:
        """When `on_time` wants to be called, monotonic."""
        times = [self.acd.next_deadline, *(self._next_away(one) for one in self._away)]
        return min((time for time in times if time is not None), default=None)

    def _next_away(self, agent_id: str) -> float:
        since = self._away[agent_id]
        agent = self.agents[agent_id]
        if agent.state in (AgentState.READY, AgentState.RESERVED):
            return since + AWAY_S
        return since + max(AWAY_S, self._settings.console_grace_s)

    def on_time(self, now: float, wall: float) -> list[Effect]:
        """A deadline has come."""
        self._wall = wall
        deadline = self.acd.next_deadline
        if deadline is not None and deadline <= now:
            self._queue_says(self.acd.on_time(now), now)
        for agent_id in [one for one in self._away if self._next_away(one) <= now]:
            self._gone_too_long(agent_id, now)
        return self._taken()

    def _gone_too_long(self, agent_id: str, now: float) -> None:
        agent = self.agents[agent_id]
        if agent.state in (AgentState.READY, AgentState.RESERVED):
            self._agent_does(agent, people.GoPaused("console_away"), now)
        elif self._bound(agent):
            self._away[agent_id] = now  # the call goes on; look again later
        else:
            self._sign_out(agent, "console_away", now)

    # --- lines ---

    def line_up(self, line_id: str, headset_url: str) -> list[Effect]:
        """A line linked, or told where its headset socket is."""
        self.headset_urls[line_id] = headset_url
        if self.lines.get(line_id) != headset_url:
            self.lines[line_id] = headset_url
            self._out += [Show(agent_id, Part.HEADSET) for agent_id in self.agents]
        self._out += [Send(line_id, command) for command in self._answering.of_line(line_id)]
        return [*self._taken(), ShowFloor()]

    def line_down(self, line_id: str) -> list[Effect]:
        """The link broke. Its calls go on there; only commands cannot reach them."""
        self.lines.pop(line_id, None)
        return [ShowFloor()]

    def line_event(self, line_id: str, event: CallEvent, now: float, wall: float) -> list[Effect]:
        """Something happened on a line."""
        self._wall = wall
        match event:
            case CallArrived():
                self._arrived(line_id, event, now)
            case LineStarted():
                self._line_started(line_id, event, now)
            case CommandRefused():
                self._refused(event, now)
            case LineStopped():
                pass
            case _:
                self._happened(event, now)
        return self._taken()

    def _arrived(self, line_id: str, event: CallArrived, now: float) -> None:
        if event.call_id in self.board.live:
            return
        self.board.arrive(event, line_id, now, self._wall)
        self._out += [FindResident(event.call_id, event.number), ShowFloor()]
        self._queue_says(self.acd.receive(queue.CallArrived(event.call_id), now), now)

    def _line_started(self, line_id: str, event: LineStarted, now: float) -> None:
        """A new run of the line: what was open in the one before was interrupted."""
        for call in [one for one in self.board.live.values() if one.record.line_id == line_id]:
            self._over(call, event, now)
        self._out += self.line_up(line_id, event.headset_url)

    def _happened(self, event: CallEvent, now: float) -> None:
        call = self.board.live.get(getattr(event, "call_id", ""))
        if call is None:
            return
        if isinstance(event, CallEnded):
            self._over(call, event, now)
            return
        self.board.happen(call, event, now)
        if isinstance(event, CallAnswered):
            self._answered(call, now)
        self._show_call(call.record.call_id)

    def _answered(self, call: LiveCall, now: float) -> None:
        call_id, agent_id = call.record.call_id, call.record.agent_id or ""
        asked = self._answering.met(call_id)
        if asked is not None and asked.agent_id != agent_id:
            self._release(asked, now)
        self._queue_says(self.acd.receive(queue.AnswerConfirmed(call_id, agent_id), now), now)
        agent = self._present(agent_id, now)
        if agent.state is not AgentState.TALKING:
            self._agent_does(agent, people.PickedUp(call_id), now)
        self._out.append(ShowFloor())

    def _over(self, call: LiveCall, event: CallEvent, now: float) -> None:
        was_talking = call.record.state is CallState.TALKING
        call_id = call.record.call_id
        self.board.happen(call, event, now)
        if not was_talking:
            asked = self._answering.met(call_id)
            if asked is not None:
                self._release(asked, now)
            self._queue_says(self.acd.receive(queue.CallGone(call_id), now), now)
        agent = self.agents.get(call.record.agent_id or "")
        if agent is not None and agent.state is AgentState.TALKING and agent.call_id == call_id:
            self._agent_does(agent, people.CallOver(call_id), now)
        if call.record.agent_id:
            self._out += [Show(call.record.agent_id, Part.CALL), Show(call.record.agent_id, Part.PENDING)]
        self._out.append(ShowFloor())

    def _refused(self, event: CommandRefused, now: float) -> None:
        asked = self._answering.refused(event.command_id)
        if asked is not None:
            self._release(asked, now)
            self._queue_says(self.acd.receive(queue.AnswerRefused(asked.call_id, asked.agent_id), now), now)

    def _release(self, asked: Answer, now: float) -> None:
        """The agent does not get the call that was asked for. Before the queue hears of it and offers the next."""
        agent = self.agents.get(asked.agent_id)
        if agent is not None and agent.state is AgentState.RESERVED and agent.call_id == asked.call_id:
            self._agent_does(agent, people.OfferOver(asked.call_id, missed=False), now)
            self._out.append(Show(agent.agent_id, Part.CALL))

    def resident_found(self, call_id: str, resident: ResidentView) -> list[Effect]:
        """Who is calling is known now."""
        call = self.board.find(call_id)
        if call is not None:
            call.resident = resident
            self._show_call(call_id)
        return [*self._taken(), ShowFloor()]

    def disposed(self, call_id: str) -> list[Effect]:
        """A call got its disposition."""
        call = self.board.finish(call_id)
        if call is not None and call.record.agent_id:
            self._out += [Show(call.record.agent_id, Part.CALL), Show(call.record.agent_id, Part.PENDING)]
        return self._taken()

    # --- agents ---

    def sign_in(self, person: AgentView, now: float, wall: float) -> list[Effect]:
        """A console of this person connected (again)."""
        self._wall = wall
        self.profiles[person.agent_id] = person
        was_away = self._away.pop(person.agent_id, None)
        agent = self.agents.get(person.agent_id)
        if agent is None or agent.state is AgentState.SIGNED_OUT:
            agent = self.agents[person.agent_id] = Agent(person.agent_id, now)
            self._out.append(Record(AgentSignedIn(at=wall, agent_id=person.agent_id)))
            self._agent_does(agent, people.SignIn(), now)
        elif was_away is not None and agent.pause_reason == "console_away":
            self._agent_does(agent, people.GoReady(), now)
        return self._taken()

    def console_gone(self, agent_id: str, now: float) -> list[Effect]:
        """The console's connection broke; it may come back."""
        if agent_id in self.agents and self.agents[agent_id].state is not AgentState.SIGNED_OUT:
            self._away[agent_id] = now
        return []

    def ready(self, agent_id: str, now: float, wall: float) -> list[Effect]:
        """The agent takes calls; ends a pause and wrap-up. Raises Refusal in a call."""
        self._wall = wall
        agent = self._signed_in(agent_id)
        if agent.state is AgentState.TALKING:
            raise Refusal.in_call()
        if agent.state in (AgentState.PAUSED, AgentState.WRAP_UP):
            self._agent_does(agent, people.GoReady(), now)
            self._out.append(Show(agent_id, Part.CALL))
        return self._taken()

    def pause(self, agent_id: str, reason: str, now: float, wall: float) -> list[Effect]:
        """The agent takes no calls; asked in a call, it counts from its end."""
        self._wall = wall
        agent = self._signed_in(agent_id)
        self._agent_does(agent, people.GoPaused(reason), now)
        self._out += [Show(agent_id, Part.ME), Show(agent_id, Part.CALL)]
        return self._taken()

    def accept(self, agent_id: str, call_id: str, now: float, wall: float) -> list[Effect]:
        """Pick up a ringing call (LINE-4). Raises Refusal when it cannot be."""
        self._wall = wall
        agent = self._signed_in(agent_id)
        if self._answering.call_of(agent_id) == call_id:
            return []  # the key was pressed twice
        if self._bound(agent):
            raise Refusal.in_call()
        call = self.board.live.get(call_id)
        if call is None:
            raise Refusal.gone()
        if call.record.state is CallState.TALKING:
            raise Refusal.taken()
        if call.record.line_id not in self.lines:
            raise Refusal.line_away()
        said = self.acd.receive(queue.AcceptAsked(call_id, agent_id), now)
        for effect in said:
            if isinstance(effect, queue.RefuseAccept):
                raise Refusal.gone() if effect.why == "gone" else Refusal.taken()
        self._queue_says(said, now)
        return self._taken()

    def hang_up(self, agent_id: str, call_id: str) -> list[Effect]:
        """The agent ends the call. Raises Refusal where it is not theirs or over."""
        call = self.board.live.get(call_id)
        if call is None or call.record.agent_id != agent_id or call.record.state is not CallState.TALKING:
            raise Refusal.gone()
        if call.record.line_id not in self.lines:
            raise Refusal.line_away()
        command = HangUp(command_id=self._new_id(), call_id=call_id, agent_id=agent_id)
        return [Send(call.record.line_id, command)]

    def sign_out(self, agent_id: str, now: float, wall: float) -> list[Effect]:
        """The agent leaves. Raises Refusal in a call."""
        self._wall = wall
        agent = self._signed_in(agent_id)
        if self._bound(agent):
            raise Refusal.in_call()
        self._sign_out(agent, "signed_out", now)
        return self._taken()

    def _bound(self, agent: Agent) -> bool:
        """In a call, or about to be."""
        return agent.state is AgentState.TALKING or self._answering.call_of(agent.agent_id) != ""

    def _signed_in(self, agent_id: str) -> Agent:
        agent = self.agents.get(agent_id)
        if agent is None or agent.state is AgentState.SIGNED_OUT:
            raise Refusal.signed_out()
        return agent

    def _sign_out(self, agent: Agent, why: str, now: float) -> None:
        self._away.pop(agent.agent_id, None)
        self._agent_does(agent, people.SignOut(why), now)
        self._out.append(Record(AgentSignedOut(at=self._wall, agent_id=agent.agent_id, why=why)))
        self._out.append(Leave(agent.agent_id, "signed_out", "已签退", "signed out"))
        del self.agents[agent.agent_id]

    # --- the machines and what they say ---

    def _agent_does(self, agent: Agent, event: people.Event, now: float) -> None:
        before = agent.state
        for change in agent.receive(event, now):
            self._out += [
                Record(
                    AgentStateChanged(
                        at=self._wall,
                        agent_id=agent.agent_id,
                        state=change.state,
                        reason=change.reason,
                        call_id=change.call_id,
                    )
                ),
                Show(agent.agent_id, Part.ME),
                ShowFloor(),
            ]
        if agent.state is AgentState.READY and before is not AgentState.READY:
            self._queue_says(self.acd.receive(queue.AgentFree(agent.agent_id, agent.since), now), now)
        elif agent.state not in (AgentState.READY, AgentState.RESERVED) and before in (
            AgentState.READY,
            AgentState.RESERVED,
        ):
            self._queue_says(self.acd.receive(queue.AgentBusy(agent.agent_id), now), now)

    def _queue_says(self, effects: list[queue.Effect], now: float) -> None:
        for effect in effects:
            match effect:
                case queue.Offer():
                    self._offer(effect, now)
                case queue.EndOffer():
                    self._end_offer(effect, now)
                case queue.Connect():
                    self._connect(effect, now)
                case queue.RefuseAccept():
                    pass  # told to the agent by `accept`

    def _offer(self, effect: queue.Offer, now: float) -> None:
        self._out.append(Record(CallOffered(at=self._wall, call_id=effect.call_id, agent_id=effect.agent_id)))
        self._agent_does(self.agents[effect.agent_id], people.Offered(effect.call_id), now)
        self._out.append(Show(effect.agent_id, Part.CALL))

    def _end_offer(self, effect: queue.EndOffer, now: float) -> None:
        why = OfferEnd(effect.why)
        self._out.append(Record(OfferEnded(at=self._wall, call_id=effect.call_id, agent_id=effect.agent_id, why=why)))
        agent = self.agents.get(effect.agent_id)
        if why is OfferEnd.ACCEPTED or agent is None or agent.state is not AgentState.RESERVED:
            return
        self._agent_does(agent, people.OfferOver(effect.call_id, missed=why is OfferEnd.MISSED), now)
        self._out.append(Show(effect.agent_id, Part.CALL))

    def _connect(self, effect: queue.Connect, now: float) -> None:
        line_id = self.board.live[effect.call_id].record.line_id
        command = Answer(command_id=self._new_id(), call_id=effect.call_id, agent_id=effect.agent_id)
        self._answering.ask(line_id, command)
        self._out.append(Send(line_id, command))
        agent = self.agents[effect.agent_id]
        if agent.state is AgentState.READY:  # picked up what rang elsewhere: bound to it like one it was offered to
            self._agent_does(agent, people.Offered(effect.call_id), now)
            self._out.append(Show(agent.agent_id, Part.CALL))

    def _show_call(self, call_id: str) -> None:
        self._out += [Show(one.agent_id, Part.CALL) for one in self.agents.values() if one.call_id == call_id]

    def _taken(self) -> list[Effect]:
        taken = list(self._out)
        self._out.clear()
        return taken
