"""Follows the log for complaints that are incidents by themselves (CMP-4, CMP-5), within a second."""

from api.background import repeated
from api.db import Database
from api.incidents.shelf import IncidentShelf
from api.outbox.follower import LogFollower
from api.tickets.events import TicketRegistered, TicketWeightChanged

KINDS = (TicketRegistered.__name__, TicketWeightChanged.__name__)
LOOK_S = 1.0


class IncidentWatch:
    """Reports what it finds. What was registered before its first look is no news."""

    def __init__(self, database: Database, shelf: IncidentShelf) -> None:
        self._shelf = shelf
        self._known = False
        self._follower = LogFollower(database, "incidents", KINDS, shelf.take_up)

    async def run(self) -> None:
        """For ever."""
        await repeated("incidents", self.look, LOOK_S)

    async def look(self) -> None:
        """Report what is new, and know what waits."""
        if await self._follower.follow() or not self._known:
            await self._shelf.all()
            self._known = True
