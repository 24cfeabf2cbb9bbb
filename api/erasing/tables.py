"""Tables of erasing: who erased whom and why, and which entries of the log were redacted. Both only grow.

A redaction announces the new payload before the log takes it, and forgets it again once the log has it: what is left
is its SHA-256, by which an entry that was changed otherwise is found.
"""

from typing import Final

from advanced_alchemy.base import DefaultBase
from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

BY_RETENTION: Final = "retention"
"""Who redacts where words have had their time, and nobody asked (`api.retention.performance`)."""


class ErasureRow(DefaultBase):
    """One person was erased."""

    __tablename__ = "erasure"

    erasure_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[float] = mapped_column(index=True)
    by_id: Mapped[str] = mapped_column(String(64))
    why: Mapped[str] = mapped_column(String(200))
    resident_id: Mapped[str] = mapped_column(String(40))
    entries: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))


class RedactionRow(DefaultBase):
    """One entry of the log was announced to lose somebody's words."""

    __tablename__ = "redaction"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    erasure_id: Mapped[str] = mapped_column(String(40), index=True)
    log_number: Mapped[int] = mapped_column(index=True)
    at: Mapped[float]
    by_id: Mapped[str] = mapped_column(String(64))
    why: Mapped[str] = mapped_column(String(200))
    payload: Mapped[str] = mapped_column(Text)
    """What the log may take; empty once it has."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of that payload, in hexadecimal."""
