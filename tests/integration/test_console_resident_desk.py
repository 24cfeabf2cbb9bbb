"""The resident's panel and the search on the agent's screen, against a whole desk."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from api.schemas import NewResident
from console.agent.main import MainScreen
from console.agent.resident_search import ResidentSearch
from console.app import ConsoleApp, Settings
from console.client import DeskClient
from console.pictures import StillHeadset
from console.widgets.lists import PendingList
from console.widgets.repeat_choice import RepeatChoice
from console.widgets.resident_card import ResidentCard
from tests.integration.desk_rest_rig import DeskRig, desk
from tests.integration.test_desk_rest_homes import COMPLAINT, add, dispose

PATIENCE_S = 20.0


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[DeskRig]:
    async with desk(tmp_path / "desk") as made:
        yield made


@asynccontextmanager
async def console(rig: DeskRig, who: str, folder: Path) -> AsyncIterator[tuple[MainScreen, Pilot[None]]]:
    client = DeskClient(rig.url)
    settings = Settings(token=rig.tokens[who], drafts=folder)
    app = ConsoleApp(client, StillHeadset(), settings)
    try:
        async with app.run_test(size=(120, 40)) as pilot:
            await until(pilot, lambda: app.main is not None and app.main.is_mounted)
            assert app.main is not None
            yield app.main, pilot
    finally:
        await client.close()


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait for the screen to come so far; a screen that never does fails by TimeoutError."""
    async with asyncio.timeout(PATIENCE_S):
        while not holds():
            await pilot.pause(0.02)


def said(main: MainScreen) -> str:
    return main.query_one(ResidentCard).said


async def open_c3(main: MainScreen, pilot: Pilot[None]) -> None:
    """Zhao's call that was not written up."""
    main.post_message(PendingList.Opened("c3"))
    await until(pilot, lambda: main.duty.work is not None and main.duty.work.call.call_id == "c3")


async def test_a_caller_with_a_past_is_shown_and_the_opening_is_logged(rig: DeskRig, tmp_path: Path) -> None:
    broken = {"what": "两小时内答复", "by": time.time() - 3600}
    await dispose(rig, "li", "c1", COMPLAINT | {"promise": broken})
    async with console(rig, "zhao", tmp_path) as (main, pilot):
        await open_c3(main, pilot)
        await until(pilot, lambda: "王芳" in said(main))
        lines = said(main).splitlines()
        assert lines[0] == "王芳  3栋1单元502室"
        assert lines[1].startswith("⚠ 承诺已过 1 小时：两小时内答复"), "what hurts first"
        assert "装修噪音 楼上装修噪音 TS" in said(main)
    assert any((who, what) == ("zhao", "caller") for who, what, _ in await rig.opened())


async def test_somebody_else_is_found_by_pinyin_and_the_repeat_is_registered(rig: DeskRig, tmp_path: Path) -> None:
    number = "13700002222"
    (zhou,) = await add(rig, NewResident(name="周强", building="9", unit="", room="2", phones=(number,)))
    first = (await dispose(rig, "li", "c1", COMPLAINT | {"contact": "周强", "phone": number}))["ticket"]["number"]
    async with console(rig, "zhao", tmp_path) as (main, pilot):
        await open_c3(main, pilot)
        await until(pilot, lambda: "王芳" in said(main))
        assert first not in said(main)
        await pilot.press("ctrl+d", "ctrl+d")
        await until(pilot, lambda: isinstance(main.app.screen, ResidentSearch))
        # At once: were the desk asked between two keys, Enter would ask again instead of choosing.
        main.app.screen.query_one(Input).value = "zq"
        results = main.app.screen.query_one("#search-results", OptionList)
        await until(pilot, lambda: results.option_count == 1)
        await pilot.press("enter")
        await until(pilot, lambda: first in said(main))
        assert main.query_one("#place", Input).value == "9栋2室"

        main.choose_kind("renovation_noise")
        question = main.query_one(RepeatChoice)
        await until(pilot, lambda: question.display and first in question.plain)
        question.focus()
        await pilot.press("1")
        await until(pilot, lambda: main.duty.work is not None and main.duty.work.draft.repeat_of == first)
        known = {"matter": "又在施工", "happened_at": "现在", "demand": "停工", "nature": "valid"}
        for name, value in known.items():
            main.fill_field(name, value)
        await pilot.press("f8", "1", "ctrl+s")
        await until(pilot, lambda: main.duty.saved is not None)
    page: dict[str, Any] = await rig.get("li", "/api/tickets")
    tickets = {one["number"]: one for one in page["items"]}
    second = next(one for one in tickets if one != first)
    assert tickets[second]["complaint"]["repeat_of"] == first
    assert tickets[second]["complaint"]["resident_id"] == zhou
    assert tickets[first]["repeats"] == [second]
