"""The one clock of all legs: who is called when, and that it stops with the last leg."""

import asyncio
from collections import Counter

from telephony.connectors.rtp_clock import TURNS, RtpClock, clock_of_this_loop


class Leg:
    def __init__(self, calls: Counter[str], clock: RtpClock, *, leaves: bool = False) -> None:
        self.calls, self.clock, self.leaves = calls, clock, leaves

    def play(self, now: float) -> None:
        self.calls["play"] += 1
        if self.leaves:
            self.clock.leave(self)

    def look(self, now: float) -> None:
        self.calls["look"] += 1


async def test_each_leg_is_looked_after_once_in_half_a_second_and_few_at_a_time() -> None:
    clock, calls = RtpClock(), Counter[str]()
    legs = [Leg(calls, clock) for _ in range(60)]
    for leg in legs:
        clock.join(leg)
    most = 0
    for number in range(TURNS):
        before = calls["look"]
        clock._tick(number)
        most = max(most, calls["look"] - before)
    assert calls["look"] == 60
    assert most == 3
    assert calls["play"] == 0, "nobody asked to play"
    for leg in legs:
        clock.leave(leg)


async def test_only_those_who_want_play_and_a_leg_may_leave_meanwhile() -> None:
    clock, calls = RtpClock(), Counter[str]()
    stays, leaves = Leg(calls, clock), Leg(calls, clock, leaves=True)
    for leg in (stays, leaves):
        clock.join(leg)
        clock.play(leg, True)
    clock._tick(1)
    clock._tick(2)
    assert calls["play"] == 3
    clock.play(stays, False)
    clock._tick(3)
    assert calls["play"] == 3
    clock.leave(stays)


async def test_the_clock_runs_only_while_there_are_legs() -> None:
    before = asyncio.all_tasks()
    clock = clock_of_this_loop()
    assert clock is clock_of_this_loop()
    leg = Leg(Counter(), clock)
    clock.join(leg)
    assert len(asyncio.all_tasks() - before) == 1
    clock.leave(leg)
    clock.leave(leg)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before
