"""The worklist: its order and words, and its keys on the sample desk, whose clocks stand still."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot
from textual.widgets import Input, Static

from api.schemas import CallState, Direction, DutyDone, DutyItem, DutyKind, DutyPage, Page, TicketDone
from console import sample
from console.agent.beside import Calls
from console.agent.main import MainScreen
from console.agent.worklist import SettledScreen, WorklistScreen
from console.errors import DeskAway, DeskProblem
from console.homes import Telling
from console.pictures import Stage, settle
from console.sample_duty import ALL, FOLLOW_UP, HOUR, LATE, MISSED, SOON, WITHHELD
from console.sample_records import WALL
from console.texts import words_in
from console.widgets.bars import Notice
from console.widgets.call_card import CallCard
from console.widgets.flow import Flow
from console.widgets.work_list import WorkList
from console.worklist import When, detail, grouped, line, summary, when
from telephony.events import AgentState
from tests.unit.console.agent_rig import press

S = AgentState


def telling(now: float = WALL, lang: str = "zh") -> Telling:
    return Telling(now, "Asia/Shanghai", words_in(lang), lang, {})


# --- order and words ----------------------------------------------------------------------------------------------


def test_what_is_late_or_due_soon_comes_first_then_missed_callers_then_what_has_time() -> None:
    found = grouped(ALL, telling())
    assert [(group, [one.item_id for one in members]) for group, members in found] == [
        (When.OVERDUE, ["promise:c-90"]),
        (When.SOON, ["promise:c-91"]),
        (When.AT_ONCE, ["c-8", "c-6", "c-7"]),
        (When.TODAY, ["promise:c-92"]),
        (When.LATER, ["follow-up:TS20261120-0002"]),
    ]


@pytest.mark.parametrize(
    ("due", "group"),
    [
        (None, When.AT_ONCE),
        (WALL, When.OVERDUE),
        (WALL + 1, When.SOON),
        (WALL + HOUR, When.SOON),
        (WALL + HOUR + 1, When.TODAY),
        (WALL + 15 * HOUR - 1, When.TODAY),
        (WALL + 15 * HOUR, When.LATER),  # midnight in Shanghai
    ],
)
def test_groups_end_at_the_second(due: float | None, group: When) -> None:
    assert when(replace(LATE, due_at=due), telling()) is group


def test_a_row_says_how_late_who_and_what() -> None:
    row = line(LATE, telling())
    assert (row.time, row.kind, row.name, row.home) == ("⚠ 逾期 1 小时 50 分", "承诺答复", "王建国", "3栋2单元501室")
    assert (row.number, row.matter, row.urgent) == ("138****5678", "答复楼上 601 施工的处理结果", True)
    assert line(SOON, telling()).time == "还剩 25 分钟"
    assert line(FOLLOW_UP, telling(lang="en")).time == "2 d left"


def test_a_missed_caller_who_is_nobodys_is_named_by_the_masked_number() -> None:
    row = line(MISSED, telling())
    assert (row.time, row.name, row.tried) == ("已等 15 分钟", "136****6000", "已拨 1 次")
    assert "13600136000" not in " ".join(detail(MISSED, telling()))


def test_the_whole_of_an_item_says_when_and_for_which_ticket() -> None:
    who, what = detail(LATE, telling())
    assert who == "王建国  3栋2单元501室  138****5678  独居老人"
    assert what == "承诺今天 07:10 前答复：答复楼上 601 施工的处理结果（工单 TS20261122-0003）"
    _, called, tried = detail(MISSED, telling())
    assert called == "2 次来电未接通：首次今天 08:45，最近今天 08:50，最长等待 00:18"
    assert tried == "已拨 1 次未通，最近一次今天 08:55"
    assert detail(WITHHELD, telling())[0] == "未登记住户  未显示号码"


def test_the_summary_counts_each_group() -> None:
    assert summary(ALL, telling()) == "⚠ 已逾期 1   一小时内到期 1   尽快回拨 3   今天到期 1   以后到期 1"
    assert summary((), telling()) == "没有待办。"


@asynccontextmanager
async def opened(
    stage: Stage, *items: DutyItem, size: tuple[int, int] = (80, 24), key: str = "f11"
) -> AsyncIterator[Pilot[None]]:
    stage.desk.records.owed = items
    async with stage.app.run_test(size=size) as pilot:
        await settle(pilot)
        stage.desk.bring(None, S.READY)
        stage.desk.floor(replace(sample.FLOOR, duty_open=len(items)))
        await press(pilot, key)
        yield pilot


def screen(stage: Stage) -> WorklistScreen:
    found = stage.app.screen
    assert isinstance(found, WorklistScreen)
    return found


def rows(stage: Stage) -> list[str]:
    shown = screen(stage).query_one(WorkList)
    return [str(option.prompt) for option in shown.options if option.id]


def state(stage: Stage) -> str:
    return str(screen(stage).query_one("#work-state", Static).content)


def shown_detail(stage: Stage) -> str:
    return screen(stage).query_one("#work-detail", Flow).plain


def notice(stage: Stage) -> str:
    assert stage.app.main is not None
    shown = stage.app.main.query_one(Notice)
    return str(shown.content) if shown.display else ""


async def answer(stage: Stage, pilot: Pilot[None], text: str) -> None:
    stage.app.screen.query_one(Input).value = text
    await press(pilot, "enter")


def asked(stage: Stage) -> list[tuple[object, ...]]:
    return [one for one in stage.desk.records.asked if str(one[0]).startswith("duty")]


def ticket_steps(stage: Stage) -> list[tuple[object, ...]]:
    return [one for one in stage.desk.records.asked if one[0] == "ticket_done"]


@pytest.mark.parametrize("key", ["f11", "ctrl+y"])
async def test_the_list_opens_with_the_most_pressing_chosen_and_every_row_within_80_cells(
    stage: Stage, key: str
) -> None:
    async with opened(stage, *ALL, key=key) as pilot:
        assert len(rows(stage)) == len(ALL)
        assert screen(stage).query_one(WorkList).chosen == LATE.item_id
        assert "王建国" in rows(stage)[0]
        assert "138****5678" in shown_detail(stage)
        assert state(stage).startswith("⚠ 已逾期 1")
        await press(pilot, "down")
        assert "当前通话结束后回拨" in shown_detail(stage)
        await press(pilot, key)
        assert isinstance(stage.app.screen, MainScreen)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_the_number_is_never_shown_whole(stage: Stage, size: tuple[int, int]) -> None:
    async with opened(stage, *ALL, size=size):
        seen = " ".join(rows(stage)) + shown_detail(stage)
        assert "138****5678" in seen
        assert not any(number in seen for number in ("13800135678", "13600136000", "13900138888"))


async def test_nothing_owed_is_said(stage: Stage) -> None:
    async with opened(stage) as pilot:
        assert state(stage) == "没有待办。"
        await press(pilot, "enter", "d", "x")
        assert asked(stage) == []
        await press(pilot, "escape")
        assert isinstance(stage.app.screen, MainScreen)


async def test_enter_rings_and_the_list_gives_way_to_the_call(stage: Stage) -> None:
    async with opened(stage, *ALL) as pilot:
        await press(pilot, "down", "enter")
        assert asked(stage) == [("duty_call", SOON.item_id)]
        assert isinstance(stage.app.screen, MainScreen)
        assert "正在拨打 138****5678" in notice(stage)


async def test_a_refused_ring_leaves_the_list_open_and_says_why(stage: Stage) -> None:
    stage.desk.records.errors["duty_call"] = DeskProblem(409, "conflict", "您正在通话中")
    async with opened(stage, *ALL) as pilot:
        await press(pilot, "enter")
        assert state(stage) == "✗ 您正在通话中"
        del stage.desk.records.errors["duty_call"]
        await press(pilot, "enter")
        assert isinstance(stage.app.screen, MainScreen)


async def test_a_withheld_number_cannot_be_rung(stage: Stage) -> None:
    async with opened(stage, WITHHELD) as pilot:
        await press(pilot, "enter")
        assert "未显示号码" in state(stage)
        assert asked(stage) == []


async def test_after_the_talk_the_agent_is_told_to_note_the_result_and_finds_the_item_chosen(stage: Stage) -> None:
    async with opened(stage, LATE, FOLLOW_UP) as pilot:
        await press(pilot, "down", "enter")
        call = replace(sample.RINGING, call_id="c-50", direction=Direction.OUTGOING, offered_to=None)
        stage.desk.bring(replace(call, state=CallState.DIALLING), S.RESERVED)
        await settle(pilot)
        assert "记下结果" not in notice(stage)
        stage.desk.bring(replace(call, state=CallState.TALKING, talk_ms=4000, agent_id=sample.ME.agent_id), S.TALKING)
        await settle(pilot)
        assert "记下结果" not in notice(stage)
        stage.desk.bring(replace(sample.ENDED, call_id="c-50"), S.WRAP_UP)
        await settle(pilot)
        assert "已与陈晓燕通话：按 F11，再按 d 记下结果" in notice(stage)
        await press(pilot, "f11")
        assert screen(stage).query_one(WorkList).chosen == FOLLOW_UP.item_id


async def test_a_call_that_reached_nobody_asks_for_no_result(stage: Stage) -> None:
    async with opened(stage, LATE) as pilot:
        await press(pilot, "enter")
        call = replace(sample.RINGING, call_id="c-50", direction=Direction.OUTGOING, state=CallState.DIALLING)
        stage.desk.bring(call, S.RESERVED)
        await settle(pilot)
        stage.desk.bring(replace(call, state=CallState.ENDED), S.WRAP_UP)
        await settle(pilot)
        assert "记下结果" not in notice(stage)


async def test_a_promise_is_done_with_its_result(stage: Stage) -> None:
    async with opened(stage, LATE, SOON) as pilot:
        await press(pilot, "d")
        await answer(stage, pilot, "已告知 601 停工")
        assert asked(stage) == [("duty_done", LATE.item_id, DutyDone(result="已告知 601 停工"))]
        assert state(stage) == "✓ 已记下结果：王建国"
        assert screen(stage).query_one(WorkList).chosen == SOON.item_id


@pytest.mark.parametrize(("key", "satisfied"), [("y", True), ("n", False), ("3", None), ("2", False)])
async def test_a_follow_up_also_asks_whether_the_resident_is_satisfied(
    stage: Stage, key: str, satisfied: bool | None
) -> None:
    async with opened(stage, FOLLOW_UP) as pilot:
        await press(pilot, "f8", key)  # F8 too: an input method may keep the `d`
        await answer(stage, pilot, "灯已换")
        assert asked(stage) == [("duty_done", FOLLOW_UP.item_id, DutyDone(result="灯已换", satisfied=satisfied))]
        assert rows(stage) == []


async def test_esc_in_between_notes_nothing(stage: Stage) -> None:
    async with opened(stage, FOLLOW_UP) as pilot:
        await press(pilot, "d", "y", "escape", "d", "escape", "x", "escape")
        assert asked(stage) == []
        assert len(rows(stage)) == 1


async def test_a_missed_caller_has_no_result_but_the_talk(stage: Stage) -> None:
    async with opened(stage, MISSED) as pilot:
        await press(pilot, "d")
        assert "接通后自动销项" in state(stage)
        assert isinstance(stage.app.screen, WorklistScreen)


@pytest.mark.parametrize("key", ["b", "f9"])
async def test_the_complaint_behind_a_promise_is_done_once_its_result_was_confirmed(stage: Stage, key: str) -> None:
    number = LATE.ticket_number
    async with opened(stage, LATE, SOON) as pilot:
        await press(pilot, key)
        await answer(stage, pilot, "601 已停工，住户认可")
        assert isinstance(stage.app.screen, SettledScreen)
        shown = " ".join(str(one.content) for one in stage.app.screen.query(Static))
        assert "601 已停工，住户认可" in shown
        assert ticket_steps(stage) == []
        await press(pilot, "y")
        assert ticket_steps(stage) == [("ticket_done", number, TicketDone(result="601 已停工，住户认可"))]
        assert state(stage) == f"✓ 工单 {number} 已办结，回访已列入待办"
        assert [one.kind for one in stage.desk.records.owed] == [
            DutyKind.PROMISE,
            DutyKind.PROMISE,
            DutyKind.FOLLOW_UP,
        ]
        assert len(rows(stage)) == 3


async def test_a_complaint_is_not_done_without_the_confirmation(stage: Stage) -> None:
    async with opened(stage, LATE) as pilot:
        await press(pilot, "b", "escape", "b")
        await answer(stage, pilot, "已处理")
        await press(pilot, "n", "b")
        await answer(stage, pilot, "已处理")
        await press(pilot, "escape")
        assert ticket_steps(stage) == []
        assert len(rows(stage)) == 1


@pytest.mark.parametrize(
    ("item", "why"), [(SOON, "没有工单"), (MISSED, "没有工单"), (FOLLOW_UP, "已经办结，请回访后按 d")]
)
async def test_what_has_no_open_complaint_is_not_said_to_be_done(stage: Stage, item: DutyItem, why: str) -> None:
    async with opened(stage, item) as pilot:
        await press(pilot, "b")
        assert why in state(stage)
        assert isinstance(stage.app.screen, WorklistScreen)


async def test_a_complaint_that_the_desk_does_not_let_be_done_stays_with_the_reason(stage: Stage) -> None:
    stage.desk.records.errors["ticket_done"] = DeskProblem(409, "conflict", "责任部门还没有答复")
    async with opened(stage, LATE) as pilot:
        await press(pilot, "b")
        await answer(stage, pilot, "已处理")
        await press(pilot, "1")
        assert state(stage) == "✗ 责任部门还没有答复"
        assert len(rows(stage)) == 1


async def test_the_key_for_a_complaint_that_is_done_stands_in_the_line_of_keys_and_in_the_help(stage: Stage) -> None:
    async with opened(stage, LATE) as pilot:
        hints = [str(one.content) for one in screen(stage).query(Static) if "Esc 返回" in str(one.content)]
        assert ["b 工单办结" in one for one in hints] == [True]
        await press(pilot, "f1")
        shown = stage.app.screen.query_one("#help-keys", Flow).plain
        assert "这张工单办结了，随后回访" in shown


async def test_an_item_is_excused_with_a_reason_and_a_refusal_is_shown(stage: Stage) -> None:
    stage.desk.errors["excuse"] = DeskProblem(403, "forbidden", "只有主管可以免回拨这一条")
    async with opened(stage, WITHHELD, MISSED) as pilot:
        await press(pilot, "x")
        await answer(stage, pilot, "骚扰电话")
        assert state(stage) == "✗ 只有主管可以免回拨这一条"
        assert len(rows(stage)) == 2
        del stage.desk.errors["excuse"]
        await press(pilot, "down", "delete")
        await answer(stage, pilot, "骚扰电话")
        assert ("excuse", WITHHELD.item_id, "骚扰电话") in stage.desk.asked
        assert len(rows(stage)) == 1


async def test_a_desk_that_is_away_is_said_and_r_reads_again(stage: Stage) -> None:
    stage.desk.errors["duty"] = DeskAway()
    async with opened(stage, MISSED) as pilot:
        assert "没有应答" in state(stage)
        del stage.desk.errors["duty"]
        await press(pilot, "r")
        assert len(rows(stage)) == 1


async def test_the_list_is_read_again_when_the_desk_says_that_it_changed(stage: Stage) -> None:
    async with opened(stage, MISSED, LATE) as pilot:
        await press(pilot, "down")
        stage.desk.records.owed = (MISSED,)
        stage.desk.floor(replace(sample.FLOOR, duty_open=1))
        await settle(pilot)
        assert len(rows(stage)) == 1
        assert screen(stage).query_one(WorkList).chosen == MISSED.item_id


async def test_more_than_the_desk_sends_at_once_is_said(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def many() -> DutyPage:
        return DutyPage(page=Page(total=140, limit=100, offset=0), counts={}, items=(MISSED, LATE))

    monkeypatch.setattr(stage.desk, "duty", many)
    async with opened(stage, MISSED):
        assert "共 140 项，显示前 2 项" in state(stage)


async def test_a_call_that_rings_is_seen_over_the_list_and_f2_answers_it(stage: Stage) -> None:
    async with opened(stage, MISSED) as pilot:
        assert str(screen(stage).query_one(Calls).content) == ""
        stage.desk.bring(sample.RINGING, S.RESERVED)
        await settle(pilot)
        assert "第 2 响" in str(screen(stage).query_one(Calls).content)
        assert "王建国 来电，按 F2 接听" in str(screen(stage).query_one(Calls).content)
        await press(pilot, "f2")
        assert ("accept", sample.RINGING.call_id) in stage.desk.asked
        assert isinstance(stage.app.screen, MainScreen)


async def test_open_items_stand_on_the_card_with_their_key(stage: Stage) -> None:
    async with opened(stage, MISSED, LATE) as pilot:
        await press(pilot, "escape")
        assert stage.app.main is not None
        assert "待办 2 项" in str(stage.app.main.query_one(CallCard).content)
