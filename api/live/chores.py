"""What the live side does by the wall clock or behind the floor: queues' hours, midnight, the duty list's count, and
callers who are still to be rung back after a restart."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.calls.views import CallViews, Today
from api.duty.shelf import DutyShelf
from api.live.effects import Effect, Part, Show
from api.live.floor import Floor
from api.queues.opening import Openings

log = structlog.get_logger()
COUNT_EVERY_S = 0.5
"""The duty list is counted at most twice a second."""
COUNT_AGAIN_S = 10.0
"""And at least this often, since the log is written behind what moves it."""


class Chores:
    """The endless ones are `endless`."""

    def __init__(
        self,
        floor: Floor,
        views: CallViews,
        duty: DutyShelf,
        openings: Openings,
        carry_out: Callable[[list[Effect]], None],
        floor_moved: Callable[[], None],
    ) -> None:
        self._floor = floor
        self._views = views
        self._duty = duty
        self._openings = openings
        self._carry_out = carry_out
        self._floor_moved = floor_moved
        self._duty_moved = asyncio.Event()

    @property
    def endless(self) -> tuple[Callable[[], Coroutine[Any, Any, None]], ...]:
        """What runs for ever."""
        return (self._keep_hours, self._midnight, self._count_duty)

    def duty_moved(self) -> None:
        """Something happened that may have changed the duty list."""
        self._duty_moved.set()

    def look_at_hours(self) -> None:
        """Open and close the site's queues."""
        wall = time.time()
        self._carry_out(self._floor.hours(self._openings.changes(wall), time.monotonic(), wall))

    async def take_up_callbacks(self) -> None:
        """Who asked to be rung back before the desk stopped waits on in the old place."""
        self._floor.wall = time.time()
        for record, tries in await self._views.callbacks_due():
            resident = await self._views.find_resident(record.number)
            self._carry_out(self._floor.take_up_callback(record, resident, tries, time.monotonic()))

    async def _keep_hours(self) -> None:
        while True:
            next_look = self._openings.next_look(time.time())
            if next_look is None:
                await asyncio.Event().wait()
            else:
                await asyncio.sleep(max(0.0, next_look - time.time()))
            self.look_at_hours()

    async def _midnight(self) -> None:
        while True:
            await asyncio.sleep(max(1.0, self._views.next_midnight() - time.time() + 0.5))
            try:
                self._floor.board.today = await self._views.today()
            except SQLAlchemyError as error:
                log.error("day_not_begun", why=str(error))
                self._floor.board.today = Today()
            self._floor_moved()
            self._carry_out([Show(agent_id, Part.ME) for agent_id in self._floor.agents])

    async def _count_duty(self) -> None:
        while True:
            self._duty_moved.clear()
            counts = await self._duty.open_by_site(self._views.next_midnight())
            if counts != self._floor.duty_open:
                self._floor.duty_open = counts
                self._floor_moved()
            await asyncio.sleep(COUNT_EVERY_S)
            try:
                async with asyncio.timeout(COUNT_AGAIN_S):
                    await self._duty_moved.wait()
            except TimeoutError:
                continue
            await asyncio.sleep(COUNT_EVERY_S)
