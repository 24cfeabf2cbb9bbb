"""Tables of checks: folds over the log, rebuilt with it."""

from advanced_alchemy.base import DefaultBase
from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column


class QualityCheckRow(DefaultBase):
    """A sample or a calibration, as it was logged."""

    __tablename__ = "quality_check"

    check_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), index=True)
    at: Mapped[float]
    record: Mapped[str] = mapped_column(Text)


class QualityTaskRow(DefaultBase):
    """A call that is to be graded."""

    __tablename__ = "quality_task"
    __table_args__ = (Index("ix_quality_task_open", "grade_id", "call_at"),)

    task_id: Mapped[str] = mapped_column(String(160), primary_key=True)
    check_id: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    agent_id: Mapped[str] = mapped_column(String(64))
    grader: Mapped[str] = mapped_column(String(64))
    call_at: Mapped[float]
    grade_id: Mapped[str] = mapped_column(String(64))
    """Empty while it is open."""
    record: Mapped[str] = mapped_column(Text)


class QualityGradeRow(DefaultBase):
    """A card that was filled in."""

    __tablename__ = "quality_grade"
    __table_args__ = (Index("ix_quality_grade_agent_at", "agent_id", "call_at"),)

    grade_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    task_id: Mapped[str] = mapped_column(String(160))
    check_id: Mapped[str] = mapped_column(String(64), index=True)
    call_id: Mapped[str] = mapped_column(String(64), index=True)
    agent_id: Mapped[str] = mapped_column(String(64))
    grader: Mapped[str] = mapped_column(String(64))
    call_at: Mapped[float]
    blind: Mapped[bool]
    """Of a calibration that is not over: nobody but its grader sees it."""
    withdrawn: Mapped[bool]
    total: Mapped[float] = mapped_column(default=0.0, server_default="0")
    record: Mapped[str] = mapped_column(Text)


class YearMarkRow(DefaultBase):
    """The mark in force of one cell of somebody's year (PEN-10)."""

    __tablename__ = "quality_year_mark"

    agent_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    check: Mapped[int] = mapped_column("check_number", primary_key=True)
    subject: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[float]
    by: Mapped[str] = mapped_column("marked_by", String(64))
    at: Mapped[float]
    reason: Mapped[str] = mapped_column(Text)
