"""Narrow facts of complaints, which the month's statistics are counted from.

Revision ID: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0008"
branch_labels = None
depends_on = None

TEXTS = {
    "kind": 40,
    "nature": 20,
    "weight": 20,
    "content": 20,
    "department": 40,
    "channel": 20,
    "site": 40,
    "building": 32,
    "home": 120,
}
WORDS = ("registered_at", "kind", "nature", "weight", "content", "department", "channel", "done", "ended")
INDEXES = {
    "ix_ticket_count_home": ("home", "registered_at"),
    "ix_ticket_count_words": (*WORDS, "satisfaction", "site"),
    "ix_ticket_count_clocks": ("registered_at", "department", "clocks", "site"),
    "ix_ticket_count_buildings": ("registered_at", "building", "home", "site"),
}


def upgrade() -> None:
    """Add the table; the desk fills it when it starts."""
    op.create_table(
        "ticket_count",
        sa.Column("number", sa.String(32), primary_key=True),
        sa.Column("registered_at", sa.Double(), nullable=False),
        *(sa.Column(name, sa.String(length), nullable=False) for name, length in TEXTS.items()),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("satisfaction", sa.String(20), nullable=False),
        sa.Column("clocks", sa.String(500), nullable=False),
    )
    for name, columns in INDEXES.items():
        op.create_index(name, "ticket_count", list(columns))


def downgrade() -> None:
    """Drop it."""
    op.drop_table("ticket_count")
