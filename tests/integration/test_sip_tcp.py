"""SIP over TCP on real sockets: calls, one connection for many messages, pings, streams that are refused, bounds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.sip.messages import StreamAddress
from telephony.sip.stream import MAX_BODY
from telephony.sip.tcp import StreamEvents, StreamLimits, Streams
from tests.sip_bench import Recorder, level, speaking, until

OPTIONS = (
    "OPTIONS sip:line SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bK{n};rport\r\nFrom: <sip:a@x>;tag=1\r\n"
    "To: <sip:line>\r\nCall-ID: {n}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
)


@pytest.fixture
async def ends() -> AsyncIterator[tuple[AsyncioSip, Recorder, AsyncioSip, Recorder]]:
    line_side, caller_side = Recorder(), Recorder()
    line = AsyncioSip("127.0.0.1:0", rtp_ports=range(36_000, 36_200))
    caller = AsyncioSip("127.0.0.1:0", rtp_ports=range(36_200, 36_400))
    await line.start(line_side)
    await caller.start(caller_side)
    yield line, line_side, caller, caller_side
    await caller.stop()
    await line.stop()


def endpoint(connector: AsyncioSip) -> tuple[str, int]:
    host, _, port = connector.address.rpartition(":")
    return host, int(port)


async def connect(connector: AsyncioSip) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection(*endpoint(connector))


async def closed(reader: asyncio.StreamReader) -> bool:
    """Wait for the end of the connection."""
    async with asyncio.timeout(10):
        with suppress(ConnectionResetError):
            while await reader.read(1000):
                pass
    return True


@pytest.mark.parametrize("who", ["caller", "line"])
async def test_a_whole_call(ends: tuple[AsyncioSip, Recorder, AsyncioSip, Recorder], who: str) -> None:
    """Whoever hangs up, the BYE goes through the connection that the INVITE came by."""
    line, line_side, caller, caller_side = ends
    far = await caller.place(f"sip:95598@{line.address};transport=tcp", caller="13800138000")
    await until(lambda: "ringing" in caller_side.words())
    near = line_side.incoming[0]
    await near.answer()
    await until(lambda: "established" in line_side.words() and "answered" in caller_side.words())
    async with speaking(far, 700), speaking(near, 1500):
        await until(lambda: min(len(line_side.heard(near)), len(caller_side.heard(far))) > 32_000)
    assert level(line_side.heard(near)[-16_000:], 700) > 5000
    assert level(caller_side.heard(far)[-16_000:], 1500) > 5000
    (far if who == "caller" else near).hang_up()
    await until(lambda: line_side.ends and caller_side.ends)
    assert line_side.ends[0][1].answered
    assert caller_side.ends[0][1].answered
    assert not line.dropped
    assert not caller.dropped


async def test_cancel_over_tcp(ends: tuple[AsyncioSip, Recorder, AsyncioSip, Recorder]) -> None:
    line, line_side, caller, caller_side = ends
    far = await caller.place(f"sip:95598@{line.address};transport=tcp")
    await until(lambda: "ringing" in caller_side.words())
    far.hang_up()
    await until(lambda: line_side.ends and caller_side.ends)
    assert (caller_side.ends[0][1].status, line_side.ends[0][1].answered) == (487, False)


async def test_a_call_to_where_nobody_listens_fails_at_once(
    ends: tuple[AsyncioSip, Recorder, AsyncioSip, Recorder],
) -> None:
    line, _, caller, caller_side = ends
    await line.stop()
    await caller.place(f"sip:95598@{line.address};transport=tcp")
    await until(lambda: caller_side.ends)
    assert (caller_side.ends[0][1].status, caller_side.ends[0][1].reason) == (408, "timeout")
    assert caller.dropped == {"no connection": 1}


async def test_many_messages_in_one_connection(ends: tuple[AsyncioSip, Recorder, AsyncioSip, Recorder]) -> None:
    line, *_ = ends
    reader, writer = await connect(line)
    stream = "".join(OPTIONS.format(n=n) + "\r\n\r\n" for n in range(50)).encode()
    for start in range(0, len(stream), 977):
        writer.write(stream[start : start + 977])
        await writer.drain()
    text = b""
    async with asyncio.timeout(10):
        while text.count(b"SIP/2.0 200 OK") < 50 or text.count(b"\r\n\r\n\r\n") < 50:
            text += await reader.read(65_536)
    assert all(f"Call-ID: {n}\r\n".encode() in text for n in range(50))
    writer.close()


@pytest.mark.parametrize(
    "stream",
    [
        OPTIONS.format(n=1).replace("Content-Length: 0\r\n", "").encode(),
        OPTIONS.format(n=1).replace("Length: 0", f"Length: {MAX_BODY + 1}").encode(),
        b"\x16\x03\x01\x02\x00" + bytes(64),
        b"GET / HTTP/1.1\r\nHost: line\r\n\r\n",
        b"OPTIONS " + b"x" * 40_000,
    ],
)
async def test_a_stream_that_cannot_be_read_is_closed(
    ends: tuple[AsyncioSip, Recorder, AsyncioSip, Recorder], stream: bytes
) -> None:
    line, line_side, caller, _ = ends
    reader, writer = await connect(line)
    writer.write(stream)
    assert await closed(reader)
    assert line.dropped == {"bad stream": 1}
    await caller.place(f"sip:95598@{line.address};transport=tcp")
    await until(lambda: line_side.incoming)


async def test_a_message_with_faults_keeps_its_connection(
    ends: tuple[AsyncioSip, Recorder, AsyncioSip, Recorder],
) -> None:
    """The stream can be read on, so the sender gets its 400, as by UDP."""
    line, *_ = ends
    reader, writer = await connect(line)
    writer.write(OPTIONS.format(n=1).replace("From: <sip:a@x>;tag=1\r\n", "").encode() + OPTIONS.format(n=2).encode())
    text = b""
    async with asyncio.timeout(10):
        while b"200 OK" not in text:
            text += await reader.read(65_536)
    assert text.startswith(b"SIP/2.0 400 Missing")
    writer.close()


class Bench:
    """Streams alone, with small bounds."""

    def __init__(self, limits: StreamLimits) -> None:
        self.messages: list[tuple[bytes, StreamAddress]] = []
        self.lost: list[StreamAddress] = []
        self.dropped: list[str] = []
        events = StreamEvents(
            lambda data, peer: self.messages.append((data, peer)),
            self.lost.append,
            lambda reason, _peer, _detail: self.dropped.append(reason),
        )
        self.streams = Streams(events, limits)

    async def open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        assert self.streams._server is not None
        return await asyncio.open_connection(*self.streams._server.sockets[0].getsockname())


async def bench(**limits: float) -> Bench:
    made = Bench(StreamLimits(**limits))  # type: ignore[arg-type]
    await made.streams.start("127.0.0.1", 0)
    return made


async def test_connections_of_one_host_are_bounded() -> None:
    line = await bench(of_one_host=3)
    pairs = [await line.open() for _ in range(3)]
    await until(lambda: line.streams.open == 3)
    refused, _ = await line.open()
    assert await closed(refused)
    assert line.dropped == ["too many connections"]
    pairs[0][1].close()
    await until(lambda: line.streams.open == 2)
    await line.open()
    await until(lambda: line.streams.open == 3)
    await line.streams.stop()


async def test_who_says_nothing_or_half_a_message_is_closed() -> None:
    line = await bench(first_message=0.1, sweep=0.05)
    silent, _ = await line.open()
    half, writer = await line.open()
    writer.write(OPTIONS.format(n=1).encode() + b"OPTIONS sip:")
    talked, talker = await line.open()
    talker.write(OPTIONS.format(n=2).encode())
    assert await closed(silent)
    assert await closed(half)
    await asyncio.sleep(0.2)
    assert line.streams.open == 1, "who sent a whole message stays"
    assert not talked.at_eof()
    await line.streams.stop()


async def test_a_peer_that_does_not_read_is_left() -> None:
    line = await bench(unsent=100_000)
    _, writer = await line.open()
    writer.write(OPTIONS.format(n=1).encode())
    await until(lambda: line.messages)
    peer = line.messages[0][1]
    sent = [line.streams.send(bytes(60_000), peer) for _ in range(200)]
    assert sent[0]
    assert not all(sent), "the bound is met long before all is kept"
    await until(lambda: line.lost == [peer])
    await line.streams.stop()


async def test_a_new_connection_is_opened_where_the_old_one_is_gone() -> None:
    """RFC 3261 §18.2.2: to the port of the peer's Via."""
    line, peer = await bench(), await bench()
    assert peer.streams._server is not None
    listens = peer.streams._server.sockets[0].getsockname()
    _, writer = await line.open()
    writer.write(OPTIONS.format(n=1).encode())
    await until(lambda: line.messages)
    address = line.messages[0][1]
    address.fallback = (str(listens[0]), int(listens[1]))
    writer.close()
    await until(lambda: line.streams.open == 0)
    assert line.streams.send(OPTIONS.format(n=2).encode(), address)
    await until(lambda: peer.messages)
    assert line.streams.send(OPTIONS.format(n=3).encode(), address)
    await until(lambda: len(peer.messages) == 2)
    assert peer.streams.open == 1, "and that one is used again"
    await line.streams.stop()
    await peer.streams.stop()
