"""Hold, park, transfer, dialling and ringing back by key. The desk is `SampleDesk`, the clock stands still."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from msgspec.structs import replace
from textual.pilot import Pilot
from textual.widgets import Input, Static

from api.schemas import (
    AudioTrouble,
    CallState,
    Colleague,
    Direction,
    Party,
    RecordingState,
)
from console import sample
from console.agent.choose import LineScreen
from console.agent.main import MainScreen
from console.pictures import Stage, settle
from console.widgets.bars import Notice
from console.widgets.call_card import CallCard
from console.widgets.keyed_list import KeyedList
from console.widgets.lists import ParkedList, QueueList
from telephony.events import AgentState, AudioFault, Side
from tests.unit.console.agent_rig import press

S = AgentState


ZHAO = Colleague(agent_id="a-2", name="赵敏", state=S.READY, state_ms=0)


BUSY = Colleague(agent_id="a-3", name="孙丽", state=S.TALKING, state_ms=0)


PARKED = replace(
    sample.TALKING,
    call_id="c-9",
    number="13700137000",
    resident=None,
    state=CallState.PARKED,
    parked_ms=65_000,
    parked_by=sample.ME.agent_id,
)


@asynccontextmanager
async def running(stage: Stage, *, talking: bool = True) -> AsyncIterator[Pilot[None]]:
    async with stage.app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        floor = replace(sample.FLOOR, colleagues=(ZHAO, BUSY))
        stage.desk.floor(floor)
        if talking:
            stage.desk.bring(sample.TALKING, S.TALKING)
        await settle(pilot)
        yield pilot


def card(stage: Stage) -> str:
    return text(stage, CallCard)


def text(stage: Stage, widget: type[Static] | type[CallCard]) -> str:
    shown = stage.app.screen_stack[1].query_one(widget)
    return str(shown.content) if shown.display else ""


def asked(stage: Stage) -> list[tuple[str, ...]]:
    names = ("HoldCall", "ResumeCall", "ParkCall", "RetrieveCall", "TransferCall", "ConsultCall", "JoinCall")
    more = ("CompleteCall", "DropFromCall", "DialNumber", "excuse")
    return [one for one in stage.desk.asked if one[0] in (*names, *more)]


def rows(stage: Stage) -> list[str]:
    choices = stage.app.screen.query_one(KeyedList)
    return [str(choices.get_option_at_index(place).prompt) for place in range(choices.option_count)]


# --- hold and park ------------------------------------------------------------------------------------------------


async def test_hold_and_resume_are_one_key_and_hold_has_its_clock(stage: Stage) -> None:
    async with running(stage) as pilot:
        await press(pilot, "ctrl+b")
        stage.desk.bring(replace(sample.TALKING, held_ms=12_000), S.TALKING)
        await settle(pilot)
        assert "保持中 00:12" in card(stage)
        await press(pilot, "ctrl+b")
        assert asked(stage) == [("HoldCall", "call_id=c-1"), ("ResumeCall", "call_id=c-1")]


async def test_park_takes_the_next_caller_who_waits(stage: Stage) -> None:
    async with running(stage) as pilot:
        stage.desk.queue(sample.SECOND)
        await press(pilot, "ctrl+g")
        assert asked(stage) == [("ParkCall", "call_id=c-1", "then=c-2")]


async def test_a_parked_caller_has_a_clock_and_is_taken_back_with_the_same_key(stage: Stage) -> None:
    async with running(stage, talking=False) as pilot:
        stage.desk.floor(replace(sample.FLOOR, parked=(PARKED,)))
        await settle(pilot)
        shown = text(stage, ParkedList)
        assert "01:05" in shown
        assert "本人" in shown
        assert "137****7000" in shown
        await press(pilot, "ctrl+g")
        assert asked(stage) == [("RetrieveCall", "call_id=c-9")]


async def test_without_a_parked_caller_the_list_is_not_there_and_the_key_says_so(stage: Stage) -> None:
    async with running(stage, talking=False) as pilot:
        assert text(stage, ParkedList) == ""
        await press(pilot, "ctrl+g")
        assert "没有驻留" in text(stage, Notice)


async def test_keys_of_a_call_say_so_without_one(stage: Stage) -> None:
    async with running(stage, talking=False) as pilot:
        await press(pilot, "ctrl+b")
        assert "没有通话" in text(stage, Notice)
        await press(pilot, "f10")
        assert isinstance(stage.app.screen, MainScreen)
        assert asked(stage) == []


# --- transfer -----------------------------------------------------------------------------------------------------


async def test_a_colleague_who_is_free_is_consulted_first_or_handed_the_call(stage: Stage) -> None:
    async with running(stage) as pilot:
        await press(pilot, "f10")
        assert rows(stage) == ["1  赵敏  示闲", "2  输入号码…"]
        await press(pilot, "1", "1")
        await press(pilot, "f10", "1", "2")
        assert asked(stage) == [
            ("ConsultCall", "call_id=c-1", "colleague_id=a-2"),
            ("TransferCall", "call_id=c-1", "colleague_id=a-2"),
        ]


async def test_a_number_is_typed(stage: Stage) -> None:
    async with running(stage) as pilot:
        await press(pilot, "f10", "2")
        assert isinstance(stage.app.screen, LineScreen)
        stage.app.screen.query_one(Input).value = " 95598 "
        await press(pilot, "enter", "2")
        assert asked(stage) == [("TransferCall", "call_id=c-1", "number=95598")]


async def test_a_third_party_who_is_there_is_joined_left_or_dropped(stage: Stage) -> None:
    there = Party(party_id="p-1", number="95598", joined=True)
    async with running(stage) as pilot:
        stage.desk.bring(replace(sample.TALKING, held_ms=1000, parties=(there,)), S.TALKING)
        await settle(pilot)
        assert "正在咨询95598" in card(stage)
        for key in ("1", "2", "3"):
            await press(pilot, "f10", key)
        assert asked(stage) == [
            ("CompleteCall", "call_id=c-1"),
            ("JoinCall", "call_id=c-1"),
            ("DropFromCall", "call_id=c-1", "party_id=p-1"),
        ]


async def test_who_is_only_being_called_can_only_be_dropped(stage: Stage) -> None:
    async with running(stage) as pilot:
        stage.desk.bring(replace(sample.TALKING, parties=(Party(party_id="p-1", agent_id="a-2"),)), S.TALKING)
        await settle(pilot)
        assert "正在呼叫同事" in card(stage)
        await press(pilot, "f10")
        assert rows(stage) == ["1  挂断第三方，回到来电人"]


async def test_escape_changes_nothing(stage: Stage) -> None:
    async with running(stage) as pilot:
        await press(pilot, "f10", "escape")
        assert isinstance(stage.app.screen, MainScreen)
        assert asked(stage) == []


# --- dial and ring back -------------------------------------------------------------------------------------------


async def test_a_number_is_dialled(stage: Stage) -> None:
    async with running(stage, talking=False) as pilot:
        await press(pilot, "ctrl+l")
        stage.app.screen.query_one(Input).value = "13600136000"
        await press(pilot, "enter")
        assert asked(stage) == [("DialNumber", "number=13600136000")]
        assert "136 0013 6000" in text(stage, Notice)


async def test_a_call_of_ours_shows_no_rings_and_no_verdict(stage: Stage) -> None:
    call = replace(
        sample.TALKING, state=CallState.DIALLING, direction=Direction.OUTGOING, ring=None, talk_ms=0, resident=None
    )
    async with running(stage, talking=False) as pilot:
        stage.desk.bring(call, S.TALKING)
        await settle(pilot)
        shown = card(stage)
        assert "正在拨出" in shown
        assert "外呼" in shown
        assert "响" not in shown
        await press(pilot, "f4")
        assert ("hang_up", "c-1") in stage.desk.asked, "nobody is there yet: once is enough"


async def test_open_items_are_told_while_the_agent_waits(stage: Stage) -> None:
    async with running(stage, talking=False) as pilot:
        stage.desk.bring(None, S.READY)
        stage.desk.floor(replace(sample.FLOOR, duty_open=3))
        await settle(pilot)
        assert "待办 3 项" in card(stage)


# --- what else a call shows ---------------------------------------------------------------------------------------


async def test_one_way_audio_and_masking_stand_on_the_card(stage: Stage) -> None:
    trouble = AudioTrouble(side=Side.CALLER, fault=AudioFault.SILENT, since_ms=9000)
    async with running(stage) as pilot:
        changed = replace(sample.TALKING, audio=(trouble,), recording=RecordingState.MASKED)
        stage.desk.bring(changed, S.TALKING)
        await settle(pilot)
        assert "听不到对方声音" in card(stage)
        assert "录音已暂停" in card(stage)


async def test_a_line_of_the_desk_is_told(stage: Stage) -> None:
    async with running(stage) as pilot:
        stage.desk.told("对方正忙 (486)", "busy")
        await settle(pilot)
        assert "对方正忙" in text(stage, Notice)


async def test_a_call_that_was_handed_on_can_be_written_up(stage: Stage) -> None:
    async with running(stage) as pilot:
        stage.desk.bring(replace(sample.TALKING, state=CallState.HANDED_ON), S.WRAP_UP)
        await settle(pilot)
        assert "已转出" in card(stage)
        await press(pilot, "ctrl+s")
        assert "通话结束后" not in text(stage, Notice)


async def test_a_caller_to_be_rung_back_stands_in_the_queue_as_such(stage: Stage) -> None:
    async with running(stage, talking=False) as pilot:
        waiting = replace(sample.SECOND, callback=True, elapsed_ms=61_000)
        stage.desk.queue(waiting)
        await settle(pilot)
        assert "待回拨" in text(stage, QueueList)


async def test_answering_in_a_call_says_how_to_park(stage: Stage) -> None:
    async with running(stage) as pilot:
        stage.desk.queue(sample.SECOND)
        await press(pilot, "f2")
        assert "Ctrl+G" in text(stage, Notice)
