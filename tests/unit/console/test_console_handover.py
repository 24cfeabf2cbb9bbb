"""The hand-over between shifts: how notes stand and read, signing, the form with its draft, and its two reminders."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot
from textual.widgets import OptionList, Static, TextArea

from api.schemas import HandoverNote, HandoverPage, NewHandover, Signature, TicketState
from console import sample
from console.agent.beside import Calls
from console.agent.handover import HandoverScreen
from console.agent.handover_form import HandoverForm
from console.agent.main import MainScreen
from console.errors import DeskAway, DeskProblem
from console.handover import Shift, Standing, heading, note_of, reading, says_nothing, standing, tickets
from console.homes import Telling, Tone
from console.pictures import Stage, settle
from console.sample_records import DAY, NOTE, OPEN_TICKET, WALL, SampleRecords
from console.texts import words_in
from console.widgets.bars import Notice
from console.widgets.flow import Flow
from telephony.events import AgentState
from tests.unit.console.agent_rig import RULES, press

ME = sample.ME.agent_id


UNREAD = replace(NOTE, signed=())


EARLIER = replace(UNREAD, note_id="h-0", at=WALL - 0.4 * DAY, name="孙丽", agent_id="a-1003")


MINE = replace(NOTE, note_id="h-2", at=WALL - 600, agent_id=ME, name="李敏", signed=())


OLD = replace(UNREAD, note_id="h-3", at=WALL - 3 * DAY)


HOUR = 3600.0


def telling(now: float = WALL) -> Telling:
    return Telling(now, "Asia/Shanghai", words_in("zh"), "zh", {"renovation_noise": "装修噪音"})


# --- words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("note", "stands"),
    [
        (UNREAD, Standing.UNREAD),
        (NOTE, Standing.SIGNED),
        (MINE, Standing.MINE),
        (OLD, Standing.OLD),
        (replace(UNREAD, at=WALL - 2 * DAY + 1), Standing.UNREAD),
        (replace(UNREAD, at=WALL - 2 * DAY), Standing.OLD),
        (replace(UNREAD, signed=(Signature(agent_id="a-9", name="孙丽", at=WALL),)), Standing.UNREAD),
    ],
)
def test_how_a_note_stands_to_me(note: HandoverNote, stands: Standing) -> None:
    assert standing(note, ME, WALL) is stands


def test_a_row_marks_unread_by_sign_and_word() -> None:
    assert heading(UNREAD, ME, telling()) == ("● 未读", "今天 08:00  赵芳")


def test_the_five_parts_are_all_read_and_an_empty_one_says_none() -> None:
    said = [one.text for one in reading(UNREAD, telling())]
    assert said[0] == "赵芳  11月24日 周二 08:00"
    assert said[1] == "业务变动：无"
    assert said[2:6] == [
        "通知事项：今晚 22:00 至次日 5:00，3 号楼停水检修",
        "住户建议：7 号楼住户建议增设快递柜",
        "投诉跟进：3-2-501 楼上施工一事，工程部今天上午答复",
        "设备情况：2 号座席耳麦有杂音，已报修",
    ]
    assert said[-2:] == ["交班时待办 2 项", "签收：还没有人签收"]
    assert reading(NOTE, telling())[-1].text == "签收：李敏 今天 08:30"


def test_open_complaints_are_told_as_they_stood_when_the_note_was_written() -> None:
    due_later = replace(OPEN_TICKET, next_due=WALL + HOUR, overdue=False)
    (before,) = tickets([due_later], telling(WALL + DAY), at=WALL)
    assert before.tone is Tone.PLAIN
    assert before.text == "TS20261122-0003  装修噪音  楼上 601 午休时间电钻施工（王建国）昨天 10:00 到期"
    (late,) = tickets([OPEN_TICKET], telling(), at=WALL)
    assert late.tone is Tone.BAD
    assert "⚠ 已逾期，应于今天 08:00 办理" in late.text
    (done,) = tickets([replace(OPEN_TICKET, state=TicketState.DONE)], telling(), at=WALL)
    assert done.tone is Tone.PLAIN
    assert "待回访" in done.text


def test_the_parts_are_handed_in_without_blanks() -> None:
    note = note_of({"notices": " 停水 \n", "business": "  "})
    assert note == NewHandover(notices="停水")
    assert not says_nothing(note)
    assert says_nothing(note_of({"business": " \n"}))


def test_a_note_is_owed_after_an_hour_until_it_is_written_or_reminded_of() -> None:
    shift = Shift(began=100.0)
    assert not shift.owes_a_note(100.0 + HOUR)
    assert shift.owes_a_note(101.0 + HOUR)
    assert not Shift(began=100.0, wrote=True).owes_a_note(9 * HOUR)
    assert not Shift(began=100.0, reminded=True).owes_a_note(9 * HOUR)


@asynccontextmanager
async def running(
    stage: Stage, *keys: str, notes: tuple[HandoverNote, ...] = (), size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Pilot[None]]:
    stage.desk.records.notes = notes
    async with stage.app.run_test(size=size) as pilot:
        await settle(pilot)
        stage.desk.bring(None, AgentState.READY)
        await settle(pilot)
        await press(pilot, *keys)
        yield pilot


def state(stage: Stage) -> str:
    return str(stage.app.screen.query_one("#note-state", Static).content)


def rows(stage: Stage) -> list[str]:
    shown = stage.app.screen.query_one("#notes-list", OptionList)
    return [str(option.prompt) for option in shown.options]


def text(stage: Stage) -> str:
    return stage.app.screen.query_one("#note-reading", Flow).plain


def notice(stage: Stage) -> str:
    assert stage.app.main is not None
    shown = stage.app.main.query_one(Notice)
    return str(shown.content) if shown.display else ""


def part(stage: Stage, name: str) -> TextArea:
    return stage.app.screen.query_one(f"#note-{name}", TextArea)


def asked(stage: Stage, what: str) -> list[tuple[object, ...]]:
    return [one for one in stage.desk.records.asked if one[0] == what]


async def test_unread_notes_are_told_after_sign_in_with_their_key(stage: Stage) -> None:
    async with running(stage, notes=(UNREAD, EARLIER)):
        assert "有 2 条交接班记录未读，按 Ctrl+W" in notice(stage)


async def test_nothing_unread_is_not_told(stage: Stage) -> None:
    async with running(stage, notes=(NOTE,)):
        assert notice(stage) == ""


async def test_the_line_of_unread_notes_waits_for_another_line_to_go(stage: Stage) -> None:
    class Late(SampleRecords):
        gate = asyncio.Event()

        async def handover(self) -> HandoverPage:
            await self.gate.wait()
            return await super().handover()

    stage.desk.records = Late()
    async with running(stage, "f5", notes=(UNREAD,)) as pilot:
        Late.gate.set()
        await settle(pilot)
        assert "已示闲" in notice(stage)
        stage.now += 7
        await settle(pilot)
        assert "1 条交接班记录未读" in notice(stage)
        stage.now += 30
        await settle(pilot)
        await settle(pilot)
        assert notice(stage) == "", "told once"


async def test_a_desk_that_refuses_the_notes_is_told(stage: Stage) -> None:
    stage.desk.records.errors["handover"] = DeskProblem(500, "fault", "服务端出错")
    async with running(stage) as pilot:
        assert "服务端出错" in notice(stage)
        await press(pilot, "ctrl+w")
        assert state(stage) == "✗ 服务端出错"
        del stage.desk.records.errors["handover"]
        stage.desk.records.notes = (UNREAD,)
        await press(pilot, "r")
        assert len(rows(stage)) == 1


async def test_the_oldest_unread_note_is_read_first_and_enter_signs_one_after_the_other(stage: Stage) -> None:
    async with running(stage, "ctrl+w", notes=(MINE, UNREAD, EARLIER, OLD)) as pilot:
        assert [row.split()[1] for row in rows(stage)][1:3] == ["未读", "未读"]
        assert state(stage).startswith("2 条未读")
        assert text(stage).startswith("孙丽")
        await press(pilot, "enter")
        assert asked(stage, "sign_handover") == [("sign_handover", EARLIER.note_id)]
        assert text(stage).startswith("赵芳"), "the next unread one"
        await press(pilot, "s")
        assert asked(stage, "sign_handover")[1:] == [("sign_handover", UNREAD.note_id)]
        assert state(stage) == "没有未读的交接班记录"
        assert "签收：李敏 今天 09:00" in text(stage)
        await press(pilot, "enter")
        assert len(asked(stage, "sign_handover")) == 2, "signed once"


async def test_my_own_note_is_signed_by_others(stage: Stage) -> None:
    async with running(stage, "ctrl+w", "enter", notes=(MINE,)):
        assert "由接班人签收" in state(stage)
        assert asked(stage, "sign_handover") == []


async def test_a_signature_that_the_desk_did_not_take_can_be_tried_again(stage: Stage) -> None:
    stage.desk.records.errors["sign_handover"] = DeskAway()
    async with running(stage, "ctrl+w", "enter", notes=(UNREAD,)) as pilot:
        assert "没有应答" in state(stage)
        assert "未读" in rows(stage)[0]
        del stage.desk.records.errors["sign_handover"]
        await press(pilot, "enter")
        assert "已签收" in rows(stage)[0]


async def test_no_note_at_all_is_said(stage: Stage) -> None:
    async with running(stage, "ctrl+w") as pilot:
        assert "还没有交接班记录" in state(stage)
        await press(pilot, "enter", "ctrl+w")
        assert isinstance(stage.app.screen, MainScreen)


async def test_a_long_note_is_read_on_by_page_down(stage: Stage) -> None:
    long = replace(UNREAD, open_tickets=(OPEN_TICKET,) * 30)
    async with running(stage, "ctrl+w", notes=(long,)) as pilot:
        reader = stage.app.screen.query_one("#note-text")
        assert reader.scroll_y == 0
        await press(pilot, "pagedown")
        assert reader.scroll_y > 0
        await press(pilot, "pageup")
        assert reader.scroll_y == 0


async def test_a_call_that_rings_is_seen_over_the_form_and_f2_answers_it_with_the_draft_kept(stage: Stage) -> None:
    async with running(stage, "ctrl+w", "n", "x", "y") as pilot:
        stage.desk.bring(sample.RINGING, AgentState.RESERVED)
        await settle(pilot)
        assert "王建国 来电，按 F2 接听" in str(stage.app.screen.query_one(Calls).content)
        await press(pilot, "f2")
        assert isinstance(stage.app.screen, MainScreen)
        assert ("accept", sample.RINGING.call_id) in stage.desk.asked
        await press(pilot, "ctrl+w", "n")
        assert part(stage, "business").text == "xy"


# --- the form -----------------------------------------------------------------------------------------------------


async def test_the_five_parts_are_handed_in_and_the_list_of_open_complaints_is_shown(stage: Stage) -> None:
    async with running(stage, "ctrl+w", "n", size=(120, 40)) as pilot:
        facts = stage.app.screen.query_one("#note-facts", Flow).plain
        assert "未结投诉 1 件，待办 2 项" in facts
        assert OPEN_TICKET.number in facts
        for name in ("business", "notices", "suggestions", "complaints", "equipment"):
            part(stage, name).text = f"{name} 内容"
            await settle(pilot)
        await press(pilot, "ctrl+s")
        ((_, note),) = asked(stage, "write_handover")
        assert note == note_of({name: f"{name} 内容" for name in NewHandover.__struct_fields__})
        assert isinstance(stage.app.screen, MainScreen)
        assert "已提交" in notice(stage)
        await press(pilot, "ctrl+w", "n")
        assert part(stage, "business").text == "", "the desk has it: the draft is gone"


async def test_tab_goes_from_part_to_part(stage: Stage) -> None:
    async with running(stage, "ctrl+w", "n", "a", "tab", "b", "tab", "tab", "tab", "c"):
        assert [part(stage, name).text for name in ("business", "notices", "equipment")] == ["a", "b", "c"]


async def test_an_empty_note_is_not_sent(stage: Stage) -> None:
    async with running(stage, "ctrl+w", "n", "space", "ctrl+s"):
        assert "至少填写一项" in state(stage)
        assert asked(stage, "write_handover") == []


async def test_what_was_typed_outlives_the_console(stage: Stage, tmp_path: Path) -> None:
    async with running(stage, "ctrl+w", "n", "a", "b", "c"):
        pass  # the terminal is closed in the midst of it
    again = Stage(RULES, "zh", tmp_path)
    async with running(again, "ctrl+w", notes=(NOTE,)) as pilot:
        assert "本班记录还没有提交" in state(again)
        await press(pilot, "n")
        assert part(again, "business").text == "abc"
        assert "已恢复" in state(again)
        await press(pilot, "end", "backspace", "backspace", "backspace", "escape", "ctrl+w")
        assert "还没有提交" not in state(again), "nothing is kept of an empty form"


async def test_a_desk_that_is_away_keeps_the_draft_and_the_form_open(stage: Stage) -> None:
    stage.desk.records.errors["write_handover"] = DeskAway()
    async with running(stage, "ctrl+w", "n", "a", "ctrl+s") as pilot:
        assert "内容已存草稿" in state(stage)
        assert not part(stage, "business").read_only
        del stage.desk.records.errors["write_handover"]
        await press(pilot, "b", "ctrl+s")
        assert asked(stage, "write_handover")[-1] == ("write_handover", NewHandover(business="ab"))
        assert isinstance(stage.app.screen, MainScreen)


async def test_what_the_desk_refuses_is_said_with_the_part(stage: Stage) -> None:
    problem = DeskProblem(400, "invalid", "交接班记录太长", {"business": "最多 4000 字"})
    stage.desk.records.errors["write_handover"] = problem
    async with running(stage, "ctrl+w", "n", "a", "ctrl+s"):
        assert state(stage) == "✗ 交接班记录太长 最多 4000 字"
        assert isinstance(stage.app.screen, HandoverForm)


async def test_complaints_that_cannot_be_read_are_no_reason_not_to_write(stage: Stage) -> None:
    stage.desk.records.errors["handover_facts"] = DeskAway()
    async with running(stage, "ctrl+w", "n", "a", "ctrl+s"):
        assert len(asked(stage, "write_handover")) == 1


async def test_a_disk_that_refuses_the_draft_is_said(stage: Stage, tmp_path: Path) -> None:
    async with running(stage, "ctrl+w", "n") as pilot:
        folder = tmp_path / sample.ME.agent_id
        folder.mkdir(exist_ok=True)
        (folder / "handover").write_text("in the way")
        await press(pilot, "a")
        assert "草稿写不进磁盘" in state(stage)


# --- leaving ------------------------------------------------------------------------------------------------------


async def test_leaving_after_an_hour_without_a_note_reminds_once(stage: Stage) -> None:
    async with running(stage) as pilot:
        stage.now += HOUR + 1
        await press(pilot, "ctrl+q")
        assert "本班还没有写交接班记录（Ctrl+W）" in notice(stage)
        assert ("sign_out",) not in stage.desk.asked
        stage.now += 600  # long after the line has gone
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert ("sign_out",) in stage.desk.asked


async def test_who_was_here_for_less_or_has_written_leaves_at_once(stage: Stage) -> None:
    async with running(stage, "ctrl+w", "n", "a", "ctrl+s") as pilot:
        stage.now += 8 * HOUR
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert ("sign_out",) in stage.desk.asked


async def test_a_short_stay_is_not_reminded(stage: Stage) -> None:
    async with running(stage) as pilot:
        stage.now += HOUR - 1
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert ("sign_out",) in stage.desk.asked


async def test_the_reminder_stands_beside_what_else_is_open(stage: Stage) -> None:
    async with running(stage) as pilot:
        stage.desk.pending(sample.FORGOTTEN)
        stage.now += HOUR + 1
        await press(pilot, "ctrl+q")
        assert "1 通电话没有处理结果" in notice(stage)
        assert "还没有写交接班记录" in notice(stage)


async def test_the_notes_screen_is_the_one_that_opens(stage: Stage) -> None:
    async with running(stage, "ctrl+w", notes=(UNREAD,)):
        assert isinstance(stage.app.screen, HandoverScreen)
