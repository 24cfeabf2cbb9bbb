"""Shifts, limits and hand-over on the supervisor's console: what is shown, what the keys ask, without torn lines."""

from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from textual.widgets import Static

from api.schemas import Doubt, Mark
from console.agent.handover import HandoverScreen
from console.errors import DeskProblem
from console.pictures import SIZES
from console.sample_records import NOTE, WALL
from console.supervisor import due, history, plan, shifts
from console.supervisor.due import DueScreen
from console.supervisor.grid import Grid
from console.supervisor.pictures import settle
from console.supervisor.sample import SampleFigures
from console.supervisor.sample_team import DAY, TICKETS
from console.supervisor.shifts import ShiftScreen
from console.texts import words_in
from scripts_lib.loader import load
from tests.unit.console.supervisor_rig import press, running, said

RULES = load().rules
ZONE = ZoneInfo("Asia/Shanghai")
ZH, EN = words_in("zh"), words_in("en")


# --- shifts ---------------------------------------------------------------------------------------------------------


def test_a_day_in_words() -> None:
    made = shifts.lines(DAY, ZONE, ZH, "zh")
    assert [one.key for one in made] == [
        "night:a-5",
        "morning:a-1",
        "morning:a-2",
        "morning:a-3",
        "morning:a-4",
        "evening:",
    ]
    assert [one.cells[3] for one in made] == ["正常出勤", "在岗", "迟到 12 分", "未到岗", "替班", ""]
    assert made[-1].cells[2] == "（未安排）"
    assert shifts.summary(DAY, 0, ZH) == "已排 4 人次，迟到 1，未到 1，空班 1"
    assert "480" in shifts.summary(DAY, 480, EN)


def test_who_left_early_is_told_with_minutes() -> None:
    morning = DAY.shifts[1]
    gone = replace(morning.crew[1], early_s=1800.0)
    day = replace(DAY, shifts=(replace(morning, crew=(gone,), unplanned=()),))
    assert shifts.lines(day, ZONE, EN, "en")[0].cells[3] == "late 12 min left early 30 min"


async def test_a_shift_is_planned_by_ticking_people() -> None:
    async with running() as (stage, pilot):
        await press(pilot, "t", "down", "e", "down", "space", "enter")
        assert isinstance(stage.app.screen, ShiftScreen)
        read, planned = stage.desk.figures.asked[:2]
        assert read == ("shifts", "2026-11-24")
        assert planned == ("staff_shift", "2026-11-24", "morning", ("a-1", "a-3"))


async def test_another_day_and_the_plan_of_a_week_ago() -> None:
    async with running() as (stage, pilot):
        await press(pilot, "t", "right", "c")
        asked = stage.desk.figures.asked
        assert [one[1] for one in asked[:3]] == ["2026-11-24", "2026-11-25", "2026-11-18"]
        assert asked[3] == ("staff_shift", "2026-11-25", "night", ())
        assert asked[4] == ("staff_shift", "2026-11-25", "morning", ("a-1", "a-2", "a-3"))
        stage.desk.figures.refuse = DeskProblem(409, "conflict", "李明 已排夜班，两班相连")
        await press(pilot, "e", "enter")
        assert "两班相连" in said(stage, "#sheet-said")


# --- limits ---------------------------------------------------------------------------------------------------------


def test_limits_in_words() -> None:
    made = due.lines(TICKETS, WALL, ZONE, ZH, "zh")
    assert [one.key for one in made] == ["TS20261123-0003", "TS20261124-0002", "TS20261124-0007"]
    assert [one.cells[0] for one in made] == ["超 2 小时", "2 小时", "30 小时"]
    assert [one.cells[4] for one in made] == ["已升级 1 级", "延至 11-27 待批", ""]
    assert due.summary(TICKETS, WALL, ZH) == "未结 3 件，已超时 1，四小时内到期 1，待批延期 1，请示 0"
    asking = replace(TICKETS[2], doubt=Doubt(asked=Mark(at=WALL, agent_id="a", name="李敏", note="算投诉吗？")))
    assert due.lines((asking,), WALL, ZONE, ZH, "zh")[0].cells[4] == "请示：是否立项"
    assert due.summary((asking,), WALL, ZH).endswith("请示 1")
    assert due.extendable(TICKETS[2]) is None
    assert due.lines(TICKETS, WALL, ZONE, EN, "en")[1].cells[4] == "asks to 11-27"
    assert any("General manager decides" in due.detail(one, ZONE, EN, "en") for one in TICKETS)


