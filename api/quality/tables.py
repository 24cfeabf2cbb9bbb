"""Tables of quality: folds over the log, rebuilt with it."""

from advanced_alchemy.base import DefaultBase
from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column


class QualityCaseRow(DefaultBase):
    """Fold of one offence (`api.quality.case`)."""

    __tablename__ = "quality_case"
    __table_args__ = (Index("ix_quality_case_agent_at", "agent_id", "at"),)

    case_id: Mapped[str] = mapped_column(String(160), primary_key=True)
    agent_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[float] = mapped_column(index=True)
    rule: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), index=True)
    source: Mapped[str] = mapped_column(String(20))
    opened_rule: Mapped[str] = mapped_column(String(20))
    """As what it was proposed, whatever it was confirmed as."""
    call_id: Mapped[str] = mapped_column(String(64), index=True)
    record: Mapped[str] = mapped_column(Text)


class QualityEntryRow(DefaultBase):
    """A bonus, an adjustment or a report of work load, as it was logged."""

    __tablename__ = "quality_entry"
    __table_args__ = (Index("ix_quality_entry_month", "month", "agent_id"),)

    entry_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    agent_id: Mapped[str] = mapped_column(String(64))
    month: Mapped[str] = mapped_column(String(7))
    kind: Mapped[str] = mapped_column(String(20))
    withdrawn: Mapped[bool]
    record: Mapped[str] = mapped_column(Text)


class RequiredJudgedRow(DefaultBase):
    """What was heard and what was missing at one moment of a judged call."""

    __tablename__ = "required_judged"

    call_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    moment: Mapped[str] = mapped_column(String(20), primary_key=True)
    agent_id: Mapped[str] = mapped_column(String(64))
    arrived_at: Mapped[float] = mapped_column(index=True)
    heard: Mapped[str] = mapped_column(Text)
    missing: Mapped[str] = mapped_column(Text)
    """Rules, parted by spaces."""


class QualityHintRow(DefaultBase):
    """Fold of one hint."""

    __tablename__ = "quality_hint"
    __table_args__ = (Index("ix_quality_hint_open", "settled", "at"),)

    hint_id: Mapped[str] = mapped_column(String(160), primary_key=True)
    agent_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[float]
    fact: Mapped[str] = mapped_column(String(20))
    call_id: Mapped[str] = mapped_column(String(64), index=True)
    settled: Mapped[bool]
    record: Mapped[str] = mapped_column(Text)
