"""A call that the supervisor took over: back into the pause afterwards, its outcome written on the same console."""

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from textual.widgets import TextArea

from api.schemas import Complaint, Explained
from console.agent.choose import ChooseScreen
from console.errors import DeskAway, DeskProblem
from console.pictures import SIZES
from console.sample import ENDED, FORGOTTEN, ME, TALKING
from console.supervisor.outcome import OutcomeScreen
from console.supervisor.pictures import Stage, settle
from console.widgets.script_panel import ScriptPanel
from console.widgets.ticket_form import TicketForm
from scripts_lib.loader import load
from telephony.events import AgentState
from tests.unit.console.agent_rig import LEAK
from tests.unit.console.supervisor_rig import press, running, said

RULES = load().rules


def asked(stage: Stage, what: str) -> list[tuple[str, ...]]:
    return [one for one in stage.desk.asked if one[0] == what]


async def test_whoever_took_a_call_out_of_a_pause_goes_back_to_it() -> None:
    async with running() as (stage, pilot):
        stage.desk.me(AgentState.PAUSED, reason="meeting")
        stage.desk.bring(TALKING, AgentState.TALKING)
        await settle(pilot)
        assert asked(stage, "pause") == [("pause", "meeting")]


async def test_whoever_was_ready_is_ready_again() -> None:
    async with running() as (stage, pilot):
        stage.desk.bring(TALKING, AgentState.TALKING)
        await settle(pilot)
        assert asked(stage, "pause") == []


async def test_whoever_just_signed_in_sits_at_the_board_and_comes_back_to_it() -> None:
    stage = Stage(RULES)
    stage.desk.snapshot = replace(
        stage.desk.snapshot, me=replace(ME, state=AgentState.PAUSED, pause_reason="signed_in")
    )
    async with stage.app.run_test() as pilot:
        await stage.board(pilot)
        assert asked(stage, "pause") == [("pause", "supervising")]
        stage.desk.bring(TALKING, AgentState.TALKING)
        await settle(pilot)
        assert asked(stage, "pause") == [("pause", "supervising")] * 2


async def test_the_outcome_is_owed_until_it_is_written_and_then_wrap_up_ends() -> None:
    async with running() as (stage, pilot):
        await stage.took_a_call(pilot)
        assert "1 通待填结果" in said(stage, "#sup-header")
        await press(pilot, "o", "2", "ctrl+s")
        assert not isinstance(stage.app.screen, OutcomeScreen)
        assert [type(one) for _, one in stage.desk.disposed] == [Explained]
        assert stage.desk.asked[-1] == ("ready",)
        assert "已解释" in said(stage, "#sup-said")


async def test_a_complaint_needs_its_whole_form_and_becomes_a_ticket() -> None:
    async with running() as (stage, pilot):
        await stage.took_a_call(pilot)
        await press(pilot, "o", "1", "ctrl+s")
        assert isinstance(stage.app.screen, OutcomeScreen)
        assert "项没有填" in said(stage, "#outcome-said")
        form = stage.app.screen.query_one(TicketForm)
        known = {"happened_at": "今早", "matter": "厨房漏水", "demand": "尽快修", "nature": "valid"}
        for name, value in ({"kind": "water_leak"} | known).items():
            form.post_message(TicketForm.FieldChanged(name, value))
        await settle(pilot)
        await press(pilot, "ctrl+s")
        (call_id, outcome), *_ = stage.desk.disposed
        assert call_id == TALKING.call_id
        assert isinstance(outcome, Complaint)
        assert (outcome.kind, outcome.phone, outcome.matter) == ("water_leak", "13800135678", "厨房漏水")
        assert "TS20261124-0007" in said(stage, "#sup-said")


async def test_the_form_may_be_begun_in_the_call_and_is_sent_after_it() -> None:
    async with running() as (stage, pilot):
        stage.desk.bring(TALKING, AgentState.TALKING, 45_000)
        await settle(pilot)
        await press(pilot, "o", "2", "f6", *"说明了", "ctrl+s")
        assert "还没有结束" in said(stage, "#outcome-said")
        stage.desk.bring(ENDED, AgentState.WRAP_UP)
        await settle(pilot)
        assert "通话 03:02" in said(stage, "#outcome-call")
        await press(pilot, "ctrl+s")
        (_, outcome), *_ = stage.desk.disposed
        assert outcome.notes == "说明了"


