"""DeskClient against a real WebSocket server that stands in for the desk: resume, gaps, refusals, lost answers."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import msgspec
import pytest
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response

from api.schemas import (
    CallChanged,
    Done,
    FromConsole,
    Goodbye,
    GoPaused,
    GoReady,
    PendingChanged,
    SignOn,
    Snapshot,
    ToConsole,
)
from console import client as client_module
from console import sample
from console.client import DeskClient
from console.desk import LinkLost, LinkUp, Message, SignedOff
from console.errors import (
    AlreadySignedIn,
    DeskAway,
    DeskUnreachable,
    ProtocolMismatch,
    RequestRefused,
    SessionExpired,
)

SNAPSHOT = Snapshot(session="s-1", number=3, me=sample.ME, site=sample.SITE, floor=sample.FLOOR)
_decoder = msgspec.json.Decoder(FromConsole)
Greeting = Callable[["FakeDesk", SignOn], Awaitable[None]]


class FakeDesk:
    """Says what its greeting says to each SignOn, and answers requests with `verdict`."""

    def __init__(self, greeting: Greeting) -> None:
        self.greeting = greeting
        self.signed_on: list[SignOn] = []
        self.asked: list[FromConsole] = []
        self.verdict: Callable[[int], Done | None] = lambda number: Done(request_id=number, ok=True)
        self.socket: ServerConnection | None = None
        self.status: HTTPStatus | None = None

    def process(self, socket: ServerConnection, request: Request) -> Response | None:
        assert request.path == "/ws/console"
        assert request.headers["Authorization"] == "Bearer token"
        return socket.respond(self.status, "no") if self.status is not None else None

    async def handle(self, socket: ServerConnection) -> None:
        self.socket = socket
        async for frame in socket:
            message = _decoder.decode(frame)
            if isinstance(message, SignOn):
                self.signed_on.append(message)
                await self.greeting(self, message)
                continue
            self.asked.append(message)
            done = self.verdict(message.request_id)
            if done is not None:
                await self.send(done)

    async def send(self, message: ToConsole) -> None:
        assert self.socket is not None
        await self.socket.send(msgspec.json.encode(message), text=True)

    async def drop(self) -> None:
        assert self.socket is not None
        await self.socket.close()


async def snapshot_or_rest(desk: FakeDesk, on: SignOn) -> None:
    """A snapshot to newcomers; to who resumes, one delta after the last one held."""
    if not on.session:
        await desk.send(SNAPSHOT)
    else:
        await desk.send(PendingChanged(number=on.have + 1, pending=(sample.FORGOTTEN,)))


def client_of(server: Server) -> DeskClient:
    made = DeskClient(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    made.use_token("token")
    return made


def heard_by(client: DeskClient) -> list[Message]:
    heard: list[Message] = []
    client.listen(heard.append)
    return heard


async def until(what: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not what():  # noqa: ASYNC110 - the server changes it
            await asyncio.sleep(0.01)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "BACKOFF_S", (0.01, 0.02))


async def test_snapshot_then_deltas_then_resume_by_number() -> None:
    desk = FakeDesk(snapshot_or_rest)
    async with serve(desk.handle, "127.0.0.1", 0, process_request=desk.process) as server:
        client = client_of(server)
        heard = heard_by(client)
        board = await client.open()
        assert (board.number, client.linked) == (3, True)
        await desk.send(CallChanged(number=4, call=sample.RINGING))
        await until(lambda: client.board is not None and client.board.call == sample.RINGING)
        await desk.drop()
        await until(lambda: client.board is not None and client.board.number == 5)
        assert [(on.session, on.have) for on in desk.signed_on] == [("", 0), ("s-1", 4)]
        assert [type(message) for message in heard] == [Snapshot, CallChanged, LinkLost, LinkUp, PendingChanged]
        await client.close()


async def test_a_resumed_console_works_though_it_missed_nothing() -> None:
    async def greeting(desk: FakeDesk, on: SignOn) -> None:
        if not on.session:
            await desk.send(SNAPSHOT)

    desk = FakeDesk(greeting)
    async with serve(desk.handle, "127.0.0.1", 0, process_request=desk.process) as server:
        client = client_of(server)
        heard = heard_by(client)
        await client.open()
        await desk.drop()
        await until(lambda: LinkUp() in heard)
        await client.ready()
        assert len(desk.asked) == 1
        await client.close()


async def test_a_gap_is_mended_by_resuming_from_what_is_held() -> None:
    desk = FakeDesk(snapshot_or_rest)
    async with serve(desk.handle, "127.0.0.1", 0, process_request=desk.process) as server:
        client = client_of(server)
        await client.open()
        await desk.send(CallChanged(number=9, call=sample.RINGING))
        await until(lambda: client.board is not None and client.board.number == 4)
        assert desk.signed_on[-1].have == 3
        assert client.board is not None
        assert client.board.call is None
        await client.close()


async def test_requests_are_answered_or_refused_in_both_languages() -> None:
    desk = FakeDesk(snapshot_or_rest)
    async with serve(desk.handle, "127.0.0.1", 0, process_request=desk.process) as server:
        client = client_of(server)
        await client.open()
        await client.ready()
        await client.pause("meal")
        assert desk.asked == [GoReady(request_id=1), GoPaused(request_id=2, reason="meal")]
        desk.verdict = lambda number: Done(
            request_id=number, ok=False, code="gone", zh="来电已结束", en="call is over"
        )
        with pytest.raises(RequestRefused) as refused:
            await client.accept("c-1")
        assert (refused.value.code, refused.value.of("zh"), refused.value.of("en")) == (
            "gone",
            "来电已结束",
            "call is over",
        )
        await client.close()


async def test_a_break_before_the_answer_is_told() -> None:
    desk = FakeDesk(snapshot_or_rest)
    desk.verdict = lambda _: None
    async with serve(desk.handle, "127.0.0.1", 0, process_request=desk.process) as server:
        client = client_of(server)
        await client.open()
        asking = asyncio.create_task(client.hang_up("c-1"))
        await until(lambda: len(desk.asked) == 1)
        await desk.drop()
        with pytest.raises(DeskAway):
            await asking
        await client.close()
        with pytest.raises(DeskAway):
            await client.sign_out()


async def test_a_second_console_is_refused_until_it_takes_over() -> None:
    async def greeting(desk: FakeDesk, on: SignOn) -> None:
        if on.take_over:
            await desk.send(SNAPSHOT)
        else:
            await desk.send(Goodbye(code="already_signed_in", zh="已登录", en="signed in"))

    desk = FakeDesk(greeting)
    async with serve(desk.handle, "127.0.0.1", 0, process_request=desk.process) as server:
        client = client_of(server)
        with pytest.raises(AlreadySignedIn) as refused:
            await client.open()
        assert refused.value.of("zh") == "已登录"
        board = await client.open(take_over=True)
        assert board.me.login == "1001"
        await client.close()


async def test_being_taken_over_ends_it_for_good() -> None:
    desk = FakeDesk(snapshot_or_rest)
    async with serve(desk.handle, "127.0.0.1", 0, process_request=desk.process) as server:
        client = client_of(server)
        await client.open()
        told: list[Message] = []

        async def follow() -> None:
            told.extend([message async for message in client.messages()])

        following = asyncio.create_task(follow())
        await asyncio.sleep(0)
        await desk.send(Goodbye(code="taken_over", zh="别处登录", en="elsewhere"))
        await asyncio.wait_for(following, 10)
        assert told[-1] == SignedOff(code="taken_over", zh="别处登录", en="elsewhere")
        assert len(desk.signed_on) == 1
        await client.close()


async def test_a_stopping_desk_is_tried_again() -> None:
    desk = FakeDesk(snapshot_or_rest)
    async with serve(desk.handle, "127.0.0.1", 0, process_request=desk.process) as server:
        client = client_of(server)
        await client.open()
        await desk.send(Goodbye(code="stopping", zh="维护", en="stopping"))
        await desk.drop()
        await until(lambda: len(desk.signed_on) == 2)
        await client.close()


@pytest.mark.parametrize(
    ("status", "error"), [(HTTPStatus.UNAUTHORIZED, SessionExpired), (HTTPStatus.FORBIDDEN, SessionExpired)]
)
async def test_a_token_that_is_refused(status: HTTPStatus, error: type[Exception]) -> None:
    desk = FakeDesk(snapshot_or_rest)
    desk.status = status
    async with serve(desk.handle, "127.0.0.1", 0, process_request=desk.process) as server:
        client = client_of(server)
        with pytest.raises(error):
            await client.open()
        await client.close()


async def test_a_token_that_expires_later_is_told() -> None:
    desk = FakeDesk(snapshot_or_rest)
    async with serve(desk.handle, "127.0.0.1", 0, process_request=desk.process) as server:
        client = client_of(server)
        heard = heard_by(client)
        await client.open()
        desk.status = HTTPStatus.UNAUTHORIZED
        await desk.drop()
        await until(lambda: isinstance(heard[-1], SignedOff))
        await client.close()


async def test_nobody_at_the_address() -> None:
    client = DeskClient("http://127.0.0.1:9")
    client.use_token("token")
    with pytest.raises(DeskUnreachable) as met:
        await client.open()
    assert "没有程序在运行" in met.value.of("zh")
    await client.close()


async def test_a_close_that_is_cancelled_does_not_go_on() -> None:
    client, may_end = DeskClient("http://127.0.0.1:9"), asyncio.Event()

    async def slow_to_end() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await may_end.wait()

    client._runner = asyncio.create_task(slow_to_end())
    await asyncio.sleep(0)
    closing = asyncio.create_task(client.close())
    await asyncio.sleep(0)
    closing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await closing
    may_end.set()
    await client.close()


async def test_a_desk_that_closes_without_a_word_is_told() -> None:
    async def greeting(desk: FakeDesk, on: SignOn) -> None:
        await desk.drop()

    desk = FakeDesk(greeting)
    async with serve(desk.handle, "127.0.0.1", 0, process_request=desk.process) as server:
        client = client_of(server)
        with pytest.raises(DeskUnreachable):
            await client.open()
        await client.close()


async def test_another_version_is_told() -> None:
    async def greeting(desk: FakeDesk, on: SignOn) -> None:
        assert desk.socket is not None
        await desk.socket.send('{"type": "Unheard"}')

    desk = FakeDesk(greeting)
    async with serve(desk.handle, "127.0.0.1", 0, process_request=desk.process) as server:
        client = client_of(server)
        with pytest.raises(ProtocolMismatch):
            await client.open()
        await client.close()
