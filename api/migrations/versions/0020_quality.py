"""Offences with their evidence, bonuses and adjustments (PEN).

Revision ID: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the two tables."""
    op.create_table(
        "quality_case",
        sa.Column("case_id", sa.String(160), primary_key=True),
        sa.Column("agent_id", sa.String(64), nullable=False),
        sa.Column("at", sa.Double(), nullable=False, index=True),
        sa.Column("rule", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False, index=True),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("opened_rule", sa.String(20), nullable=False),
        sa.Column("call_id", sa.String(64), nullable=False, index=True),
        sa.Column("record", sa.Text(), nullable=False),
    )
    op.create_index("ix_quality_case_agent_at", "quality_case", ["agent_id", "at"])
    op.create_table(
        "quality_entry",
        sa.Column("entry_id", sa.String(64), primary_key=True),
        sa.Column("agent_id", sa.String(64), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
    )
    op.create_index("ix_quality_entry_month", "quality_entry", ["month", "agent_id"])


def downgrade() -> None:
    """The log keeps everything; an older program goes on with the copy that was put aside."""
    raise NotImplementedError("go back by the copy that was made before the upgrade")
