"""The access log becomes a chain that only grows; on PostgreSQL the event log is guarded too.

Revision ID: 0008
"""

from itertools import islice

import sqlalchemy as sa
from alembic import op

from api.audit.chain import BEGINNING, Entry, Link, linked
from api.migrations.append_only import guard

revision = "0008"
down_revision = "0022"
branch_labels = None
depends_on = None
PORTION = 1000


def upgrade() -> None:
    """Chain what is there, in the order of its time."""
    for column in ("at", "user_id"):
        op.drop_index(f"ix_access_log_{column}", "access_log")
    op.rename_table("access_log", "access_log_before")
    chained = _create()
    connection = op.get_bind()
    old = connection.execute(sa.text("SELECT at, user_id, what, subject FROM access_log_before ORDER BY at, id"))
    entries = (Entry(at=row[0], user_id=row[1], what=row[2], subject=row[3]) for row in old)
    links = linked(entries, 0, BEGINNING)
    while portion := [_row(link) for link in islice(links, PORTION)]:
        connection.execute(chained.insert(), portion)
    op.drop_table("access_log_before")
    guard("access_log", "number = NEW.number OR previous = NEW.previous", "the audit log only grows")
    if connection.dialect.name != "sqlite":
        guard("event_log", "", "the event log only grows")


def _row(link: Link) -> dict[str, object]:
    entry = link.entry
    row = {"at": entry.at, "user_id": entry.user_id, "what": entry.what, "subject": entry.subject}
    return row | {"number": link.number, "detail": "", "previous": link.previous, "hash": link.hash}


def _create() -> sa.Table:
    return op.create_table(
        "access_log",
        sa.Column("number", sa.Integer(), autoincrement=True),
        sa.Column("at", sa.Double(), nullable=False, index=True),
        sa.Column("user_id", sa.String(64), nullable=False, index=True),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False, index=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False, unique=True),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_access_log_chain"),  # a renamed table keeps its own on PostgreSQL
    )


def downgrade() -> None:
    """A chain is not taken apart."""
    raise NotImplementedError("go back by the copy that was made before the upgrade")
