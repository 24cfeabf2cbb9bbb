"""What the log keeps of incidents. Both name call and ticket, so that erasing a resident finds their words."""

from api.facts import DeskFact
from api.schemas.incidents import IncidentKind


class IncidentReported(DeskFact, frozen=True, kw_only=True):
    """Something was reported at once (SEC-2)."""

    incident_id: str
    kind: IncidentKind
    words: str
    """Empty where the desk reported a complaint by itself."""
    agent_id: str
    """Empty: the desk by itself."""
    name: str
    site: str = ""
    call_id: str = ""
    ticket_number: str = ""
    key: str = ""
    """The sender's Idempotency-Key."""
    digest: str = ""


class IncidentTaken(DeskFact, frozen=True, kw_only=True):
    """Somebody takes care of it, and what is being done."""

    incident_id: str
    agent_id: str
    name: str
    note: str
    waited_s: float | None = None
    """How long nobody had taken it; None in entries from before it was noted."""
    call_id: str = ""
    ticket_number: str = ""


IncidentEvent = IncidentReported | IncidentTaken
