"""Errands that run beside the calls for as long as the desk does.

Most are a look at something now and then: `repeated` looks again whatever broke. What ends another errand is logged
with its place, and the errand is begun anew after a while: none is over while the desk goes on.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

import structlog
from sqlalchemy.exc import OperationalError

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
            log.error("errand_failed", errand=name, why=_why(error), where=_where(error), again_s=again_s)
            await asyncio.sleep(again_s)


async def repeated(errand: str, look: Callable[[], Awaitable[object]], every_s: float) -> None:
    """Look for ever, with `every_s` between. A look that breaks is logged, once for each new trouble, and the next
    one comes at its time: the database may be away."""
    trouble = ""
    while True:
        try:
            await look()
        except Exception as error:  # noqa: BLE001  whatever it is, the next look may do better
            if (found := _why(error)) != trouble:
                log.error("errand_failed", errand=errand, why=found, where=_where(error), again_s=every_s)
            trouble = found
        else:
            if trouble:
                log.info("errand_well_again", errand=errand)
            trouble = ""
        await asyncio.sleep(every_s)


def _why(error: Exception) -> str:
    """Its kind, and what the database or the system says where it is theirs. No other text: it may hold a resident's
    data."""
    told = error.orig if isinstance(error, OperationalError) else error.strerror if isinstance(error, OSError) else ""
    return f"{type(error).__name__}: {told}" if told else type(error).__name__


def _where(error: BaseException) -> str:
    """File and line where it was raised."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
