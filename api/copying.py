"""A whole desk from one database into another, empty one: every table in batches, then compared row by row.

The source is read in one transaction that keeps other writers out, and is left as it was. What was copied is
compared by the number of rows and by a digest of their content that no order of reading changes; so the hash chain of
the audit log arrives as it is.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, create_engine, func, insert, inspect, select, text
from sqlalchemy.engine.url import make_url

from api.errors import DatabaseError
from api.every_table import METADATA

BATCH = 2_000
_WHOLE = 1 << 256
Told = Callable[[str, int, int], None]
"""Is told how far it is: the table, rows done, rows in all."""


class Copied(msgspec.Struct, frozen=True, kw_only=True):
    """What was copied of one table, the same on both sides."""

    table: str
    rows: int
    digest: str


class NotEmpty(DatabaseError):
    """The target has tables already."""


class Different(DatabaseError):
    """What arrived is not what was sent."""


def refuse_full(target: str) -> None:
    """Raises NotEmpty for a database that has tables."""
    with _connected(target) as connection:
        found = sorted(inspect(connection).get_table_names())
    if found:
        some = ", ".join(found[:3])
        raise NotEmpty(
            f"目标数据库不是空的，里面有 {len(found)} 张表：{some}",
            f"the target database is not empty: it has {len(found)} tables, such as {some}",
        )


def copy_all(source: str, target: str, told: Told) -> tuple[Copied, ...]:
    """Copy every table from `source`, an SQLite database of this program's schema, into `target`, which has the
    schema and no row. Raises Different, and then the target holds nothing of it: all of it is one transaction."""
    with _connected(source) as read, _connected(target) as write:
        read.exec_driver_sql("BEGIN IMMEDIATE")
        made = []
        for table in METADATA.sorted_tables:
            sent = _copy(table, read, write, told)
            arrived = _digest(table, write)
            if arrived != (sent.rows, sent.digest):
                raise Different(
                    f"{table.name} 复制后不一致：{sent.rows} 行，到 {arrived[0]} 行",
                    f"{table.name} arrived otherwise: {sent.rows} rows were sent, {arrived[0]} are there",
                )
            made.append(sent)
        for table in METADATA.sorted_tables:
            _set_sequence(table, write)
        write.commit()
        read.rollback()
    return tuple(made)


def _copy(table: Table, read: Connection, write: Connection, told: Told) -> Copied:
    total = read.scalar(select(func.count()).select_from(table)) or 0
    done, digest = 0, 0
    for rows in _batches(table, read):
        write.execute(insert(table), [dict(row._mapping) for row in rows])
        done += len(rows)
        digest = _added(digest, rows)
        told(table.name, done, total)
    return Copied(table=table.name, rows=done, digest=f"{digest:064x}")


def _batches(table: Table, connection: Connection) -> Iterator[Sequence[Any]]:
    yield from connection.execute(select(table).execution_options(yield_per=BATCH)).partitions()


def _digest(table: Table, connection: Connection) -> tuple[int, str]:
    """How many rows there are, and what they say."""
    count, digest = 0, 0
    for rows in _batches(table, connection):
        count += len(rows)
        digest = _added(digest, rows)
    return count, f"{digest:064x}"


def _added(digest: int, rows: Sequence[Any]) -> int:
    """A sum over the rows' hashes: two databases sort text each in their own way."""
    for row in rows:
        digest += int.from_bytes(hashlib.sha256(repr(tuple(row)).encode()).digest())
    return digest % _WHOLE


def _set_sequence(table: Table, connection: Connection) -> None:
    """The next number that the target gives follows the last that there is."""
    column = table.autoincrement_column
    if column is None or connection.dialect.name != "postgresql":
        return
    names = {"table": f'"{table.name}"', "column": column.name}
    sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), names)
    last = connection.scalar(select(func.max(column)))
    if sequence is not None and last is not None:
        moved = text("SELECT setval(CAST(:sequence AS regclass), :last)")
        connection.execute(moved, {"sequence": sequence, "last": last})


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    """A connection; what was not committed is rolled back at its end. Residents' data stays out of errors."""
    plain = make_url(url)
    sqlite = plain.get_backend_name() == "sqlite"
    engine = create_engine(plain.set(drivername="sqlite") if sqlite else plain, hide_parameters=True)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
