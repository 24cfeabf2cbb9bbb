"""SIPp over TCP: one connection for all calls and one for each, calls both ways."""

import asyncio
from pathlib import Path

import pytest

from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.connectors.base import Leg
from tests.real_peers.sipp import SIPP, Sipp, listens
from tests.sip_bench import Recorder, until

pytestmark = [pytest.mark.real_peer, pytest.mark.skipif(SIPP is None, reason="SIPp is not installed")]
CALLS = 40


@pytest.mark.parametrize("transport", ["t1", "tn"])
async def test_sipp_calls(tmp_path: Path, transport: str) -> None:
    """SIPp's own caller: INVITE, 180, 200, ACK, BYE; it fails on a reply that came twice."""
    side, answering = Recorder(), []
    line = AsyncioSip("127.0.0.1:0", rtp_ports=range(36_600, 36_900))

    def on_new(leg: Leg) -> None:
        leg.ring()
        answering.append(asyncio.get_running_loop().create_task(leg.answer()))

    side.on_new = on_new
    await line.start(side)
    options = ("-t", transport, "-m", str(CALLS), "-r", "20", "-d", "200", "-max_socket", "100")
    run = await Sipp(tmp_path, line.address, "uac", *options, builtin=True).run()
    run.check()
    await until(lambda: len(side.ends) == CALLS)
    assert len(answering) == CALLS
    assert all(end.answered for _, end in side.ends)
    assert not line.dropped
    await line.stop()


async def test_sipp_is_called(tmp_path: Path) -> None:
    side = Recorder()
    line = AsyncioSip("127.0.0.1:0", rtp_ports=range(36_600, 36_900))
    await line.start(side)
    sipp = Sipp(tmp_path, line.address, "uas", "-t", "t1", "-m", "3", builtin=True)
    run = asyncio.create_task(sipp.run())
    await until(lambda: listens(sipp.port) or run.done())

    async def call(count: int) -> None:
        leg = await line.place(f"sip:8001@127.0.0.1:{sipp.port};transport=tcp", caller="95598")
        await until(lambda: side.words().count("answered") == count or len(side.ends) == count, what="the answer")
        leg.hang_up()
        await until(lambda: len(side.ends) == count)

    for count in (1, 2, 3):
        await call(count)
    assert all(end.answered for _, end in side.ends)
    (await run).check()
    assert "INVITE sip:8001" in sipp.messages()
    assert "SIP/2.0/TCP" in sipp.messages()
    await line.stop()
