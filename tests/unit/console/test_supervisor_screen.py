"""The supervisor's screen on the sample desk: what it shows, what its keys ask, at every size, without torn lines."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Static

from console.agent.choose import ChooseScreen
from console.agent.help import HelpScreen
from console.errors import RequestRefused
from console.pictures import SIZES
from console.supervisor import rows
from console.supervisor.grid import Grid
from console.supervisor.history import HistoryScreen
from console.supervisor.pictures import Stage as Pictured
from console.supervisor.pictures import settle
from console.supervisor.plan import PlanScreen
from console.supervisor.sample import BOARD
from console.texts import words_in
from scripts_lib.loader import load
from tests.unit.console.supervisor_rig import press

RULES = load().rules


class Stage(Pictured):
    """The app on sample data with a clock that stands still."""

    def __init__(self, lang: str = "zh", *, dark: bool = True) -> None:
        super().__init__(RULES, lang, dark=dark)

    def text(self, where: str) -> str:
        return str(self.main.query_one(where, Static).render())


@asynccontextmanager
async def running(lang: str = "zh", size: tuple[int, int] = (120, 40)) -> AsyncIterator[tuple[Stage, Pilot[None]]]:
    stage = Stage(lang)
    async with stage.app.run_test(size=size) as pilot:
        await settle(pilot)
        stage.desk.board_comes()
        await settle(pilot)
        yield stage, pilot


def last(stage: Stage) -> list[str]:
    """What the desk was asked last."""
    return list(stage.desk.asked[-1])


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_line_has_the_terminals_width_and_every_part_is_there(lang: str, size: tuple[int, int]) -> None:
    async with running(lang, size) as (stage, _):
        lines = ["".join(one.text for one in strip) for strip in stage.app.screen._compositor.render_strips()]
        assert len(lines) == size[1]
        assert {cell_len(one) for one in lines} == {size[0]}
        whole = "\n".join(lines)
        for shown in ("89.9%", "88.9%", "86.0%", "85.1%", "80.0%", "00:17", "李明"):
            assert shown in whole, shown


async def test_clocks_run_on_between_two_boards() -> None:
    async with running() as (stage, pilot):
        stage.now += 3.0
        stage.main.beat()
        await settle(pilot)
        first = rows.waiting(BOARD, 3000, (5000, 15_000), words_in("zh"))[0]
        assert first.cells[:2] == ("5", "00:20")
        assert "00:20" in stage.text("#sup-figures")


async def test_keys_ask_the_desk_and_its_answer_is_told() -> None:
    async with running() as (stage, pilot):
        await press(pilot, "f2")
        assert last(stage) == ["Accept", "call_id=c-1"]
        await press(pilot, "a")
        assert isinstance(stage.app.screen, ChooseScreen)
        await press(pilot, "1")
        assert last(stage) == ["AssignCall", "call_id=c-1", "agent_id=a-3"]
        assert "王芳" in stage.text("#sup-said")
        await press(pilot, "k")
        assert stage.desk.figures.asked == [("acknowledge", "long_wait::15")]


async def test_an_agents_state_is_changed_and_a_call_listened_to() -> None:
    async with running() as (stage, pilot):
        await press(pilot, "tab", "down", "l")
        assert last(stage) == ["MonitorCall", "call_id=c-9", "mode=listen"]
        await press(pilot, "x")
        assert last(stage) == ["StopMonitoring", "call_id=c-9"]
        await press(pilot, "down", "b")
        assert "不在通话中" in stage.text("#sup-said")
        await press(pilot, "s", "1")
        assert last(stage) == ["SetAgentState", "agent_id=a-3", "state=ready"]


async def test_what_the_desk_refuses_is_told_in_its_words() -> None:
    async with running() as (stage, pilot):
        stage.desk.errors["Accept"] = RequestRefused("taken", "这通电话已由其他同事接起", "taken")
        await press(pilot, "f2")
        assert "已由其他同事接起" in stage.text("#sup-said")


async def test_the_head_says_whom_one_listens_to_and_nothing_that_was_refused() -> None:
    async with running() as (stage, pilot):
        stage.desk.errors["MonitorCall"] = RequestRefused("other_team", "只能用于本班组的坐席", "own team only")
        await press(pilot, "tab", "down", "l")
        assert "监听" not in stage.text("#sup-header")
        stage.desk.errors.clear()
        await press(pilot, "w")
        assert "正在对 赵敏 耳语" in stage.text("#sup-header")


async def test_pauses_stand_with_the_sites_words() -> None:
    agent = BOARD.agents[3]
    for reason, said in (("meal", "（用餐）"), ("no_answer", "（多次未接来电）"), ("night round", "（night round）")):
        shown = replace(BOARD, agents=(replace(agent, reason=reason),))
        labels = {one.value: one.label.zh for one in RULES.catalogue.pause_reasons}
        assert rows.agents(shown, 0, words_in("zh"), labels)[0].cells[2] == said


async def test_the_cursor_stays_on_its_caller_while_others_come_and_go() -> None:
    async with running() as (stage, pilot):
        await press(pilot, "down")
        grid = stage.main.query_one("#sup-waiting", Grid)
        assert grid.chosen == "c-2"
        stage.desk.board_comes(replace(BOARD, waiting=BOARD.waiting[1:]))
        await settle(pilot)
        assert grid.chosen == "c-2"
        stage.desk.board_comes(replace(BOARD, waiting=()))
        await settle(pilot)
        assert grid.chosen == ""


async def test_a_new_alarm_rings_once() -> None:
    stage, rung = Stage(), list[int]()
    stage.app.bell = lambda: rung.append(1)  # type: ignore[method-assign]
    async with stage.app.run_test() as pilot:
        await settle(pilot)
        for _ in range(3):
            stage.desk.board_comes()
        await settle(pilot)
        assert rung == [1]
        assert "17.2" in stage.text("#sup-alarms")


async def test_what_covers_the_board_tells_of_alarms_and_who_waits() -> None:
    async with running(size=(80, 24)) as (stage, pilot):
        await press(pilot, "p")
        stage.desk.board_comes()
        await settle(pilot)
        foot = "".join(one.text for one in stage.app.screen._compositor.render_strips()[22])
        assert "17.2" in foot
        assert "2 人等待，最长 00:17" in foot
        stage.desk.board_comes(replace(BOARD, waiting=(), alarms=()))
        await settle(pilot)
        foot = "".join(one.text for one in stage.app.screen._compositor.render_strips()[22])
        assert "等待" not in foot


async def test_plan_history_and_help_open_over_the_board() -> None:
    async with running() as (stage, pilot):
        await press(pilot, "p")
        assert isinstance(stage.app.screen, PlanScreen)
        assert stage.desk.figures.asked == [("plan", "2026-11-25")]
        await press(pilot, "right", "escape", "h", "3")
        assert isinstance(stage.app.screen, HistoryScreen)
        assert [one[1] for one in stage.desk.figures.asked] == ["2026-11-25", "2026-11-26", "hour", "day"]
        await press(pilot, "escape", "question_mark")
        assert isinstance(stage.app.screen, HelpScreen)
        await press(pilot, "escape", "ctrl+t")
        assert stage.app.theme == "sanxiang-light"


async def test_nobody_leaves_by_a_slip() -> None:
    async with running() as (stage, pilot):
        await press(pilot, "q")
        assert not stage.desk.closed
        await press(pilot, "q")
        assert stage.desk.closed
