"""`hotline call` against a line of ours: story, recording and exit codes."""

import asyncio
import wave
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
import structlog
import typer
from typer.testing import CliRunner

from hotline_cli.call import call, place_call, story
from hotline_cli.turns import Turns
from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.connectors.base import Leg
from telephony.errors import CallFailed
from tests.sip_bench import Recorder, level, speaking, tone, until

app = typer.Typer()
app.command()(call)


@asynccontextmanager
async def line() -> AsyncIterator[tuple[AsyncioSip, Recorder]]:
    side = Recorder()
    connector = AsyncioSip("127.0.0.1:0", rtp_ports=range(33000, 33500))
    await connector.start(side)
    yield connector, side
    await connector.stop()


def answer_soon(tasks: list["asyncio.Task[float]"], leg: Leg) -> None:
    leg.ring()
    tasks.append(asyncio.get_running_loop().create_task(leg.answer()))


async def test_says_records_and_hangs_up_when_all_is_said(tmp_path: Path) -> None:
    tasks: list[asyncio.Task[float]] = []
    async with line() as (connector, side):
        side.on_new = lambda leg: answer_soon(tasks, leg)
        heard = tmp_path / "heard.wav"
        calling = asyncio.create_task(
            place_call(
                f"sip:95598@{connector.address}", say=tone(800, 2.0), record=heard, caller="1380", codec="pcmu"
            )
        )
        await until(lambda: "established" in side.words())
        async with speaking(side.incoming[0], 1200):
            report = await calling
        await until(lambda: side.ends)
        assert level(side.heard(side.incoming[0])[-16_000:-3_200], 800) > 5000
    assert report.ok
    assert report.exit_code == 0
    assert report.hung_up_by == "we"
    assert report.rings == 1
    assert report.peak > 7000
    assert 1.9 < report.talk_s < 4
    assert any("we hung up" in text for text in story(report))
    with wave.open(str(heard)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        pcm = file.readframes(file.getnframes())
    assert level(pcm[-16_000:], 1200) > 6000


async def test_a_caller_who_takes_turns_goes_on_when_the_far_end_has_spoken() -> None:
    tasks: list[asyncio.Task[float]] = []
    turns = Turns(start=tone(800, 0.3), asked=[tone(1600, 0.5)], end=tone(2400, 0.5), patience_ms=60_000)
    async with line() as (connector, side):
        side.on_new = lambda leg: answer_soon(tasks, leg)
        calling = asyncio.create_task(place_call(f"sip:95598@{connector.address}", turns=turns, hang_after=60))
        await until(lambda: "established" in side.words())
        leg = side.incoming[0]

        def says(frequency: float) -> bool:
            return level(side.heard(leg)[-6400:], frequency) > 2000

        for frequency in (1600, 2400):
            async with speaking(leg, 1200):
                await asyncio.sleep(1.2)
            await until(partial(says, frequency))
        report = await calling
    assert report.ok
    assert report.hung_up_by == "we"


async def test_gives_up_while_it_rings() -> None:
    async with line() as (connector, side):
        report = await place_call(f"sip:95598@{connector.address}", cancel_after=0.2)
        await until(lambda: side.ends)
    assert not report.answered
    assert (report.status, report.exit_code) == (487, 1)
    assert side.ends[0][1].reason == "cancel"


async def test_a_refusal_is_told() -> None:
    async with line() as (connector, side):
        side.on_new = lambda leg: leg.reject(486)
        report = await place_call(f"sip:95598@{connector.address}")
    assert (report.status, report.exit_code) == (486, 1)
    assert "not answered: 486" in story(report)[0]


async def test_the_far_end_hangs_up() -> None:
    tasks: list[asyncio.Task[float]] = []
    async with line() as (connector, side):
        side.on_new = lambda leg: answer_soon(tasks, leg)
        calling = asyncio.create_task(place_call(f"sip:95598@{connector.address}"))
        await until(lambda: "established" in side.words())
        side.incoming[0].hang_up()
        report = await calling
    assert (report.hung_up_by, report.exit_code) == ("far end", 0)


async def test_cancelling_the_task_hangs_up_and_keeps_the_recording(tmp_path: Path) -> None:
    tasks: list[asyncio.Task[float]] = []
    heard = tmp_path / "heard.wav"
    async with line() as (connector, side):
        side.on_new = lambda leg: answer_soon(tasks, leg)
        calling = asyncio.create_task(place_call(f"sip:95598@{connector.address}", record=heard))
        await until(lambda: "established" in side.words())
        async with speaking(side.incoming[0], 1200):
            await until(lambda: heard.stat().st_size > 20_000)
        calling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await calling
        await until(lambda: side.ends)
    with wave.open(str(heard)) as file:
        assert file.getnframes() > 8000


async def test_a_host_that_is_not_there() -> None:
    with pytest.raises(CallFailed):
        await place_call("sip:1@no-such-host.invalid")


@pytest.fixture
def logs_as_before() -> Iterator[None]:
    """The command keeps logs off its output; other tests want theirs."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.mark.usefixtures("logs_as_before")
def test_wrong_usage_exits_2(tmp_path: Path) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF....WAVEjunk")
    run = CliRunner().invoke
    for arguments in (
        ["sip:1@127.0.0.1:9", "--say", str(tmp_path / "missing.wav")],
        ["sip:1@127.0.0.1:9", "--say", str(broken)],
        ["sip:1@127.0.0.1:9", "--codec", "opus"],
        ["13800138000"],
        ["sip:"],
        ["no address at all"],
    ):
        result = run(app, arguments)
        assert result.exit_code == 2, arguments
        assert "hotline call:" in result.output
    assert run(app, ["sip:1@no-such-host.invalid"]).exit_code == 1
