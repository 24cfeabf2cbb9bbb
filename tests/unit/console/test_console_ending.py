"""Clears and ending on the screen: ticked live and by hand; the caller is waited for before hanging up (LINE-5)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from console import sample
from console.pictures import Stage, settle
from console.widgets.bars import KeyBar, Notice
from console.widgets.clears_line import ClearsLine
from console.widgets.flow import Flow
from scripts_lib.loader import load
from telephony.events import AgentState
from tests.unit.console.agent_rig import press

RULES = load().rules


@asynccontextmanager
async def talking(tmp_path: Path, size: tuple[int, int] = (120, 40)) -> AsyncIterator[tuple[Stage, Pilot[None]]]:
    stage = Stage(RULES, "zh", tmp_path)
    async with stage.app.run_test(size=size) as pilot:
        await settle(pilot)
        stage.desk.bring(sample.RINGING, AgentState.RESERVED)
        await settle(pilot)
        stage.desk.bring(sample.TALKING, AgentState.TALKING)
        await settle(pilot)
        yield stage, pilot


def clears(stage: Stage) -> str:
    return stage.app.screen_stack[1].query_one(ClearsLine).plain


def question(stage: Stage) -> str:
    return stage.app.screen_stack[1].query_one("#script-question", Flow).plain


async def through(stage: Stage, pilot: Pilot[None]) -> None:
    """The script of mail, every question skipped."""
    assert stage.app.main is not None
    stage.app.main.choose_kind("mail")
    await settle(pilot)
    work = stage.app.main.duty.work
    assert work is not None
    while work.run is not None and work.run.current is not None:
        await press(pilot, "ctrl+n")


async def test_the_clears_are_ticked_live_and_say_what_is_missing(tmp_path: Path) -> None:
    async with talking(tmp_path) as (stage, pilot):
        assert "○ 听清楚" in clears(stage)
        assert stage.app.main is not None
        stage.app.main.choose_kind("mail")
        await settle(pilot)
        stage.app.main.answer_question("快递丢了")
        await settle(pilot)
        assert "✓ 听清楚" in clears(stage)
        assert "个问题没有回答" in clears(stage)


async def test_one_is_ticked_by_hand(tmp_path: Path) -> None:
    async with talking(tmp_path, (80, 24)) as (stage, pilot):
        await press(pilot, "ctrl+right_square_bracket", "4")
        assert "◇ 复" in clears(stage)
        assert stage.app.main is not None
        work = stage.app.main.duty.work
        assert work is not None
        assert [one.by_hand for one in work.draft.clears] == [True]


async def test_a_skipped_question_is_seen_with_its_second(tmp_path: Path) -> None:
    async with talking(tmp_path) as (stage, pilot):
        assert stage.app.main is not None
        stage.app.main.choose_kind("mail")
        await press(pilot, "ctrl+n")
        assert "↷ 00:45" in stage.app.screen.query_one("#script-next", Flow).plain


async def test_the_caller_is_waited_for_before_one_press_hangs_up(tmp_path: Path) -> None:
    async with talking(tmp_path) as (stage, pilot):
        assert "F4" not in str(stage.app.screen.query_one(KeyBar).content)
        await through(stage, pilot)
        assert "等对方先挂断（已等 0 秒）" in question(stage)
        await press(pilot, "f4")
        assert ("hang_up", "c-1") not in stage.desk.asked
        assert "应等对方先挂断" in str(stage.app.screen.query_one(Notice).content)
        stage.now += 9.0
        stage.app.beat()
        await settle(pilot)
        assert "已等 9 秒" in question(stage)
        assert "F4" in str(stage.app.screen.query_one(KeyBar).content)
        await press(pilot, "f4")
        assert ("hang_up", "c-1") in stage.desk.asked
