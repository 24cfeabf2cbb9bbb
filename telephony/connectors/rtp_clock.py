"""The one 20 ms clock of all legs of an event loop. Knows legs by two calls: play a frame, look after yourself.

One timer for each leg would be 200 of them for 100 calls. Legs that are relayed need no clock for their audio, and
are only looked after, twice a second, a few of them at each tick.
"""

import asyncio
import time
from typing import Protocol
from weakref import WeakKeyDictionary

from telephony.media.presence import LOOK_S
from telephony.media.ticker import PERIOD_S, ticks_due

TURNS = round(LOOK_S / PERIOD_S)


class Clocked(Protocol):
    """What a leg does by the clock. Neither may raise."""

    def play(self, now: float) -> None:
        """20 ms went by."""

    def look(self, now: float) -> None:
        """Half a second went by."""


class RtpClock:
    """Runs while there are legs."""

    def __init__(self) -> None:
        self._playing: dict[Clocked, None] = {}
        self._turns: list[dict[Clocked, None]] = [{} for _ in range(TURNS)]
        self._task: asyncio.Task[None] | None = None

    def join(self, leg: Clocked) -> None:
        """A leg has opened its audio."""
        min(self._turns, key=len)[leg] = None
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())

    def play(self, leg: Clocked, wanted: bool) -> None:
        """Does this leg want to play a frame every 20 ms?"""
        if wanted:
            self._playing[leg] = None
        else:
            self._playing.pop(leg, None)

    def leave(self, leg: Clocked) -> None:
        """A leg is over. The last one stops the clock."""
        self._playing.pop(leg, None)
        for turn in self._turns:
            turn.pop(leg, None)
        if self._task is not None and not any(self._turns):
            self._task.cancel()
            self._task = None

    async def _run(self) -> None:
        due = time.monotonic() + PERIOD_S
        number = 0
        while True:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            count, due = ticks_due(due, time.monotonic())
            for _ in range(count):
                number += 1
                self._tick(number)

    def _tick(self, number: int) -> None:
        now = time.monotonic()
        for leg in list(self._playing):
            leg.play(now)
        for leg in list(self._turns[number % TURNS]):
            leg.look(now)


_CLOCKS: "WeakKeyDictionary[asyncio.AbstractEventLoop, RtpClock]" = WeakKeyDictionary()


def clock_of_this_loop() -> RtpClock:
    """The clock of the running event loop."""
    return _CLOCKS.setdefault(asyncio.get_running_loop(), RtpClock())
