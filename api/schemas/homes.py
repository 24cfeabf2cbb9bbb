"""A home as the agent sees it while its resident talks (FILE-1): who lives there, past calls, what is open."""

import msgspec

from api.schemas.calls import Direction, Disposition
from api.schemas.residents import ResidentView
from api.schemas.tickets import TicketState
from scripts_lib.model import Weight


class HomeCall(msgspec.Struct, frozen=True, kw_only=True):
    """A past call of the home, or of the number."""

    call_id: str
    at: float
    """Unix seconds of the INVITE."""
    direction: Direction
    talked: bool
    agent_name: str = ""
    disposition: Disposition | None = None
    ticket_number: str = ""
    about: str = ""
    """The beginning of its notes, or the matter of its ticket."""


class HomeTicket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket of the home."""

    number: str
    state: TicketState
    registered_at: float
    kind: str
    weight: Weight
    matter: str
    contact: str
    next_due: float | None = None
    """The nearest due time of an open one, Unix seconds."""
    overdue: bool = False


class Promised(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody of us promised the home (LINE-8)."""

    what: str
    by: float
    made_at: float
    agent_name: str
    call_id: str
    ticket_number: str = ""
    kept: bool = False


class CallerIs(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/calls/{call_id}/caller: the number that called belongs to this resident."""

    resident_id: str


class HomeCard(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of one home, or of a number that is nobody's yet: then `resident` is None."""

    resident: ResidentView | None = None
    household: tuple[ResidentView, ...] = ()
    """The others of the home."""
    calls: tuple[HomeCall, ...] = ()
    """Past calls, newest first, at most ten."""
    tickets: tuple[HomeTicket, ...] = ()
    """Open ones first, then newest first; at most ten."""
    promise: Promised | None = None
    """The last one made."""


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/calls/{call_id}/caller: who may be calling.

    One match: `card` is that home's. Several: `card` has what is known of the number, and the agent chooses; then
    `?resident_id=` gives the home's card.
    """

    matches: tuple[ResidentView, ...] = ()
    card: HomeCard


class ImportChange(msgspec.Struct, frozen=True, kw_only=True):
    """What an import does to one resident who is in the book: the fields, from and to."""

    resident: ResidentView
    changes: dict[str, tuple[str, str]]


class ImportFault(msgspec.Struct, frozen=True, kw_only=True):
    """A row that cannot be read; the heading is row 1."""

    row: int
    zh: str
    en: str


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to POST /api/residents/import. With `dry_run` nothing was changed; with faults nothing ever is."""

    dry_run: bool
    added: tuple[ResidentView, ...] = ()
    """In a dry run without ids."""
    changed: tuple[ImportChange, ...] = ()
    unchanged: int = 0
    faults: tuple[ImportFault, ...] = ()
