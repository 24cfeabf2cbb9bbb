"""How a line begins and ends: in order, cancelled, by a fault of its own, killed; and what the shell is told."""

import asyncio
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from telephony import line as module
from telephony.errors import JournalError
from telephony.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallEstablished,
    CallRinging,
    EndCause,
    HeadsetAttached,
    LineStarted,
    LineStopped,
    Side,
)
from telephony.line import LineReady, run_line
from telephony.outbox import Outbox
from telephony.recording_events import RecordingFinished, RecordingStarted
from telephony.settings import LineSettings
from telephony.tokens import issue_headset_token
from tests.integration.line_hand import HandConnector
from tests.integration.line_rig import KEY, Caller, Desk, rig
from tests.sip_bench import speaking, until

LINE = "import typer; from hotline_cli.line import line; typer.run(line)"


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    made = Desk()
    await made.start()
    yield made
    await made.stop()


def settings(folder: Path, desk: Desk) -> LineSettings:
    return LineSettings.load(
        folder,
        sip="127.0.0.1:0",
        headset="127.0.0.1:0",
        link_key=KEY,
        desk_url=f"ws://127.0.0.1:{desk.port}/link",
    )


def kinds(desk: Desk) -> list[type]:
    return [type(event) for event in desk.events]


async def test_calls_that_come_before_the_line_could_speak_follow_its_start(tmp_path: Path, desk: Desk) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(run_line(settings(tmp_path, desk), stop, connector=HandConnector(eager=2)))
    await desk.hears(CallRinging, count=2)
    stop.set()
    await task
    assert kinds(desk) == [
        *(LineStarted, CallArrived, CallRinging, CallArrived, CallRinging),
        *(CallEnded, CallEnded, LineStopped),
    ]


async def test_a_line_that_is_cancelled_still_says_good_bye(tmp_path: Path, desk: Desk) -> None:
    connector = HandConnector()
    task = asyncio.create_task(run_line(settings(tmp_path, desk), asyncio.Event(), connector=connector))
    await desk.hears(LineStarted)
    leg = connector.call()
    await desk.hears(CallRinging)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
    assert leg.told == ["ring", "reject 503"]
    assert connector.stopped
    assert kinds(desk)[-2:] == [CallEnded, LineStopped]


async def test_a_fault_of_the_line_is_raised_after_the_good_byes(
    tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = asyncio.Event()

    async def breaks(_outbox: Outbox) -> None:
        await broken.wait()
        raise RuntimeError("a fault")

    monkeypatch.setattr(module, "_keep_flushed", breaks)
    connector = HandConnector()
    task = asyncio.create_task(run_line(settings(tmp_path, desk), asyncio.Event(), connector=connector))
    await desk.hears(LineStarted)
    leg = connector.call()
    broken.set()
    with pytest.raises(RuntimeError, match="a fault"):
        await task
    assert leg.told == ["ring", "reject 503"]
    stopped = await desk.hears(LineStopped)
    assert stopped.reason == "it failed"


async def test_a_connector_that_cannot_start_leaves_nothing_open(tmp_path: Path, desk: Desk) -> None:
    connector = HandConnector()
    connector.fails = OSError("no such address")
    with pytest.raises(OSError, match="no such address"):
        await run_line(settings(tmp_path, desk), asyncio.Event(), connector=connector)
    assert desk.events == []
    stop = asyncio.Event()
    stop.set()
    await run_line(settings(tmp_path, desk), stop, connector=HandConnector())  # the journal is free again


async def test_two_lines_cannot_share_a_data_folder(tmp_path: Path, desk: Desk) -> None:
    stop = asyncio.Event()
    first = asyncio.create_task(run_line(settings(tmp_path, desk), stop, connector=HandConnector()))
    await desk.hears(LineStarted)
    with pytest.raises(JournalError, match="another line process"):
        await run_line(settings(tmp_path, desk), stop, connector=HandConnector())
    stop.set()
    await first


async def test_an_answered_leg_gets_its_frames_while_nobody_wears_a_headset(tmp_path: Path, desk: Desk) -> None:
    stop, connector = asyncio.Event(), HandConnector()
    task = asyncio.create_task(run_line(settings(tmp_path, desk), stop, connector=connector))
    await desk.hears(LineStarted)
    leg = connector.call()
    await desk.answer(await desk.call())
    await desk.hears(CallAnswered)
    await until(lambda: leg.frames >= 5)
    stop.set()
    await task
    assert leg.told == ["ring", "answer", "hang up"]


# --- as a process of its own ---


@asynccontextmanager
async def process(
    folder: Path, desk: Desk, *options: str
) -> AsyncIterator[tuple[asyncio.subprocess.Process, LineReady]]:
    """`hotline line` as the shell runs it (on uvloop), and the addresses that it printed."""
    environment = os.environ | {"HOTLINE_LINE_LINK_KEY": KEY, "HOTLINE_LINE_RTP_PORTS": "33000-33999"}
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", LINE, "--data", str(folder), "--sip", "127.0.0.1:0", "--headset", "127.0.0.1:0"),
        *("--desk-url", f"ws://127.0.0.1:{desk.port}/link", *options),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
    )
    assert running.stdout is not None
    try:
        printed = re.search(r"SIP on (\S+) and headsets on (\S+)\. ", (await running.stdout.readline()).decode())
        yield running, LineReady(*printed.groups()) if printed else LineReady("", "")
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


