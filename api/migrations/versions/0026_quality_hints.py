"""Hints: what the system saw and is not certain of (PEN-11).

Revision ID: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "quality_hint",
        sa.Column("hint_id", sa.String(160), primary_key=True),
        sa.Column("agent_id", sa.String(64), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("fact", sa.String(20), nullable=False),
        sa.Column("call_id", sa.String(64), nullable=False, index=True),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
    )
    op.create_index("ix_quality_hint_open", "quality_hint", ["settled", "at"])


def downgrade() -> None:
    """The log keeps everything; an older program goes on with the copy that was put aside."""
    raise NotImplementedError("go back by the copy that was made before the upgrade")
