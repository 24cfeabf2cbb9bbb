"""A floor with a clock of its own: what tests of the live side tell it, and what it answered. No socket, no sleep."""

from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from msgspec.structs import replace

from api.live.asked import asked
from api.live.effects import Effect, Part, Record, Send, Show, Tell
from api.live.floor import Floor
from api.live.words import Refusal
from api.log_events import DeskEvent
from api.queues.plan_file import SiteQueues
from api.schemas import AgentView, ParkCall, Request, Role
from api.settings import DeskSettings
from telephony.acd import SitePlan
from telephony.commands import Answer
from telephony.events import (
    AgentState,
    CallAnswered,
    CallArrived,
    CallEnded,
    CallEvent,
    CallParked,
    CommandRefused,
    EndCause,
    LineStarted,
    Side,
)

NOON = 1_795_406_400.0
OFFER_S = 10.0
"""Two rings of five seconds."""
GRACE_S = 20.0
URL = "ws://127.0.0.1:7801/headset"
T = TypeVar("T", bound=DeskEvent)
C = TypeVar("C")


def person(agent_id: str, role: Role = Role.AGENT) -> AgentView:
    return AgentView(agent_id=agent_id, login=agent_id, name=f"李{agent_id}", surname="李", role=role)


def settings() -> DeskSettings:
    return DeskSettings(data=Path("unused"), link_key="key", console_grace_s=GRACE_S)


