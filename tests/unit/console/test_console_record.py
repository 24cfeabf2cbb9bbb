"""What the agent writes down: script, notes, form, calls that wait for it, drafts, a desk that was lost."""

from pathlib import Path

from msgspec.structs import replace
from textual.widgets import Input, Static

from api.schemas import Complaint, Disposition, Explained
from console import sample
from console.agent.main import MainScreen
from console.drafts import DraftStore
from console.errors import DeskProblem, DeskUnreachable
from console.pictures import Stage, settle
from console.widgets.bars import Banner, Notice, PaneTabs
from console.widgets.call_card import CallCard
from console.widgets.flow import Flow
from console.widgets.header import Header
from console.widgets.keyed_list import KeyedList
from console.widgets.lists import PendingList
from console.widgets.notes import Notes, Reminder
from console.widgets.outcome_choice import OutcomeChoice
from console.widgets.ticket_form import Field, TicketForm
from telephony.events import AgentState
from tests.unit.console.agent_rig import LEAK, RULES, main, press, running, said, talk

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
