"""A disk that takes nothing more, as each part says it, becomes one plain answer."""

import errno
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar, get
from litestar.testing import TestClient
from psycopg.errors import DiskFull as PostgresFull
from sqlalchemy.exc import OperationalError

from api.db import disk_is_full
from api.problems import EXCEPTION_HANDLERS
from tests.unit.api.web.web_site import signed_in, site


def sqlite_full(folder: Path) -> sqlite3.Error:
    """What SQLite raises where a file may not grow."""
    with closing(sqlite3.connect(folder / "small.db")) as database:
        database.execute("PRAGMA page_size=512")
        database.execute("CREATE TABLE t (x)")
        database.execute("PRAGMA max_page_count=4")
        with pytest.raises(sqlite3.OperationalError) as full:
            database.execute("INSERT INTO t VALUES (zeroblob(100000))")
    return full.value


def test_each_kind_of_database_and_file_says_so_in_its_way(tmp_path: Path) -> None:
    full = sqlite_full(tmp_path)
    assert disk_is_full(full)
    assert disk_is_full(OperationalError("INSERT", {}, full))
    assert disk_is_full(OperationalError("INSERT", {}, PostgresFull()))
    assert disk_is_full(OSError(errno.ENOSPC, "No space left on device"))
    assert not disk_is_full(OSError(errno.EACCES, "Permission denied"))
    assert not disk_is_full(OperationalError("INSERT", {}, sqlite3.OperationalError("locked")))
    assert not disk_is_full(ValueError())


@get("/full", opt={"exclude_from_auth": True})
async def full() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_rest_and_pages_say_what_happened_and_what_to_do() -> None:
    handlers: Sequence[Any] = [full]
    app = Litestar(route_handlers=handlers, exception_handlers=EXCEPTION_HANDLERS, logging_config=None)
    with TestClient(app) as rest:
        answer = rest.get("/full")
    assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
    assert "磁盘已满" in answer.json()["detail"]
    with signed_in(site(handlers)) as pages:
        shown = pages.get("/full")
    assert shown.status_code == 507
    assert "清理磁盘" in shown.text
