"""Tables of e-mail. No projections: letters are what came from outside; what became of them is in the log."""

from advanced_alchemy.base import DefaultBase
from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column


class PlaceRow(DefaultBase):
    """How far a folder of the mailbox has been read (RFC 3501 §2.3.1.1)."""

    __tablename__ = "mail_place"

    folder: Mapped[str] = mapped_column(String(200), primary_key=True)
    validity: Mapped[int]
    uid: Mapped[int]
    looked_at: Mapped[float]


class LetterRow(DefaultBase):
    """A letter that came in, once by its Message-ID."""

    __tablename__ = "mail_letter"

    letter_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    message_id: Mapped[str] = mapped_column(String(300), unique=True)
    received_at: Mapped[float] = mapped_column(index=True)
    sender: Mapped[str] = mapped_column(String(300), index=True)
    sender_name: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    fate: Mapped[str] = mapped_column(String(20), index=True)
    why: Mapped[str] = mapped_column(String(200))
    ticket_number: Mapped[str] = mapped_column(String(32), index=True)
    decided_by: Mapped[str] = mapped_column(String(64), default="")
    decided_at: Mapped[float | None]
    of_letter: Mapped[str] = mapped_column(String(40), index=True, default="")
    """The letter that waited when this one answered it; empty for none."""


class AttachmentRow(DefaultBase):
    """An attachment; `content` NULL: too large to be kept."""

    __tablename__ = "mail_attachment"

    part_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    letter_id: Mapped[str] = mapped_column(ForeignKey("mail_letter.letter_id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)


class SentMailRow(DefaultBase):
    """A letter of ours, waiting, sent or given up."""

    __tablename__ = "mail_sent"
    __table_args__ = (
        Index("ix_mail_sent_due", "state", "next_at"),
        UniqueConstraint("purpose", "cause", name="uq_mail_sent_once"),
    )

    mail_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    cause: Mapped[str] = mapped_column(String(80))
    """What it follows from: number of the log's entry, id of the letter. The same cause is answered once."""
    recipient: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(300))
    message_id: Mapped[str] = mapped_column(String(300), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    ticket_number: Mapped[str] = mapped_column(String(32), index=True)
    state: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[float] = mapped_column(index=True)
    next_at: Mapped[float]
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(200), default="")
    sent_at: Mapped[float | None]
