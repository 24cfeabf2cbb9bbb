"""What a supervisor's console reads and does over the desk's REST. Behind it stands `console.rest.Rest`.

All methods raise DeskUnreachable, SessionExpired, or DeskProblem with what the desk says.
"""

from typing import Protocol

from api.schemas import Board, DayPlan, Report, TicketPage, TicketView
from api.schemas.incidents import IncidentPage, IncidentView
from api.schemas.shifts import ShiftDay, ShiftPlan


class FigureRecords(Protocol):
    """A signed-in supervisor's way to figures, shifts and approvals."""

    async def acknowledge(self, alarm_id: str) -> Board:
        """Take care of an alarm. DeskProblem where it is over, or somebody does already."""

    async def incidents(self) -> IncidentPage:
        """What was reported at once (SEC-2): first what nobody has taken."""

    async def take_incident(self, incident_id: str, note: str) -> IncidentView:
        """I take care of it, and what is being done. DeskProblem where somebody does already."""

    async def report(self, asked: dict[str, str]) -> Report:
        """A period, by the parameters of GET /api/reports."""

    async def plan(self, day: str) -> DayPlan:
        """The forecast of a day, `2026-11-30`, and its staff."""

    async def shifts(self, day: str) -> ShiftPlan:
        """The shifts of a day by person (LINE-6), and whom I may plan."""

    async def staff_shift(self, day: str, shift: str, agent_ids: tuple[str, ...]) -> ShiftDay:
        """Put these people on the shift. DeskProblem where somebody would be on duty for over eight hours."""

    async def open_tickets(self) -> TicketPage:
        """Complaints that are not closed, the nearest due first."""

    async def ask_more_time(self, number: str, clock_id: str, until: float, why: str) -> TicketView:
        """Ask for more time; whose approval it takes says the procedure (SLA-4, SLA-5)."""

    async def settle_doubt(self, number: str, note: str) -> TicketView:
        """It is a case as it stands, and why (CASE-1)."""

    async def pass_up(self, number: str) -> TicketView:
        """Lay a complaint before the manager in charge, a grave one before the general manager (SLA-2, SLA-3)."""
