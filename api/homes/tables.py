"""What a home prefers. No projection: like the book of residents it is kept up to date, and can be erased."""

from advanced_alchemy.base import DefaultBase
from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column


class PreferenceRow(DefaultBase):
    """Preferences of one home, in words."""

    __tablename__ = "home_preference"

    home: Mapped[str] = mapped_column(String(120), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[float]
    changed_by: Mapped[str] = mapped_column(String(64))
