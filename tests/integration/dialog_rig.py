"""A line and a peer made by hand, and calls between them, for tests of what happens within a dialog."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from telephony.connectors import sip_connector
from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.connectors.base import Leg
from telephony.connectors.pyvoip_sip import PyvoipSip
from tests.dialog_peer import Peer
from tests.sip_bench import Recorder, until

Either = AsyncioSip | PyvoipSip
Line = tuple[Either, Recorder, Peer]


@asynccontextmanager
async def ringing_line(connector: Either, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Line]:
    """A line that rings and does not answer by itself."""
    monkeypatch.setattr(sip_connector, "STOP_WAIT_S", 0.1)  # peers here do not answer the last BYE
    side = Recorder()
    await connector.start(side)
    peer = Peer(connector.address)
    yield connector, side, peer
    await connector.stop()
    peer.close()


@asynccontextmanager
async def answering(ringing: Line) -> AsyncIterator[Line]:
    """The same, answering at once."""
    side, tasks = ringing[1], []
    side.on_new = lambda leg: tasks.append(asyncio.get_running_loop().create_task(leg.answer()))
    yield ringing
    await asyncio.gather(*tasks)


async def placed(line: Line, **headers: str) -> Leg:
    """A call of ours that the peer has answered."""
    connector, side, peer = line
    leg = await connector.place(f"sip:1@127.0.0.1:{peer.port}")
    await peer.taken(**headers)
    await until(lambda: "answered" in side.words())
    return leg


async def incoming(line: Line) -> Leg:
    """A call to us that stands."""
    _, side, peer = line
    await peer.call()
    await until(lambda: "established" in side.words())
    return side.incoming[0]


async def make(line: Line, kind: str) -> Leg:
    return await (placed(line) if kind == "placed" else incoming(line))


def codec(leg: Leg) -> str:
    quality = leg.quality()
    return quality.codec if quality is not None else ""


BOTH = pytest.mark.parametrize("kind", ["incoming", "placed"])
