"""Every message of RFC 4475 gets its outcome, and a call works afterwards."""

import asyncio
import random
import re
import socket

import pytest

from telephony.connectors.asyncio_sip import AsyncioSip, split_address
from tests.corpus.rfc4475 import CALL, FOLDER, MESSAGES, Torture
from tests.sip_bench import Recorder, until

SETTLED_S = 0.25


def peer_of(message: Torture) -> socket.socket:
    """A socket where the replies come: at an address of its own, on the port that the message's Via names."""
    via = re.search(rb"(?im)^(?:via|v)\s*:[^;]*?:(\d+)\s*;", message.data)
    port = int(via.group(1)) if via is not None else 5060
    peer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    peer.bind((f"127.{random.randrange(64, 128)}.{random.randrange(256)}.{random.randrange(1, 255)}", port))
    peer.setblocking(False)
    return peer


def status_of(reply: bytes) -> int:
    return int(reply.split(b" ", 2)[1])


def test_the_corpus_is_whole() -> None:
    assert {one.name for one in MESSAGES} == {path.stem for path in FOLDER.glob("*.dat")}
    assert len(MESSAGES) == len({one.section for one in MESSAGES}) == 49


@pytest.mark.parametrize("message", MESSAGES, ids=lambda one: one.name)
async def test_outcome(message: Torture) -> None:
    source = peer_of(message)
    connector, handler = AsyncioSip("127.0.0.1:0", rtp_ports=range(33_000, 34_000)), Recorder()
    await connector.start(handler)
    try:
        source.sendto(message.data, split_address(connector.address))
        statuses = await heard(source, wanted=message.outcome)
        if message.outcome is None:
            assert statuses == []
            assert handler.incoming == []
        elif message.outcome == CALL:
            assert statuses[:2] == [100, 180]
            assert len(handler.incoming) == 1
        else:
            assert statuses[:1] == [message.outcome]
            assert handler.incoming == []
        assert await calls_work(connector)
    finally:
        await connector.stop()
        source.close()


async def heard(source: socket.socket, wanted: object) -> list[int]:
    """The statuses of the replies: until one has come, or for a moment where none may."""
    loop = asyncio.get_running_loop()
    statuses: list[int] = []
    try:
        async with asyncio.timeout(SETTLED_S if wanted is None else 3.0):
            while len(statuses) < (2 if wanted == CALL else 1):
                statuses.append(status_of(await loop.sock_recv(source, 65_535)))
    except TimeoutError:
        pass
    return statuses


async def calls_work(connector: AsyncioSip) -> bool:
    """Can a caller still get through?"""
    caller, ears = AsyncioSip("127.0.0.1:0", rtp_ports=range(34_000, 35_000)), Recorder()
    await caller.start(ears)
    try:
        leg = await caller.place(f"sip:hotline@{connector.address}", caller="13800000001")
        await until(lambda: "ringing" in ears.words())
        leg.hang_up()
        return True
    finally:
        await caller.stop()
