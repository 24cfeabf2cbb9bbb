"""The agent's console on sample data, for tests of its screens. The desk is `SampleDesk`, the clock stands still."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot
from textual.widgets import Static

from console import sample
from console.agent.main import MainScreen
from console.pictures import Stage, settle
from console.widgets.call_card import CallCard
from console.widgets.flow import Flow
from scripts_lib.loader import load
from telephony.events import AgentState

RULES = load().rules
LEAK = "4"
"""The mark of `water_leak` in the list of kinds."""


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


def said(stage: Stage, widget: type[Static] | type[CallCard]) -> str:
    shown = stage.app.screen.query_one(widget)
    if isinstance(shown, Flow):
        return shown.plain
    return str(shown.content) if shown.display else ""


async def talk(stage: Stage, pilot: Pilot[None]) -> None:
    """In a call, nothing asked yet."""
    stage.desk.bring(sample.RINGING, AgentState.RESERVED)
    await settle(pilot)
    stage.desk.bring(sample.TALKING, AgentState.TALKING)
    await settle(pilot)
