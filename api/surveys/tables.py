"""Tables of questionnaires: folds over the log."""

from advanced_alchemy.base import DefaultBase
from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column


class SurveyRow(DefaultBase):
    """A questionnaire that was sent to many homes."""

    __tablename__ = "survey"

    survey_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    title: Mapped[str] = mapped_column(String(100))
    department: Mapped[str] = mapped_column(String(40))
    opened_at: Mapped[float] = mapped_column(index=True)
    expires_at: Mapped[float]
    invited: Mapped[int]


class InvitationRow(DefaultBase):
    """One link."""

    __tablename__ = "survey_invitation"

    invitation_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    survey_id: Mapped[str] = mapped_column(String(40), index=True)
    ticket_number: Mapped[str] = mapped_column(String(32), index=True)
    department: Mapped[str] = mapped_column(String(40))
    building: Mapped[str] = mapped_column(String(32))
    expires_at: Mapped[float]
    state: Mapped[str] = mapped_column(String(10))
    """`open`, `answered` or `void` (a newer link took its place)."""


class SatisfactionRow(DefaultBase):
    """What one resident said, by questionnaire or in a follow-up call."""

    __tablename__ = "satisfaction"
    __table_args__ = (Index("ix_satisfaction_at", "at"),)

    said_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[float]
    source: Mapped[str] = mapped_column(String(20))
    ticket_number: Mapped[str] = mapped_column(String(32), index=True)
    department: Mapped[str] = mapped_column(String(40))
    building: Mapped[str] = mapped_column(String(32))
    content: Mapped[bool]
    overall: Mapped[int | None]
    aspect_content: Mapped[int | None]
    aspect_quality: Mapped[int | None]
    aspect_attitude: Mapped[int | None]
    comment: Mapped[str] = mapped_column(Text)
