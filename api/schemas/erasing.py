"""Erasing a resident's personal data: what is asked, what is found, what was done."""

import msgspec

from api.schemas.lists import Page
from api.schemas.residents import ResidentView
from scripts_lib.model import Text


class ErasureAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/erasures: a resident of the book, or a number of somebody who is not in it."""

    resident_id: str = ""
    number: str = ""
    why: str
    """Who asked for it and when. The person's own name and numbers in it are replaced too."""
    confirm: str = ""
    """Empty: only say what would be erased. To erase: `confirm` of that answer."""


class ErasureCount(msgspec.Struct, frozen=True, kw_only=True):
    """How much of one kind is or would be erased."""

    what: Text
    count: int


class ErasureReport(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to POST /api/erasures. `done`: it was carried out; otherwise nothing was changed."""

    done: bool
    resident: ResidentView | None = None
    """Who; None for somebody who is not in the book, and once it is done."""
    counts: tuple[ErasureCount, ...] = ()
    against: tuple[Text, ...] = ()
    """Why it cannot be done now; empty where it can."""
    kept: tuple[Text, ...] = ()
    """What stays, and why."""
    confirm: str = ""
    """What to send back to carry it out: it stands for exactly what was found."""
    erasure_id: str = ""


class ErasureView(msgspec.Struct, frozen=True, kw_only=True):
    """One that was carried out."""

    erasure_id: str
    at: float
    by: str
    """The agent's id, or `command-line`."""
    why: str
    entries: int
    """Entries of the log that were redacted."""


class ErasurePage(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/erasures, newest first. `broken`: redacted entries that are not as they were announced."""

    page: Page
    items: tuple[ErasureView, ...]
    broken: tuple[int, ...] = ()
