"""The calls that each item of the duty list stands for, so that it is known of which site it is.

Revision ID: 0051
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them, and fill them from what each item says."""
    calls = op.create_table(
        "duty_call",
        sa.Column("item_id", sa.String(64), primary_key=True),
        sa.Column("call_id", sa.String(64), primary_key=True),
    )
    item = sa.table("duty_item", sa.column("item_id"), sa.column("record"))
    found = [
        {"item_id": item_id, "call_id": call_id}
        for item_id, record in op.get_bind().execute(sa.select(item.c.item_id, item.c.record))
        for call_id in dict.fromkeys(json.loads(record)["calls"])
    ]
    op.bulk_insert(calls, found)


def downgrade() -> None:
    """The log keeps everything; an older program goes on with the copy that was put aside."""
    raise NotImplementedError("go back by the copy that was made before the upgrade")
