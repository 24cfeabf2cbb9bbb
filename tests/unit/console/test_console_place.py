"""A console that is opened again comes back to the same place in the same call, whatever ended it."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

from api.schemas import Disposition
from console import sample
from console.drafts import KEPT_S, Draft, DraftStore
from console.pictures import Stage, settle
from scripts_lib.loader import load
from telephony.events import AgentState

RULES = load().rules
AGENT = """
    import asyncio, sys
    from pathlib import Path
    from console import sample
    from console.pictures import Stage, settle
    from scripts_lib.loader import load
    from telephony.events import AgentState

    async def main() -> None:
        stage = Stage(load().rules, "zh", Path(sys.argv[1]))
        async with stage.app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            stage.desk.bring(sample.TALKING, AgentState.TALKING)
            await settle(pilot)
            stage.app.main.choose_kind("renovation_noise")
            await settle(pilot)
            stage.app.main.answer_question("楼上砸墙")
            await pilot.press("f8")
            await settle(pilot)
            stage.app.screen.query_one("#demand").focus()
            await settle(pilot)
            await pilot.press(*"stop")
            await settle(pilot)
            stage.now += 1.0
            stage.app.beat()
            await settle(pilot)
            print("typed", flush=True)
            await asyncio.sleep(60)

    asyncio.run(main())
"""


def killed_while_typing(folder: Path) -> None:
    """A console of its own process takes a call, types, and is killed."""
    console = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(AGENT), str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )
    assert console.stdout is not None
    assert console.stdout.readline() == "typed\n"
    console.send_signal(signal.SIGKILL)
    console.wait()
    console.stdout.close()


async def test_after_kill_9_the_same_field_of_the_same_call_is_there(tmp_path: Path) -> None:
    """Killed in mid-call, nothing could be tidied up; the next console finds everything."""
    killed_while_typing(tmp_path)
    stage = Stage(RULES, "zh", tmp_path)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        stage.desk.bring(sample.TALKING, AgentState.TALKING)
        await settle(pilot)
        focused = stage.app.screen.focused
        assert isinstance(focused, Input)
        assert (focused.id, focused.value, focused.cursor_position) == ("demand", "stop", 4)
        assert stage.app.screen.has_class("-pane-form")
        assert "楼上砸墙" in stage.app.screen.query_one("#matter", TextArea).text
        assert stage.app.main is not None
        work = stage.app.main.duty.work
        assert work is not None
        assert work.draft.outcome is Disposition.COMPLAINT or work.draft.script_id == "noise"
        assert work.run is not None
        assert len(work.run.answers) == 1


async def test_a_half_typed_answer_comes_back(tmp_path: Path) -> None:
    for again in (False, True):
        stage = Stage(RULES, "zh", tmp_path)
        async with stage.app.run_test(size=(120, 40)) as pilot:
            await settle(pilot)
            stage.desk.bring(sample.TALKING, AgentState.TALKING)
            await settle(pilot)
            assert stage.app.main is not None
            if again:
                answer = stage.app.screen.query_one("#script-answer", Input)
                assert answer.value == "half"
                assert stage.app.screen.focused is answer
                return
            stage.app.main.choose_kind("renovation_noise")
            await settle(pilot)
            await pilot.press("f7", *"half")
            await settle(pilot)
            stage.app.main.duty.keep()


def test_old_drafts_are_removed_and_others_stay(tmp_path: Path) -> None:
    store = DraftStore(tmp_path)
    for call_id in ("old", "new"):
        store.save(Draft(call_id=call_id), sync=True)
    now = time.time()
    long_ago = now - KEPT_S - 60
    os.utime(tmp_path / "old.json", (long_ago, long_ago))
    assert store.sweep(now) == 1
    assert store.load("old") is None
    assert store.load("new") is not None


def test_a_folder_that_is_not_there_is_swept_without_a_fault(tmp_path: Path) -> None:
    assert DraftStore(tmp_path / "nothing").sweep(time.time()) == 0


@pytest.mark.parametrize("pane", ["notes", "words", "lists"])
async def test_the_pane_comes_back(tmp_path: Path, pane: str) -> None:
    store = DraftStore(tmp_path / sample.ME.agent_id)
    store.save(Draft(call_id=sample.TALKING.call_id, notes="记下", pane=pane, touched=True))
    stage = Stage(RULES, "zh", tmp_path)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        stage.desk.bring(sample.TALKING, AgentState.TALKING)
        await settle(pilot)
        assert stage.app.screen.has_class(f"-pane-{pane}")
