"""Tasks of the live side: endless ones are begun again after a fault, short ones tell theirs."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

log = structlog.get_logger()
AGAIN_S = 1.0
"""After a fault in an endless task, before it is begun again."""
TOLD_AGAIN_S = 1.0
"""After a task was told to end and has not, before it is told again."""


class Tasks:
    """What runs beside; ended together."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def endless(self, *works: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run each of these for ever."""
        for work in works:
            self.spawn(self._always(work))

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run this beside."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def stop(self) -> None:
        """Cancel what runs, and wait for its end. A library may lose a cancellation on its way (`asyncio.wait_for` of
        Python 3.11 does, when what it waits for is ready in the same turn), so a task that runs on is told again."""
        while running := list(self._tasks):
            for task in running:
                task.cancel()
            await asyncio.wait(running, timeout=TOLD_AGAIN_S)

    async def _always(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run this for ever. A fault in it is told with its traceback, and it is begun again: a queue whose clock
        stands still, or a log that is written no more, would be worse than the fault."""
        while True:
            try:
                await work()
            except Exception:
                log.exception("live_task_failed", task=work.__name__, again_s=AGAIN_S)
                await asyncio.sleep(AGAIN_S)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("live_task_failed", exc_info=task.exception())
