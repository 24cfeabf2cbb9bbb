"""The simulated callers of the demo, one after another, each over real SIP: a process of its own beside the console.

Run as `python -m hotline_cli.demo.callers sip:...`; SIGTERM lets the present caller hang up.
"""

import asyncio
import logging
import signal
import sys
from collections.abc import Coroutine

import structlog

from hotline_cli.call import place_call
from hotline_cli.demo.cast import Cast, load_cast
from hotline_cli.wav import read_wav
from telephony.connectors.base import FRAME_BYTES, FRAME_MS, SILENCE

FIRST_AFTER_S = 2.0
BETWEEN_S = 12.0
PATIENCE_S = 60.0
"""A caller gives up after so long without an answer."""
TALK_S = 90.0
"""A caller hangs up by itself after so long, should the agent not end the call."""
PAUSE = SILENCE * (9000 // FRAME_MS)
"""Between saying it once and saying it again: the agent's turn."""
log = structlog.get_logger("demo.callers")


async def call_one_after_another(target: str, cast: Cast) -> None:
    """For ever: the cast from first to last and again."""
    await asyncio.sleep(FIRST_AFTER_S)
    number = 0
    while True:
        caller = cast.caller(number)
        log.info("caller_calls", caller=caller.id)
        report = await place_call(
            target,
            say=read_wav(caller.wav) + PAUSE,
            loop=True,
            hang_after=TALK_S,
            caller=cast.resident_of(caller).phones[0],
            timeout=PATIENCE_S,
        )
        log.info("caller_done", caller=caller.id, answered=report.answered, talk_s=round(report.talk_s, 1))
        number += 1
        await asyncio.sleep(BETWEEN_S)


async def until_told(calling: Coroutine[None, None, None]) -> None:
    """Carry it out until SIGTERM or SIGINT, which end it in order."""
    task = asyncio.create_task(calling)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    await asyncio.gather(task, return_exceptions=True)
    if not task.cancelled():
        task.result()


if __name__ == "__main__":
    assert len(PAUSE) % FRAME_BYTES == 0
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    asyncio.run(until_told(call_one_after_another(sys.argv[1], load_cast())))
