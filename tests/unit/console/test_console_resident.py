"""The resident on the agent's screen: panel, several matches, search, repeat, on the sample desk."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from api.schemas import Caller, CallState, Complaint, Direction, Explained, HomeCard, Page, ResidentPage, ResidentView
from console import sample
from console.agent import resident_search
from console.agent.main import MainScreen
from console.agent.resident_search import ResidentSearch
from console.drafts import DraftStore
from console.errors import DeskAway, DeskProblem, DeskUnreachable
from console.pictures import Stage, settle
from console.sample_records import CARD, OPEN_TICKET, OTHER, RESIDENT, SON, SampleRecords
from console.widgets.bars import Notice, PaneTabs
from console.widgets.call_card import CallCard
from console.widgets.flow import Flow
from console.widgets.keyed_list import KeyedList
from console.widgets.notes import Notes
from console.widgets.repeat_choice import RepeatChoice
from console.widgets.resident_card import ResidentCard
from scripts_lib.loader import load
from telephony.events import AgentState

RULES = load().rules
UNKNOWN = replace(sample.RINGING, resident=None)
TICKET = OPEN_TICKET.number


class SlowRecords(SampleRecords):
    """Answers a search when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[str, asyncio.Future[ResidentPage]] = {}

    async def residents(self, words: str) -> ResidentPage:
        self.asked.append(("residents", words))
        self.answers[words] = asyncio.get_running_loop().create_future()
        return await self.answers[words]


class LateCaller(SampleRecords):
    """Says who calls when the test lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.callers: dict[str, asyncio.Future[Caller]] = {}

    async def caller(self, call_id: str, resident_id: str = "") -> Caller:
        self.callers[call_id] = asyncio.get_running_loop().create_future()
        return await self.callers[call_id]


def page(*found: ResidentView, total: int = 0) -> ResidentPage:
    return ResidentPage(page=Page(total=total or len(found), limit=20, offset=0), items=found)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(RULES, "zh", tmp_path)


class Rest:
    """Stands for the timers of the search: the rest in typing is over when the test says so, or at once."""

    def __init__(self) -> None:
        self.at_once = True
        self.running: list[Rest.Timer] = []

    class Timer:
        def __init__(self, callback: Callable[[], None]) -> None:
            self.callback = callback
            self.stopped = False

        def stop(self) -> None:
            self.stopped = True

    def set_timer(self, delay: float, callback: Callable[[], None]) -> "Rest.Timer":
        assert delay == resident_search.DEBOUNCE_S
        timer = self.Timer(callback)
        if self.at_once:
            callback()
        else:
            self.running.append(timer)
        return timer

    def over(self) -> None:
        for timer in self.running:
            if not timer.stopped:
                timer.callback()


@pytest.fixture(autouse=True)
def rest(monkeypatch: pytest.MonkeyPatch) -> Rest:
    rest = Rest()
    monkeypatch.setattr(ResidentSearch, "set_timer", lambda _, delay, callback: rest.set_timer(delay, callback))
    return rest


@asynccontextmanager
async def running(
    stage: Stage, size: tuple[int, int] = (120, 40), *, talk: bool = True
) -> AsyncIterator[Pilot[None]]:
    async with stage.app.run_test(size=size) as pilot:
        await settle(pilot)
        if talk:
            stage.desk.bring(sample.TALKING, AgentState.TALKING)
            await settle(pilot)
        yield pilot


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


def main(stage: Stage) -> MainScreen:
    assert stage.app.main is not None
    return stage.app.main


def card(stage: Stage) -> str:
    return main(stage).query_one(ResidentCard).said


def notice(stage: Stage) -> str:
    return str(main(stage).query_one(Notice).content)


def asked(stage: Stage, what: str) -> list[tuple[object, ...]]:
    return [one[1:] for one in stage.desk.records.asked if one[0] == what]


def results(stage: Stage) -> list[str]:
    shown = stage.app.screen.query_one("#search-results", OptionList)
    return [str(shown.get_option_at_index(place).prompt) for place in range(shown.option_count)]


def state(stage: Stage) -> str:
    return str(stage.app.screen.query_one("#search-state", Static).content)


def question(stage: Stage) -> str:
    shown = main(stage).query_one(RepeatChoice)
    return shown.plain if shown.display else ""


def draft(stage: Stage) -> tuple[str, str]:
    work = main(stage).duty.work
    assert work is not None
    return work.draft.resident_id, work.draft.repeat_of


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
