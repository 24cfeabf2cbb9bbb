"""A line that plays along with a floor: it carries out commands late, refuses what no longer fits, and callers do
what they like in between. It keeps the truth of every call, as a real line does.
"""

import random
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from telephony import commands as line
from telephony import events as told
from telephony.events import EndCause
from tests.unit.api.floor_scene import Scene


class At(StrEnum):
    """Where a call is, as the line knows it."""

    RINGING = "ringing"
    QUEUED = "queued"  # answered by machine, or parked
    TALKING = "talking"
    AWAY = "away"  # message, good-bye, joined with a number outside
    CALLING = "calling"  # a call of ours that is not answered yet


@dataclass
class Line:
    """Calls and the commands that have not been carried out."""

    scene: Scene
    chance: random.Random

    def __post_init__(self) -> None:
        self.calls: dict[str, At] = {}
        self.talks_with: dict[str, str] = {}
        self.done: set[str] = set()
        self.seen = 0
        self.came = 0
        self.open: list[Any] = []
        self.reached: list[str] = []
        """Calls whose callers talked with a person, in order."""

    # --- what the desk asked ---

    def pending(self) -> list[Any]:
        """The commands that were not carried out, in order."""
        for effect in self.scene.effects[self.seen :]:
            command = getattr(effect, "command", None)
            if command is not None and command.command_id not in self.done:
                self.done.add(command.command_id)
                self.open.append(command)
        self.seen = len(self.scene.effects)
        return self.open

    def obeys(self, refuse: bool = False) -> bool:
        """Carry out the oldest command. False when there is none."""
        if not self.pending():
            return False
        command = self.open.pop(0)
        rule = getattr(self, f"_{type(command).__name__.lower()}", None)
        known = command.call_id in self.calls or isinstance(command, line.Place)
        if rule is not None and known and (refuse or not rule(command)):
            self.scene.refuses(command.command_id, command.call_id)
        return True

    def _answer(self, command: line.Answer | line.Retrieve) -> bool:
        """The first person in a call answers it, any later one takes it over."""
        call_id, agent_id = command.call_id, command.agent_id
        busy = agent_id in self.talks_with.values()
        if self.calls[call_id] not in (At.RINGING, At.QUEUED) or busy:
            return False
        self.calls[call_id], self.talks_with[call_id] = At.TALKING, agent_id
        if call_id in self.reached:
            ms = self.ms(call_id)
            self.scene.told(told.CallRetrieved, call_id=call_id, agent_id=agent_id, retrieved_ms=ms)
        else:
            self.reached.append(call_id)
            self.scene.answers(agent_id, call_id)
        return True

    _retrieve = _answer

    def _answerqueue(self, command: line.AnswerQueue) -> bool:
        if self.calls[command.call_id] is not At.RINGING:
            return False
        self.calls[command.call_id] = At.QUEUED
        self.scene.told(told.QueueAnswered, call_id=command.call_id, ok_sent_ms=self.ms(command.call_id))
        return True

    def _takemessage(self, command: line.TakeMessage) -> bool:
        return self._goes_away(command.call_id)

    def _endqueued(self, command: line.EndQueued) -> bool:
        return self.ends(command.call_id, command.cause)

    def _reject(self, command: line.Reject) -> bool:
        return self.calls[command.call_id] is At.RINGING and self.ends(command.call_id, EndCause.REJECTED)

    def _hangup(self, command: line.HangUp) -> bool:
        return self.ends(command.call_id)

    def _park(self, command: line.Park) -> bool:
        if self.talks_with.get(command.call_id) != command.agent_id:
            return False
        del self.talks_with[command.call_id]
        self.calls[command.call_id] = At.QUEUED
        ms = self.ms(command.call_id)
        self.scene.told(told.CallParked, call_id=command.call_id, agent_id=command.agent_id, parked_ms=ms)
        return True

    def _divert(self, command: line.Divert) -> bool:
        if self.calls[command.call_id] not in (At.RINGING, At.QUEUED):
            return False
        party = {"call_id": command.call_id, "party_id": command.party_id}
        if self.chance.random() < 0.5:
            self.scene.told(told.PartyLeft, **party, sip_status=486)
            return True
        self.scene.told(told.PartyJoined, **party, number=command.number, with_caller=True)
        return self._goes_away(command.call_id)

    def _place(self, command: line.Place) -> bool:
        if command.agent_id in self.talks_with.values():
            return False
        self.calls[command.call_id], self.talks_with[command.call_id] = At.CALLING, command.agent_id
        self.scene.told(
            told.CallPlaced,
            call_id=command.call_id,
            sip_call_id="x",
            agent_id=command.agent_id,
            number=command.number,
            trunk="",
        )
        return True

    def _goes_away(self, call_id: str) -> bool:
        self.calls[call_id] = At.AWAY
        return True

    # --- what people do ---

    def ms(self, call_id: str) -> float:
        """Milliseconds since the INVITE, as the desk counts them."""
        return (self.scene.now - self.scene.floor.board.live[call_id].anchor) * 1000

    def rings(self, number: str) -> None:
        """A call comes."""
        self.came += 1
        call_id = f"c{self.came}"
        self.calls[call_id] = At.RINGING
        self.scene.arrives(call_id, number)

    def ends(self, call_id: str, cause: EndCause = EndCause.COMPLETED) -> bool:
        """The call is over."""
        del self.calls[call_id]
        self.talks_with.pop(call_id, None)
        self.scene.ends(call_id, cause)
        return True

    def far_end_answers(self, call_id: str) -> None:
        """Whom we call picks up."""
        if self.calls.get(call_id) is At.CALLING:
            self.calls[call_id] = At.TALKING
            self.scene.told(told.RemoteAnswered, call_id=call_id, answered_ms=self.ms(call_id))

    def presses(self, call_id: str, digit: str) -> None:
        """A caller presses a key."""
        if self.calls.get(call_id) is At.QUEUED:
            self.scene.told(told.DigitPressed, call_id=call_id, digit=digit)
