"""The database: one writer at a time, any number of readers. The only place that knows SQLite from others."""

import asyncio
import errno
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from api.sqlite_link import connect

BUSY_MS = 5000
NO_SPACE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE)
"""What SQLite says of a full disk, by where it comes upon it."""
WRITER = 0x73616E78
"""The number of the lock that writers on PostgreSQL take turns by."""


def disk_is_full(error: BaseException) -> bool:
    """Whether this came of a disk that takes nothing more, here or at the database server."""
    if isinstance(error, DBAPIError):
        return disk_is_full(error.orig) if error.orig is not None else False
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) in NO_SPACE
    return getattr(error, "sqlstate", "") == "53100"


class Database:
    """Engines and sessions for one database URL.

    Writes go one after the other through one connection, guarded by a lock, so that SQLite never answers "locked" and
    numbers can be given within a transaction. Reads run beside them (WAL). Other programs may write too (the command
    line): each write holds SQLite's own lock, or an advisory one on PostgreSQL, from its first read to its commit.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._sqlite = make_url(url).get_backend_name() == "sqlite"
        self._writer = self._engine(1)
        self._reader = self._engine(4)
        self._write = async_sessionmaker(self._writer, expire_on_commit=False)
        self._read = async_sessionmaker(self._reader, expire_on_commit=False)
        self._lock = asyncio.Lock()

    def _engine(self, pool_size: int) -> AsyncEngine:
        engine = create_async_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=0,
            hide_parameters=True,  # errors reach logs, and telephone numbers must not
            connect_args={"async_creator_fn": connect} if self._sqlite else {},
        )
        if self._sqlite:
            event.listen(engine.sync_engine, "connect", _set_up_sqlite)
        return engine

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed at the end of the block, rolled back when it raises."""
        async with self._lock, self._write.begin() as session:
            if self._sqlite:
                await session.execute(text("BEGIN IMMEDIATE"))
            else:
                await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER})
            yield session

    @asynccontextmanager
    async def overwriting(self) -> AsyncIterator[AsyncSession]:
        """The same, and what it changes or deletes is not left lying about in an SQLite file: pages are overwritten
        with noughts, and the write-ahead log is emptied after it. PostgreSQL's vacuum does so in its own time."""
        async with self.writing() as session:
            if self._sqlite:
                await session.execute(text("PRAGMA secure_delete=ON"))
            yield session
        if self._sqlite:
            async with self._lock, self._writer.connect() as connection:
                await connection.execute(text("PRAGMA secure_delete=OFF"))
                await connection.commit()
                await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that only reads."""
        async with self._read() as session:
            yield session

    async def close(self) -> None:
        """Close every connection."""
        await self._writer.dispose()
        await self._reader.dispose()


def _set_up_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # a line forgets an event that we said is on disk: it must outlive a power cut
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
