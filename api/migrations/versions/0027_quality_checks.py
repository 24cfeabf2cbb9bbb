"""Score cards filled in, samples, spot checks, calibrations, marks of the year (PEN-10).

Revision ID: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the four tables."""
    op.create_table(
        "quality_check",
        sa.Column("check_id", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False, index=True),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
    )
    op.create_table(
        "quality_task",
        sa.Column("task_id", sa.String(160), primary_key=True),
        sa.Column("check_id", sa.String(64), nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("agent_id", sa.String(64), nullable=False),
        sa.Column("grader", sa.String(64), nullable=False),
        sa.Column("call_at", sa.Double(), nullable=False),
        sa.Column("grade_id", sa.String(64), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
    )
    op.create_index("ix_quality_task_open", "quality_task", ["grade_id", "call_at"])
    op.create_table(
        "quality_grade",
        sa.Column("grade_id", sa.String(64), primary_key=True),
        sa.Column("task_id", sa.String(160), nullable=False),
        sa.Column("check_id", sa.String(64), nullable=False, index=True),
        sa.Column("call_id", sa.String(64), nullable=False, index=True),
        sa.Column("agent_id", sa.String(64), nullable=False),
        sa.Column("grader", sa.String(64), nullable=False),
        sa.Column("call_at", sa.Double(), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
    )
    op.create_index("ix_quality_grade_agent_at", "quality_grade", ["agent_id", "call_at"])
    op.create_table(
        "quality_year_mark",
        sa.Column("agent_id", sa.String(64), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True),
        sa.Column("check_number", sa.Integer(), primary_key=True),
        sa.Column("subject", sa.Integer(), primary_key=True),
        sa.Column("mark", sa.Double(), nullable=False),
        sa.Column("marked_by", sa.String(64), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    """The log keeps everything; an older program goes on with the copy that was put aside."""
    raise NotImplementedError("go back by the copy that was made before the upgrade")
