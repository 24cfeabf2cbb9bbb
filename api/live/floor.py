"""The hotline of this moment: calls, agents, queue and lines, and what each thing that happens leads to. Pure.

`Floor` joins the machines of `telephony.agent` and `telephony.acd`: what the queue offers reserves an agent, what an
agent does frees or binds the queue. Every input takes `now` (monotonic, for durations) and `wall` (Unix, for the
log), and returns effects for the driver. It holds no socket, no task, no database. The rules are in the modules that
`moment.py` names.
"""

from api.live import heard, staff, talk
from api.live.effects import Effect, Part, ShowFloor
from api.live.moment import Moment
from api.live.offers import queue_says
from api.schemas import AgentView, CallState, ResidentView
from telephony import acd as queue
from telephony import agent as people
from telephony.events import CallEvent


class Floor(Moment):
    """State and rules of the moment; see the module."""

    def take_up(self, now: float) -> None:
        """After a restart, with the calls back on the board: waiting ones into the queue, agents into their calls."""
        for call in sorted(self.board.live.values(), key=lambda one: one.anchor):
            if call.record.state is CallState.WAITING:
                self.acd.receive(queue.CallArrived(call.record.call_id), now)
            elif call.record.agent_id:
                self.present(call.record.agent_id, now).receive(people.PickedUp(call.record.call_id), now)

    # --- what time brings ---

    @property
    def next_deadline(self) -> float | None:
        """When `on_time` wants to be called, monotonic."""
        times = [self.acd.next_deadline, *(staff.next_away(self, one) for one in self.away)]
        return min((time for time in times if time is not None), default=None)

    def on_time(self, now: float, wall: float) -> list[Effect]:
        """A deadline has come."""
        self.wall = wall
        deadline = self.acd.next_deadline
        if deadline is not None and deadline <= now:
            queue_says(self, self.acd.on_time(now), now)
        for agent_id in [one for one in self.away if staff.next_away(self, one) <= now]:
            staff.gone_too_long(self, agent_id, now)
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
