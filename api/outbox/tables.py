"""How far each reader of the event log has come. No projection: what was sent is sent, whatever is folded anew."""

from advanced_alchemy.base import DefaultBase
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column


class CursorRow(DefaultBase):
    """The last entry of the event log that a follower has seen."""

    __tablename__ = "log_cursor"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int]
