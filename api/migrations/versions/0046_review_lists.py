"""Lists of calls: suspected phrases found without looking through the log, and the mark of a card as a column.

Revision ID: 0046
"""

import msgspec
import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

SUSPECTED = sa.text("kind = 'PhraseSuspected'")


class _Graded(msgspec.Struct):
    total: float


def upgrade() -> None:
    """The index holds entries of one kind alone; cards that are there tell their mark."""
    op.create_index(
        "ix_event_log_suspected", "event_log", ["call_id"], sqlite_where=SUSPECTED, postgresql_where=SUSPECTED
    )
    op.add_column("quality_grade", sa.Column("total", sa.Double(), nullable=False, server_default="0"))
    link = op.get_bind()
    grades = sa.table("quality_grade", sa.column("grade_id"), sa.column("record"), sa.column("total"))
    for grade_id, record in link.execute(sa.select(grades.c.grade_id, grades.c.record)).all():
        total = msgspec.json.decode(record, type=_Graded).total
        link.execute(grades.update().where(grades.c.grade_id == grade_id).values(total=total))


def downgrade() -> None:
    """The log keeps everything; an older program goes on with the copy that was put aside."""
    raise NotImplementedError("go back by the copy that was made before the upgrade")
