"""What a supervisor's console reads and does over the desk's REST. Behind it stands `console.rest.Rest`.

All methods raise DeskUnreachable, SessionExpired, or DeskProblem with what the desk says.
"""

from typing import Protocol

from api.schemas import Board, DayPlan, Report


class FigureRecords(Protocol):
    """A signed-in supervisor's way to figures."""

    async def acknowledge(self, alarm_id: str) -> Board:
        """Take care of an alarm. DeskProblem where it is over, or somebody does already."""

    async def report(self, asked: dict[str, str]) -> Report:
        """A period, by the parameters of GET /api/reports."""

    async def plan(self, day: str) -> DayPlan:
        """The forecast of a day, `2026-11-30`, and its staff."""
