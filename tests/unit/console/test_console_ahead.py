"""What the form shows ahead: proposals with their reason, due times, what a typed time means (CMP-3..7, SLA-1..8)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from api.schemas import ClocksAsked, Disposition, Explained
from console import sample
from console.agent import form_keys
from console.errors import DeskAway
from console.pictures import Stage, settle
from console.widgets.ahead import Ahead
from console.widgets.ticket_form import TicketForm
from scripts_lib.loader import load
from scripts_lib.model import Weight
from telephony.events import AgentState

RULES = load().rules


@asynccontextmanager
async def complaint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[Stage, Pilot[None]]]:
    """In a call that is going to be a complaint about noise; the desk is asked at once."""
    monkeypatch.setattr(form_keys, "ASK_AFTER_S", 0.01)
    stage = Stage(RULES, "zh", tmp_path)
    async with stage.app.run_test(size=size) as pilot:
        await settle(pilot)
        stage.desk.bring(sample.TALKING, AgentState.TALKING)
        await settle(pilot)
        fill(stage, "kind", "renovation_noise")
        await settle(pilot)
        yield stage, pilot


def fill(stage: Stage, name: str, value: str) -> None:
    assert stage.app.main is not None
    stage.app.main.fill_field(name, value)


def ahead(stage: Stage) -> str:
    return stage.app.screen_stack[1].query_one(Ahead).plain


async def asked(stage: Stage, pilot: Pilot[None], wanted: ClocksAsked) -> None:
    """Until the desk was asked for these clocks."""
    for _ in range(500):
        if ("clocks", wanted) in stage.desk.records.asked:
            break
        await asyncio.sleep(0.01)
    assert ("clocks", wanted) in stage.desk.records.asked
    await settle(pilot)


async def test_due_times_are_shown_as_they_would_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with complaint(tmp_path, monkeypatch) as (stage, pilot):
        await asked(stage, pilot, ClocksAsked(weight=Weight.SLIGHT))
        assert "现在登记的话，时限是" in ahead(stage)
        assert "11月24日 周二 09:10  送达被投诉部门签收  SLA-1" in ahead(stage)
        fill(stage, "weight", "important")
        await asked(stage, pilot, ClocksAsked(weight=Weight.IMPORTANT))


async def test_a_desk_that_is_away_leaves_the_last_due_times_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with complaint(tmp_path, monkeypatch) as (stage, pilot):
        await asked(stage, pilot, ClocksAsked(weight=Weight.SLIGHT))
        stage.desk.records.errors["clocks"] = DeskAway()
        fill(stage, "weight", "grave")
        await asked(stage, pilot, ClocksAsked(weight=Weight.GRAVE))
        assert "服务端没有答复" in ahead(stage)
        assert "SLA-1" in ahead(stage)


async def test_a_proposal_says_why_and_is_taken_over_by_a_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with complaint(tmp_path, monkeypatch) as (stage, pilot):
        fill(stage, "matter", "夜里砸墙，反映多次，一直没解决")
        await settle(pilot)
        assert "建议 程度：重大  业主多次反映仍未解决（“反映多次”）  CMP-5" in ahead(stage)
        assert "Ctrl+\\ 采用建议" in ahead(stage)
        await pilot.press("ctrl+backslash")
        await settle(pilot)
        assert stage.app.main is not None
        work = stage.app.main.duty.work
        assert work is not None
        assert work.draft.fields["weight"] == "grave"
        assert "建议" not in ahead(stage)


async def test_a_weight_that_needs_more_marks_the_field(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with complaint(tmp_path, monkeypatch) as (stage, pilot):
        label = stage.app.screen.query_one("#field-target .field-label", Static)
        assert not str(label.content).startswith("*")
        fill(stage, "weight", "grave")
        await settle(pilot)
        assert str(label.content).startswith("*")


async def test_a_typed_time_is_told_back_and_a_promise_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with complaint(tmp_path, monkeypatch) as (stage, pilot):
        fill(stage, "promise_what", "处理结果")
        fill(stage, "promise_by", "今天下午4点")
        await settle(pilot)
        echo = stage.app.screen.query_one("#field-promise_by .field-echo", Static)
        assert str(echo.content) == "→ 11月24日 周二 16:00"
        assert stage.app.main is not None
        stage.app.main.duty.decide(Disposition.EXPLAINED)
        stage.desk.bring(sample.ENDED, AgentState.WRAP_UP)
        await settle(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        ((_, outcome),) = stage.desk.disposed
        assert isinstance(outcome, Explained)
        assert outcome.promise is not None
        assert outcome.promise.what == "处理结果"


async def test_the_whole_form_can_be_reached_on_a_small_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with complaint(tmp_path, monkeypatch, (80, 24)) as (stage, pilot):
        await pilot.press("f8")
        await settle(pilot)
        form = stage.app.screen.query_one(TicketForm)
        last = stage.app.screen.query_one("#promise_by")
        last.focus()
        await settle(pilot)
        assert form.region.contains_region(last.region)
