"""Tables of the statistics: narrow facts of complaints, a fold over the log, and the reports that were made."""

from advanced_alchemy.base import DefaultBase
from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column


class TicketCountRow(DefaultBase):
    """What one complaint adds to the counts (`api.reports.fact`).

    Beside `ticket`, whose rows are kilobytes: a month of 200,000 complaints is counted in a second here.
    """

    __tablename__ = "ticket_count"
    __table_args__ = (
        Index("ix_ticket_count_home", "home", "registered_at"),
        Index(
            "ix_ticket_count_words",
            "registered_at",
            "kind",
            "nature",
            "weight",
            "content",
            "department",
            "channel",
            "done",
            "ended",
            "satisfaction",
            "site",
        ),
        Index("ix_ticket_count_clocks", "registered_at", "department", "clocks", "site"),
        Index("ix_ticket_count_buildings", "registered_at", "building", "home", "site"),
    )

    number: Mapped[str] = mapped_column(String(32), primary_key=True)
    registered_at: Mapped[float]
    kind: Mapped[str] = mapped_column(String(40))
    nature: Mapped[str] = mapped_column(String(20))
    weight: Mapped[str] = mapped_column(String(20))
    content: Mapped[str] = mapped_column(String(20))
    department: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(20))
    site: Mapped[str] = mapped_column(String(40))
    building: Mapped[str] = mapped_column(String(32))
    home: Mapped[str] = mapped_column(String(120))
    done: Mapped[bool]
    ended: Mapped[bool]
    satisfaction: Mapped[str] = mapped_column(String(20))
    clocks: Mapped[str] = mapped_column(String(500))
