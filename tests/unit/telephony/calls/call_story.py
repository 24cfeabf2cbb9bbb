"""A call under test: what it is told, what it tells, who hears whom."""

from collections.abc import Sequence
from typing import TypeVar

from telephony.calls.machine import Call
from telephony.calls.states import (
    Acked,
    Asked,
    CallState,
    Clear,
    Effect,
    Emit,
    FarAnswered,
    Fill,
    LegEnded,
    OkSent,
    RingSent,
    SeatTaken,
    Told,
    party_seat,
)
from telephony.commands import Answer, AnswerQueue, Command, Consult, Park, Place
from telephony.connectors.base import LegEnd, LegInfo
from telephony.events import CallEvent, Side

T = TypeVar("T")
INVITE = 1000.0
INFO = LegInfo(
    sip_call_id="x@y",
    number="13800000001",
    name="",
    called="hotline",
    source="127.0.0.1:5070",
    received_at=INVITE,
)
BYE = LegEnded(LegEnd(by=Side.CALLER, answered=True, reason="bye"))
CANCEL = LegEnded(LegEnd(by=Side.CALLER, answered=False, status=487, reason="cancel"))
OURS = LegEnded(LegEnd(by=Side.LINE, answered=True))
DESK_PHONE = "sip:801@127.0.0.1"


class Story:
    """One call, from its INVITE on; every event is a hundredth of a second after the one before."""

    def __init__(self, placed: Place | None = None) -> None:
        self.call = Call("call-1", INFO, 1_700_000_000.0 - INVITE, placed)
        self.now = INVITE
        self.effects: list[Effect] = []
        self.events: list[CallEvent] = []
        self._commands = 0
        if placed is not None:
            self._note(self.call.begin())

    def told(self, *what: Told) -> list[Effect]:
        """Tell it; the effects of the last one."""
        effects: list[Effect] = []
        for one in what:
            self.now = round(self.now + 0.01, 3)
            effects = self.call.receive(one, self.now)
            self._note(effects)
        return effects

    def asks(self, kind: type[Command], **fields: object) -> list[Effect]:
        """The desk's command."""
        self._commands += 1
        command = kind(command_id=f"c{self._commands}", call_id="call-1", **fields)  # type: ignore[arg-type]
        return self.told(Asked(command, 2.0))

    def _note(self, effects: Sequence[Effect]) -> None:
        self.effects += effects
        self.events += [one.event for one in effects if isinstance(one, Emit)]

    def of(self, kind: type[T]) -> list[T]:
        """The events of this kind so far."""
        return [event for event in self.events if isinstance(event, kind)]

    def last(self, kind: type[T]) -> T:
        """The newest of them."""
        return self.of(kind)[-1]

    def wants(self, kind: type[T]) -> list[T]:
        """The effects of this kind so far."""
        return [effect for effect in self.effects if isinstance(effect, kind)]

    @property
    def state(self) -> CallState:
        """Where the call stands."""
        return self.call.state

    @property
    def cleared(self) -> list[str]:
        """The seats that were cleared, in order."""
        return [effect.seat for effect in self.wants(Clear)]

    @property
    def filled(self) -> list[str]:
        """The seats that were to be filled, in order."""
        return [effect.seat for effect in self.wants(Fill)]

    @property
    def hearing(self) -> dict[str, tuple[str, ...]]:
        """Who hears whom."""
        return dict(self.call.hearing)

    # --- the usual roads ---

    def rings(self) -> "Story":
        self.told(RingSent())
        return self

    def talks(self, agent_id: str = "li") -> "Story":
        self.rings()
        self.asks(Answer, agent_id=agent_id)
        self.told(OkSent(), Acked())
        return self

    def queued(self) -> "Story":
        self.rings()
        self.asks(AnswerQueue)
        self.told(OkSent(), Acked())
        return self

    def parked(self) -> "Story":
        self.talks()
        self.asks(Park, agent_id="li")
        return self

    def consults(self, *, joined: bool = True, **who: object) -> "Story":
        self.talks()
        self.asks(Consult, agent_id="li", party_id="p1", **(who or {"number": "95598"}))
        if joined:
            self.told(SeatTaken(party_seat("p1")))
        return self

    def placed_far_end_answers(self) -> "Story":
        self.told(FarAnswered())
        return self


def placed(device: str = "") -> Story:
    """A call of ours, not dialled yet."""
    return Story(Place(command_id="p", call_id="call-1", agent_id="li", number="13800000001", device=device))
