"""What was said in calls, sealed.

Revision ID: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "transcript",
        sa.Column("call_id", sa.String(64), primary_key=True),
        sa.Column("side", sa.String(10), primary_key=True),
        sa.Column("segment", sa.Integer(), primary_key=True),
        sa.Column("at", sa.Double(), nullable=False, index=True),
        sa.Column("agent_id", sa.String(64), nullable=False),
        sa.Column("start_ms", sa.Double(), nullable=False),
        sa.Column("end_ms", sa.Double(), nullable=False),
        sa.Column("offset_ms", sa.Double(), nullable=False),
        sa.Column("engine", sa.String(80), nullable=False),
        sa.Column("model", sa.String(120), nullable=False),
        sa.Column("rules_version", sa.String(40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )


def downgrade() -> None:
    """The log keeps everything else; an older program goes on with the copy that was put aside."""
    raise NotImplementedError("go back by the copy that was made before the upgrade")
