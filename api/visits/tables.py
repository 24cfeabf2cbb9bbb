"""The table of visits: a fold over the log."""

from advanced_alchemy.base import DefaultBase
from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column


class VisitRow(DefaultBase):
    """A visit, made or tried."""

    __tablename__ = "visit"

    visit_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[float] = mapped_column(index=True)
    home: Mapped[str] = mapped_column(String(120), index=True)
    outcome: Mapped[str] = mapped_column(String(20))
    record: Mapped[str] = mapped_column(Text)
