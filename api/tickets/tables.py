"""Tables beside `ticket`: what tickets wait for, keys of creation, the last number of a day. Folds over the log."""

from advanced_alchemy.base import DefaultBase
from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column


class TicketDutyRow(DefaultBase):
    """What a ticket waits for, and whom (`api.tickets.duties`)."""

    __tablename__ = "ticket_duty"
    __table_args__ = (Index("ix_ticket_duty_role", "role", "department"),)

    ticket_number: Mapped[str] = mapped_column(String(32), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    role: Mapped[str] = mapped_column(String(40))
    what: Mapped[str] = mapped_column(String(20))
    department: Mapped[str] = mapped_column(String(40))
    person: Mapped[str] = mapped_column(String(64))
    due: Mapped[float | None]


class TicketKeyRow(DefaultBase):
    """A creation that was carried out under the sender's Idempotency-Key."""

    __tablename__ = "ticket_key"

    agent_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    number: Mapped[str] = mapped_column(String(32))


class TicketDayRow(DefaultBase):
    """The last number that was given on a day (`20261123`)."""

    __tablename__ = "ticket_day"

    day: Mapped[str] = mapped_column(String(8), primary_key=True)
    last: Mapped[int]
