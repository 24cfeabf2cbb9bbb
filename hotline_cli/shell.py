"""What every sub-command needs of its shell: the data folder, logs, signals, and a plain word before it gives up."""

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NoReturn

import platformdirs
import structlog
from structlog.tracebacks import ExceptionDictTransformer

APP = "sanxiang"
SWITCH_S = 0.0005


def data_folder(given: Path | None) -> Path:
    """The data folder: what was given, or the user's own by the XDG rules."""
    return given.expanduser().resolve() if given is not None else platformdirs.user_data_path(APP)


def quit_with(message: str, *details: str, code: int = 2) -> NoReturn:
    """Say on stderr what is wrong and what to do, one line each, and leave."""
    print(message, file=sys.stderr)
    for detail in details:
        print(f"  {detail}", file=sys.stderr)
    raise SystemExit(code)


def set_up_logs(*, verbose: bool = False) -> None:
    """Log to stderr: coloured for people on a terminal, JSON lines otherwise. Times are UTC.

    A traceback goes without the local variables of its frames: among them are telephone numbers and tokens.
    """
    on_terminal = sys.stderr.isatty()
    renderer = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if on_terminal
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    tracebacks = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(name)s %(levelname)s %(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            tracebacks if not on_terminal else structlog.dev.set_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG if verbose else logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def run_until_signal(serve: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Run `serve(stop)` in a fast event loop; the first SIGINT or SIGTERM sets `stop`.

    What was imported is left out of garbage collection from here: with it, a full one stopped a line for 44 ms. And a
    thread that writes recordings gives the interpreter back after half a millisecond, not after Python's five.
    """

    async def main() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        await serve(stop)

    gc.collect()
    gc.freeze()
    sys.setswitchinterval(SWITCH_S)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(main())


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's, where it is installed (not on Windows)."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
