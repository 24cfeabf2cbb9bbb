"""Of which site a summary is that was handed in. Files from before are of all.

Revision ID: 0050
"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column more."""
    op.add_column("brief_file", sa.Column("site", sa.String(40), nullable=False, server_default=""))


def downgrade() -> None:
    """The log keeps everything; an older program goes on with the copy that was put aside."""
    raise NotImplementedError("go back by the copy that was made before the upgrade")
