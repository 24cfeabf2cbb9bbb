"""The log takes an announced redaction, and nothing else, where a resident's personal data is erased.

Revision ID: 0030
"""

import sqlalchemy as sa
from alembic import op

from api.migrations.append_only import guard

revision = "0030"
down_revision = "0027"
branch_labels = None
depends_on = None

LOG = ("number", "stream_id", "seq", "at", "kind", "call_id", "ticket_number")
"""What no redaction touches."""
REDACTION = ("number", "erasure_id", "log_number", "at", "by_id", "why", "digest")
ANNOUNCED = (
    "EXISTS (SELECT 1 FROM redaction WHERE log_number = OLD.number AND payload <> '' AND payload = NEW.payload)"
)
CARRIED_OUT = (
    "NEW.payload = '' AND EXISTS (SELECT 1 FROM event_log WHERE number = OLD.log_number AND payload = OLD.payload)"
)


def upgrade() -> None:
    """Add both tables; change the guard of the log."""
    _create()
    guard("erasure", "erasure_id = NEW.erasure_id", "the list of erasures only grows")
    guard("redaction", "number = NEW.number", "the list of redactions only grows")
    _let_pass("event_log", LOG, ANNOUNCED, "the event log only grows")
    _let_pass("redaction", REDACTION, CARRIED_OUT, "the list of redactions only grows")


def _create() -> None:
    op.create_table(
        "erasure",
        sa.Column("erasure_id", sa.String(40), primary_key=True),
        sa.Column("at", sa.Double(), nullable=False, index=True),
        sa.Column("by_id", sa.String(64), nullable=False),
        sa.Column("why", sa.String(200), nullable=False),
        sa.Column("resident_id", sa.String(40), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_table(
        "redaction",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("erasure_id", sa.String(40), nullable=False, index=True),
        sa.Column("log_number", sa.Integer(), nullable=False, index=True),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("by_id", sa.String(64), nullable=False),
        sa.Column("why", sa.String(200), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )


def _let_pass(table: str, same: tuple[str, ...], allowed: str, text: str) -> None:
    """In place of the guard against any UPDATE one that lets `allowed` through, with these columns as they are."""
    if op.get_bind().dialect.name == "sqlite":
        unchanged = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in same)
        op.execute(f"DROP TRIGGER {table}_no_update")
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN NOT ({unchanged} AND {allowed}) "
            f"BEGIN SELECT RAISE(ABORT, '{text}'); END"
        )
        return
    unchanged = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in same)
    op.execute(
        f"CREATE FUNCTION {table}_as_announced() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {unchanged} AND {allowed} THEN RETURN NEW; END IF; RAISE EXCEPTION '{text}'; END $$"
    )
    op.execute(f"DROP TRIGGER {table}_no_change ON {table}")
    for act, name in (("UPDATE", f"{table}_as_announced"), ("DELETE", f"{table}_only_grows")):
        op.execute(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def downgrade() -> None:
    """What was erased is not taken back."""
    raise NotImplementedError("go back by the copy that was made before the upgrade")
