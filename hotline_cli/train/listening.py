"""Waiting for a play's line to listen before the first caller, and to have understood the last words after it."""

import asyncio
import time

from api.schemas import ListeningState
from console.client import DeskClient
from hotline_cli.demo.stage import Stage
from hotline_cli.train.watching import Watching

READY_WITHIN_S = 90.0
SETTLED_S, SETTLED_WITHIN_S = 6.0, 45.0
LOOK_S = 0.5


def wait_until_it_listens(on: Stage) -> bool:
    """Whether the model is loaded: a minute on a slow machine. False where it cannot be, or takes too long."""
    return asyncio.run(_listens(on))


async def _listens(on: Stage) -> bool:
    client = DeskClient(on.desk)
    try:
        await client.sign_in(on.logins.agent, on.logins.agent_password)
        await client.open()
        until = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < until:
            told = client.board.listening if client.board is not None else None
            if told is not None and told.state in (ListeningState.ON, ListeningState.BUSY):
                return True
            await asyncio.sleep(LOOK_S)
        return False
    finally:
        await client.close()


def wait_for_words(watching: Watching, calls: int) -> None:
    """Until nothing more is understood of the play's calls: words come seconds after they were said."""
    until, same_since, seen = time.monotonic() + SETTLED_WITHIN_S, time.monotonic(), -1
    while time.monotonic() < until and time.monotonic() - same_since < SETTLED_S:
        words = watching.words(calls)
        if words != seen:
            same_since, seen = time.monotonic(), words
        time.sleep(LOOK_S)
