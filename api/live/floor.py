"""The hotline of this moment: calls, agents, queue and lines, and what each thing that happens leads to. Pure.

`Floor` joins the machines of `telephony.agent` and `telephony.acd`: what the queue offers reserves an agent, what an
agent does frees or binds the queue. Every input takes `now` (monotonic, for durations) and `wall` (Unix, for the
log), and returns effects for the driver. It holds no socket, no task, no database. The rules are in the modules that
`moment.py` names.
"""

from collections.abc import Sequence

from api.calls.record import CallRecord
from api.live import heard, staff, talk
from api.live.calls import LiveCall
from api.live.effects import Effect, Part, ShowFloor
from api.live.moment import Moment
from api.live.offers import queue_says, tell_queue
from api.log_events import CallbackGivenUp
from api.schemas import AgentView, CallState, ResidentView
from telephony import acd as queue
from telephony import agent as people
from telephony.acd import Kind
from telephony.events import AgentState, CallEvent


class Floor(Moment):
    """State and rules of the moment; see the module."""

    def take_up(self, now: float) -> list[Effect]:
        """After a restart, with the calls back on the board: waiting ones into the queue, agents into their calls.

        Who was handed to a colleague or a queue and not yet taken is parked, where everybody sees the clock.
        """
        for call in sorted(self.board.live.values(), key=lambda one: one.anchor):
            record = call.record
            if record.state is CallState.WAITING:
                self._queue_again(call, now)
            elif record.agent_id and record.state in (CallState.TALKING, CallState.DIALLING):
                self._seat_again(record.agent_id, record.call_id, now)
                for party in record.present:
                    if party.agent_id:
                        self.guests[party.agent_id] = "consulted"
                        self._seat_again(party.agent_id, record.call_id, now)
        return self.taken()

    def _queue_again(self, call: LiveCall, now: float) -> None:
        record = call.record
        kind = Kind.RINGING if record.machine_ms is None else Kind.ANSWERED
        waited_s = now - call.anchor
        tell_queue(
            self, queue.TakenUp(record.call_id, self.dialled(record.called), record.number, waited_s, kind), now
        )

    def _seat_again(self, agent_id: str, call_id: str, now: float) -> None:
        agent = self.present(agent_id, now)
        if agent.state is not AgentState.TALKING:
            agent.receive(people.PickedUp(call_id), now)
        self.place_headset(agent_id)

    def take_up_callback(
        self, record: CallRecord, resident: ResidentView | None, tries: int, now: float
    ) -> list[Effect]:
        """After a restart: a caller who asked to be rung back and was not reached yet has the old place again."""
        call_id, waited_s = record.call_id, max(0.0, self.wall - record.arrived_at)
        self.board.callbacks[call_id] = LiveCall(record, now - waited_s, resident)
        taken_up = queue.TakenUp(
            call_id, self.dialled(record.called), record.number, waited_s, Kind.CALLBACK, tries=tries
        )
        tell_queue(self, taken_up, now)
        entry = self.acd.entry(call_id)
        if entry is None or not entry.plan.callback:  # its queue rings nobody back any more
            tell_queue(self, queue.CallbackDropped(call_id), now)
            del self.board.callbacks[call_id]
            self.record(CallbackGivenUp(at=self.wall, call_id=call_id, number=record.number))
        return self.taken()

    # --- what time brings ---

    @property
    def next_deadline(self) -> float | None:
        """When `on_time` wants to be called, monotonic."""
        times = [
            self.acd.next_deadline,
            *(staff.next_away(self, one) for one in self.away),
            *(staff.wrap_up_ends(self, one) for one in self.agents.values()),
        ]
        return min((time for time in times if time is not None), default=None)

    def on_time(self, now: float, wall: float) -> list[Effect]:
        """A deadline has come."""
        self.wall = wall
        deadline = self.acd.next_deadline
        if deadline is not None and deadline <= now:
            queue_says(self, self.acd.on_time(now), now)
        for agent_id in [one for one in self.away if staff.next_away(self, one) <= now]:
            staff.gone_too_long(self, agent_id, now)
        for agent in list(self.agents.values()):
            ends = staff.wrap_up_ends(self, agent)
            if ends is not None and ends <= now:
                staff.end_wrap_up(self, agent, now)
        return self.taken()

    def hours(self, changes: Sequence[queue.Opened | queue.Closed], now: float, wall: float) -> list[Effect]:
        """Queues opened or closed."""
        self.wall = wall
        for change in changes:
            tell_queue(self, change, now)
        return self.taken()

    # --- lines ---

    def line_up(self, line_id: str, headset_url: str) -> list[Effect]:
        """A line linked, or told where its headset socket is."""
        heard.line_up(self, line_id, headset_url)
        return self.taken()

    def line_down(self, line_id: str) -> list[Effect]:
        """The link broke. Its calls go on there; only commands cannot reach them."""
        self.lines.pop(line_id, None)
        return [ShowFloor()]

    def line_event(self, line_id: str, event: CallEvent, now: float, wall: float) -> list[Effect]:
        """Something happened on a line."""
        self.wall = wall
        heard.heard(self, line_id, event, now)
        return self.taken()

    def resident_found(self, call_id: str, resident: ResidentView) -> list[Effect]:
        """Who is calling is known now."""
        call = self.board.find(call_id)
        if call is not None:
            call.resident = resident
            self.show_call(call_id)
        self.do(ShowFloor())
        return self.taken()

    def disposed(self, call_id: str) -> list[Effect]:
        """A call got its disposition."""
        call = self.board.finish(call_id)
        if call is not None and call.record.agent_id:
            self.show(call.record.agent_id, Part.CALL, Part.PENDING)
        return self.taken()

    # --- agents ---

    def sign_in(self, person: AgentView, now: float, wall: float) -> list[Effect]:
        """A console of this person connected (again)."""
        self.wall = wall
        staff.sign_in(self, person, now)
        return self.taken()

    def console_gone(self, agent_id: str, now: float) -> list[Effect]:
        """The console's connection broke; it may come back."""
        staff.console_gone(self, agent_id, now)
        return []

    def ready(self, agent_id: str, now: float, wall: float) -> list[Effect]:
        """The agent takes calls; ends a pause and wrap-up. Raises Refusal in a call."""
        self.wall = wall
        staff.ready(self, agent_id, now)
        return self.taken()

    def pause(self, agent_id: str, reason: str, now: float, wall: float) -> list[Effect]:
        """The agent takes no calls; asked in a call, it counts from its end."""
        self.wall = wall
        staff.pause(self, agent_id, reason, now)
        return self.taken()

    def accept(self, agent_id: str, call_id: str, now: float, wall: float) -> list[Effect]:
        """Pick up a ringing call (LINE-4). Raises Refusal when it cannot be."""
        self.wall = wall
        talk.accept(self, agent_id, call_id, now)
        return self.taken()

    def hang_up(self, agent_id: str, call_id: str) -> list[Effect]:
        """The agent ends the call. Raises Refusal where it is not theirs or over."""
        talk.hang_up(self, agent_id, call_id)
        return self.taken()

    def sign_out(self, agent_id: str, now: float, wall: float) -> list[Effect]:
        """The agent leaves. Raises Refusal in a call."""
        self.wall = wall
        staff.leave(self, agent_id, now)
        return self.taken()
