"""Bringing a database up to date: from nothing, again, from an older one with a copy, never from a newer."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from advanced_alchemy.types import GUID
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from api import migrate
from api.errors import DatabaseError
from api.every_table import METADATA
from api.migrate import bring_up_to_date
from tests.unit.api import desk_samples as sample


def url_of(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def copies_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*before*"))


def run(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


async def test_from_nothing_and_again(tmp_path: Path) -> None:
    path = tmp_path / "hotline.db"
    await bring_up_to_date(url_of(path))
    first = dump(path)
    assert any("event_log_no_delete" in line for line in first)
    await bring_up_to_date(url_of(path))
    assert dump(path) == first
    assert not copies_in(tmp_path)


async def test_the_schema_is_what_the_models_say(tmp_path: Path) -> None:
    path = tmp_path / "hotline.db"
    await bring_up_to_date(url_of(path))

    def differences(connection: Connection) -> list[object]:
        options = {"compare_type": lambda _c, _i, _m, _inspected, wanted: False if isinstance(wanted, GUID) else None}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), METADATA))

    engine = create_async_engine(url_of(path))
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "hotline.db"
    await bring_up_to_date(url_of(path))
    run(path, "UPDATE alembic_version SET version_num = '9999'")
    before = dump(path)
    with pytest.raises(DatabaseError, match="9999") as caught:
        await bring_up_to_date(url_of(path))
    assert "newer" in caught.value.en
    assert "升级" in caught.value.zh
    assert dump(path) == before
    assert not copies_in(tmp_path)


async def test_an_older_database_is_copied_aside_first_with_all_that_was_committed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a crash the newest rows stand in the -wal file only; a copy of the main file alone would lack them."""
    path = tmp_path / "hotline.db"
    await bring_up_to_date(url_of(path))
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("PRAGMA wal_autocheckpoint=0")
    writer.execute("INSERT INTO stream (stream_id, first_line_id, line_id, seq) VALUES ('s', 'l', 'l', 7)")
    writer.commit()
    assert (tmp_path / "hotline.db-wal").stat().st_size > 0
    newest = migrate._newest(migrate._config())
    monkeypatch.setattr("api.migrate._newest", lambda _: "9000")
    monkeypatch.setattr("api.migrate._upgrade", lambda _: lambda __: None)
    await bring_up_to_date(url_of(path))
    writer.close()
    copies = copies_in(tmp_path)
    assert [one.name for one in copies] == [f"hotline.db.before-{newest}"]
    with closing(sqlite3.connect(copies[0])) as copy:
        assert copy.execute("SELECT seq FROM stream").fetchall() == [(7,)]
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_a_database_without_a_folder_names_it(tmp_path: Path) -> None:
    threads = threading.enumerate()
    with pytest.raises(DatabaseError, match="nowhere"):
        await bring_up_to_date(url_of(tmp_path / "nowhere" / "hotline.db"))
    assert threading.enumerate() == threads, "none is left that tells a closed loop of it"


async def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "hotline.db"
    path.write_text("a letter to the residents, certainly no database " * 20, encoding="ascii")
    with pytest.raises(DatabaseError, match=r"hotline\.db"):
        await bring_up_to_date(url_of(path))


async def test_it_works_beside_a_desk(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await bring_up_to_date(desk.database.url)


async def test_calls_of_an_older_database_get_their_state(tmp_path: Path) -> None:
    path = tmp_path / "hotline.db"
    engine = create_async_engine(url_of(path))
    async with engine.begin() as connection:
        config = migrate._config()
        await connection.run_sync(lambda plain: _to(config, plain, "0001"))
    await engine.dispose()
    row = "INSERT INTO call VALUES ('{}', 'l', 's', 1.0, '', {}, {}, NULL, '')"
    run(path, row.format("e", "'a'", 1), row.format("t", "'a'", 0), row.format("w", "NULL", 0))
    run(path, "INSERT INTO user_account VALUES (x'01', 'li', '李', '李', 'agent', 1, 'x', NULL)")
    await bring_up_to_date(url_of(path))
    with closing(sqlite3.connect(path)) as connection:
        states = connection.execute("SELECT call_id, state, direction FROM call ORDER BY call_id").fetchall()
        phones = connection.execute("SELECT phone FROM user_account").fetchall()
    assert states == [("e", "ended", "incoming"), ("t", "talking", "incoming"), ("w", "waiting", "incoming")]
    assert phones == [("",)]


def _to(config: Config, connection: Connection, revision: str) -> None:
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
