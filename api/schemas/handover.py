"""The written hand-over between shifts (LINE-6, 「交接班记录」)."""

import msgspec

from api.schemas.homes import HomeTicket
from api.schemas.lists import Page


class NewHandover(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/handover: the five parts of the record, any of them empty but not all."""

    business: str = ""
    """Changes in business."""
    notices: str = ""
    suggestions: str = ""
    """Residents' suggestions."""
    complaints: str = ""
    """What is to be said of open complaints; the list itself is added by the desk."""
    equipment: str = ""


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody has read the note and taken over."""

    agent_id: str
    name: str
    at: float


class HandoverNote(msgspec.Struct, frozen=True, kw_only=True):
    """One record of hand-over, never changed afterwards but for signatures."""

    note_id: str
    at: float
    agent_id: str
    name: str
    note: NewHandover
    open_tickets: tuple[HomeTicket, ...] = ()
    """Every open complaint as it stood then, nearest due first."""
    open_duty: int = 0
    """Open items of the duty list as it stood then."""
    signed: tuple[Signature, ...] = ()


class HandoverPage(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/handover: newest first. `unread` of the last two days are not by me and not signed by me."""

    page: Page
    unread: int
    items: tuple[HandoverNote, ...]


class HandoverFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/handover/facts: what the desk would add to a note written now."""

    open_tickets: tuple[HomeTicket, ...]
    open_duty: int
