"""Tables of web hooks: endpoints, and what was or is to be delivered to each. No projections."""

from advanced_alchemy.base import DefaultBase
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column


class WebhookRow(DefaultBase):
    """Somebody who is told."""

    __tablename__ = "webhook"

    webhook_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    url: Mapped[str] = mapped_column(String(500))
    secret: Mapped[str] = mapped_column(String(80))
    kinds: Mapped[str] = mapped_column(Text)
    """Public names, separated by blanks; empty: everything."""
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[float]
    created_by: Mapped[str] = mapped_column(String(64))
    since: Mapped[int]
    """It is told of log entries after this one."""


class DeliveryRow(DefaultBase):
    """One fact for one endpoint."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("webhook_id", "log_number", name="uq_webhook_delivery_once"),
        Index("ix_webhook_delivery_due", "state", "next_at"),
    )

    delivery_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhook.webhook_id", ondelete="CASCADE"), index=True)
    log_number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[float]
    next_at: Mapped[float]
    tries: Mapped[int] = mapped_column(default=0)
    last_status: Mapped[int | None]
    last_error: Mapped[str] = mapped_column(String(200), default="")
    sent_at: Mapped[float | None]