class Scene:
    """One floor, its time, and everything it asked for."""

    def __init__(
        self, *agents: str, line: bool = True, plan: SitePlan | None = None, phones: Mapping[str, str] | None = None
    ) -> None:
        ids = count(1)
        self.now = 1000.0
        self.line_id = "line-1"
        """Whose events come next."""
        self.phones = phones or {}
        queues = SiteQueues(plan) if plan is not None else None
        self.floor = Floor(settings(), lambda: f"command-{next(ids)}", queues)
        self.effects: list[Effect] = []
        self.last: list[Effect] = []
        if line:
            self.takes(self.floor.line_up("line-1", URL))
        for agent in agents:
            self.sign_in(agent)
            self.ready(agent)
            self.now += 1

    @property
    def wall(self) -> float:
        return NOON + self.now

    def takes(self, effects: list[Effect]) -> list[Effect]:
        self.last = effects
        self.effects += effects
        return effects

    # --- what happens ---

    def sign_in(self, agent_id: str, role: Role = Role.AGENT, team: str = "") -> None:
        profile = replace(person(agent_id, role), phone=self.phones.get(agent_id, ""), team=team)
        self.takes(self.floor.sign_in(profile, self.now, self.wall))

    def asks(self, agent_id: str, request: Request) -> None:
        self.takes(asked(self.floor, agent_id, request, self.now, self.wall))

    def refused(self, agent_id: str, request: Request) -> str:
        """The code that a request is refused with; empty when it is not."""
        try:
            self.asks(agent_id, request)
        except Refusal as refusal:
            return refusal.code
        return ""

    def ready(self, agent_id: str) -> None:
        self.takes(self.floor.ready(agent_id, self.now, self.wall))

    def pause(self, agent_id: str, reason: str = "lunch") -> None:
        self.takes(self.floor.pause(agent_id, reason, self.now, self.wall))

    def sign_out(self, agent_id: str) -> None:
        self.takes(self.floor.sign_out(agent_id, self.now, self.wall))

    def gone(self, agent_id: str) -> None:
        self.takes(self.floor.console_gone(agent_id, self.now))

    def accept(self, agent_id: str, call_id: str = "c1") -> None:
        self.takes(self.floor.accept(agent_id, call_id, self.now, self.wall))

    def line(self, event: CallEvent, line_id: str = "") -> None:
        self.takes(self.floor.line_event(line_id or self.line_id, event, self.now, self.wall))

    def arrives(self, call_id: str = "c1", number: str = "13800001234") -> None:
        self.line(
            CallArrived(
                at=self.wall,
                call_id=call_id,
                sip_call_id="x",
                number=number,
                name="",
                called="962121",
                source="127.0.0.1:5070",
            )
        )

    def answers(self, agent_id: str, call_id: str = "c1") -> None:
        self.line(
            CallAnswered(
                at=self.wall, call_id=call_id, agent_id=agent_id, picked_up_ms=4000, ok_sent_ms=4001, error_ms=1
            )
        )

    def ends(self, call_id: str = "c1", cause: EndCause = EndCause.COMPLETED) -> None:
        self.line(CallEnded(at=self.wall, call_id=call_id, ended_ms=60_000, by=Side.CALLER, cause=cause))

    def abandons(self, call_id: str = "c1") -> None:
        self.ends(call_id, EndCause.ABANDONED)

    def refuses(self, command_id: str, call_id: str = "c1") -> None:
        self.line(CommandRefused(at=self.wall, command_id=command_id, call_id=call_id, reason="no such call"))

    def starts_line(self, line_id: str = "line-1", url: str = URL) -> None:
        self.line(
            LineStarted(
                at=self.wall,
                line_id=line_id,
                boot_id="boot",
                version="0",
                connector="fake",
                sip_address="127.0.0.1:5060",
                headset_url=url,
            ),
            line_id,
        )

    def passes(self, seconds: float) -> None:
        """Let time pass, with the timer of the driver."""
        until = self.now + seconds
        while (deadline := self.floor.next_deadline) is not None and deadline <= until:
            self.now = max(self.now, deadline)
            self.takes(self.floor.on_time(self.now, self.wall))
            after = self.floor.next_deadline
            assert after is None or after > self.now, "a deadline that has come stays"
        self.now = until

    def told(self, kind: Callable[..., Any], **fields: Any) -> None:
        """An event of the line, by its fields."""
        self.line(kind(at=self.wall, **fields))

    def parks(self, agent_id: str, call_id: str = "c1") -> None:
        """The agent parks, and the line does."""
        self.asks(agent_id, ParkCall(request_id=1, call_id=call_id))
        self.told(CallParked, call_id=call_id, agent_id=agent_id, parked_ms=20_000)

    def talks(self, agent_id: str, call_id: str = "c1") -> None:
        """The agent picks up this call, and the line says so."""
        self.accept(agent_id, call_id)
        self.answers(agent_id, call_id)

    # --- what was seen ---

    def state(self, agent_id: str) -> AgentState:
        agent = self.floor.agents.get(agent_id)
        return agent.state if agent is not None else AgentState.SIGNED_OUT

    def offered(self, call_id: str = "c1") -> str | None:
        """Where this call rings, or whom it is being answered for."""
        return next((one.offered_to for one in self.floor.acd.waiting if one.call_id == call_id), None)

    def sent(self) -> list[Send]:
        return [effect for effect in self.effects if isinstance(effect, Send)]

    def commands(self, kind: type[C]) -> list[C]:
        """Every command of this kind, each once, in order."""
        found = {one.command.command_id: one.command for one in self.sent() if isinstance(one.command, kind)}
        return list(found.values())

    def tells(self, agent_id: str) -> list[str]:
        """Codes of the lines that this agent was told."""
        return [one.code for one in self.effects if isinstance(one, Tell) and one.agent_id == agent_id]

    def answer_sent(self) -> Answer:
        command = self.sent()[-1].command
        assert isinstance(command, Answer)
        return command

    def logged(self, kind: type[T]) -> list[T]:
        return [one.event for one in self.effects if isinstance(one, Record) and isinstance(one.event, kind)]

    def shown(self, agent_id: str) -> set[Part]:
        """Parts of this agent's screen that the last input changed."""
        return {one.part for one in self.last if isinstance(one, Show) and one.agent_id == agent_id}

    def pending(self, agent_id: str) -> list[str]:
        return [call.record.call_id for call in self.floor.board.pending_of(agent_id)]

    def refusal(self, agent_id: str, call_id: str = "c1") -> str:
        """The code that an accept is refused with, empty when it is not."""
        try:
            self.accept(agent_id, call_id)
        except Refusal as refusal:
            return refusal.code
        return ""
