"""What a call knows of itself, and the small acts that every rule of it shares. Pure; no rule of its own.

Milliseconds count from the INVITE (`info.received_at`, monotonic seconds); `wall_offset` makes Unix time of that.
"""

from dataclasses import dataclass, field

from telephony.calls.states import (
    CALLER,
    AnswerCaller,
    CallState,
    Clear,
    Effect,
    Emit,
    EndCaller,
    Fill,
    Hush,
    agent_seat,
)
from telephony.commands import Command, Place, TakeMessage
from telephony.connectors.base import LegInfo
from telephony.events import CallAnswered, CallRetrieved, CommandRefused, EndCause, MonitorMode, Side


@dataclass(frozen=True, slots=True)
class Ending:
    """Our side asked to end the call: when, in which state, and what it then means."""

    asked_at: float
    was: CallState
    by: Side
    cause: EndCause


@dataclass(frozen=True, slots=True)
class Pick:
    """A phone that is called so that this agent picks up; `command_id` names the console's wish, if it was one."""

    agent_id: str
    device: str
    command_id: str = ""


@dataclass(slots=True)
class Party:
    """The third party. `aim` is consult, transfer or divert; a colleague has an id and no number."""

    seat: str
    party_id: str
    aim: str
    number: str = ""
    colleague_id: str = ""
    device: str = ""
    joined: bool = False


@dataclass(slots=True)
class Watcher:
    """A supervisor in the call."""

    agent_id: str
    mode: MonitorMode
    joined: bool = False


@dataclass(slots=True)
class CallBook:
    """One call's data; the rules are in `machine.py`, `pick_up.py`, `third_party.py` and `endings.py`."""

    call_id: str
    info: LegInfo
    wall_offset: float
    placed: Place | None = None
    state: CallState = CallState.RINGING
    agent_id: str = ""
    """Who is in charge; kept after a park, for the record."""
    seat: str = ""
    """Where that agent sits, empty when no agent is in the call."""
    device: str = ""
    person: bool = False
    """A person of ours has talked, or is about to."""
    acked: bool = False
    far_rings: bool = False
    ok_ms: float = 0.0
    picked_up_ms: float = 0.0
    error_ms: float = 0.0
    answer_for: str = ""
    """Why 200 is being sent: agent, queue, message or party."""
    picks: dict[str, Pick] = field(default_factory=dict)
    hasty: Pick | None = None
    """Who picked up while the queue's own 200 was on its way, with the error of that moment in `hasty_error_ms`."""
    hasty_error_ms: float = 0.0
    party: Party | None = None
    watchers: dict[str, Watcher] = field(default_factory=dict)
    saying: str = ""
    message: TakeMessage | None = None
    leaving: EndCause = EndCause.CALLBACK
    ending: Ending | None = None

    def ms(self, now: float) -> float:
        """Milliseconds since the INVITE."""
        return round((now - self.info.received_at) * 1000, 3)

    def at(self, now: float) -> float:
        """Unix time of a monotonic moment."""
        return now + self.wall_offset

    def refused(self, command: Command, reason: str, now: float) -> list[Effect]:
        """A command that cannot be carried out."""
        return [self.refused_id(command.command_id, reason, now)]

    def refused_id(self, command_id: str, reason: str, now: float) -> Emit:
        """The same, by its id."""
        return Emit(CommandRefused(at=self.at(now), command_id=command_id, call_id=self.call_id, reason=reason))

    # --- what several rules do ---

    def sit(self, pick: Pick) -> None:
        """This agent is in charge now."""
        self.agent_id, self.device, self.seat = pick.agent_id, pick.device, agent_seat(pick.agent_id)

    def picked_up(self, pick: Pick, error_ms: float, now: float) -> list[Effect]:
        """A person is there for a caller who still rings: 200."""
        self.state, self.answer_for, self.person = CallState.ANSWERING, "agent", True
        self.picked_up_ms, self.error_ms = self.ms(now), error_ms
        self.sit(pick)
        return [*self.stop_calling(), AnswerCaller()]

    def joined(self, pick: Pick, error_ms: float, now: float) -> list[Effect]:
        """A person is there for a caller who was answered before."""
        first, self.person, self.state = not self.person, True, CallState.TALKING
        self.sit(pick)
        effects = [*self.hush(), *self.stop_calling()]
        if first:
            self.picked_up_ms, self.error_ms = self.ms(now), error_ms
            effects.append(self.told_of_person(now))
        else:
            effects.append(
                Emit(
                    CallRetrieved(
                        at=self.at(now), call_id=self.call_id, agent_id=pick.agent_id, retrieved_ms=self.ms(now)
                    )
                )
            )
        return effects + self.headset()

    def told_of_person(self, now: float) -> Emit:
        """The first pick-up by a person."""
        return Emit(
            CallAnswered(
                at=self.at(now),
                call_id=self.call_id,
                agent_id=self.agent_id,
                picked_up_ms=self.picked_up_ms,
                ok_sent_ms=self.ok_ms,
                error_ms=self.error_ms,
            )
        )

    def headset(self) -> list[Effect]:
        """Join the headset of the agent in charge, where it is not a phone."""
        return [] if self.device else [Fill(self.seat, agent_id=self.agent_id)]

    def stop_calling(self) -> list[Effect]:
        """Stop every phone that rings for a pick-up, and whoever the call was to be diverted to."""
        others = list(self.picks)
        self.picks.clear()
        if self.party is not None and not self.party.joined:
            others.append(self.party.seat)
            self.party = None
        return [Clear(one) for one in others]

    def leave_seat(self) -> list[Effect]:
        """The agent in charge goes."""
        seat, self.seat, self.device = self.seat, "", ""
        return [Clear(seat)] if seat else []

    def hush(self) -> list[Effect]:
        """Stop what is being said."""
        was, self.saying = self.saying, ""
        return [Hush()] if was else []

    def end(self, by: Side, cause: EndCause, now: float, status: int = 603) -> list[Effect]:
        """End the caller's leg, and everything with it."""
        self.ending = Ending(now, self.state, by, cause)
        self.state = CallState.ENDING
        return [*self.clear_all(), EndCaller(status)]

    def clear_all(self) -> list[Effect]:
        """Everybody but the caller leaves."""
        seats = [*self.picks, *self.watchers]
        if self.party is not None:
            seats.append(self.party.seat)
        if self.seat and self.seat not in seats:
            seats.append(self.seat)
        if self.hasty is not None and self.hasty.device:
            seats.append(agent_seat(self.hasty.agent_id))
            self.hasty = None
        self.picks.clear()
        self.party, self.seat = None, ""
        return [Clear(one) for one in seats if one != CALLER]
