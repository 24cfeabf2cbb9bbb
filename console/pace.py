"""When the main screen has to be drawn again though nobody told or typed anything. Pure: no screen, no clock.

A beat ten times a second looks here first: only what is timed in tenths (rings before the limit, LINE-1) or moves by
itself (levels) is drawn at every beat, everything else when the second that it shows turns.
"""

from api.schemas import CallState
from console.board import Board

RINGING = (CallState.OFFERED, CallState.WAITING)


def lively(board: Board, *, levels: bool) -> bool:
    """Whether something moves faster than seconds: tenths to the limit, or levels that are shown."""
    return levels or (board.call is not None and board.call.state in RINGING)


def seconds_shown(board: Board, now: float) -> tuple[int, ...]:
    """The whole seconds of every clock on the screen; as long as they are the same, so is the screen."""
    clocks = [board.state_ms(now), board.talk_ms(now), board.held_ms(now) or 0]
    clocks += [elapsed for _, elapsed in board.waiting(now)]
    clocks += [waited for _, waited in board.parked(now)]
    return tuple(clock // 1000 for clock in clocks)
