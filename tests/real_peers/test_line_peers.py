"""SIPp and baresip call the whole line: its events tell the story, and the agent's headset carries the tones."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection

from telephony.connectors.base import FRAME_BYTES
from telephony.connectors.choice import NAMES
from telephony.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallEstablished,
    CallRinging,
    EndCause,
    HeadsetAttached,
    Side,
)
from telephony.frames import AudioFrame
from tests.integration.line_rig import Rig, rig
from tests.real_peers.baresip import BARESIP, MODULES, Baresip
from tests.real_peers.sipp import SIPP, Sipp
from tests.sip_bench import level, tone, until

pytestmark = [pytest.mark.real_peer, pytest.mark.skipif(SIPP is None, reason="SIPp is not installed")]
needs_baresip = pytest.mark.skipif(BARESIP is None or not MODULES, reason="baresip is not installed")


@pytest.fixture(params=NAMES)
def connector(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_sipp_calls_the_line_and_hangs_up(connector: str, tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        ready = await made.start_line(connector=connector)
        running = asyncio.create_task(Sipp(tmp_path, ready.sip_address, "uac", "-d", "300", builtin=True).run())
        arrived = await made.desk.hears(CallArrived)
        await made.desk.hears(CallRinging)
        await made.desk.answer(arrived.call_id)
        await made.desk.hears(CallEstablished)
        ended = await made.desk.hears(CallEnded)
        (await running).check()
        assert (ended.by, ended.cause) == (Side.CALLER, EndCause.COMPLETED)


async def test_sipp_gives_up_and_the_call_is_abandoned(connector: str, tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        ready = await made.start_line(connector=connector)
        (await Sipp(tmp_path, ready.sip_address, "cancel").run()).check()
        ended = await made.desk.hears(CallEnded)
        assert (ended.by, ended.cause) == (Side.CALLER, EndCause.ABANDONED)
        assert not made.desk.kinds(CallAnswered)


async def test_an_invite_that_comes_again_is_one_call(connector: str, tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        ready = await made.start_line(connector=connector)
        running = asyncio.create_task(Sipp(tmp_path, ready.sip_address, "invite_again", "-nr").run())
        await made.desk.hears(CallRinging)
        await asyncio.sleep(1.0)
        await made.desk.answer((await made.desk.hears(CallArrived)).call_id)
        await made.desk.hears(CallEnded)
        (await running).check()
        assert len(made.desk.kinds(CallArrived)) == 1


@needs_baresip
@pytest.mark.parametrize("codec", ["PCMA", "PCMU"])
async def test_a_tone_of_baresip_reaches_the_console(connector: str, tmp_path: Path, codec: str) -> None:
    async with rig(tmp_path) as made, _answered(made, connector, tmp_path, codec, say=tone(700, 20)) as headset:
        heard = await _hear(headset, 150)
        assert level(heard[-16_000:], 700) > 6000
        assert await _end(made) == codec


@needs_baresip
@pytest.mark.parametrize("codec", ["PCMA", "PCMU"])
async def test_a_tone_of_the_console_reaches_baresip(connector: str, tmp_path: Path, codec: str) -> None:
    async with rig(tmp_path) as made, _answered(made, connector, tmp_path, codec) as headset:
        talking = asyncio.create_task(_say(headset, tone(1500, 1.0)))
        heard = await _hear(headset, 200)
        talking.cancel()
        assert level(heard[-16_000:], 1500) > 4000, "its echo"
        assert await _end(made) == codec


@asynccontextmanager
async def _answered(
    made: Rig, connector: str, folder: Path, codec: str, say: bytes = b""
) -> AsyncIterator[ClientConnection]:
    """A call of baresip that the agent has answered; the agent's headset."""
    ready = await made.start_line(connector=connector)
    async with (
        await made.headset() as headset,
        Baresip(folder, codec, say=say, dial=f"sip:95598@{ready.sip_address}"),
    ):
        await made.desk.answer((await made.desk.hears(CallArrived)).call_id)
        await made.desk.hears(HeadsetAttached)
        yield headset


async def _hear(headset: ClientConnection, frames: int) -> bytes:
    heard: list[bytes] = []
    async with asyncio.timeout(20):
        while len(heard) < frames:
            data = await headset.recv()
            if isinstance(data, bytes):
                heard.append(AudioFrame.parse(data).pcm)
    return b"".join(heard)


async def _say(headset: ClientConnection, pcm: bytes) -> None:
    loop = asyncio.get_running_loop()
    started, sent = loop.time(), 0
    while True:
        offset = FRAME_BYTES * (sent % (len(pcm) // FRAME_BYTES))
        frame = AudioFrame(sent & 0xFFFF, sent * 160, pcm[offset : offset + FRAME_BYTES])
        await headset.send(bytes(frame))
        sent += 1
        await asyncio.sleep(max(0.0, started + sent * 0.02 - loop.time()))


async def _end(made: Rig) -> str:
    """Hang up; the codec that the call used."""
    await made.desk.hang_up(made.desk.kinds(CallArrived)[0].call_id)
    ended = await made.desk.hears(CallEnded)
    await until(lambda: ended.quality is not None)
    assert ended.quality is not None
    return ended.quality.codec