async def test_the_script_is_asked_in_the_call_and_fills_the_form() -> None:
    async with running() as (stage, pilot):
        stage.desk.bring(TALKING, AgentState.TALKING, 45_000)
        await settle(pilot)
        await press(pilot, "o", "f7", LEAK)
        panel, form = stage.app.screen.query_one(ScriptPanel), stage.app.screen.query_one(TicketForm)
        assert panel.display
        assert not form.display
        await press(pilot, *"厨房漏水", "enter", "ctrl+n", "ctrl+p", "f8")
        assert form.display
        assert stage.app.main is not None
        work = stage.app.main.duty.work
        assert work is not None
        assert work.run is not None
        assert [(one.answer, one.skipped) for one in work.run.steps][:2] == [("厨房漏水", False), (None, True)]
        assert (work.draft.fields["kind"], work.draft.fields["matter"]) == ("water_leak", "厨房漏水")
        assert stage.app.screen.query_one("#matter", TextArea).text == "厨房漏水"


async def test_who_calls_is_looked_for_and_goes_with_the_complaint() -> None:
    async with running() as (stage, pilot):
        await stage.took_a_call(pilot)
        await press(pilot, "o", "1", "ctrl+d")
        stage.desk.pending(ENDED)
        await settle(pilot)
        await press(pilot, "陈", "enter")
        assert "来电人：陈晓燕" in said(stage, "#outcome-said")
        assert stage.app.main is not None
        work = stage.app.main.duty.work
        assert work is not None
        assert work.draft.resident_id
        assert work.draft.fields["contact"] == "陈晓燕"


async def test_a_draft_outlives_a_look_at_the_board() -> None:
    async with running() as (stage, pilot):
        await stage.took_a_call(pilot)
        await press(pilot, "o", "2", "f6", *"说明了", "escape")
        assert stage.desk.disposed == []
        await press(pilot, "o", "ctrl+s")
        assert [one.notes for _, one in stage.desk.disposed] == ["说明了"]


async def test_of_several_calls_one_is_chosen_and_wrap_up_goes_on_for_the_other() -> None:
    async with running() as (stage, pilot):
        await stage.took_a_call(pilot)
        stage.desk.pending(FORGOTTEN, ENDED)
        await settle(pilot)
        await press(pilot, "o")
        assert isinstance(stage.app.screen, ChooseScreen)
        await press(pilot, "2", "2", "ctrl+s")
        assert [call_id for call_id, _ in stage.desk.disposed] == [FORGOTTEN.call_id]
        assert asked(stage, "ready") == []


async def test_another_call_that_comes_meanwhile_is_not_written_into_this_form() -> None:
    async with running() as (stage, pilot):
        await stage.took_a_call(pilot)
        await press(pilot, "o", "2")
        stage.desk.bring(None, AgentState.READY)
        stage.desk.bring(replace(TALKING, call_id="c-77"), AgentState.TALKING)
        await settle(pilot)
        await press(pilot, "ctrl+s")
        assert [call_id for call_id, _ in stage.desk.disposed] == [TALKING.call_id]


async def test_what_the_desk_refuses_is_said_and_what_it_did_not_hear_is_sent_again() -> None:
    async with running() as (stage, pilot):
        await stage.took_a_call(pilot)
        stage.desk.errors["dispose"] = DeskProblem(409, "conflict", "这通电话已经登记过了")
        await press(pilot, "o", "2", "ctrl+s")
        assert "已经登记过" in said(stage, "#outcome-said")
        stage.desk.errors["dispose"] = DeskAway()
        await press(pilot, "ctrl+s", "escape")
        stage.desk.errors.clear()
        stage.desk.restore()
        await settle(pilot)
        assert [call_id for call_id, _ in stage.desk.disposed] == [TALKING.call_id]
        assert "已解释" in said(stage, "#sup-said")


async def test_without_a_call_there_is_nothing_to_write() -> None:
    async with running() as (stage, pilot):
        await press(pilot, "o")
        assert "没有待填结果" in said(stage, "#sup-said")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_line_has_the_terminals_width(lang: str, size: tuple[int, int]) -> None:
    async with running(lang, size) as (stage, pilot):
        await stage.took_a_call(pilot)
        await press(pilot, "o", "1", "ctrl+s")
        drawn = stage.app.screen._compositor.render_strips()
        assert {cell_len("".join(part.text for part in line)) for line in drawn} == {size[0]}
