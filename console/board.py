"""The board: what a console knows of the desk, folded from the snapshot and its numbered deltas. Pure.

Knows no socket and no screen. Running clocks arrive as milliseconds elapsed at the moment of sending; the board keeps
the monotonic second `now` at which each part arrived and counts on from there, so a wrong clock on an old PC shows no
wrong ring (LINE-1).
"""

from dataclasses import dataclass, replace

from api.schemas import (
    AgentView,
    CallChanged,
    CallState,
    CallView,
    Colleague,
    Delta,
    Floor,
    FloorChanged,
    HeadsetAccess,
    HeadsetChanged,
    ListeningShown,
    ListeningView,
    MeChanged,
    PendingChanged,
    SiteView,
    Snapshot,
    Told,
    Transcript,
    TranscriptChanged,
)
from console.errors import MissedDelta
from console.transcript import of_call, with_change


@dataclass(frozen=True)
class Board:
    """Everything the desk has told this console. The `*_at` are monotonic seconds at which a part arrived."""

    session: str
    number: int
    me: AgentView
    site: SiteView
    floor: Floor
    call: CallView | None
    pending: tuple[CallView, ...]
    headset: HeadsetAccess | None
    me_at: float
    floor_at: float
    call_at: float
    transcript: Transcript | None = None
    """What was said so far in `call`."""
    listening: ListeningView | None = None

    @classmethod
    def begin(cls, snapshot: Snapshot, now: float) -> "Board":
        """The board as a snapshot shows it, received at monotonic second `now`."""
        return cls(
            session=snapshot.session,
            number=snapshot.number,
            me=snapshot.me,
            site=snapshot.site,
            floor=snapshot.floor,
            call=snapshot.call,
            pending=snapshot.pending,
            headset=snapshot.headset,
            me_at=now,
            floor_at=now,
            call_at=now,
            transcript=of_call(snapshot.transcript, snapshot.call),
            listening=snapshot.listening,
        )

    def fold(self, delta: Delta, now: float) -> "Board":
        """The board after `delta`. One that was already folded changes nothing; a gap raises MissedDelta."""
        if delta.number <= self.number:
            return self
        if delta.number != self.number + 1:
            raise MissedDelta(self.number, delta.number)
        base = replace(self, number=delta.number)
        match delta:
            case MeChanged(me=me):
                return replace(base, me=me, me_at=now)
            case FloorChanged(floor=floor):
                return replace(base, floor=floor, floor_at=now)
            case CallChanged(call=call):
                return replace(base, call=call, call_at=now, transcript=of_call(self.transcript, call))
            case PendingChanged(pending=pending):
                return replace(base, pending=pending)
            case HeadsetChanged(headset=headset):
                return replace(base, headset=headset)
            case TranscriptChanged() | ListeningShown():
                return base._heard(delta)
            case Told():
                return base

    def _heard(self, delta: TranscriptChanged | ListeningShown) -> "Board":
        """The board after something was understood, or listening came or went."""
        if isinstance(delta, ListeningShown):
            return replace(self, listening=delta.listening)
        return replace(self, transcript=with_change(self.transcript, delta))

    def state_ms(self, now: float) -> int:
        """Milliseconds that the agent has been in the present state."""
        return self.me.state_ms + _since(self.me_at, now)

    def elapsed_ms(self, now: float) -> int:
        """Milliseconds since the INVITE of the call before the agent; 0 without one, final when it has ended."""
        return 0 if self.call is None else _running(self.call, self.call_at, now)

    def talk_ms(self, now: float) -> int:
        """Milliseconds talked in the call before the agent; final when it has ended."""
        if self.call is None:
            return 0
        live = self.call.state is CallState.TALKING
        return self.call.talk_ms + (_since(self.call_at, now) if live else 0)

    def waiting(self, now: float) -> tuple[tuple[CallView, int], ...]:
        """Who waits, longest first, each with the milliseconds since its INVITE."""
        rows = ((call, _running(call, self.floor_at, now)) for call in self.floor.waiting)
        return tuple(sorted(rows, key=lambda row: -row[1]))

    def held_ms(self, now: float) -> int | None:
        """How long my caller has been on hold this time; None when not."""
        if self.call is None or self.call.held_ms is None:
            return None
        return self.call.held_ms + _since(self.call_at, now)

    def parked(self, now: float) -> tuple[tuple[CallView, int], ...]:
        """Callers left to wait, longest first, each with the milliseconds since they were parked (LINE-4)."""
        rows = ((call, (call.parked_ms or 0) + _since(self.floor_at, now)) for call in self.floor.parked)
        return tuple(sorted(rows, key=lambda row: -row[1]))

    def colleagues(self) -> tuple[Colleague, ...]:
        """The others who are signed in."""
        return tuple(one for one in self.floor.colleagues if one.agent_id != self.me.agent_id)


def over(call: CallView) -> bool:
    """Whether its outcome can be written: the call has ended, or goes on with somebody outside."""
    return call.state in (CallState.ENDED, CallState.HANDED_ON)


def _since(then: float, now: float) -> int:
    return max(0, round((now - then) * 1000))


def _running(call: CallView, then: float, now: float) -> int:
    return call.elapsed_ms + (0 if call.state is CallState.ENDED or call.callback else _since(then, now))
