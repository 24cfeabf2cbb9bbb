"""What the terminal of quality asks of the desk. An interface; `console.qa.rest` is the one over HTTP.

All methods raise DeskUnreachable, SessionExpired, or DeskProblem with what the desk says.
"""

from typing import Protocol

from api.schemas import Session
from api.schemas.incidents import IncidentMade, IncidentPage, NewIncident
from api.schemas.quality import (
    AppealRuling,
    CasePage,
    Confirmation,
    Fairness,
    MonthPage,
    QualityCase,
    RuleView,
    StaffName,
)
from console.qa.check_records import CheckRecords


class QualityRecords(CheckRecords, Protocol):
    """A signed-in person's way to quality."""

    @property
    def address(self) -> str:
        """The desk's address."""

    async def sign_in(self, login: str, password: str, code: str = "") -> Session:
        """Exchange login and password for a session. Raises SignInRefused, CodeNeeded."""

    def use_token(self, token: str) -> None:
        """Use a session's token that was got elsewhere."""

    async def people(self) -> tuple[StaffName, ...]:
        """Names of those who are scored and of those who decide."""

    async def rules_of_quality(self) -> tuple[RuleView, ...]:
        """What can be confirmed or given."""

    async def cases(self, month: str) -> CasePage:
        """The month's offences, newest first."""

    async def scores(self, month: str) -> MonthPage:
        """The month's scores; an empty month is this one."""

    async def fairness(self, month: str) -> Fairness:
        """How proposals fared."""

    async def confirm(self, case_id: str, said: Confirmation) -> QualityCase:
        """It is so."""

    async def reject(self, case_id: str, reason: str) -> QualityCase:
        """It was none."""

    async def appeal(self, case_id: str, reason: str) -> QualityCase:
        """The agent disagrees."""

    async def rule(self, case_id: str, ruling: AppealRuling) -> QualityCase:
        """Decide the appeal."""

    async def withdraw(self, case_id: str, reason: str) -> QualityCase:
        """It was confirmed by mistake."""

    async def adjust(self, agent_id: str, month: str, points: int, reason: str) -> None:
        """PEN-8."""

    async def incidents(self) -> IncidentPage:
        """What was reported at once of what this person sees (SEC-2): first what nobody has taken."""

    async def report_incident(self, new: NewIncident, key: str) -> IncidentMade:
        """Report at once; under the same key it is made once."""

    async def close(self) -> None:
        """Close the connections."""
