"""The line's one 20 ms clock. Deadlines are counted from its start, so that it does not drift; a late loop catches up
by skipping, never by a burst of packets."""

import asyncio
import time
from collections.abc import Callable

from telephony.connectors.base import FRAME_MS

PERIOD_S = FRAME_MS / 1000
MOST_BEHIND = 3
"""Ticks made up at once after a stall; older ones are skipped."""


async def tick_every_frame(on_tick: Callable[[], None], on_late: Callable[[float, float], None]) -> None:
    """Call `on_tick` every 20 ms until cancelled; `on_late(seconds_late, now)` tells how late each wake-up was."""
    due = time.monotonic() + PERIOD_S
    while True:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        now = time.monotonic()
        on_late(max(0.0, now - due), now)
        behind = int((now - due) / PERIOD_S)
        due += max(0, behind - MOST_BEHIND + 1) * PERIOD_S
        while due <= now:
            on_tick()
            due += PERIOD_S
