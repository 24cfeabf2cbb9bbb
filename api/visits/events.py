"""What the log keeps of visits (VISIT-1)."""

from api.facts import DeskFact
from api.schemas.visits import VisitOutcome


class VisitMade(DeskFact, frozen=True, kw_only=True):
    """A home was visited, or tried; `at` is when that was. `ticket_number`: the case that it opened."""

    visit_id: str
    home: str
    agent_id: str
    name: str
    outcome: VisitOutcome
    spoke_with: str = ""
    said: str = ""
    satisfied: bool | None = None
    ticket_number: str = ""
