"""The console under a pilot: keys and what the screen says. The desk is `SampleDesk`, the clock stands still."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.widgets import Input

from console import sample
from console.agent.help import HelpScreen
from console.agent.main import MainScreen
from console.agent.pause import PauseScreen
from console.agent.sign_in import SignInScreen
from console.errors import AlreadySignedIn, CodeNeeded, DeskUnreachable, RequestRefused, SignInRefused
from console.pictures import Stage, settle
from console.widgets.bars import Notice
from console.widgets.call_card import CallCard
from console.widgets.flow import Flow
from console.widgets.header import Header
from console.widgets.script_panel import ScriptPanel
from telephony.events import AgentState
from tests.unit.console.agent_rig import RULES, main, press, running, said, talk


async def test_what_still_comes_while_the_console_closes_draws_nothing(stage: Stage) -> None:
    async with running(stage):
        standing = main(stage)
        assert stage.app.stands(standing)
    assert not standing.query(Header), "its parts are gone, and a beat that draws would fail"
    assert standing.is_mounted
    stage.app.beat()
    stage.desk.bring(sample.RINGING, AgentState.RESERVED)


async def test_a_resident_who_is_found_late_fills_what_is_still_empty(stage: Stage) -> None:
    async with running(stage) as pilot:
        stage.desk.bring(replace(sample.RINGING, resident=None), AgentState.RESERVED)
        await settle(pilot)
        stage.app.screen.query_one("#contact", Input).value = "王先生"
        await settle(pilot)
        stage.desk.bring(sample.RINGING, AgentState.RESERVED)
        await settle(pilot)
        assert sample.RINGING.resident is not None
        assert stage.app.screen.query_one("#contact", Input).value == "王先生"
        assert sample.RINGING.resident.room in stage.app.screen.query_one("#place", Input).value


# --- sign-in ----------------------------------------------------------------------------------------------------


async def test_sign_in_shows_what_is_wrong_in_place(stage: Stage) -> None:
    stage.app.settings.token = ""
    stage.desk.errors["sign_in"] = SignInRefused()
    async with running(stage) as pilot:
        assert isinstance(stage.app.screen, SignInScreen)
        await press(pilot, "1", "0", "0", "1", "enter", "enter")
        error = stage.app.screen.query_one("#sign-in-error", Flow)
        assert "请输入工号和密码" in error.plain
        await press(pilot, "x", "enter")
        assert "工号或密码不对" in error.plain
        stage.desk.errors.clear()
        await press(pilot, "enter")
        assert isinstance(stage.app.screen, MainScreen)
    assert ("sign_in", "1001", "x") in stage.desk.asked


async def test_the_code_of_the_second_step_is_asked_for_where_it_is_wanted(stage: Stage) -> None:
    stage.app.settings.token = ""
    async with running(stage) as pilot:
        assert not stage.app.screen.query_one("#row-code").display
        stage.desk.errors["sign_in"] = CodeNeeded()
        await press(pilot, "1", "enter", "x", "enter")
        assert "手机验证器" in stage.app.screen.query_one("#sign-in-error", Flow).plain
        assert stage.app.screen.query_one("#row-code").display
        stage.desk.errors["sign_in"] = CodeNeeded(wrong=True)
        await press(pilot, "1", "2", "enter")
        assert "验证码不对" in stage.app.screen.query_one("#sign-in-error", Flow).plain
        stage.desk.errors.clear()
        await press(pilot, "3", "4", "enter")
        assert isinstance(stage.app.screen, MainScreen)
    assert ("sign_in", "1", "x", "34") in stage.desk.asked


async def test_a_desk_that_is_away_is_told_on_the_sign_in_screen(stage: Stage) -> None:
    stage.desk.errors["open"] = DeskUnreachable("http://desk", "refused")
    async with running(stage):
        assert isinstance(stage.app.screen, SignInScreen)
        assert "连不上服务端 http://desk" in stage.app.screen.query_one("#sign-in-error", Flow).plain


async def test_a_second_sign_in_may_take_over(stage: Stage) -> None:
    stage.desk.errors["open"] = AlreadySignedIn()
    async with running(stage) as pilot:
        assert "另一台电脑" in stage.app.screen.query_one("#sign-in-error", Flow).plain
        await press(pilot, "enter")
        assert isinstance(stage.app.screen, MainScreen)
    assert ("take_over",) in stage.desk.asked


async def test_being_taken_over_leads_back_to_sign_in(stage: Stage) -> None:
    async with running(stage) as pilot:
        await press(pilot, "f6")
        stage.desk.throw_out("taken_over", "已在别处登录", "signed in elsewhere")
        await settle(pilot)
        assert isinstance(stage.app.screen, SignInScreen)
        assert "已在别处登录" in stage.app.screen.query_one("#sign-in-error", Flow).plain
        assert stage.app.screen.query_one("#take-over").display


# --- the call ---------------------------------------------------------------------------------------------------


async def test_a_ringing_call_counts_and_passes_the_limit_in_words(stage: Stage) -> None:
    async with running(stage) as pilot:
        bells: list[int] = []
        stage.app.bell = lambda: bells.append(1)  # type: ignore[method-assign]
        stage.desk.bring(sample.RINGING, AgentState.RESERVED)
        await settle(pilot)
        card = said(stage, CallCard)
        assert "第 2 响" in card
        assert "距三响时限 8.3 秒" in card
        assert "王建国" in card
        assert "我姓李" in card
        stage.now += 9
        await settle(pilot)
        assert "④" in said(stage, CallCard)
        assert "已超三响 0.7 秒" in said(stage, CallCard)
        assert stage.app.screen.query_one(CallCard).has_class("-over")
        assert bells == [1], "one bell for one call"
        await press(pilot, "f2")
        assert ("accept", "c-1") in stage.desk.asked


async def test_f2_picks_up_what_rings_elsewhere_and_says_when_nothing_does(stage: Stage) -> None:
    async with running(stage) as pilot:
        await press(pilot, "f2")
        assert "没有可接的来电" in said(stage, Notice)
        stage.desk.queue(sample.SECOND)
        await press(pilot, "f2")
        assert ("accept", "c-2") in stage.desk.asked
        await talk(stage, pilot)
        await press(pilot, "f2")
        assert "驻留当前来电" in said(stage, Notice)


async def test_the_desks_refusal_is_shown_in_its_words(stage: Stage) -> None:
    stage.desk.errors["accept"] = RequestRefused("gone", "来电已被别的坐席接起", "taken")
    async with running(stage) as pilot:
        stage.desk.queue(sample.SECOND)
        await press(pilot, "f2")
        assert "别的坐席接起" in said(stage, Notice)


async def test_hanging_up_needs_a_second_press_within_its_time(stage: Stage) -> None:
    async with running(stage) as pilot:
        await press(pilot, "f4")
        assert "没有通话可挂断" in said(stage, Notice)
        await talk(stage, pilot)
        await press(pilot, "f4")
        assert "应等对方先挂断" in said(stage, Notice)
        stage.now += 6
        await press(pilot, "f4")
        assert ("hang_up", "c-1") not in stage.desk.asked
        await press(pilot, "f4")
        assert ("hang_up", "c-1") in stage.desk.asked


async def test_the_verdict_and_who_hung_up_stand_in_words(stage: Stage) -> None:
    async with running(stage) as pilot:
        await talk(stage, pilot)
        assert "三响内接听" in said(stage, CallCard)
        stage.desk.bring(sample.ENDED, AgentState.WRAP_UP)
        await settle(pilot)
        card = said(stage, CallCard)
        assert "对方先挂断" in card
        assert "03:02" in card


async def test_ready_and_pause_with_a_reason(stage: Stage) -> None:
    async with running(stage) as pilot:
        await press(pilot, "f6")
        assert isinstance(stage.app.screen, PauseScreen)
        await press(pilot, "escape")
        assert ("pause", "meal") not in stage.desk.asked
        await press(pilot, "f6", "1")
        assert ("pause", "meal") in stage.desk.asked
        assert "已示忙：用餐" in said(stage, Notice)
        await press(pilot, "f5")
        assert ("ready",) in stage.desk.asked


# --- the rest ---------------------------------------------------------------------------------------------------


async def test_help_lists_every_key(stage: Stage) -> None:
    async with running(stage, (80, 24)) as pilot:
        await press(pilot, "f1")
        assert isinstance(stage.app.screen, HelpScreen)
        text = stage.app.screen.query_one("#help-keys", Flow).plain
        assert all(
            label in text for label in ("F2", "F4", "F5", "F6", "F7", "F8", "F9", "Ctrl+S", "Ctrl+N", "Ctrl+Q")
        )
        await press(pilot, "escape")
        assert isinstance(stage.app.screen, MainScreen)


async def test_the_theme_turns(stage: Stage) -> None:
    async with running(stage) as pilot:
        await press(pilot, "ctrl+t")
        assert stage.app.theme == "sanxiang-light"
        await press(pilot, "ctrl+t")
        assert stage.app.theme == "sanxiang-dark"


async def test_quitting_asks_twice_in_a_call(stage: Stage) -> None:
    async with running(stage) as pilot:
        await talk(stage, pilot)
        await press(pilot, "ctrl+q")
        assert "还在通话中" in said(stage, Notice)
        assert stage.app.is_running
        await pilot.press("ctrl+q")
        await pilot.pause()
    assert stage.desk.closed
    assert ("sign_out",) not in stage.desk.asked


async def test_quitting_asks_twice_with_pending_calls_and_signs_out(stage: Stage) -> None:
    async with running(stage) as pilot:
        stage.desk.pending(sample.FORGOTTEN)
        await press(pilot, "ctrl+q")
        assert "1 通电话没有处理结果" in said(stage, Notice)
        await pilot.press("ctrl+q")
        await pilot.pause()
    assert ("sign_out",) in stage.desk.asked


async def test_a_plain_q_asks_first_for_it_may_be_the_start_of_a_word(stage: Stage) -> None:
    async with running(stage) as pilot:
        await press(pilot, "f3", "q")
        assert not stage.desk.closed
        assert "再按一次" in said(stage, Notice)
        await pilot.press("q")
        await pilot.pause()
    assert stage.desk.closed


async def test_quitting_by_its_own_key_leaves_at_once_when_nothing_is_open(stage: Stage) -> None:
    async with running(stage) as pilot:
        await press(pilot, "f3")
        await pilot.press("ctrl+q")
        await pilot.pause()
    assert stage.desk.closed


@pytest.mark.parametrize("key", ["f3", "f7", "f8", "f9", "f12"])
async def test_each_pane_opens_by_its_key_on_a_small_terminal(stage: Stage, key: str) -> None:
    async with running(stage, (80, 24)) as pilot:
        await talk(stage, pilot)
        await press(pilot, key)
        screen = stage.app.screen
        panes = {"f3": "left", "f7": "script", "f8": "form", "f9": "notes", "f12": "words"}
        shown = [pane for pane in panes.values() if screen.query_one(f"#{pane}").region.height > 0]
        assert shown == [panes[key]]
        assert screen.query_one(CallCard).region.height == 3


async def test_english(tmp_path: Path) -> None:
    stage = Stage(RULES, "en", tmp_path)
    async with running(stage) as pilot:
        stage.desk.bring(sample.RINGING, AgentState.RESERVED)
        await settle(pilot)
        assert "8.3 s to the limit of 3 rings" in said(stage, CallCard)
        assert stage.app.screen.query_one(ScriptPanel).border_title == "Script"
