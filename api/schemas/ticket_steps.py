"""Bodies of what people do with a ticket: POST /api/tickets and POST /api/tickets/{number}/..."""

import msgspec

from api.schemas.ticket_life import OpenReason, Relation
from api.schemas.tickets import Complaint
from scripts_lib.model import Channel, Nature, Weight


class NewTicket(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/tickets: a complaint that came by any way (CHAN-1)."""

    complaint: Complaint
    channel: Channel
    why_open: OpenReason = OpenReason.ACT
    found_in: str = ""
    """Number of the ticket on whose way it was found (CASE-4)."""
    problem_id: str = ""


class TicketDone(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/tickets/{number}/done."""

    result: str


class SendForm(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST .../send. To another department than before it needs the reason."""

    department: str = ""
    """Empty: the one that stands in the ticket."""
    reason: str = ""


class SignForm(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST .../sign. `name` is who signed on paper, where the centre enters it."""

    name: str = ""


class WithReason(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST .../refuse, /send-back, /reopen, /decline, /suspend, /resume: why."""

    reason: str


class ToldResident(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST .../reply, /propose, /tell: what the resident was told."""

    what: str
    clear: bool = False
    """Of a reply: it was the clear answer that a grave complaint asks for (SLA-6)."""


class WithNote(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST .../take, /consent, /check, /pass-up, /found, /note."""

    note: str = ""


class AnswerForm(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST .../answer: the filled form."""

    cause: str
    measures: str
    result: str
    finished_at: float | None = None
    """When the work was finished, Unix seconds; None: now."""


class RepairOrderBack(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST .../repair-order."""

    order_number: str
    signed_by: str


class AskMoreTime(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST .../extensions."""

    clock_id: str
    until: float
    why: str


class DecideMoreTime(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST .../extensions/{extension_id}."""

    granted: bool
    note: str = ""


class AskedResident(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST .../follow-up (SLA-10)."""

    result: str
    reached: bool = True
    satisfied: bool | None = None


class CloseTicket(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST .../close (CASE-6)."""

    result: str
    agreed_by: str
    """Who agreed: the resident's name, or who of us."""


class ChangeWeight(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST .../weight."""

    weight: Weight
    reason: str


class ChangeNature(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST .../nature."""

    nature: Nature
    reason: str


class Relate(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST .../relate. A problem found on the way is named, so that the first may close (CASE-4)."""

    number: str
    relation: Relation
    problem_id: str = ""


class ReviewTicket(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST .../review: the site head's decision in the quarterly review (CASE-5)."""

    quarter: str
    """`2026Q4`."""
    close: bool
    note: str
