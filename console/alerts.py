"""What has to be heard now: the ring of a call offered here (LINE-1), a beep for a second caller (LINE-4). Pure."""

from api.schemas import CallState, RingPlan
from console.audio.tones import Alert
from console.board import Board
from telephony.events import AgentState


def alert_for(board: Board, now: float) -> Alert | None:
    """The alert of this moment, in the cadence that the caller hears. `now` is the board's monotonic second."""
    plan, call = board.site.ring_plan, board.call
    if call is not None and call.state is CallState.OFFERED:
        # A caller who asked to be rung back hears no ring; ours begins when the desk told of it.
        since = board.call_at if call.callback else now - board.elapsed_ms(now) / 1000
        return _alert(plan, since)
    if board.me.state is AgentState.TALKING:
        for waiting, elapsed in board.waiting(now):
            if not waiting.callback:
                return _alert(plan, now - elapsed / 1000, second=True)
    return None


def _alert(plan: RingPlan, since: float, *, second: bool = False) -> Alert:
    """Urgent is the last ring within the limit: the third of three."""
    return Alert(since, plan.ring_ms, plan.period_ms, max(0, plan.limit_ms - plan.period_ms), second)
