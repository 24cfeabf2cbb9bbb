"""Tables of the figures: folds over the log, rebuilt with it."""

from advanced_alchemy.base import DefaultBase
from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column


class CallFactRow(DefaultBase):
    """What one call adds to the figures (`api.figures.fact`)."""

    __tablename__ = "call_fact"

    call_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    arrived_at: Mapped[float] = mapped_column(index=True)
    outgoing: Mapped[bool]
    queue: Mapped[str] = mapped_column(String(64))
    agent_id: Mapped[str] = mapped_column(String(64))
    building: Mapped[str] = mapped_column(String(32))
    wait_ms: Mapped[float | None]
    verdict: Mapped[str] = mapped_column(String(20))
    strict: Mapped[str] = mapped_column(String(20))
    ended_ms: Mapped[float | None]
    given_up: Mapped[bool]
    turned_away: Mapped[bool]
    elsewhere: Mapped[bool]
    talk_ms: Mapped[float | None]
    held_ms: Mapped[float]
    wrap_up_ms: Mapped[float]


class AgentSpanRow(DefaultBase):
    """A stretch of an agent's time in one state (`api.figures.spans`)."""

    __tablename__ = "agent_span"
    __table_args__ = (Index("ix_agent_span_open", "agent_id", "until"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(20))
    since: Mapped[float] = mapped_column(index=True)
    until: Mapped[float | None] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(String(40))
    call_id: Mapped[str] = mapped_column(String(64))
