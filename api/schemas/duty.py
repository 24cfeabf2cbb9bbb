"""The duty list: callers whom nobody talked with, until they are rung back, have called again, or are excused."""

from enum import StrEnum

import msgspec

from api.schemas.lists import Page
from api.schemas.residents import ResidentView


class DutyKind(StrEnum):
    """What is owed, from the least to the most."""

    SHORT = "short"  # gave up within five seconds: often misdialled
    WITHHELD = "withheld"  # no number to ring back; all of them are one item
    ABANDONED = "abandoned"
    CALLBACK = "callback"  # asked to be rung back, and was not reached by the queue
    VOICEMAIL = "voicemail"  # left a message
    PROMISE = "promise"  # an exact answer was promised by a time (LINE-8)
    ADVICE = "advice"  # the supervisor answered whether it is a case; whoever asked goes on by it (CASE-1)
    FOLLOW_UP = "follow_up"  # a settled complaint is asked about within three days (SLA-10)


class DutyState(StrEnum):
    """Whether something is still owed."""

    OPEN = "open"
    SETTLED = "settled"  # a later call of the same number was answered, in either direction
    EXCUSED = "excused"
    DONE = "done"  # the promised answer was given, the follow-up made


class DutyItem(msgspec.Struct, frozen=True, kw_only=True):
    """One number to which something is owed; several calls of it are one item. Times are Unix seconds."""

    item_id: str
    """Id of its first call."""
    kind: DutyKind
    state: DutyState
    number: str
    """Empty when withheld."""
    first_at: float
    last_at: float
    count: int
    """How many calls it stands for."""
    longest_ms: float
    """The longest wait among them."""
    calls: tuple[str, ...]
    tried: int = 0
    """Times that somebody rang back and reached nobody."""
    tried_at: float | None = None
    closed_at: float | None = None
    closed_by: str = ""
    """The agent who talked, or who excused it."""
    settled_by: str = ""
    """The call that settled it."""
    reason: str = ""
    """Why it was excused, or the result of what was done."""
    due_at: float | None = None
    """By when; None: as soon as possible."""
    what: str = ""
    """What was promised, or the matter of the ticket."""
    ticket_number: str = ""
    resident_id: str = ""
    """Who called, as the agent said in the call; empty: whoever the number belongs to."""
    resident: ResidentView | None = None


class DutyPage(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/duty: open items first due first. `counts` has the open items by kind."""

    page: Page
    counts: dict[str, int]
    items: tuple[DutyItem, ...]


class Excuse(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/duty/{item_id}/excuse."""

    reason: str


class DutyDone(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/duty/{item_id}/done, for promises and follow-ups: what came of the call."""

    result: str
    satisfied: bool | None = None
    """Of a follow-up: what the resident said."""


class DutyCall(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to POST /api/duty/{item_id}/call: the call that the agent's console shows now."""

    call_id: str
