"""Triggers that keep a table as it is: rows are added, never changed, taken away or written over."""

from alembic import op


def guard(table: str, over: str, text: str) -> None:
    """Refuse with `text` to change this table. `over` is the SQL condition under which a NEW row replaces one."""
    if op.get_bind().dialect.name == "sqlite":
        _sqlite(table, over, text)
    else:
        _postgresql(table, text)


def _sqlite(table: str, over: str, text: str) -> None:
    """REPLACE runs no DELETE trigger by default, so an insert over a row is refused too."""
    for name, act in (
        ("update", f"UPDATE ON {table}"),
        ("delete", f"DELETE ON {table}"),
        ("replace", f"INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {over})"),  # noqa: S608 - no input
    ):
        op.execute(f"CREATE TRIGGER {table}_no_{name} BEFORE {act} BEGIN SELECT RAISE(ABORT, '{text}'); END")


def _postgresql(table: str, text: str) -> None:
    """An INSERT cannot replace a row there, but TRUNCATE would empty the table without a DELETE."""
    op.execute(
        f"CREATE FUNCTION {table}_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{text}'; END $$"
    )
    refuse = f"EXECUTE FUNCTION {table}_only_grows()"
    op.execute(f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}")
