"""The desk's connection to SQLite: aiosqlite's, with a whole statement as one errand of its thread.

aiosqlite lets its thread make a cursor, execute, fetch and close in four errands; each costs the loop more than
SQLite needs for the statement. Here a statement is executed and its first rows are fetched in one. Knows nothing of
the desk.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import aiosqlite

AT_ONCE = 1000
"""So many rows are fetched with the statement; more are fetched when they are asked for."""


class OneErrandCursor:
    """What SQLAlchemy's adapter for aiosqlite asks of a cursor."""

    def __init__(self, connection: "OneErrandConnection") -> None:
        self._connection = connection
        self._open: sqlite3.Cursor | None = None
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> "OneErrandCursor":
        return self

    async def execute(self, statement: str, parameters: Any = ()) -> "OneErrandCursor":
        """Execute, and fetch the first rows."""
        await self._connection.errand(partial(self._execute, statement, parameters))
        return self

    async def executemany(self, statement: str, parameters: Iterable[Any]) -> "OneErrandCursor":
        """Execute once for each of these."""
        await self._connection.errand(partial(self._execute_many, statement, parameters))
        return self

    async def fetchall(self) -> list[Any]:
        """The rows that are left."""
        if self._open is not None:
            self._rows += await self._connection.errand(self._open.fetchall)
            await self._leave()
        rows, self._rows = self._rows, []
        return rows

    async def fetchmany(self, size: int | None = None) -> Sequence[Any]:
        """The next `size` rows, fewer at the end."""
        wanted = self.arraysize if size is None else size
        if len(self._rows) < wanted and self._open is not None:
            more = await self._connection.errand(partial(self._open.fetchmany, max(wanted, AT_ONCE)))
            self._rows += more
            if not more:
                await self._leave()
        rows, self._rows = self._rows[:wanted], self._rows[wanted:]
        return rows

    async def fetchone(self) -> Any:
        """The next row, None at the end."""
        rows = await self.fetchmany(1)
        return rows[0] if rows else None

    async def close(self) -> None:
        """Forget what was not fetched."""
        self._rows = []
        await self._leave()

    async def _leave(self) -> None:
        if self._open is not None:
            cursor, self._open = self._open, None
            await self._connection.errand(cursor.close)

    def _execute(self, statement: str, parameters: Any) -> None:
        cursor = self._connection.raw.execute(statement, parameters)
        self._rows = cursor.fetchmany(AT_ONCE) if cursor.description else []
        self._told(cursor, keep=len(self._rows) == AT_ONCE)

    def _execute_many(self, statement: str, parameters: Iterable[Any]) -> None:
        self._told(self._connection.raw.executemany(statement, parameters), keep=False)

    def _told(self, cursor: sqlite3.Cursor, *, keep: bool) -> None:
        self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
        if keep:
            self._open = cursor
        else:
            cursor.close()


class OneErrandConnection(aiosqlite.Connection):
    """A connection whose cursors run one errand a statement."""

    @property
    def raw(self) -> sqlite3.Connection:
        """The connection itself, for its own thread only."""
        return self._conn

    async def errand(self, work: Callable[[], Any]) -> Any:
        """What `work` returns, done by the connection's thread. Raises what it raises."""
        return await self._execute(work)  # type: ignore[no-untyped-call]

    def cursor(self) -> OneErrandCursor:  # type: ignore[override]
        """One that is ready without an errand."""
        return OneErrandCursor(self)


def connect(database: str, **more: Any) -> OneErrandConnection:
    """What SQLAlchemy calls in place of `aiosqlite.connect`; awaiting it opens the file."""
    connection = OneErrandConnection(lambda: sqlite3.connect(database, **more), 64)
    connection._thread.daemon = True  # as SQLAlchemy's own: a desk that leaves does not wait for it
    return connection
