"""The checks in the terminal of quality under a pilot: hints, the card, samples, calibration, the year, bonuses."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, Input, Static

from api.schemas.incidents import IncidentKind, NewIncident
from api.schemas.quality import NewBonus, NewCase
from api.schemas.quality_checks import (
    Agreement,
    CellMark,
    Mark,
    NewCalibration,
    NewGrade,
    NewSample,
    NewSpotCheck,
    NewYearMarks,
)
from console.errors import DeskProblem
from console.qa.app import QualityApp, QualitySettings
from console.qa.card import GradeScreen
from console.qa.check_rows import agreement_lines
from console.qa.form import FormScreen
from console.qa.main import QualityScreen
from console.qa.pictures import play
from console.qa.rows import Telling
from console.qa.sample import SampleQuality
from console.qa.sample_checks import MONTH
from console.texts import words_in
from console.widgets.flow import Flow


@pytest.fixture
def desk() -> SampleQuality:
    return SampleQuality()


@asynccontextmanager
async def running(desk: SampleQuality, *keys: str) -> AsyncIterator[Pilot[None]]:
    app = QualityApp(desk, QualitySettings(login="qian", password="sample"))
    async with app.run_test(size=(120, 40)) as pilot:
        await play(pilot, keys)
        yield pilot


def main(pilot: Pilot[None]) -> QualityScreen:
    (found,) = [one for one in pilot.app.screen_stack if isinstance(one, QualityScreen)]
    return found


def detail(pilot: Pilot[None]) -> str:
    return main(pilot).query_one("#qa-detail", Flow).plain


async def test_required_phrases_are_counted_by_team_and_agent_and_told_phrase_by_phrase(desk: SampleQuality) -> None:
    async with running(desk, "0", "down", "down") as pilot:
        table = main(pilot).query_one("#qa-list", DataTable)
        assert [table.get_row_at(place) for place in range(4)] == [
            ["合计", "", "101", "228", "60", "15"],
            ["班组", "东区班组", "101", "228", "60", "15"],
            ["坐席", "李娜", "61", "138", "30", "15"],
            ["坐席", "赵敏", "40", "72", "33", "15"],
        ]
        assert "报姓氏 LINE-2-3：听到 46，没听到 10，无法判断 5" in detail(pilot)


async def test_what_was_reported_at_once_is_listed_and_one_more_is_reported(desk: SampleQuality) -> None:
    async with running(desk, "i") as pilot:
        row = main(pilot).query_one("#qa-list", DataTable).get_row_at(0)
        assert row[:4] == [
            "02:00 后",
            "违规或泄密",
            "前台把业主电话给了装修公司",
            "李娜",
        ]
        assert "孙丽 接手：已约谈当事人" in detail(pilot)
        await play(pilot, ("n", "4"))
        pilot.app.screen.query_one(Input).value = "录音误删"
        await play(pilot, ("enter",))
        ((name, new, key),) = desk.asked
        assert (name, new) == ("report_incident", NewIncident(kind=IncidentKind.ERROR, words="录音误删"))
        assert key


def notice(pilot: Pilot[None]) -> str:
    return str(main(pilot).query_one("#qa-notice", Static).content)


def type_in(pilot: Pilot[None], **values: str) -> None:
    for name, value in values.items():
        pilot.app.screen.query_one(f"#field-{name}", Input).value = value


async def test_a_hint_becomes_a_case_or_nothing(desk: SampleQuality) -> None:
    async with running(desk, "4") as pilot:
        assert "线索不作扣分依据" in detail(pilot)
        await play(pilot, ("c",))
        type_in(pilot, words="业主还在说话")
        await play(pilot, ("enter", "enter", "x"))
        type_in(pilot, reason="业主先说再见")
        await play(pilot, ("enter", "enter"))
        assert desk.asked == [
            ("enter_hint", "hung_up_first:li:c-1", None, "业主还在说话"),
            ("dismiss_hint", "hung_up_first:li:c-1", "业主先说再见"),
        ]


async def test_a_bonus_that_the_system_saw_is_given_by_a_person(desk: SampleQuality) -> None:
    async with running(desk, "4", "down", "down") as pilot:
        assert "核实后按 c 加分" in detail(pilot)
        await play(pilot, ("c",))
        type_in(pilot, reason="试卷已核对")
        await play(pilot, ("enter", "enter"))
        assert desk.asked == [("enter_hint", f"full_marks:li:{MONTH}", None, "试卷已核对")]


async def test_a_card_is_filled_in_by_number_keys_and_handed_in(desk: SampleQuality) -> None:
    async with running(desk, "5", "enter") as pilot:
        card = pilot.app.screen
        assert isinstance(card, GradeScreen)
        assert "先于业主挂断电话" in card.query_one("#card-detail", Flow).plain, "hints of the call"
        await play(pilot, ("0",))
        assert "不能填不适用" in str(card.query_one("#qa-notice", Static).content)
        await play(pilot, ("1", "0", "2", "s"))
        assert "不泄露他人信息" in str(card.query_one("#qa-notice", Static).content), "one is not marked yet"
        await play(pilot, ("1", "e"))
        type_in(pilot, note="问到车牌时没有核对")
        await play(pilot, ("enter", "enter"))
        assert "当前 68.8" in str(card.query_one("#header", Static).content)
        await play(pilot, ("s",))
        type_in(pilot, comment="注意核对")
        await play(pilot, ("enter",))
        assert isinstance(pilot.app.screen, FormScreen)
        assert "68.8（不合格）" in str(pilot.app.screen.query_one("#form-said", Static).content)
        await play(pilot, ("enter",))
        assert desk.asked == [
            (
                "grade",
                "s-1:c-1",
                NewGrade(
                    marks=(
                        Mark(criterion="opening", level="met"),
                        Mark(criterion="repeat", level=None),
                        Mark(criterion="settle", level="partly"),
                        Mark(criterion="secrecy", level="met", note="问到车牌时没有核对"),
                    ),
                    note="注意核对",
                ),
            )
        ]


async def test_a_card_with_marks_is_not_left_by_one_key(desk: SampleQuality) -> None:
    async with running(desk, "5", "g", "1", "q") as pilot:
        assert isinstance(pilot.app.screen, GradeScreen)
        await play(pilot, ("q",))
        assert isinstance(pilot.app.screen, QualityScreen)
        assert desk.asked == []


async def test_a_sample_says_what_it_can_before_and_after(desk: SampleQuality) -> None:
    async with running(desk, "7") as pilot:
        assert "不能据此与别人比较" in detail(pilot)
        await play(pilot, ("d",))
        above = [str(one.content) for one in pilot.app.screen.query(".form-above").results(Static)]
        assert "不低于 57%" in above[0]
        type_in(pilot, count="500")
        await play(pilot, ("enter",))
        assert "（1～200）" in str(pilot.app.screen.query_one("#form-said", Static).content)
        type_in(pilot, count="8", seed="一")
        await play(pilot, ("enter", "enter"))
        assert desk.asked == [("draw_sample", NewSample(month="2026-11", per_agent=8, seed="一"))]


async def test_a_sample_is_drawn_further(desk: SampleQuality) -> None:
    async with running(desk, "7", "t") as pilot:
        (above,) = pilot.app.screen.query(".form-above").results(Static)
        assert "只从" in str(above.content)
        type_in(pilot, count="3")
        await play(pilot, ("enter", "enter"))
        assert desk.asked == [("top_up_sample", "s-1", 3)]


async def test_spot_check_and_calibration_ask_for_their_call(desk: SampleQuality) -> None:
    async with running(desk, "4", "s") as pilot:
        assert pilot.app.screen.query_one("#field-call", Input).value == "c-1"
        type_in(pilot, reason="业主反映")
        await play(pilot, ("enter", "enter", "6", "k"))
        type_in(pilot, first="钱", second="孙", reason="校准")
        await play(pilot, ("enter", "enter"))
        assert desk.asked == [
            ("spot_check", NewSpotCheck(call_id="c-1", reason="业主反映")),
            ("calibrate", NewCalibration(call_id="c-2", graders=("qian", "sun"), reason="校准")),
        ]


async def test_a_calibration_shows_where_two_differ_and_what_kappa_means(desk: SampleQuality) -> None:
    async with running(desk, "8") as pilot:
        assert "开场规范：部分做到 / 做到" in detail(pilot)
        assert "κ 0.63，加权 0.71；基本一致" in detail(pilot)


async def test_a_bonus_and_an_offence_that_a_person_saw_are_entered_with_two_enters(desk: SampleQuality) -> None:
    async with running(desk, "2", "b") as pilot:
        type_in(pilot, rule="顶班", reason="周日顶班")
        await play(pilot, ("enter",))
        assert desk.asked == []
        await play(pilot, ("enter", "n"))
        type_in(pilot, rule="PEN-3-2", when="2026-11-28 20:00", words="台面堆满饭盒")
        await play(pilot, ("enter", "enter"))
        bonus, case = desk.asked
    assert bonus == ("give_bonus", NewBonus(agent_id="li", month="2026-11", rule="PEN-2-3", reason="周日顶班"))
    new = case[1]
    assert isinstance(new, NewCase)
    assert (new.agent_id, new.rule, new.happened_at, new.words) == ("li", "PEN-3-2", 1_795_867_200.0, "台面堆满饭盒")


async def test_only_marks_that_changed_are_entered(desk: SampleQuality) -> None:
    async with running(desk, "9", "m") as pilot:
        type_in(pilot, c1s1="95", reason="年终述职")
        await play(pilot, ("enter", "enter"))
        marks = NewYearMarks(marks=(CellMark(check=1, subject=1, mark=95.0),), reason="年终述职")
        assert desk.asked == [("mark_year", "2026", "li", marks)]


async def test_a_grade_is_taken_back_with_a_reason(desk: SampleQuality) -> None:
    async with running(desk, "6", "w") as pilot:
        type_in(pilot, reason="听错了通话")
        await play(pilot, ("enter", "enter"))
        assert desk.asked == [("withdraw_grade", "g-qian", "听错了通话")]


async def test_every_view_stands_with_its_number(desk: SampleQuality) -> None:
    async with running(desk, "7") as pilot:
        line = str(main(pilot).query_one("#qa-views", Static).content)
        assert "1 事项" in line
        assert "9 年度" in line


async def test_without_a_pair_there_is_no_agreement() -> None:
    telling = Telling(words_in("zh"), "zh", ZoneInfo("Asia/Shanghai"), {}, {})
    assert agreement_lines(Agreement(calls=0, within=0.0, criteria=()), telling) == (
        "还没有两人都评完的通话，尚无一致性可言",
    )


async def test_a_refusal_names_what_is_wrong(desk: SampleQuality) -> None:
    desk.refuse = DeskProblem(422, "invalid", "分数填写有误", {"0-0": "只能是 0～100 / between 0 and 100"})
    async with running(desk, "9", "m") as pilot:
        type_in(pilot, c0s0="1")
        await play(pilot, ("enter", "enter"))
        assert notice(pilot) == " ✗ 分数填写有误：只能是 0～100"


async def test_an_empty_list_says_what_to_do(desk: SampleQuality) -> None:
    desk.tasks_left = ()
    async with running(desk, "5", "g") as pilot:
        assert main(pilot).query_one("#qa-list", DataTable).row_count == 0
        assert "按 d 抽取" in detail(pilot)
        assert "请先选一条" in notice(pilot)
