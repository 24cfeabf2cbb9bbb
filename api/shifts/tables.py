"""The table of planned shifts: a fold over the log."""

from advanced_alchemy.base import DefaultBase
from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column


class ShiftRow(DefaultBase):
    """A shift of a day with its crew (`api.shifts.events.ShiftStaffed`, the newest)."""

    __tablename__ = "shift"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    """ISO date."""
    shift: Mapped[str] = mapped_column(String(20), primary_key=True)
    since: Mapped[float] = mapped_column(index=True)
    until: Mapped[float]
    record: Mapped[str] = mapped_column(Text)
