"""The desk as a supervisor's console sees it: an agent's desk, and figures."""

from typing import Protocol

from console.desk import Desk
from console.supervisor.records import FigureRecords


class SupervisorDesk(Desk, Protocol):
    """A signed-in supervisor's way to the desk; it sends `BoardShown`, too."""

    @property
    def figures(self) -> FigureRecords:
        """Alarms, reports, plans."""
