"""The duty list, agents' phones, and where each call stands as a column.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them. The duty list begins with the next call: what was missed before is history by now."""
    op.create_table(
        "duty_item",
        sa.Column("item_id", sa.String(64), primary_key=True),
        sa.Column("match_key", sa.String(100), nullable=False),
        sa.Column("state", sa.String(20), nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("first_at", sa.Double(), nullable=False, index=True),
        sa.Column("last_at", sa.Double(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
    )
    op.create_index("ix_duty_item_open", "duty_item", ["match_key", "state"])
    op.add_column("user_account", sa.Column("phone", sa.String(200), nullable=False, server_default=""))
    op.add_column("call", sa.Column("state", sa.String(20), nullable=False, server_default=""))
    op.add_column("call", sa.Column("direction", sa.String(20), nullable=False, server_default="incoming"))
    op.execute(
        "UPDATE call SET state = "
        "CASE WHEN ended THEN 'ended' WHEN agent_id IS NOT NULL THEN 'talking' ELSE 'waiting' END"
    )


def downgrade() -> None:
    """The log keeps everything; an older program goes on with the copy that was put aside."""
    raise NotImplementedError("go back by the copy that was made before the upgrade")
