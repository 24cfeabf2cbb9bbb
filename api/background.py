"""Errands that run beside the calls for as long as the desk does.

Each one knows which troubles are usual for it and tries again by itself. What it did not foresee ends it here, is
logged with its place, and the errand is begun anew after a while: no errand is over while the desk goes on.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

import structlog

Errands = Mapping[str, Callable[[], Awaitable[None]]]
"""By name; each is called anew to begin it again, and returns only if there is nothing for it to do."""

AGAIN_S = 30.0

log = structlog.get_logger()


@asynccontextmanager
async def kept_running(errands: Errands, again_s: float = AGAIN_S) -> AsyncIterator[None]:
    """Run them while the block runs; cancelled, and waited for, at its end."""
    tasks = [asyncio.create_task(_keep(name, run, again_s), name=name) for name, run in errands.items()]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _keep(name: str, run: Callable[[], Awaitable[None]], again_s: float) -> None:
    while True:
        try:
            return await run()
        except Exception as error:  # noqa: BLE001  the others and the calls go on
            log.error("errand_failed", errand=name, why=type(error).__name__, where=_where(error), again_s=again_s)
            await asyncio.sleep(again_s)


def _where(error: BaseException) -> str:
    """File and line where it was raised. No text of the error: it may hold a resident's data."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
