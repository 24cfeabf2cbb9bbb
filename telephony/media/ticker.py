"""The line's one 20 ms clock. Deadlines are counted from its start, so that it does not drift; a late loop catches up
by skipping, never by a burst of packets."""

import asyncio
import time
from collections.abc import Callable

from telephony.connectors.base import FRAME_MS
from telephony.media.lag import LagGauge

PERIOD_S = FRAME_MS / 1000
MOST_BEHIND = 3
"""Ticks made up at once after a stall; older ones are skipped."""


def ticks_due(due: float, now: float) -> tuple[int, float]:
    """How many ticks to make now, at most `MOST_BEHIND`, for a clock whose next tick was due at `due`; and when the
    next one is due, always after `now` and a whole number of periods after `due`."""
    if now < due:
        return 0, due
    behind = int((now - due) / PERIOD_S) + 1
    following = due + behind * PERIOD_S
    if following <= now:  # rounding
        following += PERIOD_S
    return min(behind, MOST_BEHIND), following


async def tick_every_frame(on_tick: Callable[[], None], lag: LagGauge) -> None:
    """Call `on_tick` every 20 ms until cancelled; `lag` learns how late each wake-up was."""
    due = time.monotonic() + PERIOD_S
    while True:
        lag.expect(due)
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        now = time.monotonic()
        lag.observe(now)
        count, due = ticks_due(due, now)
        for _ in range(count):
            on_tick()
