"""The simulated callers of the demo, one after another, each over real SIP: a process of its own beside the console.

Run as `python -m hotline_cli.demo.callers sip:... [CALLS [CAST]]`, CAST a file of another cast as JSON; SIGTERM
lets the present caller hang up.
"""

import asyncio
import logging
import signal
import sys
from pathlib import Path

import msgspec
import structlog

from hotline_cli.call import place_call
from hotline_cli.demo.cast import Caller, Cast, load_cast
from hotline_cli.turns import Turns
from hotline_cli.wav import read_wav
from scripts_lib.callers import When
from telephony.connectors.base import FRAME_BYTES, FRAME_MS, SILENCE

FIRST_AFTER_S = 2.0
BETWEEN_S = 12.0
PATIENCE_S = 60.0
"""A caller gives up after so long without an answer."""
TALK_S = 90.0
"""A caller hangs up by itself after so long, should the agent not end the call."""
TURNS_S = 240.0
"""The same for a caller who takes turns."""
PAUSE = SILENCE * (9000 // FRAME_MS)
"""Between saying it once and saying it again: the agent's turn."""
log = structlog.get_logger("demo.callers")


async def call_one_after_another(target: str, cast: Cast, calls: int = 0) -> None:
    """So many calls, or with 0 for ever: the cast from first to last and again."""
    await asyncio.sleep(FIRST_AFTER_S)
    number = 0
    while not calls or number < calls:
        caller = cast.caller(number)
        log.info("caller_calls", caller=caller.id)
        turns = turns_of(caller)
        report = await place_call(
            target,
            say=read_wav(caller.wav) + PAUSE if turns is None else None,
            loop=turns is None,
            turns=turns,
            hang_after=TALK_S if turns is None else TURNS_S,
            caller=cast.resident_of(caller).phones[0],
            timeout=PATIENCE_S,
        )
        log.info("caller_done", caller=caller.id, answered=report.answered, talk_s=round(report.talk_s, 1))
        number += 1
        await asyncio.sleep(BETWEEN_S)


def turns_of(caller: Caller) -> Turns | None:
    """The caller's lines in their moments, or None for one who has a single line. Raises WavError."""
    if not any(sound.when is When.ASKED for sound in caller.sounds):
        return None
    said = {when: [read_wav(Path(one.path)) for one in caller.sounds if one.when is when] for when in When}
    return Turns(
        start=said[When.START][0],
        asked=said[When.ASKED],
        waiting=b"".join(said[When.WAITING]),
        end=b"".join(said[When.END]),
        patience_ms=round(caller.patience_s * 1000),
    )


async def _main(target: str, calls: int, cast: Cast) -> None:
    task = asyncio.create_task(call_one_after_another(target, cast, calls))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    await asyncio.gather(task, return_exceptions=True)
    if not task.cancelled():
        task.result()


if __name__ == "__main__":
    assert len(PAUSE) % FRAME_BYTES == 0
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    given = sys.argv[3:4]
    playing = msgspec.json.decode(Path(given[0]).read_bytes(), type=Cast) if given else load_cast()
    asyncio.run(_main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0, playing))
