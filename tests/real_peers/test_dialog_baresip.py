"""baresip, a real softphone, holds and resumes, in calls to us and from us, and is refused a transfer.

It is told what to do through its control port: JSON in netstrings.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.connectors.base import Leg
from telephony.events import Side
from tests.real_peers.baresip import BARESIP, MODULES, Baresip
from tests.real_peers.sipp import free_port
from tests.sip_bench import Recorder, level, speaking, tone, until

pytestmark = [
    pytest.mark.real_peer,
    pytest.mark.skipif(BARESIP is None or not MODULES, reason="baresip is not installed"),
]
Line = tuple[AsyncioSip, Recorder]
CONTROLLED = "module ctrl_tcp.so\nctrl_tcp_listen 127.0.0.1:{port}\n"


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    side = Recorder()
    connector = AsyncioSip("127.0.0.1:0", rtp_ports=range(43_400, 43_500))
    await connector.start(side)
    yield connector, side
    await connector.stop()


async def tell(port: int, command: str, params: str = "") -> None:
    """Give baresip one command."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    text = json.dumps({"command": command, "params": params})
    writer.write(f"{len(text)}:{text},".encode())
    await writer.drain()
    writer.close()


def sent(leg: Leg) -> int:
    quality = leg.quality()
    return quality.sent if quality is not None else 0


async def pauses(leg: Leg) -> None:
    """Wait until no packet goes to the peer for a fifth of a second."""
    async with asyncio.timeout(10):
        before = -1
        while sent(leg) != before:
            before = sent(leg)
            await asyncio.sleep(0.2)


async def connected(line: Line, placed: bool, phone: Baresip) -> Leg:
    connector, side = line
    if placed:
        leg = await connector.place(f"sip:resident@127.0.0.1:{phone.port}", caller="4001")
        await until(lambda: "answered" in side.words())
        return leg
    await until(lambda: side.incoming)
    await side.incoming[0].answer()
    await until(lambda: "established" in side.words())
    return side.incoming[0]


@pytest.mark.parametrize("placed", [False, True])
async def test_hold_and_resume(line: Line, tmp_path: Path, placed: bool) -> None:
    connector, side = line
    control = free_port()
    dial = "" if placed else f"sip:95598@{connector.address}"
    settings = CONTROLLED.format(port=control)
    async with Baresip(tmp_path, "PCMA", say=tone(700, 20), dial=dial, settings=settings) as phone:
        leg = await connected(line, placed, phone)
        async with speaking(leg, 500):
            await until(lambda: sent(leg) > 20)
            await tell(control, "hold")
            await pauses(leg)
            held_at = sent(leg)
            await tell(control, "resume")
            await until(lambda: sent(leg) > held_at + 20)
        heard = len(side.heard(leg))
        await until(lambda: len(side.heard(leg)) > heard + 16_000)
        leg.hang_up()
        await until(lambda: side.ends)
    assert level(side.heard(leg)[-8_000:], 700) > 6000


async def test_a_transfer_is_refused(line: Line, tmp_path: Path) -> None:
    """baresip hangs up of its own when a transfer is refused; the line calls nobody."""
    connector, side = line
    control = free_port()
    settings = CONTROLLED.format(port=control)
    dial = f"sip:95598@{connector.address}"
    async with Baresip(tmp_path, "PCMA", say=tone(700, 20), dial=dial, settings=settings) as phone:
        await connected(line, False, phone)
        await tell(control, "transfer", "sip:1@127.0.0.1:9")
        await until(lambda: side.ends)
    assert b"transfer failed: 403" in phone.output
    assert side.ends[0][1].by is Side.CALLER
    assert connector.legs == 0
