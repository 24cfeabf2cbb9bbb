"""People belong to a site, to departments and to a team; the sites and teams there are.

Revision ID: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the tables."""
    op.add_column("user_account", sa.Column("departments", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("user_account", sa.Column("site", sa.String(40), nullable=False, server_default=""))
    op.add_column("user_account", sa.Column("team", sa.String(40), nullable=False, server_default=""))
    op.create_table(
        "site",
        sa.Column("key", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("buildings", sa.JSON(), nullable=False),
    )
    op.create_table(
        "team",
        sa.Column("key", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("site", sa.String(40), nullable=False),
    )


def downgrade() -> None:
    """An older program knows nothing of the new roles."""
    raise NotImplementedError("go back by the copy that was made before the upgrade")
