"""The desk's connection to SQLite: rows whole and in portions, faults as they are, nothing left behind."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from api import sqlite_link

ROWS = 2500
"""More than two portions."""


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{tmp_path / 'x.db'}", connect_args={"async_creator_fn": sqlite_link.connect}
    )
    async with engine.connect() as made:
        await made.execute(text("CREATE TABLE t (n INTEGER PRIMARY KEY, word TEXT)"))
        await made.execute(
            text("INSERT INTO t VALUES (:n, :word)"), [{"n": one, "word": f"字{one}"} for one in range(ROWS)]
        )
        await made.commit()
        yield made
    await engine.dispose()


@pytest.mark.parametrize("limit", [0, 1, sqlite_link.AT_ONCE - 1, sqlite_link.AT_ONCE, sqlite_link.AT_ONCE + 1, ROWS])
async def test_every_row_comes_once_whatever_their_number(connection: AsyncConnection, limit: int) -> None:
    found = await connection.execute(text("SELECT n, word FROM t ORDER BY n LIMIT :limit"), {"limit": limit})
    assert [tuple(row) for row in found] == [(one, f"字{one}") for one in range(limit)]


@pytest.mark.parametrize("size", [1, 7, 1000, 1024, 5000])
async def test_a_stream_comes_in_portions(connection: AsyncConnection, size: int) -> None:
    stream = await connection.stream(text("SELECT n FROM t ORDER BY n"))
    found = [row[0] async for portion in stream.partitions(size) for row in portion]
    assert found == list(range(ROWS))


async def test_a_stream_may_be_left_and_the_connection_goes_on(connection: AsyncConnection) -> None:
    stream = await connection.stream(text("SELECT n FROM t ORDER BY n"))
    assert await stream.fetchone() == (0,)
    await stream.close()
    await connection.execute(text("DROP TABLE t"))
    await connection.commit()


async def test_counts_and_new_numbers_are_told(connection: AsyncConnection) -> None:
    changed = await connection.execute(text("UPDATE t SET word = '' WHERE n < 10"))
    assert changed.rowcount == 10
    made = await connection.execute(text("INSERT INTO t (word) VALUES ('新') RETURNING n"))
    assert made.scalar_one() == ROWS


async def test_what_is_not_committed_is_gone(connection: AsyncConnection) -> None:
    await connection.execute(text("DELETE FROM t"))
    await connection.rollback()
    assert await connection.scalar(text("SELECT count(*) FROM t")) == ROWS


async def test_faults_are_those_of_sqlite(connection: AsyncConnection) -> None:
    with pytest.raises(IntegrityError, match="UNIQUE"):
        await connection.execute(text("INSERT INTO t VALUES (1, '')"))
    with pytest.raises(OperationalError, match="no such table"):
        await connection.execute(text("SELECT * FROM nowhere"))
