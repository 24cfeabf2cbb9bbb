"""What becomes of a call: explained, or a complaint that is a ticket with clocks (CASE-1, CMP-3..7, SLA)."""

from enum import StrEnum

import msgspec

from scripts_lib.model import Clock, Content, Nature, Weight


class ScriptStep(msgspec.Struct, frozen=True, kw_only=True):
    """A question shown in the call, and what became of it, at which millisecond since pick-up."""

    question_id: str
    shown_ms: int
    answer: str | None = None
    skipped: bool = False


class Clear(StrEnum):
    """The five clears (CMP-1)."""

    HEAR = "hear"
    ASK = "ask"
    RECORD = "record"
    REPEAT = "repeat"
    FOLLOW = "follow"


class ClearMark(msgspec.Struct, frozen=True, kw_only=True):
    """One of the five clears was done, at which millisecond since pick-up."""

    clear: Clear
    at_ms: int
    by_hand: bool = False
    """Ticked by the agent, not seen by the console."""


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """An exact answer was promised by telephone (LINE-8): what, and by when in Unix seconds."""

    what: str
    by: float


class Explained(msgspec.Struct, frozen=True, kw_only=True, tag_field="disposition", tag="explained"):
    """The call is settled by explanation: no case is opened (CASE-1)."""

    notes: str = ""
    script_id: str = ""
    steps: tuple[ScriptStep, ...] = ()
    clears: tuple[ClearMark, ...] = ()
    resident_id: str = ""
    """Who called, where the agent chose among several or searched; empty: whoever the number belongs to."""
    promise: Promise | None = None


class Complaint(msgspec.Struct, frozen=True, kw_only=True, tag_field="disposition", tag="complaint"):
    """The fields of the complaint form (CMP-6) with kind, nature, content, weight (CMP-3..5, 7)."""

    contact: str
    phone: str
    place: str
    """Building, unit, room, or where it happened."""
    happened_at: str
    """When it happened, in the caller's words."""
    target: str
    """Person or department complained of; may be empty."""
    matter: str
    demand: str
    kind: str
    nature: Nature
    content: Content
    weight: Weight
    department: str
    own_duty: bool = False
    """The centre settles it itself (SLA-8, same day); otherwise the department has three days."""
    requested_by: float | None = None
    """A time the resident asked for (SLA-4), Unix seconds."""
    notes: str = ""
    script_id: str = ""
    steps: tuple[ScriptStep, ...] = ()
    clears: tuple[ClearMark, ...] = ()
    resident_id: str = ""
    repeat_of: str = ""
    """Number of the open ticket of the same home that this complains of again."""
    promise: Promise | None = None
    doubt: str = ""
    """What the agent asks the supervisor, in doubt whether this is a case (CASE-1); empty: there is no doubt."""


Outcome = Explained | Complaint


class TicketState(StrEnum):
    """Where a ticket stands, in the order of the procedure (CMP-2, CASE)."""

    REGISTERED = "registered"  # opened; not sent yet, or refused by the department it was sent to
    SENT = "sent"  # the form is with the department, unsigned (SLA-1)
    SIGNED = "signed"  # the department signed for it
    IN_HAND = "in_hand"  # somebody works on it
    ANSWERED = "answered"  # the department returned the filled form (SLA-9)
    DONE = "done"  # the matter is settled; the follow-up call is owed (SLA-10)
    FOLLOWED_UP = "followed_up"
    CLOSED = "closed"
    DECLINED = "declined"  # outside the contract, with a reason (CMP-3)
    SUSPENDED = "suspended"  # cannot go on; waits for the quarterly review (CASE-5)
    REOPENED = "reopened"  # opened again; goes its way anew, as one that was registered


ENDED = (TicketState.CLOSED, TicketState.DECLINED)
"""Nothing is owed any more."""
UNDONE = (
    TicketState.REGISTERED,
    TicketState.REOPENED,
    TicketState.SENT,
    TicketState.SIGNED,
    TicketState.IN_HAND,
    TicketState.ANSWERED,
)
"""The matter itself is not settled yet."""


class ClocksAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/tickets/clocks: which clocks would a complaint start, were it registered now?"""

    weight: Weight
    own_duty: bool = False
    requested_by: float | None = None
    nature: Nature | None = None
    """A valid one has the clock of SLA-11 too."""


class ClocksShown(msgspec.Struct, frozen=True, kw_only=True):
    """Its answer, nearest due first; `at` is the desk's time."""

    at: float
    clocks: tuple[Clock, ...]
