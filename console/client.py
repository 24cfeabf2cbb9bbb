"""DeskClient: signs in to a desk over REST and holds the console's WebSocket open, resuming by number after a break.

Knows no screen; the headless demo plays an agent with it. Every message goes through the board first (gap: the socket
is opened again and resumes from the last number held), then to the listener and to `messages()`.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import structlog
from msgspec.structs import replace
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from api.schemas import (
    Accept,
    BoardShown,
    CallDetail,
    CallPage,
    Done,
    DutyItem,
    DutyPage,
    Goodbye,
    GoPaused,
    GoReady,
    HangUpCall,
    Outcome,
    Request,
    Saved,
    Session,
    SignOn,
    SignOut,
    Snapshot,
    ToConsole,
)
from console.address import unreached
from console.board import Board
from console.desk import LinkLost, LinkUp, Listener, Message, SignedOff
from console.errors import (
    AlreadySignedIn,
    ConsoleError,
    DeskAway,
    MissedDelta,
    ProtocolMismatch,
    RequestRefused,
    SessionExpired,
)
from console.records import Records
from console.rest import Rest
from console.wire import decode, encode
from scripts_lib.model import Rules

BACKOFF_S = (0.3, 0.6, 1.0, 2.0, 3.0, 5.0, 8.0)
"""Waits between attempts to reach the desk, in seconds; the last one repeats."""
ANSWER_WITHIN_S = 8.0
log = structlog.get_logger("console.client")


class DeskClient:
    """A signed-in agent's connection to one desk; implements `console.desk.Desk`."""

    def __init__(
        self, address: str, *, lang: str = "zh", now: Callable[[], float] = time.monotonic, board: bool = False
    ) -> None:
        self._wants_board = board
        self.address = address.rstrip("/")
        self._now = now
        self._rest = Rest(self.address, lang=lang)
        self._board: Board | None = None
        self._socket: ClientConnection | None = None
        self._runner: asyncio.Task[None] | None = None
        self._listeners: list[Listener] = []
        self._requests: dict[int, asyncio.Future[Done]] = {}
        self._last_request = 0
        self._take_over = False
        self._first: asyncio.Future[Board] | None = None

    @property
    def board(self) -> Board | None:
        """What the desk has told so far; None before the first snapshot."""
        return self._board

    @property
    def linked(self) -> bool:
        """Whether the WebSocket stands at this moment."""
        return self._socket is not None

    def listen(self, listener: Listener) -> None:
        """Call `listener` for each message from now on, after the board shows it."""
        self._listeners.append(listener)

    async def messages(self) -> AsyncIterator[Message]:
        """Each message from the first `anext` on, ending after SignedOff."""
        queue: asyncio.Queue[Message] = asyncio.Queue()
        self.listen(queue.put_nowait)
        try:
            while True:
                message = await queue.get()
                yield message
                if isinstance(message, SignedOff):
                    return
        finally:
            self._listeners.remove(queue.put_nowait)

    # --- sign-in -----------------------------------------------------------------------------------------------

    async def sign_in(self, login: str, password: str, code: str = "") -> Session:
        """Exchange login and password for a session. Raises SignInRefused or DeskUnreachable."""
        return await self._rest.sign_in(login, password, code)

    def use_token(self, token: str) -> None:
        """Use a session's token that was got elsewhere."""
        self._rest.use_token(token)

    async def open(self, *, take_over: bool = False) -> Board:
        """Open the console's WebSocket and wait for the snapshot.

        Raises AlreadySignedIn (call again with `take_over`), SessionExpired, SignInRefused, DeskUnreachable.
        """
        await self._stop()
        self._board = None
        self._take_over = take_over
        self._first = asyncio.get_running_loop().create_future()
        self._runner = asyncio.create_task(self._run(), name="console-link")
        return await self._first

    async def close(self) -> None:
        """Close the socket and the HTTP connections; the session at the desk stays."""
        await self._stop()
        await self._rest.close()

    @property
    def records(self) -> Records:
        """The desk's REST, with the session's token."""
        return self._rest

    @property
    def figures(self) -> Rest:
        """The same, as far as it is of figures (`console.supervisor.records`)."""
        return self._rest

    # --- requests ----------------------------------------------------------------------------------------------

    async def ready(self) -> None:
        """Take calls; also ends wrap-up."""
        await self.ask(GoReady)

    async def pause(self, reason: str) -> None:
        """Take no calls, for one of the catalogue's reasons."""
        await self.ask(GoPaused, reason=reason)

    async def accept(self, call_id: str) -> None:
        """Pick up a ringing call: the one offered, or one that rings elsewhere (LINE-4)."""
        await self.ask(Accept, call_id=call_id)

    async def hang_up(self, call_id: str) -> None:
        """End my call."""
        await self.ask(HangUpCall, call_id=call_id)

    async def sign_out(self) -> None:
        """Leave; refused in mid-call."""
        await self.ask(SignOut)

    async def rules(self) -> Rules:
        """Scripts, phrases and catalogue in force, fetched again only when their version changed."""
        return await self._rest.rules()

    async def dispose(self, call_id: str, outcome: Outcome) -> Saved:
        """Save what became of a call. Raises DeskProblem with the fields at fault."""
        return await self._rest.dispose(call_id, outcome)

    async def call(self, call_id: str) -> CallDetail:
        """One call with its times, notes and events."""
        return await self._rest.call(call_id)

    async def calls(self, *, limit: int = 50, offset: int = 0) -> CallPage:
        """Past calls, newest first."""
        return await self._rest.calls(limit=limit, offset=offset)

    async def duty(self) -> DutyPage:
        """The open items of the duty list, whoever called first comes first."""
        return await self._rest.duty()

    async def excuse(self, item_id: str, reason: str) -> DutyItem:
        """Nobody rings back, and why. Raises DeskProblem."""
        return await self._rest.excuse(item_id, reason)

    async def ask(self, request: type[Request], **fields: Any) -> None:
        """Any request of `api.schemas.requests`, by its fields. Raises RequestRefused or DeskAway."""
        socket = self._socket
        if socket is None:
            raise DeskAway
        self._last_request += 1
        number = self._last_request
        answer: asyncio.Future[Done] = asyncio.get_running_loop().create_future()
        self._requests[number] = answer
        try:
            await socket.send(encode(request(request_id=number, **fields)), text=True)
            async with asyncio.timeout(ANSWER_WITHIN_S):
                done = await answer
        except (ConnectionClosed, TimeoutError) as error:
            raise DeskAway from error
        finally:
            self._requests.pop(number, None)
        if not done.ok:
            raise RequestRefused(done.code, done.zh, done.en)

    # --- the socket's life -------------------------------------------------------------------------------------

    async def _run(self) -> None:
        attempt = 0
        while True:
            try:
                if await self._one_connection():
                    attempt = 0
                elif not self._survive(ConnectionError("closed")):
                    return
            except ConsoleError as error:
                self._give_up(error)
                return
            except (OSError, TimeoutError, InvalidHandshake, ConnectionClosed) as error:
                if not self._survive(error):
                    return
            wait = BACKOFF_S[min(attempt, len(BACKOFF_S) - 1)]
            attempt += 1
            log.info("desk_away", attempt=attempt, retry_in=wait)
            self._tell(LinkLost(attempt=attempt, retry_in=wait))
            await asyncio.sleep(wait)

    async def _one_connection(self) -> bool:
        """Connect, sign on and read until the socket closes. True when the desk had let us in."""
        url = "ws" + self.address.removeprefix("http") + "/ws/console"
        headers = {"Authorization": f"Bearer {self._rest.token}"}
        let_in = False
        # proxy=None: the desk is on the site's own network, whatever the PC's proxy settings say.
        async with connect(url, additional_headers=headers, proxy=None, open_timeout=5, ping_interval=10) as socket:
            board = self._board
            held = SignOn(take_over=self._take_over, board=self._wants_board)
            if board is not None:
                held = replace(held, session=board.session, have=board.number)
            await socket.send(encode(held), text=True)
            if board is not None:
                # A desk that has nothing to add to what we hold says nothing; it would say Goodbye if it refused.
                let_in = True
                self._linked(socket)
            try:
                async for frame in socket:
                    message = decode(frame)
                    if not let_in and not isinstance(message, Goodbye):
                        let_in = True
                        self._linked(socket)
                    self._received(message)
            except MissedDelta as gap:
                log.warning("delta_missed", have=gap.have, got=gap.got)
            finally:
                self._unlinked()
        return let_in

    def _linked(self, socket: ClientConnection) -> None:
        self._socket = socket
        # Once in, a later reconnect must not throw out a console that took this session over meanwhile.
        self._take_over = False
        if self._first is None or self._first.done():
            self._tell(LinkUp())

    def _unlinked(self) -> None:
        self._socket = None
        for answer in self._requests.values():
            if not answer.done():
                answer.set_exception(DeskAway())
        self._requests.clear()

    def _received(self, message: ToConsole) -> None:
        match message:
            case Done():
                answer = self._requests.get(message.request_id)
                if answer is not None and not answer.done():
                    answer.set_result(message)
                return
            case Goodbye():
                self._goodbye(message)
                return
            case Snapshot():
                self._board = Board.begin(message, self._now())
                if self._first is not None and not self._first.done():
                    self._first.set_result(self._board)
            case BoardShown():
                pass  # stands alone: the next replaces it
            case _:
                if self._board is None:
                    raise ProtocolMismatch(f"{type(message).__name__} before Snapshot")
                self._board = self._board.fold(message, self._now())
        self._tell(message)

    def _goodbye(self, message: Goodbye) -> None:
        self._tell(message)
        if message.code == "already_signed_in":
            raise AlreadySignedIn(message.zh, message.en)
        if message.code == "protocol":
            raise ProtocolMismatch(message.en)
        if message.code != "stopping":
            raise RequestRefused(message.code, message.zh, message.en)

    def _survive(self, error: Exception) -> bool:
        """Whether to try again after a transport error; before the first snapshot the caller is told instead."""
        if isinstance(error, InvalidStatus) and error.response.status_code in (401, 403):
            # A WebSocket refused for its token reads 401 or, from servers that can only close, 403.
            self._give_up(SessionExpired())
            return False
        if self._first is not None and not self._first.done():
            self._first.set_exception(unreached(self.address, error))
            return False
        return True

    def _give_up(self, error: ConsoleError) -> None:
        if self._first is not None and not self._first.done():
            self._first.set_exception(error)
            return
        code = error.code if isinstance(error, RequestRefused) else "expired"
        if isinstance(error, AlreadySignedIn):
            code = "already_signed_in"
        self._tell(SignedOff(code=code, zh=error.text.zh, en=error.text.en))

    def _tell(self, message: Message) -> None:
        for listener in tuple(self._listeners):
            listener(message)

    async def _stop(self) -> None:
        runner, self._runner = self._runner, None
        if runner is not None:
            runner.cancel()
            await asyncio.wait([runner])  # unlike awaiting it, this tells its cancellation from ours
            if not runner.cancelled():
                runner.result()
