"""What was heard and what was missing of the required phrases, by call. Calls before this are not judged.

Revision ID: 0049
"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table of its own, empty: nothing of past calls says that all was heard."""
    op.create_table(
        "required_judged",
        sa.Column("call_id", sa.String(64), primary_key=True),
        sa.Column("moment", sa.String(20), primary_key=True),
        sa.Column("agent_id", sa.String(64), nullable=False),
        sa.Column("arrived_at", sa.Double(), nullable=False),
        sa.Column("heard", sa.Text(), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
    )
    op.create_index("ix_required_judged_arrived_at", "required_judged", ["arrived_at"])


def downgrade() -> None:
    """The log keeps everything; an older program goes on with the copy that was put aside."""
    raise NotImplementedError("go back by the copy that was made before the upgrade")
