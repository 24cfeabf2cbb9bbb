"""Brings the database to this program's schema when the desk starts; an SQLite file is copied aside first."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import structlog
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from api.db import disk_is_full
from api.errors import DatabaseError, NoRoom

log = structlog.get_logger()
FOLDER = Path(__file__).parent / "migrations"


async def bring_up_to_date(url: str) -> None:
    """Apply the revisions that the database lacks.

    Raises NoRoom on a full disk, DatabaseError when the database is newer than this program, or cannot be opened.
    """
    try:
        await _bring_up_to_date(url)
    except (DBAPIError, sqlite3.Error, OSError) as error:
        where = make_url(url).render_as_string(hide_password=True)
        if disk_is_full(error):
            raise NoRoom(where) from error
        why = getattr(error, "orig", None) or error
        raise DatabaseError(
            f"数据库 {where} 无法使用：{why}", f"the database {where} cannot be used: {why}"
        ) from error


async def _bring_up_to_date(url: str) -> None:
    _open_once(url)
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            present = await connection.run_sync(_present)
        config = _config()
        newest = _newest(config)
        if present == newest:
            return
        _refuse_newer(config, present)
        if present is not None:
            _copy_aside(url, present)
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade(config))
        log.info("database_migrated", was=present, now=newest)
    finally:
        await engine.dispose()


def _open_once(url: str) -> None:
    """Where an SQLite file cannot be opened, say so before aiosqlite tries: it leaves a thread behind that tells
    its failure to a loop which may be closed by then."""
    path = make_url(url).database
    if make_url(url).get_backend_name() == "sqlite" and path:
        sqlite3.connect(path).close()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


def _newest(config: Config) -> str | None:
    return ScriptDirectory.from_config(config).get_current_head()


def _present(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(config: Config) -> Callable[[Connection], None]:
    def run(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    return run


def _refuse_newer(config: Config, present: str | None) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if present is not None and present not in known:
        raise DatabaseError(
            f"数据库版本 {present} 比本程序新，请升级程序",
            f"the database has revision {present}, newer than this program; install the newer program",
        )


def _copy_aside(url: str, present: str) -> None:
    """Copy an SQLite file by SQLite's own backup: after a crash its newest rows stand in the -wal file only."""
    path = make_url(url).database
    if make_url(url).get_backend_name() == "sqlite" and path:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(f"{path}.before-{present}")) as copy:
            source.backup(copy)
