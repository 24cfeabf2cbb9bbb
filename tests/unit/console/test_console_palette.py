"""The palette lists every action of the screen and finds it by Chinese, English, pinyin or its initials."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.command import Command, CommandInput, CommandList, CommandPalette
from textual.pilot import Pilot

from console import sample
from console.agent.catalogue import actions_on, catalogue
from console.agent.help import HelpScreen
from console.agent.main import MainScreen
from console.agent.palette import likeness, spelled
from console.agent.pause import PauseScreen
from console.pictures import Stage, settle
from telephony.events import AgentState
from tests.unit.console.agent_rig import RULES

BY_ID = {one.id: one for one in catalogue()}


@asynccontextmanager
async def running(stage: Stage, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    async with stage.app.run_test(size=size) as pilot:
        await settle(pilot)
        yield pilot


async def ask(pilot: Pilot[None], text: str = "") -> list[str]:
    """Open the palette, type, and what it lists."""
    await pilot.press("ctrl+k")
    await settle(pilot)
    await pilot.app.workers.wait_for_complete()
    if text:
        pilot.app.screen.query_one(CommandInput).value = text
        await settle(pilot)
        await pilot.app.workers.wait_for_complete()
    await settle(pilot)
    found = pilot.app.screen.query_one(CommandList)
    return [str(found.get_option_at_index(place).hit.text) for place in range(found.option_count)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("query", "identity"),
    [
        ("接听", "agent.answer"),
        ("jt", "agent.answer"),
        ("jieting", "agent.answer"),
        ("jie ting", "agent.answer"),
        ("JT", "agent.answer"),
        ("answer", "agent.answer"),
        ("Hang", "agent.hang_up"),
        ("保", "agent.hold"),
        ("zt", "agent.theme"),
        ("f2", "agent.answer"),
        ("ctrl+e", "agent.hold"),
        ("the caller on hold", "agent.hold"),
        ("听音乐", "agent.hold"),
    ],
)
def test_words_find_their_action_before_any_other(query: str, identity: str) -> None:
    scores = {one: likeness(query, action) for one, action in BY_ID.items()}
    assert scores[identity] > 0
    if query != "保":
        assert scores[identity] == max(scores.values()), sorted(scores.items(), key=lambda one: -one[1])[:3]


def test_what_names_nothing_finds_nothing() -> None:
    assert likeness("", BY_ID["agent.hold"]) == 0
    assert likeness("   ", BY_ID["agent.hold"]) == 0
    assert likeness("xyzzy", BY_ID["agent.hold"]) == 0
    assert likeness("挂断", BY_ID["agent.theme"]) == 0


def test_pinyin_leaves_signs_out() -> None:
    assert spelled("接听") == ("jt", "jieting")
    assert spelled("（接），听 F2") == ("jt", "jieting")


async def test_it_lists_every_action_of_the_screen_with_key_and_sentence(stage: Stage) -> None:
    async with running(stage) as pilot:
        here = {action.name.zh for action, _ in actions_on(stage.app.screen) if action.id != "agent.palette"}
        assert set(await ask(pilot)) == here
        listed = [one for one in stage.app.screen.query_one(CommandList).options if isinstance(one, Command)]
        hold = next(one.hit for one in listed if one.hit.text == "保持")
        assert "Ctrl+E" in str(hold.prompt)
        assert "请对方稍候" in str(hold.help)


async def test_enter_does_the_action_on_the_screen_below(stage: Stage) -> None:
    async with running(stage) as pilot:
        stage.desk.bring(sample.TALKING, AgentState.TALKING)
        await settle(pilot)
        assert (await ask(pilot, "bc"))[0] == "保持"
        await pilot.press("enter")
        await settle(pilot)
        await settle(pilot)
        assert isinstance(stage.app.screen, MainScreen)
        assert ("HoldCall", "call_id=c-1") in stage.desk.asked


async def test_in_english_names_are_english(tmp_path: Path) -> None:
    stage = Stage(RULES, "en", tmp_path)
    async with running(stage) as pilot:
        assert "Hold" in await ask(pilot, "ho")


async def test_nothing_found_says_so_and_esc_goes_back(stage: Stage) -> None:
    async with running(stage) as pilot:
        assert "保持" not in await ask(pilot, "xyzzy")
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(stage.app.screen, MainScreen)


async def test_in_a_dialog_it_lists_what_the_dialog_can_do(stage: Stage) -> None:
    async with running(stage) as pilot:
        await pilot.press("f6")
        await settle(pilot)
        assert isinstance(stage.app.screen, PauseScreen)
        found = await ask(pilot)
        assert "取消" in found
        assert "保持" not in found


async def test_its_key_closes_it_and_help_and_palette_stand_one_on_the_other(stage: Stage) -> None:
    async with running(stage) as pilot:
        await ask(pilot)
        assert isinstance(stage.app.screen, CommandPalette)
        await pilot.press("f1")
        await settle(pilot)
        assert isinstance(stage.app.screen, HelpScreen)
        await pilot.press("f1", "ctrl+k")
        await settle(pilot)
        assert isinstance(stage.app.screen, MainScreen)


async def test_the_previous_question_keeps_its_key(stage: Stage) -> None:
    async with running(stage) as pilot:
        await pilot.press("ctrl+p")
        await settle(pilot)
        assert isinstance(stage.app.screen, MainScreen)
    assert BY_ID["agent.previous"].keys == ("ctrl+p",)
