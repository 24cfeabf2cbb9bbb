"""Signed-in consoles without a screen, for the console bench: a process of its own that plays many agents.

`python -m benchmarks.console_crowd --desk http://... --logins c0,c1` prints `ready`, answers what is offered after a
moment, and at the end of its input prints as JSON when it was told of each call and when it asked to pick up.
"""

import argparse
import asyncio
import contextlib
import json
import random
import sys
import time
from dataclasses import asdict, dataclass

from api.schemas import CallChanged, CallState, Explained
from benchmarks.console_rig import PASSWORD
from console.client import DeskClient
from console.desk import Message
from console.errors import ConsoleError
from telephony.events import AgentState

HESITATES_S = (0.5, 2.0)
SIGN_IN_AT_ONCE = 4


@dataclass
class Told:
    """One call as a console met it (monotonic seconds)."""

    number: str
    told_at: float
    asked_at: float = 0.0


class Member:
    """One agent: picks up, writes that all was explained, and is ready again."""

    def __init__(self, desk: str, login: str) -> None:
        self.login = login
        self.client = DeskClient(desk)
        self.told: dict[str, Told] = {}
        self.faults: list[str] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def sign_in(self) -> None:
        """Begin to take calls."""
        await self.client.sign_in(self.login, PASSWORD)
        self.client.listen(self._message)
        await self.client.open()
        await self.client.ready()

    def _message(self, message: Message) -> None:
        if not isinstance(message, CallChanged) or message.call is None:
            return
        call, at = message.call, time.monotonic()
        if call.state is CallState.OFFERED and call.call_id not in self.told:
            self.told[call.call_id] = Told(call.number, at)
            self._begin(self._pick_up(call.call_id))
        elif call.state is CallState.ENDED and call.disposition is None and call.call_id in self.told:
            self._begin(self._finish(call.call_id))

    def _begin(self, work: "asyncio.Future[None] | object") -> None:
        task: asyncio.Task[None] = asyncio.ensure_future(work)  # type: ignore[arg-type]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _pick_up(self, call_id: str) -> None:
        await asyncio.sleep(random.uniform(*HESITATES_S))
        self.told[call_id].asked_at = time.monotonic()
        try:
            await self.client.accept(call_id)
        except ConsoleError as error:
            self.faults.append(f"accept: {error}")

    async def _finish(self, call_id: str) -> None:
        try:
            await self.client.dispose(call_id, Explained(notes="测试"))
            board = self.client.board
            if board is not None and board.me.state is AgentState.WRAP_UP:
                await self.client.ready()
        except ConsoleError as error:
            self.faults.append(f"finish: {error}")

    async def close(self) -> None:
        """Leave as a console that is switched off."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.client.close()


async def play(desk: str, logins: list[str]) -> None:
    """Sign all in, a few at once, and play until the input ends."""
    members = [Member(desk, login) for login in logins]
    room = asyncio.Semaphore(SIGN_IN_AT_ONCE)

    async def enter(member: Member) -> None:
        async with room:
            await member.sign_in()

    try:
        await asyncio.gather(*(enter(member) for member in members))
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.read)
    finally:
        await asyncio.gather(*(member.close() for member in members))
    told = [asdict(one) for member in members for one in member.told.values()]
    print(json.dumps({"told": told, "faults": [fault for member in members for fault in member.faults]}), flush=True)


def main() -> None:
    """Play."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--desk", required=True)
    parser.add_argument("--logins", required=True, help="separated by commas")
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        asyncio.run(play(options.desk, options.logins.split(",")))


if __name__ == "__main__":
    main()
