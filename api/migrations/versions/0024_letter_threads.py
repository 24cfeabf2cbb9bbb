"""Letters that complete one that waits (CHAN-1).

Revision ID: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add which letter one belongs to: none of those that are there."""
    op.add_column("mail_letter", sa.Column("of_letter", sa.String(40), nullable=False, server_default=""))
    op.create_index("ix_mail_letter_of_letter", "mail_letter", ["of_letter"])


def downgrade() -> None:
    """The log keeps everything; an older program goes on with the copy that was put aside."""
    raise NotImplementedError("go back by the copy that was made before the upgrade")
