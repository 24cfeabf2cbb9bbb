"""Two callers (LINE-4) and small keys of a call: swap, ring back later, mask, keypad, transfer to a queue."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot
from textual.widgets import Static

from api.schemas import Explained, QueueName, RecordingState
from console import sample
from console.agent.keypad import KeypadScreen
from console.pictures import Stage, settle
from console.sample_records import WALL
from console.widgets.call_card import CallCard
from telephony.events import AgentState
from tests.unit.console.agent_rig import RULES, press

SECOND = replace(sample.TALKING, call_id="c-2", number="13900138888", resident=sample.SECOND.resident)


@asynccontextmanager
async def in_second_call(tmp_path: Path) -> AsyncIterator[tuple[Stage, Pilot[None]]]:
    """The first caller is parked by me, the second is on the line."""
    stage = Stage(RULES, "zh", tmp_path)
    async with stage.app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        stage.desk.floor(replace(sample.FLOOR, parked=(sample.PARKED,)))
        stage.desk.bring(SECOND, AgentState.TALKING)
        await settle(pilot)
        yield stage, pilot


def minute(at: float) -> float:
    """As the form takes a time: to the minute."""
    return at // 60 * 60


def asked(stage: Stage, name: str) -> list[tuple[str, ...]]:
    return [one for one in stage.desk.asked if one[0] == name]


def card(stage: Stage) -> str:
    return stage.app.screen_stack[1].query_one(CallCard).content.plain


async def test_the_card_tells_of_the_parked_caller_and_who_rings(tmp_path: Path) -> None:
    async with in_second_call(tmp_path) as (stage, pilot):
        assert "陈晓燕 已驻留 01:05" in card(stage)
        stage.desk.floor(replace(sample.FLOOR, parked=(sample.PARKED,), waiting=(sample.RINGING,)))
        await settle(pilot)
        assert "另有来电：王建国，Ctrl+G 驻留并接听" in card(stage)


async def test_the_second_caller_is_noted_and_rung_back_and_the_first_comes_back(tmp_path: Path) -> None:
    async with in_second_call(tmp_path) as (stage, pilot):
        await press(pilot, "ctrl+g", "1")
        assert asked(stage, "HangUpCall") == [], "by when is asked first"
        await press(pilot, "enter")
        assert asked(stage, "HangUpCall") == [("HangUpCall", "call_id=c-2", "then=c-3")]
        assert stage.desk.disposed == [], "nothing is saved while the call goes on"
        ended = replace(sample.ENDED, call_id="c-2", number="13900138888")
        stage.desk.bring(replace(sample.PARKED, state=sample.TALKING.state, parked_ms=None), AgentState.TALKING)
        stage.desk.pending(ended)
        await settle(pilot)
        ((call_id, outcome),) = stage.desk.disposed
        assert call_id == "c-2"
        assert isinstance(outcome, Explained)
        assert outcome.promise is not None
        assert outcome.promise.by == minute(WALL + 1800)
        stage.desk.pending(ended)
        await settle(pilot)
        assert len(stage.desk.disposed) == 1, "saved once"


@pytest.mark.parametrize(("keys", "seconds"), [(("4",), 7200), (("5", *"45min", "enter"), 2700)])
async def test_another_time_is_chosen_or_typed(tmp_path: Path, keys: tuple[str, ...], seconds: int) -> None:
    async with in_second_call(tmp_path) as (stage, pilot):
        await press(pilot, "ctrl+g", "1", *keys)
        stage.desk.bring(replace(sample.PARKED, state=sample.TALKING.state, parked_ms=None), AgentState.TALKING)
        stage.desk.pending(replace(sample.ENDED, call_id="c-2", number="13900138888"))
        await settle(pilot)
        ((_, outcome),) = stage.desk.disposed
        assert outcome.promise is not None
        assert outcome.promise.by == minute(WALL + seconds)


async def test_a_time_that_is_none_or_past_promises_nothing(tmp_path: Path) -> None:
    async with in_second_call(tmp_path) as (stage, pilot):
        for typed in ("soon", "today 00:01"):
            await press(pilot, "ctrl+g", "1", "5")
            await press(pilot, *("space" if one == " " else one for one in typed), "enter")
        assert asked(stage, "HangUpCall") == []


async def test_without_a_number_nothing_is_promised(tmp_path: Path) -> None:
    async with in_second_call(tmp_path) as (stage, pilot):
        stage.desk.bring(replace(SECOND, number="", resident=None), AgentState.TALKING)
        await press(pilot, "ctrl+g", "1")
        assert asked(stage, "HangUpCall") == []


async def test_the_two_callers_are_swapped(tmp_path: Path) -> None:
    async with in_second_call(tmp_path) as (stage, pilot):
        await press(pilot, "ctrl+g", "2")
        assert asked(stage, "ParkCall") == [("ParkCall", "call_id=c-2", "then=c-3")]


async def test_nobody_is_sent_away_for_a_first_caller_who_has_hung_up_meanwhile(tmp_path: Path) -> None:
    async with in_second_call(tmp_path) as (stage, pilot):
        for key in ("1", "2"):
            stage.desk.floor(replace(sample.FLOOR, parked=(sample.PARKED,)))
            await press(pilot, "ctrl+g")
            stage.desk.floor(sample.FLOOR)
            await press(pilot, key)
        assert asked(stage, "HangUpCall") == asked(stage, "ParkCall") == []


async def test_recording_is_masked_with_a_reason_and_goes_on(tmp_path: Path) -> None:
    async with in_second_call(tmp_path) as (stage, pilot):
        await press(pilot, "ctrl+x")
        assert asked(stage, "MaskCall") == [], "this call is not recorded"
        stage.desk.bring(replace(SECOND, recording=RecordingState.ON), AgentState.TALKING)
        await press(pilot, "ctrl+x", "2")
        assert asked(stage, "MaskCall") == [("MaskCall", "call_id=c-2", "reason=业主报银行卡、账户信息")]
        stage.desk.bring(replace(SECOND, recording=RecordingState.MASKED), AgentState.TALKING)
        await settle(pilot)
        assert "录音已暂停" in card(stage)
        await press(pilot, "ctrl+x")
        assert asked(stage, "UnmaskCall") == [("UnmaskCall", "call_id=c-2")]


async def test_keys_are_sent_in_order_until_escape(tmp_path: Path) -> None:
    async with in_second_call(tmp_path) as (stage, pilot):
        await press(pilot, "ctrl+z")
        await press(pilot, "1", "0", "#")
        digits = "".join(field.removeprefix("digits=") for one in asked(stage, "SendKeys") for field in one[2:])
        assert digits == "10#"
        assert isinstance(stage.app.screen, KeypadScreen)
        assert str(stage.app.screen.query_one("#keypad-sent", Static).content) == "已发送：10#"
        await press(pilot, "escape")
        assert not isinstance(stage.app.screen, KeypadScreen)


async def test_a_caller_is_handed_to_a_queue(tmp_path: Path) -> None:
    stage = Stage(RULES, "zh", tmp_path)
    site = replace(sample.SITE, queues=(QueueName(queue_id="main", name="投诉热线"),))
    stage.desk.snapshot = replace(stage.desk.snapshot, site=site)
    async with stage.app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        stage.desk.bring(sample.TALKING, AgentState.TALKING)
        await press(pilot, "f10", "1")
        assert asked(stage, "TransferCall") == [("TransferCall", "call_id=c-1", "queue=main")]
