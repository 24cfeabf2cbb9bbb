"""What the floor knows of this moment, and the small acts that all its rules share. Pure; no rule of its own.

The rules stand beside it: `offers.py` (the queue and the agents' states), `heard.py` (what lines tell), `staff.py`
(signing in and out, pauses), `talk.py` (what agents ask in a call). `floor.py` is what the driver sees.
"""

from collections import deque
from collections.abc import Callable

from api.live.calls import LiveCall, Switchboard
from api.live.effects import Effect, Part, Record, Send, Show
from api.live.under_way import UnderWay
from api.live.words import Refusal
from api.log_events import DeskEvent
from api.schemas import AgentView
from api.settings import DeskSettings
from telephony import agent as people
from telephony.acd import Acd, single_queue
from telephony.agent import Agent
from telephony.commands import Command
from telephony.events import AgentState


class Moment:
    """Calls, agents, queue and lines of this moment, and the effects that have gathered."""

    def __init__(self, settings: DeskSettings, new_id: Callable[[], str]) -> None:
        self.settings = settings
        self.new_id = new_id
        self.board = Switchboard(settings.cadence)
        self.acd = Acd(single_queue(settings.offer_rings * settings.cadence.period_ms))
        self.agents: dict[str, Agent] = {}
        self.profiles: dict[str, AgentView] = {}
        self.lines: dict[str, str] = {}
        """Headset URL of each line that is linked, by line id."""
        self.headset_urls: dict[str, str] = {}
        """The same for every line that was ever heard of, linked or not."""
        self.away: dict[str, float] = {}
        """Since when each agent's console is gone."""
        self.under_way = UnderWay()
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
        """In a call, or about to be."""
        return agent.state is AgentState.TALKING or self.under_way.call_of(agent.agent_id) != ""

    def reachable(self, call: LiveCall) -> str:
        """The line that has this call. Raises Refusal where commands cannot reach it."""
        if call.record.line_id not in self.lines:
            raise Refusal.line_away()
        return call.record.line_id
