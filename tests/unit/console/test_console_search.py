"""The search for a resident, and a complaint that was made before, on the sample desk."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from textual import events
from textual.widgets import Input

from api.schemas import Complaint, Explained
from console import sample
from console.agent.main import MainScreen
from console.agent.resident_search import ResidentSearch
from console.drafts import DraftStore
from console.errors import DeskAway, DeskProblem
from console.pictures import Stage, settle
from console.sample_records import CARD, OTHER, RESIDENT, SON
from console.widgets.call_card import CallCard
from console.widgets.repeat_choice import RepeatChoice
from telephony.events import AgentState
from tests.unit.console.agent_rig import RULES, main, press
from tests.unit.console.resident_rig import (
    TICKET,
    Rest,
    SlowRecords,
    asked,
    card,
    draft,
    notice,
    page,
    question,
    results,
    running,
    state,
)

pytestmark = pytest.mark.usefixtures("rest")


# --- search -------------------------------------------------------------------------------------------------------


async def test_the_search_shows_results_as_one_types_and_enter_takes_the_arrow(stage: Stage) -> None:
    async with running(stage) as pilot:
        await press(pilot, "ctrl+d", "ctrl+d")
        assert isinstance(stage.app.screen, ResidentSearch)
        await press(pilot, *"3-2")
        assert [one.split()[0] for one in results(stage)] == ["王建国", "王磊"]
        assert "137****0001" in results(stage)[1], "numbers are masked"
        assert state(stage) == "找到 2 位"
        await press(pilot, "down", "down", "enter")
        assert isinstance(stage.app.screen, MainScreen)
        assert draft(stage) == ("r-3", "")
        assert "王磊  3栋2单元501室" in notice(stage)
        assert "王磊  3栋2单元501室" in str(main(stage).query_one(CallCard).content), "the call card names who it is"
        stage.desk.bring(replace(sample.TALKING, talk_ms=99_000), AgentState.TALKING)
        await settle(pilot)
        assert "王磊  3栋2单元501室" in str(main(stage).query_one(CallCard).content)


async def test_composed_chinese_and_pasted_text_are_searched_for(stage: Stage) -> None:
    async with running(stage) as pilot:
        await press(pilot, "ctrl+d", "ctrl+d", "晓")
        assert [one.split()[0] for one in results(stage)] == ["陈晓燕"]
        await press(pilot, "backspace")
        assert results(stage) == []
        assert state(stage) == ""
        stage.app.screen.query_one(Input).post_message(events.Paste("王磊"))
        await settle(pilot)
        await settle(pilot)
        assert [one.split()[0] for one in results(stage)] == ["王磊"]
        assert asked(stage, "residents") == [("晓",), ("王磊",)]


async def test_the_desk_is_asked_once_when_the_typing_rests(stage: Stage, rest: Rest) -> None:
    rest.at_once = False
    async with running(stage) as pilot:
        await press(pilot, "ctrl+d", "ctrl+d", *"5011", "backspace")
        assert asked(stage, "residents") == []
        rest.over()
        await settle(pilot)
        assert asked(stage, "residents") == [("501",)]
        assert len(results(stage)) == 2


async def test_enter_asks_at_once_and_takes_nobody_from_an_answer_to_other_words(stage: Stage, rest: Rest) -> None:
    async with running(stage) as pilot:
        await press(pilot, "ctrl+d", "ctrl+d", "3")
        rest.at_once = False
        await press(pilot, "-", "enter")
        assert isinstance(stage.app.screen, ResidentSearch)
        assert asked(stage, "residents") == [("3",), ("3-",)]
        await press(pilot, "enter")
        assert draft(stage) == ("r-1", "")


async def test_an_answer_to_older_words_is_dropped(stage: Stage) -> None:
    slow = SlowRecords()
    stage.desk.records = slow
    async with running(stage) as pilot:
        await press(pilot, "ctrl+d", "ctrl+d", "7", "-")
        assert set(slow.answers) == {"7", "7-"}
        slow.answers["7-"].set_result(page(OTHER))
        await settle(pilot)
        slow.answers["7"].set_result(page(RESIDENT, SON))
        await settle(pilot)
        assert [one.split()[0] for one in results(stage)] == ["陈晓燕"]


async def test_an_answer_that_comes_after_the_search_was_left_changes_nothing(stage: Stage) -> None:
    slow = SlowRecords()
    stage.desk.records = slow
    async with running(stage) as pilot:
        await press(pilot, "ctrl+d", "ctrl+d", "7", "escape")
        assert slow.answers["7"].cancelled(), "nobody waits for it any more"
        await settle(pilot)
        assert isinstance(stage.app.screen, MainScreen)
        assert draft(stage) == ("", "")


async def test_nothing_found_too_many_found_and_a_desk_away_are_told_plainly(stage: Stage) -> None:
    slow = SlowRecords()
    stage.desk.records = slow
    async with running(stage) as pilot:
        await press(pilot, "ctrl+d", "ctrl+d", "9")
        assert state(stage) == "正在查找…"
        slow.answers["9"].set_result(page())
        await settle(pilot)
        assert state(stage) == "没有找到“9”。换房号、姓名或电话试试。"
        await press(pilot, "enter")
        assert isinstance(stage.app.screen, ResidentSearch), "there is nobody to take"
        await press(pilot, "1")
        slow.answers["91"].set_result(page(OTHER, total=35))
        await settle(pilot)
        assert "共 35 位，显示前 1 位" in state(stage)
        await press(pilot, "2")
        slow.answers["912"].set_exception(DeskAway())
        await settle(pilot)
        assert state(stage) == "✗ 服务端没有应答，按回车再查一次。"
        assert results(stage) == []
        await press(pilot, "enter")
        slow.answers["912"].set_result(page(OTHER))
        await settle(pilot)
        assert len(results(stage)) == 1


async def test_a_choice_for_a_call_that_is_over_and_gone_changes_nothing(stage: Stage) -> None:
    async with running(stage) as pilot:
        await press(pilot, "ctrl+d", "ctrl+d", "陈")
        stage.desk.bring(None, AgentState.READY)
        await settle(pilot)
        await press(pilot, "enter")
        assert isinstance(stage.app.screen, MainScreen)
        assert "没有更改" in notice(stage)


async def test_choosing_another_home_fills_contact_and_place_that_were_only_presets(stage: Stage) -> None:
    async with running(stage) as pilot:
        await press(pilot, "ctrl+d", "ctrl+d", "陈", "enter")
        assert stage.app.screen.query_one("#contact", Input).value == "陈晓燕"
        assert stage.app.screen.query_one("#place", Input).value == "7栋1单元1203室"
        assert stage.app.screen.query_one("#phone", Input).value == "13800135678", "the number is the caller's"


# --- a repeated complaint -----------------------------------------------------------------------------------------


async def test_a_complaint_of_the_same_kind_asks_and_a_key_links_it(stage: Stage) -> None:
    async with running(stage) as pilot:
        assert question(stage) == ""
        main(stage).choose_kind("renovation_noise")
        await settle(pilot)
        assert f"该户已有未结投诉 {TICKET}，是否为同一事项？" in question(stage)
        assert draft(stage) == ("", ""), "asked, not assumed"
        await press(pilot, "f8", "1", "tab")
        assert isinstance(stage.app.focused, RepeatChoice)
        await press(pilot, "1")
        assert draft(stage) == ("r-1", TICKET)
        assert "(●) 1 是，关联" in question(stage)
        assert "✓ 已关联" in card(stage)
        await press(pilot, "2")
        assert draft(stage) == ("r-1", "")
        assert "(●) 2 不是" in question(stage)


async def test_another_kind_is_not_asked_about_but_the_panel_links_any_open_ticket(stage: Stage) -> None:
    async with running(stage) as pilot:
        main(stage).choose_kind("water_leak")
        await settle(pilot)
        assert question(stage) == ""
        await press(pilot, "ctrl+d", "1")
        assert draft(stage) == ("r-1", TICKET)
        assert TICKET in question(stage)
        assert "重复投诉" in notice(stage)
        await press(pilot, "1")
        assert draft(stage) == ("r-1", "")
        assert question(stage) == ""


async def test_choosing_another_resident_takes_the_link_back(stage: Stage) -> None:
    async with running(stage) as pilot:
        await press(pilot, "ctrl+d", "1", "ctrl+d", "陈", "enter")
        assert draft(stage) == ("r-2", "")
        assert question(stage) == ""


async def test_what_was_linked_is_sent_kept_in_the_draft_and_a_refusal_stands_beside_it(
    stage: Stage, tmp_path: Path
) -> None:
    why = "不是该户未结的投诉单"
    stage.desk.errors["dispose"] = DeskProblem(422, "invalid", "关联的投诉单不对", {"repeat_of": why})
    async with running(stage) as pilot:
        screen = main(stage)
        screen.choose_kind("renovation_noise")
        await settle(pilot)
        await press(pilot, "f8", "1", "tab", "1")
        known = {"matter": "又在施工", "happened_at": "现在", "demand": "停工", "nature": "valid"}
        for name, value in known.items():
            screen.fill_field(name, value)
        stage.now += 1
        stage.desk.bring(sample.ENDED, AgentState.WRAP_UP)
        await settle(pilot)
        kept = DraftStore(tmp_path / sample.ME.agent_id).load("c-1")
        assert kept is not None
        assert (kept.resident_id, kept.repeat_of) == ("r-1", TICKET)
        await press(pilot, "ctrl+s")
        assert f"✗ {why}" in question(stage)
        stage.desk.errors.clear()
        await press(pilot, "ctrl+s")
        _, sent = stage.desk.disposed[-1]
        assert isinstance(sent, Complaint)
        assert (sent.resident_id, sent.repeat_of) == ("r-1", TICKET)
        assert main(stage).duty.work is None


async def test_an_explained_call_says_who_called_and_asks_nothing_about_repeats(stage: Stage) -> None:
    async with running(stage) as pilot:
        stage.desk.records.card = replace(CARD, resident=SON)
        main(stage).choose_kind("renovation_noise")
        await press(pilot, "ctrl+d", "ctrl+d", *"王磊", "enter")
        assert TICKET in question(stage)
        stage.desk.bring(sample.ENDED, AgentState.WRAP_UP)
        await settle(pilot)
        await press(pilot, "f8", "2")
        assert question(stage) == ""
        await press(pilot, "ctrl+s")
        assert stage.desk.disposed[-1][0] == "c-1"
        sent = stage.desk.disposed[-1][1]
        assert isinstance(sent, Explained)
        assert sent.resident_id == "r-3"


async def test_a_console_that_was_closed_comes_back_to_the_chosen_resident(stage: Stage, tmp_path: Path) -> None:
    async with running(stage) as pilot:
        await press(pilot, "ctrl+d", "ctrl+d", "陈", "enter")
        main(stage).duty.keep()
    again = Stage(RULES, "zh", tmp_path)
    async with running(again):
        assert asked(again, "caller") == [("c-1", "r-2")]
        assert card(again).startswith("陈晓燕  7栋1单元1203室（坐席选定）")
        assert again.app.screen.query_one("#place", Input).value == "7栋1单元1203室"
