"""`hotline tickets`: lists, one ticket with its story, clocks before and after a changed calendar."""

import asyncio
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from api.db import Database
from api.log import EventLog
from api.projector import Projector
from api.settings import DeskSettings
from hotline_cli.tickets import tickets_app
from tests.fresh_database import fresh_database
from tests.unit.api import desk_samples, ticket_samples
from tests.unit.api.ticket_samples import NUMBER

SHUT = """\
version: "1"
effective_from: 2026-01-01
year: 2026
holidays: [2026-11-24, 2026-11-25]
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with one ticket of 23 November 2026, sent to its department."""
    monkeypatch.setattr("hotline_cli.database.set_up_logs", lambda: None)
    monkeypatch.setattr("api.migrate.log", structlog.wrap_logger(structlog.ReturnLogger()))
    settings = DeskSettings.load(tmp_path)
    settings.make_folder()

    async def fill() -> None:
        await fresh_database(settings.folder / "hotline.db")
        database = Database(settings.database_url)
        log = EventLog(database, Projector(desk_samples.CN))
        await log.append_desk(ticket_samples.made(), ticket_samples.sent())  # type: ignore[arg-type]
        await database.close()

    asyncio.run(fill())
    return tmp_path


def run(data: Path, *args: str) -> Result:
    return CliRunner().invoke(tickets_app, [*args, "--data", str(data)])


def test_open_ones_are_listed_nearest_due_first_and_late_ones_marked(data: Path) -> None:
    (line,) = run(data, "list").stdout.splitlines()
    assert line.split() == [NUMBER, "!2026-11-23", "12:10", "已送达，待签收", "3-1-502", "厨房天花板漏水"]
    assert run(data, "list", "--state", "closed").stdout == ""
    assert NUMBER in run(data, "list", "--q", "漏水").stdout


def test_one_with_its_clocks_and_its_story(data: Path) -> None:
    said = run(data, "show", NUMBER).stdout
    assert "2026-11-26 12:00 running  SLA-5:done" in said
    assert "2026-11-23 12:01  TicketSent           李明" in said
    missing = run(data, "show", "TS20261123-0999")
    assert missing.exit_code == 2
    assert "There is no ticket" in missing.stderr


def test_clocks_before_and_after_a_changed_calendar(data: Path, tmp_path: Path) -> None:
    assert run(data, "clocks").stdout == "No clock would move.\n"
    changed = tmp_path / "changed"
    (changed / "calendar").mkdir(parents=True)
    (changed / "calendar" / "2026.yaml").write_text(SHUT)
    looked = run(data, "clocks", "--rules", str(changed))
    expected = "SLA-7:proposed       2026-11-26 12:00 running  ->  2026-11-30 12:00 running"
    assert [line.strip() for line in looked.stdout.splitlines()] == [
        NUMBER,
        expected,
        "1 tickets differ. Nothing was changed; --apply lets them count.",
    ]
    unexplained = run(data, "clocks", "--rules", str(changed), "--apply")
    assert unexplained.exit_code == 2
    applied = run(data, "clocks", "--rules", str(changed), "--apply", "--why", "放假调休")
    assert "1 changed in the log" in applied.stdout
    assert "2026-11-30 12:00 running  SLA-7:proposed" in run(data, "show", NUMBER).stdout
    assert run(data, "clocks", "--rules", str(changed)).stdout == "No clock would move.\n"
