"""Replaying a session through the screens: a desk that tells what it told then, and the agent's keys in their order.

No desk is reached and nothing is sent. The clocks of the screens are the session's, faster by `speed`.
"""

import asyncio
import contextlib
import time
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any, cast

import msgspec
from textual import events
from textual.app import App

from api.schemas import BoardShown, Done, Goodbye, Snapshot
from console.board import Board
from console.desk import Desk, LinkLost, LinkUp, Listener, SignedOff
from console.errors import DeskAway
from console.records import Records
from console.tape import ANSWERS, Entry, Head, Tape, message_of

KEY_S = 0.05
SLOWEST_S = 2.0


async def _taken(app: App[None]) -> None:
    """Until a key was taken and the screen drawn: at any speed, the next one goes where this one moved the focus."""
    for _ in range(2):
        await asyncio.sleep(KEY_S)
        drawn = asyncio.Event()
        app.screen.call_after_refresh(drawn.set)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SLOWEST_S):
                await drawn.wait()


class _Answering:
    """Whatever is asked gets the next answer of the session to such a request; a request without one is done."""

    def __init__(self, answers: dict[str, deque[Any]]) -> None:
        self._answers = answers

    def __getattr__(self, name: str) -> Callable[..., Any]:
        async def asked(*_: object, **__: object) -> Any:
            if name not in ANSWERS:
                return None
            kept = self._answers[name]
            if not kept:
                raise DeskAway
            return kept.popleft() if len(kept) > 1 else kept[0]

        return asked


class ReplayDesk(_Answering):
    """A desk made of a session. Use it as `cast(Desk, ...)`: `as_desk`."""

    def __init__(self, head: Head, entries: tuple[Entry, ...], speed: float = 1.0) -> None:
        answers: dict[str, deque[Any]] = defaultdict(deque)
        for entry in entries:
            if entry.kind == "answer":
                answers[entry.name].append(msgspec.json.decode(entry.body, type=ANSWERS[entry.name]))
        super().__init__(answers)
        self.address = "replay"
        self.linked = False
        self.board: Board | None = None
        self.records = cast(Records, _Answering(answers))
        self._head = head
        self._entries = entries
        self._speed = speed
        self._began = time.monotonic()
        self._listeners: list[Listener] = []

    @property
    def as_desk(self) -> Desk:
        """As the console wants it."""
        return cast(Desk, self)

    def now(self) -> float:
        """Seconds of the session so far."""
        return (time.monotonic() - self._began) * self._speed

    def wall(self) -> float:
        """The session's time of day, Unix seconds."""
        return self._head.wall + self.now()

    def listen(self, listener: Listener) -> None:
        """Call `listener` for each message."""
        self._listeners.append(listener)

    def use_token(self, token: str) -> None:
        """None is needed."""

    async def open(self, *, take_over: bool = False) -> Board:
        """The session's first snapshot. Raises DeskAway for a session that has none."""
        first = next((one for one in self._entries if one.kind == "told" and one.name == "Snapshot"), None)
        if first is None:
            raise DeskAway
        self._tell(first)
        assert self.board is not None
        return self.board

    async def play(self, app: App[None]) -> None:
        """Everything after the first snapshot, each in its time."""
        opened = False
        for entry in self._entries:
            if not opened:
                opened = entry.kind == "told" and entry.name == "Snapshot"
                continue
            await asyncio.sleep(max(0.0, (entry.at - self.now()) / self._speed))
            match entry.kind:
                case "told" | "own":
                    self._tell(entry)
                case "key":
                    app.post_message(events.Key(entry.name, msgspec.json.decode(entry.body, type=str | None)))
                case "text":
                    app.post_message(events.Paste(msgspec.json.decode(entry.body, type=str)))
            if entry.kind in ("key", "text"):
                await _taken(app)

    def _tell(self, entry: Entry) -> None:
        message = message_of(entry)
        match message:
            case Snapshot():
                self.board, self.linked = Board.begin(message, self.now()), True
            case LinkLost() | SignedOff():
                self.linked = False
            case LinkUp():
                self.linked = True
            case Done() | Goodbye():
                return
            case BoardShown():
                pass
            case _ if self.board is not None:
                self.board = self.board.fold(message, self.now())
        for listener in tuple(self._listeners):
            listener(message)


class TapedDesk:
    """A real desk whose messages and answers go onto a tape on their way."""

    def __init__(self, desk: Any, tape: Tape) -> None:
        self._desk = desk
        self._tape = tape
        desk.listen(tape.told)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._desk, name)
        if name == "records":
            return TapedRecords(found, self._tape)
        return _taped(name, found, self._tape) if name in ANSWERS else found


class TapedRecords:
    """The same for the desk's records."""

    def __init__(self, records: Any, tape: Tape) -> None:
        self._records = records
        self._tape = tape

    def __getattr__(self, name: str) -> Any:
        return _taped(name, getattr(self._records, name), self._tape)


def _taped(name: str, ask: Any, tape: Tape) -> Any:
    async def asked(*values: Any, **named: Any) -> Any:
        answer = await ask(*values, **named)
        tape.answer(name, answer)
        return answer

    return asked
