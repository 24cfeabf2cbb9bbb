"""What is heard: the reminder, the transcript by key, numbers into the form, and that listening is off."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from msgspec import structs
from textual.pilot import Pilot
from textual.widgets import Input

from api.schemas import (
    Delta,
    HomeCard,
    ListeningShown,
    ListeningState,
    ListeningView,
    SpokenNumber,
    SuspectedPhrase,
    TranscriptChanged,
    TranscriptLine,
)
from console import sample
from console.agent.main import MainScreen
from console.agent.resident_search import ResidentSearch
from console.agent.transcript import TranscriptScreen
from console.pictures import Stage, settle
from console.widgets.header import Header
from console.widgets.notes import Notes, Reminder
from console.widgets.transcript_panel import TranscriptPanel, marked
from scripts_lib.model import Text
from telephony.events import AgentState, Side
from tests.unit.console.agent_rig import RULES

KEY = "ctrl+underscore"


HIT = SuspectedPhrase(
    rule="SAY-F02",
    phrase="不知道",
    start=4,
    end=7,
    say_instead=Text("我马上帮您核实。", "Let me check that for you."),
    why=Text("", ""),
    confidence=0.93,
)


SAID = TranscriptLine(
    side=Side.AGENT, segment=1, text="这个我也不知道", start_ms=12_000, end_ms=13_500, final=True, hits=(HIT,)
)


CALLER = TranscriptLine(side=Side.CALLER, segment=0, text="三号楼停水了", start_ms=8_000, end_ms=9_500, final=False)


NUMBERS = (SpokenNumber(field="phone", value="13800138000"), SpokenNumber(field="home", value="3-2-502"))


@asynccontextmanager
async def running(stage: Stage, *, size: tuple[int, int] = (100, 32)) -> AsyncIterator[Pilot[None]]:
    async with stage.app.run_test(size=size) as pilot:
        await settle(pilot)
        stage.desk.bring(sample.TALKING, AgentState.TALKING)
        await settle(pilot)
        yield pilot


def tell(stage: Stage, make: Callable[[int], Delta]) -> None:
    stage.desk.tell(make)


def hear(stage: Stage, *lines: TranscriptLine, numbers: tuple[SpokenNumber, ...] = ()) -> None:
    for line in lines:
        tell(
            stage,
            lambda number, line=line: TranscriptChanged(  # type: ignore[misc]
                number=number, call_id=sample.TALKING.call_id, line=line, numbers=numbers
            ),
        )


def main(stage: Stage) -> MainScreen:
    return next(one for one in stage.app.screen_stack if isinstance(one, MainScreen))


async def test_a_suspected_phrase_reminds_at_once_and_esc_hides_it(stage: Stage) -> None:
    async with running(stage) as pilot:
        hear(stage, SAID)
        await settle(pilot)
        reminder = main(stage).query_one(Reminder)
        assert reminder.display
        assert "疑似忌语「不知道」" in reminder.plain
        assert "改说：我马上帮您核实。" in reminder.plain
        await pilot.press("escape")
        await settle(pilot)
        assert not reminder.display
        hear(stage, CALLER)
        await settle(pilot)
        assert not reminder.display, "what was put away does not come back with every line"


async def test_spoken_and_typed_phrases_stand_side_by_side(stage: Stage) -> None:
    async with running(stage) as pilot:
        main(stage).query_one(Notes).text = "我不管，该找谁找谁"
        await settle(pilot)
        hear(stage, SAID)
        await settle(pilot)
        assert len(main(stage).query_one(Reminder).hits) == 2
        hear(stage, TranscriptLine(side=Side.AGENT, segment=1, text="", start_ms=0, end_ms=0, final=True))
        await settle(pilot)
        reminder = main(stage).query_one(Reminder)
        assert len(reminder.hits) == 1
        assert "忌语「" in reminder.plain
        assert "疑似" not in reminder.plain


async def test_the_transcript_opens_by_key_and_follows_what_is_said(stage: Stage) -> None:
    async with running(stage) as pilot:
        hear(stage, CALLER)
        await pilot.press(KEY)
        await settle(pilot)
        assert isinstance(stage.app.screen, TranscriptScreen)
        panel = stage.app.screen.query_one(TranscriptPanel)
        assert "00:08  来电人：三号楼停水了" in panel.plain
        hear(stage, SAID)
        await settle(pilot)
        assert panel.plain.index("来电人") < panel.plain.index("00:12  我：这个我也不知道")
        assert "疑似忌语「不知道」  改说：我马上帮您核实。" in panel.plain
        (hit,) = SAID.hits
        hear(stage, structs.replace(SAID, hits=(structs.replace(hit, provable=False),)))
        await settle(pilot)
        assert "可能是忌语「不知道」，仅提醒  改说：我马上帮您核实。" in panel.plain
        assert "疑似" not in panel.plain
        await pilot.press(KEY)
        await settle(pilot)
        assert not isinstance(stage.app.screen, TranscriptScreen)


async def test_what_has_to_be_said_is_ticked_when_it_was_heard(stage: Stage) -> None:
    async with running(stage) as pilot:
        tell(
            stage,
            lambda number: TranscriptChanged(
                number=number, call_id=sample.TALKING.call_id, line=SAID, required=("LINE-2-1",)
            ),
        )
        await pilot.press(KEY)
        await settle(pilot)
        shown = stage.app.screen.query_one(TranscriptPanel).plain
        parts = {part.rule: part.label.zh for part in RULES.required}
        assert f"✓ {parts['LINE-2-1']}" in shown
        assert f"○ {parts['LINE-2-2']}" in shown
        assert f"○ {parts['LINE-5-1']}" in shown


async def test_a_number_that_was_said_goes_into_the_form_by_a_digit(stage: Stage) -> None:
    async with running(stage) as pilot:
        hear(stage, CALLER, numbers=NUMBERS)
        await pilot.press(KEY)
        await settle(pilot)
        shown = stage.app.screen.query_one(TranscriptPanel).plain
        assert "1 电话 138 0013 8000" in shown
        assert "2 住址 3-2-502" in shown
        await pilot.press("2")
        await settle(pilot)
        work = main(stage).duty.work
        assert work is not None
        assert work.draft.fields["place"] == "3-2-502"
        await pilot.press(KEY, "4")
        await settle(pilot)
        assert isinstance(stage.app.screen, TranscriptScreen), "there is no fourth"


async def test_a_home_that_an_unknown_caller_said_is_searched_for_and_one_key_takes_who_lives_there(
    stage: Stage,
) -> None:
    records = stage.desk.records
    records.matches, records.card = (), HomeCard()
    async with running(stage) as pilot:
        hear(stage, CALLER, numbers=(SpokenNumber(field="home", value="7-1-1203"),))
        await pilot.press(KEY, "1")
        await settle(pilot)
        search = stage.app.screen
        assert isinstance(search, ResidentSearch)
        assert search.query_one(Input).value == "7-1-1203"
        assert ("residents", "7-1-1203") in records.asked
        await pilot.press("enter")
        await settle(pilot)
        work = main(stage).duty.work
        assert work is not None
        assert work.draft.resident_id == "r-2"


@pytest.mark.parametrize(
    ("state", "short", "why"),
    [
        (ListeningState.OFF, "未听写", "hotline listen setup"),
        (ListeningState.BUSY, "听写滞后", "晚 4 秒左右"),
        (ListeningState.FAILED, "听写中断", "正在重新启动"),
        (ListeningState.STARTING, "听写启动中", "听写启动中"),
    ],
)
async def test_what_is_not_heard_as_it_should_be_is_said(
    stage: Stage, state: ListeningState, short: str, why: str
) -> None:
    async with running(stage) as pilot:
        view = ListeningView(state=state, behind_s=4.2)
        tell(stage, lambda number: ListeningShown(number=number, listening=view))
        await settle(pilot)
        assert short in str(main(stage).query_one(Header).render())
        await pilot.press(KEY)
        await settle(pilot)
        assert why in stage.app.screen.query_one(TranscriptPanel).plain


async def test_while_it_listens_the_top_line_says_nothing_of_it(stage: Stage) -> None:
    async with running(stage) as pilot:
        view = ListeningView(state=ListeningState.ON)
        tell(stage, lambda number: ListeningShown(number=number, listening=view))
        await settle(pilot)
        assert "听写" not in str(main(stage).query_one(Header).render())


async def test_another_call_begins_without_the_words_of_the_one_before(stage: Stage) -> None:
    async with running(stage) as pilot:
        hear(stage, SAID)
        await settle(pilot)
        stage.desk.bring(None, AgentState.READY)
        await settle(pilot)
        assert not main(stage).query_one(Reminder).display
        await pilot.press(KEY)
        await settle(pilot)
        assert "现在没有通话" in stage.app.screen.query_one(TranscriptPanel).plain


def test_what_is_suspected_stands_out_in_its_line() -> None:
    content = marked("这个我也不知道", (HIT,), "dim")
    assert content.plain == "这个我也不知道"
    assert any("reverse" in str(span.style) and (span.start, span.end) == (4, 7) for span in content.spans)
