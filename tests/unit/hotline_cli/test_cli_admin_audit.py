"""`hotline admin audit verify` and `export`."""

import asyncio
import csv
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text
from typer.testing import CliRunner, Result

from api.db import Database
from api.residents.book import ResidentBook
from api.settings import DeskSettings
from hotline_cli.admin import admin


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hotline_cli.database.set_up_logs", lambda: None)
    monkeypatch.setattr("api.migrate.log", structlog.wrap_logger(structlog.ReturnLogger()))


def run(data: Path, *args: str) -> Result:
    return CliRunner().invoke(admin, ["audit", *args, "--data", str(data)])


async def _opens(data: Path) -> None:
    database = Database(DeskSettings.load(data).database_url)
    for subject in ("c1", "c2", "c3"):
        await ResidentBook(database).opened("a1", "call", subject)
    await database.close()


async def _tampers(data: Path) -> None:
    database = Database(DeskSettings.load(data).database_url)
    async with database.writing() as session:
        await session.execute(text("DROP TRIGGER access_log_no_update"))
        await session.execute(text("UPDATE access_log SET subject = 'c9' WHERE number = 2"))
    await database.close()


def test_a_log_is_verified_exported_and_found_broken(tmp_path: Path) -> None:
    assert "0 entries, every one as it was written" in run(tmp_path, "verify").stdout
    asyncio.run(_opens(tmp_path))
    whole = run(tmp_path, "verify")
    assert (whole.exit_code, whole.stdout[:9]) == (0, "3 entries")
    head = whole.stdout.split()[-1]
    assert run(tmp_path, "verify", "--head", head).exit_code == 0
    other = run(tmp_path, "verify", "--head", "0" * 64)
    assert other.exit_code == 1
    assert "no entry has the hash" in other.stdout
    file = tmp_path / "audit.csv"
    assert run(tmp_path, "export", str(file)).stdout == f"3 entries in {file}.\n"
    rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["number"], row["what"], row["subject"]) for row in rows] == [
        ("1", "call", "c1"),
        ("2", "call", "c2"),
        ("3", "call", "c3"),
    ]
    assert rows[-1]["hash"] == head
    assert len(run(tmp_path, "export", "--since", "2001-01-01").stdout.splitlines()) == 4
    assert run(tmp_path, "export", str(tmp_path)).exit_code == 2
    asyncio.run(_tampers(tmp_path))
    broken = run(tmp_path, "verify")
    assert broken.exit_code == 1
    assert "BROKEN at entry 2: its content was changed" in broken.stdout
