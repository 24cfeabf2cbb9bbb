"""What the board says for each kind of alarm. Pure."""

from collections.abc import Callable, Mapping

from api.alarms.rules import AlarmKind, AlarmRule
from api.schemas import AgentNow, Board, Figures
from telephony.events import AgentState

OFF_THE_HOOK = ("phone_unreached", "no_answer")
"""Pauses in which the desk itself put an agent whose telephone cannot be rung, or rang in vain (LINE-9)."""
PRESENT = (AgentState.READY, AgentState.RESERVED, AgentState.TALKING, AgentState.WRAP_UP)


def reading(rule: AlarmRule, board: Board, turned_away: int = 0) -> float | None:
    """The value of this rule's kind; None where nothing can be said. `turned_away` are callers refused of late."""
    if rule.kind is AlarmKind.TURNED_AWAY:
        return float(turned_away)
    return READINGS[rule.kind](rule, board)


def _waits_ms(rule: AlarmRule, board: Board) -> list[int]:
    return [
        one.waited_ms
        for one in board.waiting
        if not one.callback and (not rule.queue or rule.queue in (one.queue_id, one.queue))
    ]


def _long_wait(rule: AlarmRule, board: Board) -> float:
    return max(_waits_ms(rule, board), default=0) / 1000


def _figures(rule: AlarmRule, board: Board) -> Figures:
    found = (one.figures for one in board.queues if rule.queue in (one.queue_id, one.name))
    return next(found, board.today) if rule.queue else board.today


def _ring_rate(rule: AlarmRule, board: Board) -> float | None:
    rate = _figures(rule, board).rings
    value = rate.value
    return None if value is None or rate.met + rate.missed < rule.least else 100 * value


def _nobody_ready(rule: AlarmRule, board: Board) -> float:
    if any(one.state in PRESENT and not one.away for one in board.agents):
        return 0.0
    return float(len(_waits_ms(rule, board)))


def _left_busy(_: AlarmRule, board: Board) -> float:
    """Agents whose telephone is off the hook or rings in vain, as long as anybody is signed in."""
    return float(sum(_off_the_hook(one) for one in board.agents))


def _off_the_hook(agent: AgentNow) -> bool:
    return agent.state is AgentState.PAUSED and agent.reason in OFF_THE_HOOK


READINGS: Mapping[AlarmKind, Callable[[AlarmRule, Board], float | None]] = {
    AlarmKind.LONG_WAIT: _long_wait,
    AlarmKind.RING_RATE: _ring_rate,
    AlarmKind.NOBODY_READY: _nobody_ready,
    AlarmKind.LEFT_BUSY: _left_busy,
    AlarmKind.LINE_DOWN: lambda _, board: float(board.line_up),
    AlarmKind.OVERDUE: lambda _, board: float(board.tickets.overdue),
    AlarmKind.DISK: lambda _, board: board.machine.disk_free_mb,
    AlarmKind.UNSAVED: lambda _, board: board.machine.unsaved_s,
    AlarmKind.CLOCK: lambda _, board: abs(board.machine.clock_off_s),
}
"""How each kind is read."""
