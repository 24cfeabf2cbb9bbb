"""Departments that an administrator adds, renames or switches off, over those of the rules' catalogue.

Revision ID: 0047
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """None is there at first: the catalogue's hold."""
    op.create_table(
        "department",
        sa.Column("key", sa.String(40), primary_key=True),
        sa.Column("zh", sa.String(64), nullable=False),
        sa.Column("en", sa.String(64), nullable=False),
        sa.Column("email", sa.String(254), nullable=False, server_default=""),
        sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("successor", sa.String(40), nullable=False, server_default=""),
        sa.Column("former", sa.JSON(), nullable=False),
    )


def downgrade() -> None:
    """The log keeps everything; an older program goes on with the copy that was put aside."""
    raise NotImplementedError("go back by the copy that was made before the upgrade")
