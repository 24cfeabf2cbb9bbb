"""The supervisor's console on sample data, for tests of its screens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot
from textual.widgets import Static

from console.supervisor.pictures import Stage, settle
from scripts_lib.loader import load

RULES = load().rules


@asynccontextmanager
async def running(lang: str = "zh", size: tuple[int, int] = (120, 36)) -> AsyncIterator[tuple[Stage, Pilot[None]]]:
    stage = Stage(RULES, lang)
    async with stage.app.run_test(size=size) as pilot:
        await stage.board(pilot)
        yield stage, pilot


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


def said(stage: Stage, where: str) -> str:
    return str(stage.app.screen.query_one(where, Static).render())
