"""Commands that a line was sent and has not met yet. Pure.

A command is met when an event of its call shows that it was carried out, that it no longer matters, or that the line
refused it. One that its link may have swallowed is sent again when the link is back; the line carries out each
command once, by its id. Two have no event of their own (StopRing, SendDigits): they are kept until the call is over.
"""

from collections.abc import Callable, Mapping
from typing import Any

from telephony.commands import (
    Answer,
    AnswerQueue,
    Command,
    CompleteTransfer,
    Conference,
    Consult,
    Divert,
    DropParty,
    Hold,
    MaskRecording,
    Monitor,
    Park,
    Place,
    Play,
    Resume,
    Retrieve,
    Ring,
    StopMonitor,
    StopRing,
    TransferTo,
    UnmaskRecording,
)
from telephony.events import (
    AgentRinging,
    AgentUnreached,
    CallAnswered,
    CallEnded,
    CallEvent,
    CallHeld,
    CallParked,
    CallPlaced,
    CallResumed,
    CallRetrieved,
    CallTransferred,
    LineStarted,
    MonitorChanged,
    PartyJoined,
    PartyLeft,
    PromptEnded,
    QueueAnswered,
)
from telephony.recording_events import RecordingMasked, RecordingUnmasked

PICKING = (Answer, Retrieve, Place)
"""These bind the agent whom they name."""
WHILE_WAITING = (Answer, Retrieve, Ring, StopRing, AnswerQueue, Play, Divert)
"""What is asked while no person is with the caller; a person's coming ends it all."""
IN_CALL = (Hold, Resume, Park, Consult, Conference, CompleteTransfer, DropParty, TransferTo)
"""What the agent in charge asks; the agent's leaving ends it all."""


def _by_party(command: Any, event: Any) -> bool:
    return bool(command.party_id == event.party_id)


def _joined(command: Any, event: PartyJoined) -> bool:
    return event.with_caller if isinstance(command, Conference) else _by_party(command, event)


def _by_agent(command: Any, event: Any) -> bool:
    return bool(command.agent_id == event.agent_id)


def _watching(command: Any, event: MonitorChanged) -> bool:
    return _by_agent(command, event) and isinstance(command, Monitor) is (event.mode is not None)


def _always(command: Any, event: Any) -> bool:
    return True


MET_BY: Mapping[type, tuple[tuple[type, ...], Callable[[Any, Any], bool]]] = {
    CallAnswered: (WHILE_WAITING, _always),
    CallRetrieved: ((*WHILE_WAITING, *IN_CALL), _always),
    CallPlaced: ((Place,), _always),
    QueueAnswered: ((AnswerQueue,), _always),
    PromptEnded: ((Play,), lambda command, event: command.prompt_id == event.prompt_id),
    AgentRinging: ((Ring,), _by_agent),
    AgentUnreached: ((Ring,), _by_agent),
    CallHeld: ((Hold,), _always),
    CallResumed: ((Resume,), _always),
    CallParked: (IN_CALL, _always),
    PartyJoined: ((Consult, TransferTo, Divert, Conference), _joined),
    PartyLeft: ((Consult, TransferTo, Divert, DropParty), _by_party),
    CallTransferred: (IN_CALL, _always),
    MonitorChanged: ((Monitor, StopMonitor), _watching),
    RecordingMasked: ((MaskRecording,), _always),
    RecordingUnmasked: ((UnmaskRecording,), _always),
    CallEnded: ((object,), _always),
    LineStarted: ((object,), _always),
}
"""Which commands of its call an event shows to be met."""


class UnderWay:
    """The commands under way, by their id."""

    def __init__(self) -> None:
        self._asked: dict[str, tuple[str, Command]] = {}

    def ask(self, line_id: str, command: Command) -> None:
        """This command goes to this line."""
        self._asked[command.command_id] = (line_id, command)

    def call_of(self, agent_id: str) -> str:
        """The call that is being joined with this agent; empty for none. Also a colleague who is being consulted."""
        for _, one in self._asked.values():
            if isinstance(one, PICKING) and one.agent_id == agent_id:
                return one.call_id
            if isinstance(one, Consult) and one.colleague_id == agent_id:
                return one.call_id
        return ""

    def asked(self, kind: type, call_id: str) -> bool:
        """Whether a command of this kind is under way for this call: a key that is pressed twice."""
        return any(isinstance(one, kind) and one.call_id == call_id for _, one in self._asked.values())

    def called(self, call_id: str) -> list[Consult | TransferTo]:
        """Third parties who are being called for an agent in this call."""
        return [
            one for _, one in self._asked.values() if isinstance(one, Consult | TransferTo) and one.call_id == call_id
        ]

    def of_line(self, line_id: str) -> list[Command]:
        """What this line was asked, in order."""
        return [one for where, one in self._asked.values() if where == line_id]

    def refused(self, command_id: str) -> Command | None:
        """The line cannot do it. None for a command that is not one of these."""
        return self._asked.pop(command_id, ("", None))[1]

    def met(self, call_id: str, event: CallEvent) -> list[Command]:
        """An event of this call: the commands that are under way no longer."""
        kinds, fits = MET_BY.get(type(event), ((), _always))
        met = [
            one
            for _, one in self._asked.values()
            if one.call_id == call_id and isinstance(one, kinds) and fits(one, event)
        ]
        for one in met:
            del self._asked[one.command_id]
        return met
