"""The first schema: event log, projections, people, residents, access log.

Revision ID: 0001
"""

import sqlalchemy as sa
from advanced_alchemy.types import GUID
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table, and the triggers that keep the event log as it is."""
    _log()
    _projections()
    _people()
    if op.get_bind().dialect.name == "sqlite":
        _guard_log()


def downgrade() -> None:
    """There is nothing before the first schema."""
    raise NotImplementedError("the first schema cannot be taken back")


def _guard_log() -> None:
    """Refuse to change the log. REPLACE runs no DELETE trigger by default, so an insert over a row is refused too."""
    over = "number = NEW.number OR (stream_id = NEW.stream_id AND seq = NEW.seq)"
    for name, act in (
        ("update", "UPDATE ON event_log"),
        ("delete", "DELETE ON event_log"),
        ("replace", f"INSERT ON event_log WHEN EXISTS (SELECT 1 FROM event_log WHERE {over})"),  # noqa: S608 - no input
    ):
        refuse = "BEGIN SELECT RAISE(ABORT, 'the event log only grows'); END"
        op.execute(f"CREATE TRIGGER event_log_no_{name} BEFORE {act} {refuse}")


def _log() -> None:
    op.create_table(
        "event_log",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("stream_id", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("call_id", sa.String(64), index=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.UniqueConstraint("stream_id", "seq", name="uq_event_log_stream_seq"),
    )
    op.create_table(
        "stream",
        sa.Column("stream_id", sa.String(64), primary_key=True),
        sa.Column("first_line_id", sa.String(64), nullable=False),
        sa.Column("line_id", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
    )


def _projections() -> None:
    op.create_table(
        "call",
        sa.Column("call_id", sa.String(64), primary_key=True),
        sa.Column("line_id", sa.String(64), nullable=False, index=True),
        sa.Column("stream_id", sa.String(64), nullable=False, index=True),
        sa.Column("arrived_at", sa.Double(), nullable=False, index=True),
        sa.Column("number", sa.String(64), nullable=False, index=True),
        sa.Column("agent_id", sa.String(64)),
        sa.Column("ended", sa.Boolean(), nullable=False, index=True),
        sa.Column("disposition", sa.String(20)),
        sa.Column("record", sa.Text(), nullable=False),
    )
    op.create_index("ix_call_agent_open", "call", ["agent_id", "ended", "disposition"])
    op.create_table(
        "ticket",
        sa.Column("number", sa.String(32), primary_key=True),
        sa.Column("registered_at", sa.Double(), nullable=False, index=True),
        sa.Column("registered_by", sa.String(64), nullable=False, index=True),
        sa.Column("call_id", sa.String(64), unique=True),
        sa.Column("phone", sa.String(64), nullable=False, index=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("weight", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("next_due", sa.Double(), index=True),
        sa.Column("record", sa.Text(), nullable=False),
    )


def _people() -> None:
    op.create_table(
        "user_account",
        sa.Column("id", GUID(length=16), primary_key=True),
        sa.Column("login", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("surname", sa.String(32), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("sa_orm_sentinel", sa.Integer()),
    )
    op.create_table(
        "resident",
        sa.Column("id", GUID(length=16), primary_key=True),
        sa.Column("name", sa.String(64), nullable=False, index=True),
        sa.Column("building", sa.String(32), nullable=False),
        sa.Column("unit", sa.String(32), nullable=False),
        sa.Column("room", sa.String(32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sa_orm_sentinel", sa.Integer()),
    )
    op.create_index("ix_resident_home", "resident", ["building", "unit", "room"])
    op.create_table(
        "resident_phone",
        sa.Column("id", GUID(length=16), primary_key=True),
        sa.Column(
            "resident_id",
            GUID(length=16),
            sa.ForeignKey("resident.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("number", sa.String(32), nullable=False, index=True),
        sa.Column("sa_orm_sentinel", sa.Integer()),
    )
    op.create_table(
        "access_log",
        sa.Column("id", GUID(length=16), primary_key=True),
        sa.Column("at", sa.Double(), nullable=False, index=True),
        sa.Column("user_id", sa.String(64), nullable=False, index=True),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("sa_orm_sentinel", sa.Integer()),
    )
