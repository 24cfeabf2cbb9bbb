"""When the site's queues open and close, by its time zone and calendar. Pure: the wall clock comes in.

What it may not know: calls, agents. The rules of one queue's hours are `telephony.acd.hours`.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from telephony.acd.events import Closed, Opened
from telephony.acd.hours import IsWorkday, is_open, next_change
from telephony.acd.plan import QueuePlan, SitePlan

LOOK_AGAIN_S = 3600.0
"""The longest pause between two looks: a wall clock that was set is noticed, and hours beyond two weeks too."""


class Openings:
    """The hours of all queues, and what the queue was told of them."""

    def __init__(self, plan: SitePlan, zone: ZoneInfo, is_workday: IsWorkday) -> None:
        self._plan = plan
        self._zone = zone
        self._is_workday = is_workday
        self._told_closed: set[str] = set()

    def is_open(self, queue: QueuePlan, wall: float) -> bool:
        """Is this queue open at this Unix time?"""
        return is_open(queue.hours, self.local(wall), self._is_workday)

    def changes(self, wall: float) -> list[Opened | Closed]:
        """What the queue is to be told at this Unix time: each queue that is not as it was told last."""
        said: list[Opened | Closed] = []
        for queue in self._plan.queues:
            closed = not self.is_open(queue, wall)
            if closed and queue.queue_id not in self._told_closed:
                self._told_closed.add(queue.queue_id)
                said.append(Closed(queue.queue_id))
            elif not closed and queue.queue_id in self._told_closed:
                self._told_closed.remove(queue.queue_id)
                said.append(Opened(queue.queue_id))
        return said

    def next_look(self, wall: float) -> float | None:
        """The Unix time at which `changes` wants to be asked again; None where no queue has hours."""
        with_hours = [queue for queue in self._plan.queues if queue.hours]
        if not with_hours:
            return None
        changes = [at for queue in with_hours if (at := self.next_change(queue, wall)) is not None]
        return min([*changes, wall + LOOK_AGAIN_S])

    def next_change(self, queue: QueuePlan, wall: float) -> float | None:
        """The Unix time at which this queue opens or closes next, within two weeks."""
        change = next_change(queue.hours, self.local(wall), self._is_workday)
        return None if change is None else max(change.replace(tzinfo=self._zone).timestamp(), wall + 1)

    def local(self, wall: float) -> dt.datetime:
        """The site's wall-clock time, without a zone, as hours are written."""
        return dt.datetime.fromtimestamp(wall, self._zone).replace(tzinfo=None)
