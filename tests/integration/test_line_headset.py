"""The headset socket by itself: signing in, taking over, and a console that does not keep up."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator

import msgspec
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from telephony.connectors.base import FRAME_BYTES
from telephony.frames import AudioFrame, HeadsetNotice, Joined
from telephony.headset import QUEUE_FRAMES, REPLACED, Headset, HeadsetServer
from telephony.tokens import issue_headset_token
from tests.integration.line_rig import KEY
from tests.sip_bench import until


class Line:
    """Remembers who came and went."""

    def __init__(self) -> None:
        self.server = HeadsetServer("127.0.0.1", 0, KEY, self._came, self._left)
        self.story: list[tuple[str, Headset]] = []

    def _came(self, headset: Headset) -> None:
        self.story.append(("came", headset))

    def _left(self, headset: Headset) -> None:
        self.story.append(("left", headset))

    @property
    def words(self) -> list[str]:
        return [word for word, _ in self.story]

    async def connect(
        self, token: str = "", agent_id: str = "li", path: str = "/headset", **more: object
    ) -> ClientConnection:
        host, port = self.server.address
        token = token or issue_headset_token(KEY, agent_id, time.time(), 60)
        headers = {"Authorization": f"Bearer {token}"} if token != "none" else {}
        return await connect(f"ws://{host}:{port}{path}", additional_headers=headers, **more)  # type: ignore[arg-type]


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    made = Line()
    await made.server.start()
    yield made
    await made.server.stop()


def marked(n: int) -> bytes:
    """A frame that can be told from any other."""
    return n.to_bytes(4, "big") * (FRAME_BYTES // 4)


async def test_frames_are_numbered_and_bit_for_bit(line: Line) -> None:
    console = await line.connect()
    await until(lambda: line.words == ["came"])
    (_, headset) = line.story[0]
    headset.tell(Joined(call_id="call-1"))
    for n in range(10):
        headset.send(marked(n))
    assert msgspec.json.decode(await console.recv(), type=HeadsetNotice) == Joined(call_id="call-1")
    for n in range(10):
        data = await console.recv()
        assert isinstance(data, bytes)
        assert AudioFrame.parse(data) == AudioFrame(n, n * 160, marked(n))
    await console.send(bytes(AudioFrame(0, 0, marked(1))))
    await console.send(bytes(AudioFrame(1, 160, marked(2))))
    await until(lambda: headset.buffer.depth == 2)
    assert [headset.buffer.take(), headset.buffer.take()] == [marked(1), marked(2)]
    await console.close()
    await until(lambda: line.words == ["came", "left"])
    assert line.server.of("li") is None


@pytest.mark.parametrize(
    ("token", "path", "status"),
    [
        ("none", "/headset", 401),
        ("rubbish", "/headset", 401),
        (issue_headset_token(KEY, "li", time.time() - 100, 50), "/headset", 401),
        (issue_headset_token("another key that is long enough to sign with", "li", time.time(), 60), "/headset", 401),
        ("", "/other", 404),
    ],
    ids=["none", "rubbish", "expired", "another key", "another path"],
)
async def test_who_may_not_connect(line: Line, token: str, path: str, status: int) -> None:
    with pytest.raises(InvalidStatus) as caught:
        await line.connect(token, path=path)
    assert caught.value.response.status_code == status
    assert line.words == []


async def test_a_newer_headset_takes_over_at_once_even_from_a_dead_one(line: Line) -> None:
    dead = await line.connect()
    await until(lambda: line.words == ["came"])
    dead.transport.pause_reading()  # answers no close frame
    newer = await line.connect()
    await until(lambda: line.words == ["came", "came"], limit_s=0.9)  # less than waiting for its good-bye
    current = line.server.of("li")
    assert current is line.story[1][1]
    await newer.close()
    await until(lambda: line.words[-1] == "left")
    assert line.words == ["came", "came", "left"]
    dead.transport.resume_reading()
    with pytest.raises(ConnectionClosed) as caught:
        await dead.recv()
    assert caught.value.rcvd is not None
    assert caught.value.rcvd.code == REPLACED


async def test_a_console_that_does_not_keep_up_holds_nobody_up(line: Line) -> None:
    with socket.socket() as narrow:
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        narrow.setblocking(False)
        await asyncio.get_running_loop().sock_connect(narrow, line.server.address)
        slow = await line.connect(agent_id="slow", sock=narrow, max_queue=1)
        quick = await line.connect(agent_id="quick")
        await until(lambda: len(line.story) == 2)
        lazy, brisk = (line.server.of(name) for name in ("slow", "quick"))
        assert lazy is not None
        assert brisk is not None
        count = 3000  # a minute of audio
        for n in range(count):
            lazy.send(marked(n))
            brisk.send(marked(n))
            data = await quick.recv()
            assert isinstance(data, bytes)
            assert AudioFrame.parse(data).pcm == marked(n)
            assert lazy.waiting <= QUEUE_FRAMES
        assert brisk.dropped == 0
        assert lazy.dropped > count / 2
        lazy.tell(Joined(call_id="told in spite of it"))
        heard: list[int] = []
        async for data in slow:
            if isinstance(data, str):
                break
            heard.append(int.from_bytes(AudioFrame.parse(data).pcm[:4], "big"))
        assert heard == sorted(heard)
        assert heard[-QUEUE_FRAMES:] == list(range(count - QUEUE_FRAMES, count))  # the newest, not the oldest
        await slow.close()
        await quick.close()


async def test_malformed_frames_are_counted_and_dropped(line: Line) -> None:
    console = await line.connect()
    good = bytes(AudioFrame(0, 0, marked(7)))
    for bad in ("text", b"", b"\x01", good[:-1], good + b"\x00", b"\x02" + good[1:]):
        await console.send(bad)
    await console.send(good)
    await until(lambda: line.story and line.story[0][1].buffer.depth == 1)
    assert line.story[0][1].malformed == 6


async def test_a_message_beyond_all_measure_costs_that_console_its_socket_only(line: Line) -> None:
    rude, kind = await line.connect(agent_id="rude"), await line.connect(agent_id="kind")
    await rude.send(b"\x01" * 100_000)
    with pytest.raises(ConnectionClosed):
        await rude.recv()
    await until(lambda: "left" in line.words)
    assert line.server.of("rude") is None
    await kind.send(bytes(AudioFrame(0, 0, marked(1))))
    kind_headset = line.server.of("kind")
    assert kind_headset is not None
    await until(lambda: kind_headset.buffer.depth == 1)
