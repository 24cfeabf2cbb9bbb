"""Files of summaries that were handed in, as they were then. No projection: it is the paper itself."""

from advanced_alchemy.base import DefaultBase
from sqlalchemy import JSON, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column


class BriefFileRow(DefaultBase):
    """One file. Handing in again adds one; the newest is given back."""

    __tablename__ = "brief_file"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(16), index=True)
    """Of the day or week: `2026-11-28`, `2026-W48`."""
    site: Mapped[str] = mapped_column(String(40), default="", server_default="")
    """That it is made of: the paper's, or its supervisor's where the paper is the hotline's; empty: of all."""
    at: Mapped[float]
    name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    tickets: Mapped[list[str]] = mapped_column(JSON)
    """Numbers of the complaints that are named in it."""
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    """None: it named somebody who was erased."""
