"""The resident on the agent's screen: panel, several matches, search, repeat, on the sample desk."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.widgets import Input

from api.schemas import Caller, CallState, Direction, HomeCard
from console import sample
from console.agent.main import MainScreen
from console.agent.resident_search import ResidentSearch
from console.errors import DeskProblem, DeskUnreachable
from console.pictures import Stage, settle
from console.sample_records import CARD, OTHER, RESIDENT, SON, SampleRecords
from console.widgets.bars import PaneTabs
from console.widgets.flow import Flow
from console.widgets.keyed_list import KeyedList
from console.widgets.notes import Notes
from console.widgets.resident_card import ResidentCard
from telephony.events import AgentState
from tests.unit.console.agent_rig import RULES, main, press
from tests.unit.console.resident_rig import UNKNOWN, LateCaller, asked, card, draft, notice, running

pytestmark = pytest.mark.usefixtures("rest")


# --- the panel at every size --------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_the_panel_is_seen_at_every_size(tmp_path: Path, lang: str, size: tuple[int, int]) -> None:
    stage = Stage(RULES, lang, tmp_path)
    async with running(stage, size) as pilot:
        panel = main(stage).query_one(ResidentCard)
        if size[0] == 80:
            assert panel.region.height == 0, "a pane of its own"
            tabs = str(main(stage).query_one(PaneTabs).content)
            assert ("Ctrl+D 住户(!)" if lang == "zh" else "Ctrl+D Resident(!)") in tabs
            assert len(tabs.encode("gb18030")) <= 80
            await press(pilot, "ctrl+d")
        assert panel.region.height >= 8
        assert panel.region.right <= size[0]
        seen = "\n".join("".join(part.text for part in line) for line in stage.app.screen._compositor.render_strips())
        late = "逾期 1 小时" if lang == "zh" else "overdue 1 h"
        assert late in seen
        home = "3栋2单元501室" if lang == "zh" else "3-2-501"
        assert seen.count(home) >= 2, "on the call card and in the panel"
        flow = main(stage).query_one("#resident-lines", Flow)
        assert flow.region.height <= panel.region.height, "all of it without scrolling"


async def test_nothing_jumps_in_the_left_column_while_a_call_is_in_hand(stage: Stage) -> None:
    async with running(stage) as pilot:
        panel = main(stage).query_one(ResidentCard)
        before = panel.region
        stage.desk.queue(sample.SECOND, replace(sample.SECOND, call_id="c-7"), replace(sample.SECOND, call_id="c-8"))
        await settle(pilot)
        assert panel.region == before
        stage.desk.bring(None, AgentState.READY)
        await settle(pilot)
        assert panel.region.height == 0, "without a call the lists have the column"


# --- asking -------------------------------------------------------------------------------------------------------


async def test_the_card_is_asked_for_when_the_call_is_offered_and_not_again_by_its_steps(stage: Stage) -> None:
    async with running(stage, talk=False) as pilot:
        assert asked(stage, "caller") == []
        stage.desk.bring(UNKNOWN, AgentState.RESERVED)
        await settle(pilot)
        assert "王建国" in card(stage)
        stage.desk.bring(sample.TALKING, AgentState.TALKING)
        await settle(pilot)
        assert asked(stage, "caller") == [("c-1", "")]
        assert stage.app.screen.query_one("#place", Input).value == "3栋2单元501室", "the book knew, the call did not"


async def test_a_call_of_ours_is_asked_about_too(stage: Stage) -> None:
    dialling = replace(UNKNOWN, call_id="c-5", state=CallState.DIALLING, direction=Direction.OUTGOING)
    async with running(stage, talk=False) as pilot:
        stage.desk.bring(dialling, AgentState.TALKING)
        await settle(pilot)
        assert asked(stage, "caller") == [("c-5", "")]


async def test_a_desk_that_is_away_is_one_line_and_enter_tries_again(stage: Stage) -> None:
    stage.desk.records.errors["caller"] = DeskUnreachable("http://desk")
    async with running(stage) as pilot:
        assert card(stage) == "✗ 服务端没有应答，按回车重试"
        await press(pilot, "ctrl+d")
        del stage.desk.records.errors["caller"]
        await press(pilot, "enter")
        assert "逾期 1 小时" in card(stage)
        assert asked(stage, "caller") == [("c-1", ""), ("c-1", "")]


async def test_a_refusal_is_told_in_the_desks_words(stage: Stage) -> None:
    stage.desk.records.errors["caller"] = DeskProblem(404, "not_found", "没有这通电话。")
    async with running(stage):
        assert card(stage) == "✗ 没有这通电话。 按回车重试"


async def test_it_is_asked_again_after_a_reconnect_and_what_was_known_stays(stage: Stage) -> None:
    async with running(stage) as pilot:
        stage.desk.lose()
        await settle(pilot)
        stage.desk.records.card = replace(CARD, promise=None)
        assert "承诺" in card(stage)
        stage.desk.restore()
        await settle(pilot)
        assert "承诺" not in card(stage)
        assert asked(stage, "caller") == [("c-1", ""), ("c-1", "")]


async def test_an_answer_for_a_call_that_is_gone_is_dropped(stage: Stage) -> None:
    late = LateCaller()
    stage.desk.records = late
    async with running(stage) as pilot:
        assert card(stage) == "正在查找来电住户…"
        stage.desk.bring(replace(sample.SECOND, state=CallState.OFFERED), AgentState.RESERVED)
        await settle(pilot)
        late.callers["c-2"].set_result(Caller(matches=(OTHER,), card=HomeCard(resident=OTHER)))
        await settle(pilot)
        late.callers["c-1"].set_result(Caller(matches=(RESIDENT,), card=CARD))
        await settle(pilot)
        assert card(stage).startswith("陈晓燕")
        assert stage.app.screen.query_one("#place", Input).value == "7栋1单元1203室"


async def test_keys_work_while_the_desk_takes_its_time(stage: Stage) -> None:
    stage.desk.records = LateCaller()
    async with running(stage) as pilot:
        await press(pilot, "f9", *"501")
        assert main(stage).query_one(Notes).text == "501"
        await press(pilot, "ctrl+d", "ctrl+d")
        assert isinstance(stage.app.screen, ResidentSearch)


# --- several, unknown ---------------------------------------------------------------------------------------------


async def test_one_of_several_is_chosen_by_digit_and_fills_what_is_empty(stage: Stage) -> None:
    stage.desk.records.matches = (RESIDENT, SON)
    async with running(stage, talk=False) as pilot:
        stage.desk.bring(replace(UNKNOWN, state=CallState.TALKING), AgentState.TALKING)
        await settle(pilot)
        assert "2 位住户" in card(stage)
        stage.app.screen.query_one("#contact", Input).value = "王先生"
        await settle(pilot)
        await press(pilot, "f9", "ctrl+d")
        assert isinstance(stage.app.focused, KeyedList)
        await press(pilot, "2")
        assert draft(stage) == ("r-3", "")
        assert asked(stage, "caller")[-1] == ("c-1", "r-3")
        assert card(stage).startswith("王磊  3栋2单元501室（坐席选定）")
        assert stage.app.screen.query_one("#contact", Input).value == "王先生", "what the agent wrote stays"
        assert stage.app.screen.query_one("#place", Input).value == "3栋2单元501室"
        assert isinstance(stage.app.focused, Notes), "back to where the agent was typing"


async def test_the_last_row_of_several_leads_to_the_search(stage: Stage) -> None:
    stage.desk.records.matches = (RESIDENT, SON)
    async with running(stage) as pilot:
        await press(pilot, "ctrl+d", "3")
        assert isinstance(stage.app.screen, ResidentSearch)


async def test_an_unknown_caller_is_searched_for_with_one_key(stage: Stage) -> None:
    stage.desk.records.matches, stage.desk.records.card = (), HomeCard()
    async with running(stage, (80, 24), talk=False) as pilot:
        stage.desk.bring(UNKNOWN, AgentState.RESERVED)
        await settle(pilot)
        assert "Ctrl+D 住户(?)" in str(main(stage).query_one(PaneTabs).content)
        await press(pilot, "ctrl+d")
        assert isinstance(stage.app.screen, ResidentSearch)
        await press(pilot, "escape")
        assert card(stage).splitlines() == ["未找到登记此号码的住户", "按回车查找：房号、姓名"]
        await press(pilot, "enter")
        assert isinstance(stage.app.screen, ResidentSearch)


async def test_the_number_of_an_unknown_caller_is_kept_with_one_key(stage: Stage) -> None:
    stage.desk.records.matches, stage.desk.records.card = (), HomeCard()
    async with running(stage, talk=False) as pilot:
        stage.desk.bring(replace(UNKNOWN, state=CallState.TALKING), AgentState.TALKING)
        await settle(pilot)
        await press(pilot, "ctrl+d", "陈", "enter", "ctrl+d")
        shown = main(stage).query_one(ResidentCard)
        assert "登记给这位住户" in shown.query_one("#resident-hint", Flow).plain
        await press(pilot, "+")
        assert ("keep_number", "c-1", "r-2") in stage.desk.records.asked
        assert "已把来电号码登记给" in notice(stage)
        assert "登记给这位住户" not in shown.query_one("#resident-hint", Flow).plain
        await press(pilot, "+")
        assert [one for one in stage.desk.records.asked if one[0] == "keep_number"] == [("keep_number", "c-1", "r-2")]


async def test_a_number_that_cannot_be_kept_says_why(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refused(_: SampleRecords, call_id: str, resident_id: str) -> Caller:
        raise DeskUnreachable("desk.example", f"{call_id} {resident_id}")

    monkeypatch.setattr(SampleRecords, "keep_number", refused)
    stage.desk.records.matches, stage.desk.records.card = (), HomeCard()
    async with running(stage, talk=False) as pilot:
        stage.desk.bring(replace(UNKNOWN, state=CallState.TALKING), AgentState.TALKING)
        await settle(pilot)
        await press(pilot, "ctrl+d", "陈", "enter", "ctrl+d", "+")
        assert "✗" in notice(stage)
        assert "登记给这位住户" in main(stage).query_one(ResidentCard).query_one("#resident-hint", Flow).plain


async def test_a_call_can_be_answered_while_its_caller_is_searched_for(stage: Stage) -> None:
    stage.desk.records.matches, stage.desk.records.card = (), HomeCard()
    async with running(stage, talk=False) as pilot:
        stage.desk.bring(UNKNOWN, AgentState.RESERVED)
        await settle(pilot)
        await press(pilot, "ctrl+d", "陈", "f2")
        assert ("accept", "c-1") in stage.desk.asked
        stage.desk.bring(replace(UNKNOWN, state=CallState.TALKING), AgentState.TALKING)
        await settle(pilot)
        await press(pilot, "enter")
        assert draft(stage) == ("r-2", ""), "the search went on through the pick-up"


async def test_without_a_call_the_key_says_so(stage: Stage) -> None:
    async with running(stage, talk=False) as pilot:
        await press(pilot, "ctrl+d")
        assert "没有来电" in notice(stage)
        assert isinstance(stage.app.screen, MainScreen)
