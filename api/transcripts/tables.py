"""The table of transcripts: sealed words, deleted with their recordings. No projection: the log has none."""

from advanced_alchemy.base import DefaultBase
from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column


class TranscriptRow(DefaultBase):
    """One final segment of one side of a call. Times in milliseconds."""

    __tablename__ = "transcript"

    call_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    side: Mapped[str] = mapped_column(String(10), primary_key=True)
    segment: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[float] = mapped_column(index=True)
    """Unix seconds."""
    agent_id: Mapped[str] = mapped_column(String(64))
    start_ms: Mapped[float]
    end_ms: Mapped[float]
    offset_ms: Mapped[float]
    engine: Mapped[str] = mapped_column(String(80))
    model: Mapped[str] = mapped_column(String(120))
    rules_version: Mapped[str] = mapped_column(String(40))
    """Of the rules that judged it."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """Words, readings and hits (`sealing.py`)."""
