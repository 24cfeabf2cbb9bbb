"""E-mail as the API shows it: what came in and what became of it, what went out."""

from enum import StrEnum

import msgspec

from api.schemas.lists import Page
from api.schemas.outbox import OutState


class Fate(StrEnum):
    """What became of a letter."""

    COMPLAINT = "complaint"
    ANSWER = "answer"  # belongs to a ticket that is there, or to a letter that waits
    HELD = "held"  # a person decides: maybe no resident's letter
    IGNORED = "ignored"  # a machine's: kept in the list, nothing is done
    DISMISSED = "dismissed"  # a person looked at it: no complaint


class AttachmentView(msgspec.Struct, frozen=True, kw_only=True):
    """An attachment. `kept` False: too large, only named; the letter itself stays in the mailbox."""

    part_id: str
    name: str
    media_type: str
    size: int
    kept: bool


class LetterView(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that came in. Times are Unix seconds."""

    letter_id: str
    received_at: float
    sender: str
    sender_name: str
    subject: str
    fate: Fate
    why: str = ""
    ticket_number: str = ""
    text: str = ""
    attachments: tuple[AttachmentView, ...] = ()
    decided_by: str = ""
    decided_at: float | None = None
    of_letter: str = ""
    """The letter that this one completes; empty for none."""


class LetterThread(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/mail/letters/{letter_id}/thread: a letter, those that complete it, oldest first, and what we
    wrote back."""

    letter: LetterView
    more: tuple[LetterView, ...]
    sent: tuple["SentMailView", ...]


class LetterPage(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/mail/letters, newest first. `fault`: why the mailbox could not be read last time."""

    page: Page
    items: tuple[LetterView, ...]
    fault: str = ""


class LetterDecision(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/mail/letters/{letter_id}/dismiss."""

    reason: str


class LetterFiling(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/mail/letters/{letter_id}/file: the complaint that the letter belongs to."""

    number: str


class LetterReply(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/mail/letters/{letter_id}/reply: what is written back to its sender."""

    text: str


class SentMailView(msgspec.Struct, frozen=True, kw_only=True):
    """A letter of ours. Times are Unix seconds."""

    mail_id: str
    purpose: str
    """`handover`, `acknowledge`, `ask` (what a letter lacks), `reply` (written by one of us) or `survey`."""
    recipient: str
    subject: str
    ticket_number: str
    state: OutState
    created_at: float
    tries: int
    next_at: float | None = None
    sent_at: float | None = None
    last_error: str = ""


class SentMailPage(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/mail/sent, newest first."""

    page: Page
    items: tuple[SentMailView, ...]
