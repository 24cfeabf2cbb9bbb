"""The agent's console on sample data, for tests of its screens. The desk is `SampleDesk`, the clock stands still."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from console.agent.main import MainScreen
from console.pictures import Stage, settle
from scripts_lib.loader import load

RULES = load().rules


@asynccontextmanager
async def running(stage: Stage, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Pilot[None]]:
    async with stage.app.run_test(size=size) as pilot:
        await settle(pilot)
        yield pilot


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


def main(stage: Stage) -> MainScreen:
    assert stage.app.main is not None
    return stage.app.main
