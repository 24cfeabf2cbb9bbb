"""Sessions kept by the desk, counts of wrong guesses, and the second step of signing in.

Revision ID: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the tables. Whoever is signed in signs in once more."""
    op.add_column("user_account", sa.Column("totp_secret", sa.String(200), nullable=False, server_default=""))
    op.add_column("user_account", sa.Column("totp_on", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("user_account", sa.Column("totp_step", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_table(
        "user_session",
        sa.Column("session_id", sa.String(64), primary_key=True),
        sa.Column("agent_id", sa.String(64), nullable=False, index=True),
        sa.Column("begun_at", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False, index=True),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("device", sa.String(120), nullable=False),
        sa.Column("ended_at", sa.Double(), nullable=True),
        sa.Column("ended_why", sa.String(20), nullable=False),
    )
    op.create_table(
        "sign_in_guess",
        sa.Column("key", sa.String(100), primary_key=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.Double(), nullable=False, index=True),
        sa.Column("locked_until", sa.Double(), nullable=False),
    )
    op.create_table(
        "recovery_code",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("agent_id", sa.String(64), nullable=False, index=True),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("used_at", sa.Double(), nullable=True),
    )


def downgrade() -> None:
    """An older program counts every session as good."""
    raise NotImplementedError("go back by the copy that was made before the upgrade")
