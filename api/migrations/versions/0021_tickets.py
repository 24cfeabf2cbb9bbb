"""Tickets to their end: what they wait for, who it concerns, when to look again; the log by ticket.

Revision ID: 0021
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NO_UPDATE = (
    "CREATE TRIGGER event_log_no_update BEFORE UPDATE ON event_log"
    " BEGIN SELECT RAISE(ABORT, 'the event log only grows'); END"
)
TEXTS = {"site": 40, "building": 32, "department": 40, "channel": 20, "nature": 20, "content": 20}
KINDS = ("TicketRegistered", "TicketSettled")


def upgrade() -> None:
    """Add columns and tables, and fill them for the tickets that are there."""
    _columns()
    _tables()
    _name_tickets_in_the_log()
    _fill()


def downgrade() -> None:
    """The log keeps everything; an older program goes on with the copy that was put aside."""
    raise NotImplementedError("go back by the copy that was made before the upgrade")


def _columns() -> None:
    op.add_column("event_log", sa.Column("ticket_number", sa.String(32), nullable=True))
    op.create_index("ix_event_log_ticket_number", "event_log", ["ticket_number"])
    for name, length in TEXTS.items():
        op.add_column("ticket", sa.Column(name, sa.String(length), nullable=False, server_default=""))
    for name in ("done_at", "closed_at", "wake_at"):
        op.add_column("ticket", sa.Column(name, sa.Double(), nullable=True))
    for name in ("met", "missed"):
        op.add_column("ticket", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("ticket", sa.Column("satisfied", sa.Boolean(), nullable=True))
    for name in ("state", "building", "department", "closed_at", "wake_at"):
        op.create_index(f"ix_ticket_{name}", "ticket", [name])


def _tables() -> None:
    op.create_table(
        "ticket_duty",
        sa.Column("ticket_number", sa.String(32), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("due", sa.Double(), nullable=True),
    )
    op.create_index("ix_ticket_duty_role", "ticket_duty", ["role", "department"])
    op.create_table(
        "ticket_key",
        sa.Column("agent_id", sa.String(64), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("number", sa.String(32), nullable=False),
    )
    op.create_table(
        "ticket_day",
        sa.Column("day", sa.String(8), primary_key=True),
        sa.Column("last", sa.Integer(), nullable=False),
    )


def _name_tickets_in_the_log() -> None:
    """The column is new; what the log says stays as it was."""
    bind = op.get_bind()
    sqlite = bind.dialect.name == "sqlite"
    log = sa.table(
        "event_log", sa.column("number"), sa.column("kind"), sa.column("payload"), sa.column("ticket_number")
    )
    rows = bind.execute(sa.select(log.c.number, log.c.payload).where(log.c.kind.in_(KINDS))).all()
    if not rows:
        return
    if sqlite:
        op.execute("DROP TRIGGER event_log_no_update")
    for number, payload in rows:
        bind.execute(sa.update(log).where(log.c.number == number).values(ticket_number=json.loads(payload)["number"]))
    if sqlite:
        op.execute(NO_UPDATE)


def _fill() -> None:
    """What of a ticket stood in its complaint only stands in the ticket now. Its duties come with its next fact."""
    bind = op.get_bind()
    names = (
        "number",
        "state",
        "home",
        "next_due",
        "wake_at",
        "building",
        "department",
        "channel",
        "nature",
        "content",
    )
    ticket = sa.table("ticket", *(sa.column(name) for name in (*names, "record", "done_at")))
    days = sa.table("ticket_day", sa.column("day"), sa.column("last"))
    last: dict[str, int] = {}
    for row in bind.execute(sa.select(ticket)).all():
        record = json.loads(row.record)
        complaint = record["complaint"]
        for name in ("weight", "nature", "department"):
            record.setdefault(name, complaint[name])
        record.setdefault("own_duty", complaint.get("own_duty", False))
        record.setdefault("owner", record["registered_by"])
        record.setdefault("home", row.home)
        bind.execute(
            sa.update(ticket)
            .where(ticket.c.number == row.number)
            .values(
                record=json.dumps(record, ensure_ascii=False),
                building=row.home.partition("|")[0],
                department=record["department"],
                channel=record["channel"],
                nature=record["nature"],
                content=complaint["content"],
                done_at=record.get("done_at"),
                wake_at=row.next_due,
            )
        )
        day, _, count = row.number.removeprefix("TS").partition("-")
        last[day] = max(last.get(day, 0), int(count))
    for day, count in last.items():
        bind.execute(sa.insert(days).values(day=day, last=count))
