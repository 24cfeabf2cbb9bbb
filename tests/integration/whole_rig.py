"""The whole product under test: `hotline serve` as a real process, an agent's client and headset, a caller."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np

from api.schemas import CallState, CallView, Complaint, HeadsetChanged, Snapshot
from console.audio.ends import NoMicrophone, Source
from console.audio.levels import measure
from console.client import DeskClient
from console.desk import Message
from console.headset import Headset, HeadsetState
from hotline_cli.call import CallReport, place_call
from hotline_cli.demo.stage import Stage
from scripts_lib.model import Content, Nature, Weight

PATIENCE_S = 40.0
NUMBER = "13800001201"
AUDIBLE_DBFS = -30.0
T = TypeVar("T")
COMPLAINT = Complaint(
    contact="陈志远",
    phone=NUMBER,
    place="3-2-1201",
    happened_at="今早",
    target="",
    matter="厨房漏水",
    demand="尽快维修",
    kind="water_leak",
    nature=Nature.VALID,
    content=Content.EQUIPMENT,
    weight=Weight.IMPORTANT,
    department="engineering",
)


def tone(seconds: float) -> bytes:
    """440 Hz, half of full scale, 16-bit PCM at 8 kHz."""
    at = np.arange(int(seconds * 8000)) / 8000
    return (np.sin(2 * np.pi * 440 * at) * 16000).astype("<i2").tobytes()


class Ear:
    """A speaker that counts the frames in which something was heard."""

    def __init__(self) -> None:
        self.loud = 0
        self._playout: Source | None = None

    def start(self, playout: Source) -> None:
        self._playout = playout

    def beat(self, due: int) -> None:
        for _ in range(due):
            if self._playout is not None and measure(self._playout.take()).peak > AUDIBLE_DBFS:
                self.loud += 1

    def close(self) -> None:
        """Nothing to close."""


class Player:
    """An agent at work, and the caller of the moment."""

    def __init__(self, on: Stage) -> None:
        self.on = on
        self.client = DeskClient(on.desk)
        self.ear = Ear()
        self.headset = Headset(NoMicrophone(), self.ear)
        self.calling: asyncio.Task[CallReport] | None = None

    async def sign_in(self) -> None:
        await self.client.sign_in(self.on.logins.agent, self.on.logins.agent_password)
        self.headset.start()
        self.client.listen(self._told)
        await self.client.open()
        await until(lambda: self.headset.state is HeadsetState.CONNECTED or None)
        await self.client.ready()

    def _told(self, message: Message) -> None:
        if isinstance(message, Snapshot | HeadsetChanged):
            self.headset.use(message.headset)

    def call(self, **how: float) -> "asyncio.Task[CallReport]":
        """A resident calls and says a tone until the call is over."""
        self.calling = asyncio.create_task(
            place_call(self.on.sip, say=tone(1), loop=True, caller=NUMBER, timeout=PATIENCE_S, **how)  # type: ignore[arg-type]
        )
        return self.calling

    async def pick_up(self) -> str:
        """Answer the call that is offered; its id."""
        call = await until(lambda: self.shown(CallState.OFFERED))
        await self.client.accept(call.call_id)
        await until(lambda: self.shown(CallState.TALKING, call.call_id))
        return call.call_id

    def shown(self, state: CallState, call_id: str = "") -> CallView | None:
        """The call on the board, when it is in this state and linked."""
        board = self.client.board
        call = board.call if board is not None and self.client.linked else None
        return call if call is not None and call.state is state and call_id in ("", call.call_id) else None

    def pending(self, call_id: str) -> CallView | None:
        """The call on the list of those to finish."""
        board = self.client.board
        assert board is not None
        return next((one for one in board.pending if one.call_id == call_id), None)

    async def hear(self, frames: int) -> None:
        """Wait until that many more frames of the caller's tone were heard."""
        wanted = self.ear.loud + frames
        await until(lambda: self.ear.loud >= wanted or None)

    async def close(self) -> None:
        if self.calling is not None:
            self.calling.cancel()
            await asyncio.gather(self.calling, return_exceptions=True)
        await self.client.close()
        self.headset.close()


@asynccontextmanager
async def player(on: Stage) -> AsyncIterator[Player]:
    """An agent signed in and ready; everything is closed afterwards."""
    one = Player(on)
    try:
        await one.sign_in()
        yield one
    finally:
        await one.close()


async def until(look: Callable[[], T | None]) -> T:
    """What `look` sees, as soon as it sees something."""
    last = time.monotonic() + PATIENCE_S
    while (seen := look()) is None:
        assert time.monotonic() < last, "waited in vain"
        await asyncio.sleep(0.02)
    return seen


def process_of(on: Stage, name: str) -> int | None:
    """Process id of `line` or `desk` under `hotline serve`, at this moment."""
    children = Path(f"/proc/{on.serving.pid}/task/{on.serving.pid}/children").read_text().split()
    for pid in children:
        with contextlib.suppress(OSError):
            arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if name.encode() in arguments[:5]:
                return int(pid)
    return None
