"""What the floor knows of this moment, and the small acts that all its rules share. Pure; no rule of its own.

The rules stand beside it: `offers.py` (the queue and the agents' states), `heard.py` (what lines tell), `staff.py`
(signing in and out, pauses), `queue_line.py` (the queue's wishes for callers), `talk.py`, `parties.py` and
`listening_in.py` (what agents and supervisors ask). `floor.py` is what the driver sees.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from api.live.calls import LiveCall, Switchboard
from api.live.effects import Effect, Part, Record, Send, Show, Tell
from api.live.under_way import UnderWay
from api.live.words import Refusal
from api.log_events import DeskEvent
from api.queues.plan_file import SiteQueues, default
from api.schemas import AgentView, CallState
from api.settings import DeskSettings
from telephony import agent as people
from telephony.acd import Acd, AgentProfile
from telephony.agent import Agent
from telephony.commands import Command
from telephony.events import AgentState
from telephony.numbers import canonical


@dataclass(frozen=True, slots=True)
class Aim:
    """Where a call is handed to: one colleague, or a queue."""

    colleague_id: str = ""
    queue_id: str = ""


@dataclass(frozen=True, slots=True)
class Handling:
    """An agent's work on one call of a queue, since this monotonic second."""

    queue_id: str
    since: float


class Moment:
    """Calls, agents, queue and lines of this moment, and the effects that have gathered."""

    def __init__(self, settings: DeskSettings, new_id: Callable[[], str], queues: SiteQueues | None = None) -> None:
        self.settings = settings
        self.new_id = new_id
        self.board = Switchboard(settings.cadence)
        self.queues = queues or default(settings)
        self.acd = Acd(self.queues.plan)
        self.agents: dict[str, Agent] = {}
        self.profiles: dict[str, AgentView] = {}
        self.lines: dict[str, str] = {}
        """Headset URL of each line that is linked, by line id."""
        self.headset_urls: dict[str, str] = {}
        """The same for every line that was ever heard of, linked or not."""
        self.away: dict[str, float] = {}
        """Since when each agent's console is gone."""
        self.under_way = UnderWay()
        self.handing: dict[str, Aim] = {}
        """Calls that are being parked in order to go on to a colleague or a queue."""
        self.wanted_parks: set[str] = set()
        """Calls that somebody asked to park; the line parks others when an agent's audio dies."""
        self.next_call: dict[str, str] = {}
        """What an agent picks up when the present call is parked or over: this call to the next (LINE-4)."""
        self.guests: dict[str, str] = {}
        """Agents who are only third parties in a call, with the pause they had before; empty: they were ready."""
        self.handling: dict[str, Handling] = {}
        """The call that each agent is busy with, for the queue's estimate and the limit of wrap-up."""
        self.ringing_back: dict[str, str] = {}
        """Calls that we place for the queue's callbacks: the call placed to the caller's entry in the queue."""
        self.headset_lines: dict[str, str] = {}
        """The line that each agent's headset is connected to."""
        self.duty_open: Mapping[str, int] = {}
        """Open items of the duty list, as the database told last: of those that each site sees, by its key, and under
        the empty key all."""
        self.wall = 0.0
        self._out: deque[Effect] = deque()

    # --- effects ---

    def do(self, *effects: Effect) -> None:
        """Ask the driver for these."""
        self._out += effects

    def show(self, agent_id: str, *parts: Part) -> None:
        """These parts of the agent's screen changed."""
        self._out += [Show(agent_id, part) for part in parts]

    def show_call(self, call_id: str) -> None:
        """The call changed, before whomever it stands."""
        self._out += [Show(one.agent_id, Part.CALL) for one in self.agents.values() if one.call_id == call_id]

    def record(self, event: DeskEvent) -> None:
        """Write this into the log."""
        self._out.append(Record(event))

    def command(self, line_id: str, command: Command) -> None:
        """Send this to the line; again when its link is back, until the line's events show that it was met."""
        self.under_way.ask(line_id, command)
        self._out.append(Send(line_id, command))

    def taken(self) -> list[Effect]:
        """What has gathered."""
        taken = list(self._out)
        self._out.clear()
        return taken

    # --- agents ---

    def duty_of(self, site: str) -> int:
        """Open items of the duty list that are seen of this site; empty: all."""
        return self.duty_open.get(site, self.duty_open.get("", 0))

    def present(self, agent_id: str, now: float) -> Agent:
        """The agent; after a restart also one in a call whose console is not back yet."""
        agent = self.agents.get(agent_id)
        if agent is None:
            agent = self.agents[agent_id] = Agent(agent_id, now)
            agent.receive(people.SignIn(), now)
            self.away[agent_id] = now
        return agent

    def signed_in(self, agent_id: str) -> Agent:
        """The agent who asks for something. Raises Refusal for one who is not here."""
        agent = self.agents.get(agent_id)
        if agent is None or agent.state is AgentState.SIGNED_OUT:
            raise Refusal.signed_out()
        return agent

    def bound(self, agent: Agent) -> bool:
        """In a call, or about to be, or listening in."""
        if agent.state is AgentState.TALKING or self.under_way.call_of(agent.agent_id):
            return True
        return self.board.watched_by(agent.agent_id) is not None

    def phone_of(self, agent_id: str) -> str:
        """The agent's SIP phone; empty: the headset."""
        profile = self.profiles.get(agent_id)
        return profile.phone if profile is not None else ""

    def queue_profile(self, agent_id: str) -> AgentProfile:
        """What the queue knows of this agent: skills and queues, by the site's file."""
        profile = self.profiles.get(agent_id)
        return self.queues.profile(agent_id, profile.login if profile is not None else "")

    def dialled(self, called: str) -> str:
        """A called number as the queue plan has it: not every connector and trunk writes it alike."""
        by_number = any(queue.numbers for queue in self.acd.plan.queues)
        return canonical(called, self.settings.area_code) if by_number else called

    def mine(self, agent_id: str, call_id: str) -> LiveCall:
        """The call that this agent is in charge of and talks in. Raises Refusal for any other."""
        call = self.board.live.get(call_id)
        if call is None:
            raise Refusal.gone()
        agent = self.signed_in(agent_id)
        if call.record.agent_id != agent_id or agent.state is not AgentState.TALKING or agent.call_id != call_id:
            raise Refusal.not_yours()
        self.reachable(call)
        return call

    def talking(self, agent_id: str, call_id: str) -> LiveCall:
        """The agent's own call while both talk. Raises Refusal for any other, and while it is held or parked."""
        call = self.mine(agent_id, call_id)
        if call.record.state is not CallState.TALKING:
            raise Refusal.not_now()
        return call

    def place_headset(self, agent_id: str) -> None:
        """Connect the agent's headset to the line that has the agent's call, where it is another one."""
        agent = self.agents.get(agent_id)
        call_id = self.under_way.call_of(agent_id) or (agent.call_id if agent is not None else "")
        call = self.board.live.get(call_id)
        if call is not None and self.headset_lines.get(agent_id) != call.record.line_id:
            self.headset_lines[agent_id] = call.record.line_id
            self.show(agent_id, Part.HEADSET)

    def tell(self, agent_id: str, said: Refusal) -> None:
        """A line for this agent about what went otherwise."""
        self._out.append(Tell(agent_id, said.code, said.zh, said.en))

    def reachable(self, call: LiveCall) -> str:
        """The line that has this call. Raises Refusal where commands cannot reach it."""
        if call.record.line_id not in self.lines:
            raise Refusal.line_away()
        return call.record.line_id
