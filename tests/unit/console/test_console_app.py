"""The console under a pilot: keys and what the screen says. The desk is `SampleDesk`, the clock stands still."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot
from textual.widgets import Input, Static

from api.schemas import Complaint, Disposition, Explained
from console import sample
from console.agent.help import HelpScreen
from console.agent.main import MainScreen
from console.agent.pause import PauseScreen
from console.agent.sign_in import SignInScreen
from console.drafts import DraftStore
from console.errors import AlreadySignedIn, CodeNeeded, DeskProblem, DeskUnreachable, RequestRefused, SignInRefused
from console.pictures import Stage, settle
from console.widgets.bars import Banner, Notice, PaneTabs
from console.widgets.call_card import CallCard
from console.widgets.flow import Flow
from console.widgets.header import Header
from console.widgets.keyed_list import KeyedList
from console.widgets.lists import PendingList
from console.widgets.notes import Notes, Reminder
from console.widgets.outcome_choice import OutcomeChoice
from console.widgets.script_panel import ScriptPanel
from console.widgets.ticket_form import Field, TicketForm
from scripts_lib.loader import load
from telephony.events import AgentState

RULES = load().rules
LEAK = "4"
"""The mark of `water_leak` in the list of kinds."""


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(RULES, "zh", tmp_path)


@asynccontextmanager
async def running(stage: Stage, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Pilot[None]]:
    async with stage.app.run_test(size=size) as pilot:
        await settle(pilot)
        yield pilot


def said(stage: Stage, widget: type[Static] | type[CallCard]) -> str:
    shown = stage.app.screen.query_one(widget)
    if isinstance(shown, Flow):
        return shown.plain
    return str(shown.content) if shown.display else ""


def main(stage: Stage) -> MainScreen:
    assert stage.app.main is not None
    return stage.app.main


async def talk(stage: Stage, pilot: Pilot[None]) -> None:
    """In a call, nothing asked yet."""
    stage.desk.bring(sample.RINGING, AgentState.RESERVED)
    await settle(pilot)
    stage.desk.bring(sample.TALKING, AgentState.TALKING)
    await settle(pilot)


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)


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


# --- script, notes, form ----------------------------------------------------------------------------------------


async def test_the_script_fills_the_form(stage: Stage) -> None:
    async with running(stage) as pilot:
        await talk(stage, pilot)
        await press(pilot, LEAK)
        work = main(stage).duty.work
        assert work is not None
        assert work.run is not None
        first = work.run.current
        assert first is not None
        assert (
            first.text.zh in said(stage, Flow)
            or first.text.zh in stage.app.screen.query_one("#script-question", Flow).plain
        )
        for key in "厨房漏水":
            await pilot.press(key)
        await press(pilot, "enter")
        assert work.draft.fields["matter"] == "厨房漏水"
        assert work.draft.fields["department"] == "engineering"
        assert stage.app.screen.query_one("#form #matter").text == "厨房漏水"  # type: ignore[attr-defined]
        await press(pilot, "ctrl+n")
        assert [step.skipped for step in work.draft.steps][:2] == [False, True]
        await press(pilot, "ctrl+p")
        current = work.run.current
        assert current is not None
        assert current.id == work.draft.steps[1].question_id
        await press(pilot, "ctrl+r")
        assert stage.app.screen.query_one("#script-kinds", KeyedList).display


async def test_digits_and_letters_are_text_while_typing(stage: Stage) -> None:
    async with running(stage) as pilot:
        await talk(stage, pilot)
        await press(pilot, "f9", "q", "1", "question_mark")
        assert stage.app.screen.query_one(Notes).text == "q1?"
        assert isinstance(stage.app.screen, MainScreen)


async def test_a_forbidden_phrase_in_the_notes_brings_a_reminder(stage: Stage) -> None:
    async with running(stage) as pilot:
        await talk(stage, pilot)
        await press(pilot, LEAK, "f9")
        notes = stage.app.screen.query_one(Notes)
        reminder = stage.app.screen.query_one(Reminder)
        notes.text = "您知道不知道总阀在哪"
        await settle(pilot)
        assert not reminder.display, "polite speech is no fault (SAY-1)"
        notes.text = "我答：不知道"
        await settle(pilot)
        assert reminder.display
        assert "忌语「不知道」" in reminder.plain
        assert "改说：" in reminder.plain
        await press(pilot, "escape")
        assert not reminder.display
        notes.text = "我答：不知道。"
        await settle(pilot)
        assert not reminder.display, "dismissed stays dismissed"
        notes.text = "我答：马上核实"
        await settle(pilot)
        notes.text = "我答：不知道"
        await settle(pilot)
        assert reminder.display, "typed again is shown again"


async def test_the_form_says_what_is_missing_then_registers(stage: Stage) -> None:
    async with running(stage) as pilot:
        await talk(stage, pilot)
        await press(pilot, LEAK)
        stage.desk.bring(sample.ENDED, AgentState.WRAP_UP)
        await settle(pilot)
        form = stage.app.screen.query_one(TicketForm)
        assert form.display
        await press(pilot, "ctrl+s")
        assert "请先选处理结果" in said(stage, Notice)
        question = form.query_one("#field-doubt", Field)
        assert not question.display
        await press(pilot, "3", *"算投诉吗", "ctrl+s")
        assert question.display
        assert form.query_one(OutcomeChoice).outcome is Disposition.COMPLAINT
        assert "项没有填" in said(stage, Notice)
        assert form.query_one("#field-matter", Field).has_class("-fault")
        for name, value in (("matter", "漏水"), ("happened_at", "今早"), ("demand", "止水"), ("nature", "valid")):
            main(stage).fill_field(name, value)
        await press(pilot, "ctrl+s")
        call_id, outcome = stage.desk.disposed[0]
        assert call_id == "c-1"
        assert isinstance(outcome, Complaint)
        assert (outcome.kind, outcome.place, outcome.phone) == ("water_leak", "3栋2单元501室", "13800135678")
        assert outcome.doubt == "算投诉吗"
        saved = form.query_one("#form-saved", Flow)
        assert saved.display
        assert "TS20261124-0007" in saved.plain
        assert "11月24日 周二 09:10" in saved.plain


async def test_the_desks_faults_stand_beside_their_fields(stage: Stage) -> None:
    stage.desk.errors["dispose"] = DeskProblem(422, "invalid", "d", {"phone": "号码不对"})
    async with running(stage) as pilot:
        await stage.wrap_up(pilot)
        for name, value in (("happened_at", "今早"), ("demand", "止水"), ("nature", "valid")):
            main(stage).fill_field(name, value)
        await press(pilot, "1", "ctrl+s")
        fault = stage.app.screen.query_one("#field-phone .field-fault", Static)
        assert "号码不对" in str(fault.content)
        assert stage.app.focused is stage.app.screen.query_one("#phone", Input)


async def test_an_explained_call_needs_no_fields(stage: Stage) -> None:
    async with running(stage) as pilot:
        await talk(stage, pilot)
        stage.desk.bring(sample.ENDED, AgentState.WRAP_UP)
        await settle(pilot)
        await press(pilot, "2", "ctrl+s")
        assert isinstance(stage.desk.disposed[0][1], Explained)
        stage.desk.bring(None, AgentState.WRAP_UP)
        await settle(pilot)
        assert "不立项" in stage.app.screen.query_one("#form-saved", Flow).plain


async def test_saving_in_mid_call_only_keeps_the_draft(stage: Stage) -> None:
    async with running(stage) as pilot:
        await talk(stage, pilot)
        await press(pilot, "ctrl+s")
        assert "通话还没结束" in said(stage, Notice)
        assert stage.desk.disposed == []


async def test_choosing_a_kind_in_the_form_opens_a_case(stage: Stage) -> None:
    async with running(stage) as pilot:
        await talk(stage, pilot)
        await press(pilot, "f8")
        main(stage).fill_field("kind", "fees")
        await settle(pilot)
        outcome = stage.app.screen.query_one(OutcomeChoice).outcome
        assert outcome is not None
        assert outcome.value == "complaint"


# --- pending, drafts, connection --------------------------------------------------------------------------------


async def test_a_pending_call_is_opened_and_finished(stage: Stage) -> None:
    async with running(stage) as pilot:
        stage.desk.pending(sample.FORGOTTEN)
        await settle(pilot)
        await press(pilot, "f3")
        assert stage.app.focused is stage.app.screen.query_one(PendingList)
        await press(pilot, "enter")
        assert "01062220000" in said(stage, CallCard)
        await press(pilot, "2", "ctrl+s")
        assert stage.desk.disposed[0][0] == "c-0"


async def test_no_other_call_is_opened_in_mid_call(stage: Stage) -> None:
    async with running(stage) as pilot:
        await talk(stage, pilot)
        stage.desk.pending(sample.FORGOTTEN)
        await settle(pilot)
        await press(pilot, "f3", "enter")
        assert "先处理完当前通话" in said(stage, Notice)


async def test_what_was_typed_survives_a_crash(stage: Stage, tmp_path: Path) -> None:
    async with running(stage) as pilot:
        await talk(stage, pilot)
        await press(pilot, LEAK)
        main(stage).answer_question("厨房漏水")
        main(stage).write_notes("王先生很着急")
        await settle(pilot)
        stage.now += 1
        await settle(pilot)
    assert DraftStore(tmp_path / "a-1001").load("c-1") is not None
    again = Stage(RULES, "zh", tmp_path)
    async with running(again) as pilot:
        again.desk.bring(sample.ENDED, AgentState.WRAP_UP)
        await settle(pilot)
        work = main(again).duty.work
        assert work is not None
        assert again.app.screen.query_one(Notes).text == "王先生很着急"
        assert work.draft.fields["matter"] == "厨房漏水"
        assert work.run is not None
        assert len(work.run.steps) == 2
        assert "已恢复" in said(again, Notice)


async def test_a_saved_call_leaves_no_draft(stage: Stage, tmp_path: Path) -> None:
    store = DraftStore(tmp_path / "a-1001")
    async with running(stage) as pilot:
        await talk(stage, pilot)
        stage.desk.bring(sample.ENDED, AgentState.WRAP_UP)
        await settle(pilot)
        await press(pilot, "2")
        main(stage).duty.keep()
        assert store.load("c-1") is not None
        await press(pilot, "ctrl+s")
    assert store.load("c-1") is None


async def test_a_lost_desk_is_told_and_what_was_saved_is_sent_when_it_is_back(stage: Stage) -> None:
    async with running(stage) as pilot:
        await talk(stage, pilot)
        stage.desk.bring(sample.ENDED, AgentState.WRAP_UP)
        await settle(pilot)
        stage.desk.lose(attempt=2, retry_in=3.0)
        await settle(pilot)
        assert "3 秒后重连（第 2 次）" in said(stage, Banner)
        stage.now += 2
        await settle(pilot)
        assert "1 秒后重连" in said(stage, Banner)
        assert "断" in said(stage, Header)
        stage.desk.errors["dispose"] = DeskUnreachable("http://desk")
        await press(pilot, "2", "ctrl+s")
        assert "恢复后自动提交" in said(stage, Notice)
        stage.desk.errors.clear()
        stage.desk.restore()
        await settle(pilot)
        assert [call_id for call_id, _ in stage.desk.disposed] == ["c-1"]
        assert "已重新连上服务端（断开 00:02）" in said(stage, Banner)
        stage.now += 12
        await settle(pilot)
        assert not stage.app.screen.query_one(Banner).display


async def test_a_line_that_is_down_is_told(stage: Stage) -> None:
    async with running(stage) as pilot:
        stage.desk.queue(line_up=False)
        await settle(pilot)
        assert "电话线路断开 00:00" in said(stage, Banner)


async def test_new_rules_open_the_screen_anew_with_what_was_typed(stage: Stage) -> None:
    async with running(stage) as pilot:
        await talk(stage, pilot)
        await press(pilot, LEAK)
        main(stage).write_notes("王先生")
        await settle(pilot)
        before = main(stage)
        site = replace(sample.SITE, rules_version="newer")
        stage.desk.snapshot = replace(stage.desk.snapshot, site=site, call=sample.TALKING)
        await stage.desk.open()
        await settle(pilot)
        assert main(stage) is not before
        assert stage.app.screen is main(stage)
        assert stage.app.screen.query_one(Notes).text == "王先生"
        work = main(stage).duty.work
        assert work is not None
        assert work.run is not None


async def test_the_tabs_can_be_clicked(stage: Stage) -> None:
    async with running(stage, (80, 24)) as pilot:
        await pilot.click(PaneTabs, offset=(12, 0))
        await settle(pilot)
        assert stage.app.screen.query_one(TicketForm).region.height > 0


async def test_a_pause_shows_its_reason_in_words(stage: Stage) -> None:
    async with running(stage) as pilot:
        stage.desk.me(AgentState.PAUSED, reason="meal")
        await settle(pilot)
        assert "用餐" in said(stage, CallCard)


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