@asynccontextmanager
async def caller() -> AsyncIterator[Caller]:
    made = Caller()
    await made.connector.start(made)
    try:
        yield made
    finally:
        await made.connector.stop()


async def test_a_killed_line_comes_back_with_the_same_stream_and_loses_nothing(tmp_path: Path, desk: Desk) -> None:
    desk.acknowledges = False
    async with caller() as made, process(tmp_path, desk) as (running, ready):
        await made.dial(ready.sip_address)
        await desk.answer(await desk.call())
        await desk.hears(CallEstablished)
        await asyncio.sleep(1.2)  # long enough for a recording to be on disk
        running.kill()
        await running.wait()
    before = list(desk.numbered)
    assert [type(one.event) for one in before] == [
        *(LineStarted, CallArrived, CallRinging, CallAnswered, RecordingStarted, CallEstablished)
    ]
    desk.acknowledges = True
    desk.numbered.clear()
    async with process(tmp_path, desk):
        await desk.hears(LineStarted, count=2)
        await desk.hears(RecordingFinished)  # what the dead line had recorded
    assert desk.numbered[: len(before)] == before
    assert [one.seq for one in desk.numbered] == list(range(1, len(before) + 3))
    assert len({hello.stream_id for hello in desk.hellos}) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_calls_and_the_process_politely(
    tmp_path: Path, desk: Desk, number: signal.Signals
) -> None:
    async with caller() as made, process(tmp_path, desk) as (running, ready):
        token = issue_headset_token(KEY, "li", time.time(), 60)
        headset = await connect(ready.headset_url, additional_headers={"Authorization": f"Bearer {token}"})
        leg = await made.dial(ready.sip_address)
        await desk.answer(await desk.call())
        await desk.hears(HeadsetAttached)
        await desk.hears(CallEstablished)
        async with speaking(leg, 440):
            assert isinstance(await headset.recv(), str)  # Joined
            assert isinstance(await headset.recv(), bytes)
        running.send_signal(number)
        assert await running.wait() == 0
        await made.ended.wait()
        await headset.close()
    ended = await desk.hears(CallEnded)
    assert (ended.by, ended.cause) == (Side.LINE, EndCause.SHUTDOWN)
    assert isinstance(desk.events[-1], LineStopped)


def _sip_port_taken(folder: Path, ready: LineReady) -> list[str]:
    return ["--sip", ready.sip_address]


def _headset_port_taken(folder: Path, ready: LineReady) -> list[str]:
    return ["--headset", ready.headset_url.split("/")[2]]


def _data_in_use(folder: Path, ready: LineReady) -> list[str]:
    return ["--data", str(folder / "rig")]


def _file_in_the_way(folder: Path, ready: LineReady) -> list[str]:
    (folder / "file").write_text("in the way")
    return ["--data", str(folder / "file" / "below")]


def _journal_in_the_way(folder: Path, ready: LineReady) -> list[str]:
    (folder / "other").mkdir()
    (folder / "other" / "line").write_text("in the way")
    return ["--data", str(folder / "other")]


def _strange_address(folder: Path, ready: LineReady) -> list[str]:
    return ["--sip", "192.0.2.1:0"]


def _strange_setting(folder: Path, ready: LineReady) -> list[str]:
    return ["--desk-url", "http://desk"]


@pytest.mark.parametrize(
    ("arrange", "says", "advises"),
    [
        (_sip_port_taken, "is taken by another program", "choose --sip HOST:PORT"),
        (_headset_port_taken, "is taken by another program", "choose --headset HOST:PORT"),
        (_data_in_use, "another line process is using it", "--data"),
        (_file_in_the_way, "file", ""),
        (_journal_in_the_way, "The data folder cannot be used", "--data"),
        (_strange_address, "The line cannot start", "--sip and --headset"),
        (_strange_setting, "Wrong setting", "ws://HOST:PORT/PATH"),
    ],
)
async def test_a_line_that_cannot_start_says_what_to_do(
    tmp_path: Path, desk: Desk, arrange: Callable[[Path, LineReady], list[str]], says: str, advises: str
) -> None:
    async with rig(tmp_path / "rig") as made:
        options = arrange(tmp_path, await made.start_line())
        async with process(tmp_path / "second", desk, *options) as (running, _):
            _, stderr = await running.communicate()
    told = stderr.decode()
    assert running.returncode == 2
    assert says in told
    assert advises in told
    assert "Traceback" not in told
