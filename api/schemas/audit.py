"""The audit log (SEC-1)."""

import msgspec

from api.schemas.lists import Page


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody opened or changed something. `at` is Unix time in seconds."""

    number: int
    at: float
    user_id: str
    """An account's id, or `command-line`."""
    what: str
    """What was done: `call`, `caller`, `ticket`, `resident_search`, `resident_added`, `account_changed`, …"""
    subject: str
    """Which: ids and numbers of tickets, never telephone numbers."""
    detail: str = ""
    """Names of the fields that were changed."""
    previous: str
    hash: str


class AuditPage(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/audit."""

    page: Page
    items: tuple[AuditEntry, ...]


class AuditState(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the chain holds: how many entries are good, and the hash of the last of them."""

    entries: int
    head: str
    broken_at: int | None = None
    """The first entry that is not as it was written."""
    zh: str = ""
    en: str = ""