async def test_more_time_is_asked_for_and_a_complaint_passed_up() -> None:
    async with running() as (stage, pilot):
        await press(pilot, "d", "e", "2", *"等配件", "enter")
        assert isinstance(stage.app.screen, DueScreen)
        until = WALL + 46 * 3600
        assert stage.desk.figures.asked == [("ask_more_time", "TS20261123-0003", "SLA-5:done", until, "等配件")]
        assert "已申请延期" in said(stage, "#sheet-said")
        await press(pilot, "down", "e")
        assert "已在等待批准" in said(stage, "#sheet-said")
        await press(pilot, "u")
        assert stage.desk.figures.asked[-1] == ("pass_up", "TS20261124-0002")


async def test_notes_of_hand_over_are_read_and_signed_here() -> None:
    async with running() as (stage, pilot):
        stage.desk.records.notes = (replace(NOTE, agent_id="a-9", at=WALL - 3600, signed=()),)
        await press(pilot, "n")
        assert isinstance(stage.app.screen, HandoverScreen)
        await press(pilot, "s")
        assert ("sign_handover", NOTE.note_id) in stage.desk.records.asked
        await press(pilot, "n")
        assert "hotline agent" in str(stage.main.query_one("#sup-said", Static).render())


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_line_has_the_terminals_width(lang: str, size: tuple[int, int]) -> None:
    async with running(lang, size) as (stage, pilot):
        for keys in (("t",), ("e",), ("escape", "escape", "d"), ("escape", "n")):
            await press(pilot, *keys)
            drawn = stage.app.screen._compositor.render_strips()
            assert {cell_len("".join(part.text for part in line)) for line in drawn} == {size[0]}, keys


# --- the table ------------------------------------------------------------------------------------------------------


async def test_a_table_redraws_what_changed_and_keeps_its_place() -> None:
    async with running() as (stage, pilot):
        grid = stage.main.query_one("#sup-agents", Grid)
        before = stage.main.shown
        assert before is not None
        agents = list(before.agents)
        grid.move_cursor(row=1)
        assert grid.chosen == "a-2"
        stage.desk.board_comes(replace(before, agents=(agents[2], agents[1])))
        await settle(pilot)
        assert (grid.chosen, grid.row_count) == ("a-2", 2)


# --- forecast and history -------------------------------------------------------------------------------------------


async def test_a_forecast_in_words() -> None:
    day = await SampleFigures().plan("2026-11-25")
    assert plan.lines(day.rows, ZONE, ZH)[0].cells[1:] == ("10.5", "3", "95.3%", "2.9", "61%", "99.1%  0.5")
    unstaffed = replace(day.rows[0], chosen=None, one_more=None)
    assert plan.lines((unstaffed,), ZONE, ZH) == ()
    assert "151" in plan.summary(day, ZH)


async def test_a_past_period_in_words() -> None:
    report = await SampleFigures().report({"since": "0", "until": "1", "step": "hour"})
    told = history.summary(report, ZH)
    assert "来电 102" in told
    assert "剩 1 项" in told
    assert history.agent_row(report.agents[0], EN).cells[:3] == ("李明", "90", "89.9%")


async def test_a_call_that_is_over_is_listened_to_no_longer() -> None:
    async with running() as (stage, pilot):
        await press(pilot, "tab", "down", "l")
        assert stage.main.watched == "c-9"
        board = stage.main.shown
        assert board is not None
        stage.desk.board_comes(replace(board, agents=tuple(replace(one, call_id="") for one in board.agents)))
        await settle(pilot)
        assert stage.main.watched == ""
        assert "正在监听" not in str(stage.main.query_one("#sup-header", Static).render())


async def test_what_a_row_has_no_room_for_is_told_of_the_chosen_one() -> None:
    async with running(size=(80, 24)) as (stage, pilot):
        await press(pilot, "d")
        assert "电梯困人后一直没有回访" in said(stage, "#sheet-detail")
        await press(pilot, "down")
        assert "等配件" in said(stage, "#sheet-detail")
