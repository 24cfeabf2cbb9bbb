"""baresip, a real softphone, calls and is called: a tone each way, in A-law and mu-law."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.connectors.pyvoip_sip import PyvoipSip
from telephony.events import Side
from tests.real_peers.baresip import BARESIP, MODULES, Baresip
from tests.sip_bench import CONNECTORS, Recorder, level, speaking, tone, until

pytestmark = [
    pytest.mark.real_peer,
    pytest.mark.skipif(BARESIP is None or not MODULES, reason="baresip is not installed"),
]


Line = tuple[AsyncioSip | PyvoipSip, Recorder]
CODECS = {"aiosipua": ("PCMA", "PCMU", "G722"), "pyvoip": ("PCMA", "PCMU")}
each_codec = pytest.mark.parametrize(
    ("line", "codec"), [(name, codec) for name in CONNECTORS for codec in CODECS[name]], indirect=["line"]
)


@pytest.fixture(params=sorted(CONNECTORS))
async def line(request: pytest.FixtureRequest) -> AsyncIterator[Line]:
    side = Recorder()
    connector = CONNECTORS[request.param]("127.0.0.1:0", rtp_ports=range(37000, 37400))
    await connector.start(side)
    yield connector, side
    await connector.stop()


@each_codec
async def test_baresip_calls_and_is_heard(line: Line, tmp_path: Path, codec: str) -> None:
    connector, side = line
    async with Baresip(tmp_path, codec, say=tone(700, 10), dial=f"sip:95598@{connector.address}"):
        await until(lambda: side.incoming)
        leg = side.incoming[0]
        assert (leg.info.number, leg.info.called) == ("resident", "95598")
        await leg.answer()
        await until(lambda: "established" in side.words())
        await until(lambda: len(side.heard(leg)) > 48_000)
        quality = leg.quality()
        leg.hang_up()
        await until(lambda: side.ends)
    assert quality is not None
    assert (quality.codec, quality.lost) == (codec, 0)
    assert level(side.heard(leg)[-16_000:], 700) > 6000
    assert side.ends[0][1].by is Side.LINE


@each_codec
async def test_baresip_hears_us(line: Line, tmp_path: Path, codec: str) -> None:
    connector, side = line
    async with Baresip(tmp_path, codec, dial=f"sip:95598@{connector.address}"):
        await until(lambda: side.incoming)
        leg = side.incoming[0]
        await leg.answer()
        async with speaking(leg, 1500):
            await until(lambda: len(side.heard(leg)) > 48_000)
        leg.hang_up()
        await until(lambda: side.ends)
    assert level(side.heard(leg)[-16_000:], 1500) > 5000, "its echo"


async def test_baresip_hangs_up(line: Line, tmp_path: Path) -> None:
    connector, side = line
    async with Baresip(tmp_path, "PCMA", say=tone(700, 10), dial=f"sip:95598@{connector.address}"):
        await until(lambda: side.incoming)
        await side.incoming[0].answer()
        await until(lambda: "established" in side.words())
    await until(lambda: side.ends)  # it was told to quit, and says BYE
    assert (side.ends[0][1].by, side.ends[0][1].answered) == (Side.CALLER, True)


@each_codec
async def test_baresip_answers(line: Line, tmp_path: Path, codec: str) -> None:
    connector, side = line
    async with Baresip(tmp_path, codec) as phone:
        leg = await connector.place(
            f"sip:resident@127.0.0.1:{phone.port}", caller="4001", name="客服中心", codecs=(codec,)
        )
        await until(lambda: "answered" in side.words())
        async with speaking(leg, 1500):
            await until(lambda: len(side.heard(leg)) > 48_000)
        quality = leg.quality()
        leg.hang_up()
        await until(lambda: side.ends)
    assert quality is not None
    assert quality.codec == codec
    assert level(side.heard(leg)[-16_000:], 1500) > 5000, "its echo"
