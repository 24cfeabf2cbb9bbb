"""The calls of the moment: live ones by their records, and each agent's ended ones that have no disposition. Pure.

Running time is counted by the desk's monotonic clock from an *anchor*, the moment of the INVITE: of all that was
heard of a call, the earliest that fits, since a link can only make things later.
"""

from dataclasses import dataclass

from msgspec.structs import replace

from api.calls.fold import CallRecord, arrived, fold, placed
from api.calls.views import Today, clocked, view_of
from api.schemas import CallState, CallView, Direction, ResidentView
from telephony.cadence import Cadence
from telephony.events import CallArrived, CallEvent, CallPlaced

LATE_S = 1.0
"""An arrival that is older than this when it is heard was waiting for the link."""
TOO_OLD_S = 86_400.0
SINCE_INVITE = ("ringing_ms", "ok_sent_ms", "picked_up_ms", "answered_ms", "held_ms", "parked_ms", "ended_ms")
"""Fields of events that tell how long ago the INVITE was."""


@dataclass(slots=True)
class LiveCall:
    """A call with its anchor, and who is calling."""

    record: CallRecord
    anchor: float
    resident: ResidentView | None = None
    disposed: bool = False
    """Its outcome is written, although it may still go on."""


class Switchboard:
    """Live calls and unfinished ones."""

    def __init__(self, cadence: Cadence) -> None:
        self._cadence = cadence
        self.live: dict[str, LiveCall] = {}
        self.unfinished: dict[str, LiveCall] = {}
        """Ended, taken by an agent, without a disposition; in order of arrival."""
        self.callbacks: dict[str, LiveCall] = {}
        """Over, and to be rung back by the queue, which keeps their place."""
        self.today = Today()

    def find(self, call_id: str) -> LiveCall | None:
        """A live or unfinished call, or one to be rung back."""
        return self.live.get(call_id) or self.unfinished.get(call_id) or self.callbacks.get(call_id)

    def watched_by(self, agent_id: str) -> LiveCall | None:
        """The call that this supervisor listens to."""
        return next((one for one in self.live.values() if agent_id in one.record.watchers), None)

    @property
    def parked(self) -> list[LiveCall]:
        """Callers who were left to wait, longest first (LINE-4)."""
        found = [one for one in self.live.values() if one.record.state is CallState.PARKED]
        return sorted(found, key=lambda one: one.anchor)

    def restore(self, record: CallRecord, resident: ResidentView | None, now: float, wall: float) -> None:
        """Take up a call from the database after a restart."""
        call = LiveCall(
            record, now - max(0.0, wall - record.arrived_at), resident, disposed=record.disposition is not None
        )
        (self.unfinished if record.ended else self.live)[record.call_id] = call

    def arrive(self, event: CallArrived, line_id: str, now: float, wall: float) -> LiveCall:
        """A call that has come."""
        age = wall - event.at
        anchor = now - age if LATE_S < age < TOO_OLD_S else now
        call = LiveCall(arrived(event, line_id), anchor)
        self.live[event.call_id] = call
        self.today = replace(self.today, calls=self.today.calls + 1)
        return call

    def dial(self, call_id: str, line_id: str, number: str, agent_id: str, now: float, wall: float) -> LiveCall:
        """A call that a line is asked to place; `place` makes it a real one."""
        record = CallRecord(
            call_id=call_id,
            line_id=line_id,
            arrived_at=wall,
            number=number,
            name="",
            called=number,
            direction=Direction.OUTGOING,
            agent_id=agent_id,
            agents=(agent_id,),
        )
        call = self.live[call_id] = LiveCall(record, now)
        return call

    def place(self, event: CallPlaced, line_id: str, now: float) -> LiveCall:
        """The INVITE of a call of ours went out."""
        record = placed(event, line_id)
        call = self.live.setdefault(event.call_id, LiveCall(record, now))
        call.record, call.anchor = record, now
        return call

    def happen(self, call: LiveCall, event: CallEvent, now: float) -> None:
        """Fold one more event; an ended call leaves the live ones."""
        before, call.record = call.record, fold(call.record, event, self._cadence)
        for name in SINCE_INVITE:
            since_invite = getattr(event, name, None)
            if since_invite is not None:
                call.anchor = min(call.anchor, now - since_invite / 1000)
        self._count(before, call.record)
        call_id = call.record.call_id
        if call.record.ended and call_id in self.live:
            del self.live[call_id]
            if call.record.agent_id and call.record.person_ms is not None and not call.disposed:
                self.unfinished[call_id] = call

    def finish(self, call_id: str) -> LiveCall | None:
        """The call has its disposition. One that was left to somebody outside may still go on."""
        call = self.live.get(call_id)
        if call is not None:
            call.disposed = True
        return self.unfinished.pop(call_id, None) or call

    def pending_of(self, agent_id: str) -> list[LiveCall]:
        """The agent's unfinished calls, oldest first."""
        mine = [call for call in self.unfinished.values() if call.record.agent_id == agent_id]
        return sorted(mine, key=lambda call: call.record.arrived_at)

    def agent_of(self, call_id: str) -> str | None:
        """Who has this call, while it goes on."""
        call = self.live.get(call_id)
        return call.record.agent_id if call is not None else None

    def view(self, call: LiveCall, now: float, offered_to: str | None = None) -> CallView:
        """The call as screens see it at this moment."""
        record = call.record
        elapsed = record.ended_ms if record.ended_ms is not None else max(0.0, (now - call.anchor) * 1000)
        waiting = record.state in (CallState.WAITING, CallState.PARKED) or record.call_id in self.callbacks
        return replace(
            clocked(view_of(record, record.arrived_at, resident=call.resident), record, elapsed),
            state=CallState.OFFERED if waiting and offered_to else record.state,
            offered_to=offered_to if waiting else None,
        )

    def _count(self, before: CallRecord, after: CallRecord) -> None:
        today = self.today
        if before.ring is None and after.ring is not None:
            today = today.picked_up(after.agent_id or "", after.ring.verdict)
        if not before.ended and after.abandoned:
            today = replace(today, abandoned=today.abandoned + 1)
        self.today = today
