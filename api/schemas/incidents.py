"""What has to be reported at once (SEC-2): an incident, who reported it, who took it in hand."""

from enum import StrEnum

import msgspec

from api.schemas.lists import Page
from scripts_lib.model import Text


class IncidentKind(StrEnum):
    """The rule's own words, and two that the desk reports by itself of a complaint."""

    PEOPLE = "people"  # danger to people
    EQUIPMENT = "equipment"  # danger to equipment
    BREACH = "breach"  # of rules or of secrecy
    ERROR = "error"  # a grave error
    GRAVE = "grave"  # a complaint that is grave (CMP-5); the desk's own
    SUDDEN = "sudden"  # a complaint about a sudden event (CMP-4); the desk's own


REPORTED_BY_HAND = (IncidentKind.PEOPLE, IncidentKind.EQUIPMENT, IncidentKind.BREACH, IncidentKind.ERROR)
"""Kinds that people choose from, in the order of their digits."""
INCIDENT_NAMES: dict[IncidentKind, Text] = {
    IncidentKind.PEOPLE: Text("危及人身", "danger to people"),
    IncidentKind.EQUIPMENT: Text("危及设备", "danger to equipment"),
    IncidentKind.BREACH: Text("违规或泄密", "breach of rules or secrecy"),
    IncidentKind.ERROR: Text("重大差错", "grave error"),
    IncidentKind.GRAVE: Text("重大投诉", "grave complaint"),
    IncidentKind.SUDDEN: Text("突发性事件", "sudden event"),
}


class NewIncident(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of POST /api/incidents."""

    kind: IncidentKind
    words: str
    """What happened, in a line or two."""
    call_id: str = ""
    """The call in which it was told, where there is one."""
    ticket_number: str = ""


class TakeIncident(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of POST /api/incidents/{id}/take."""

    note: str
    """What is being done."""


class IncidentNow(msgspec.Struct, frozen=True, kw_only=True):
    """One that nobody has taken yet, as the board tells it: no word of a resident."""

    incident_id: str = ""
    kind: str = ""
    at: float = 0.0
    name: str = ""
    """Who reported it; empty: the desk by itself."""
    ticket_number: str = ""
    site: str = ""
    """Key of the site; empty: of all."""


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """One incident. Times are Unix seconds."""

    incident_id: str
    kind: IncidentKind
    words: str
    at: float
    agent_id: str
    """Who reported it; empty: the desk by itself."""
    name: str
    site: str = ""
    call_id: str = ""
    ticket_number: str = ""
    key: str = ""
    """The sender's Idempotency-Key."""
    digest: str = ""
    taken_at: float | None = None
    taken_by: str = ""
    taker: str = ""
    """Name of who took it in hand."""
    note: str = ""
    """What is being done."""

    @property
    def waited_s(self) -> float | None:
        """From the report until somebody took it; None while nobody has."""
        return None if self.taken_at is None else max(0.0, self.taken_at - self.at)


class IncidentView(msgspec.Struct, frozen=True, kw_only=True):
    """One incident as this person sees it."""

    incident_id: str
    kind: IncidentKind
    words: str
    at: float
    name: str
    """Who reported it; empty: the desk by itself."""
    call_id: str
    ticket_number: str
    taken_at: float | None
    taker: str
    note: str
    waited_s: float | None
    """From the report until somebody took it; None while nobody has."""
    may_take: bool
    """Whether I may take it in hand."""


class IncidentMade(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to POST /api/incidents."""

    incident: IncidentView
    again: bool = False
    """The same request was made before."""


class IncidentPage(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/incidents: those that nobody has taken, oldest first, then the others, newest first."""

    page: Page
    open: int
    items: tuple[IncidentView, ...]
